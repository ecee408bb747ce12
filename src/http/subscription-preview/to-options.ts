import type { z } from "zod";
import { Invalid } from "../invalid.ts";
import { refuseUnlessKnown } from "../subscriptions/to-billing.ts";
import type { Version } from "../version.ts";
import { PREVIEW_TYPES, type previewOptionFields } from "./preview-fields.ts";

type Body = z.output<z.ZodObject<typeof previewOptionFields>>;

/** Errors: Invalid for fields and types that the version does not know. */
export function toWanted(body: Body, version: Version) {
  const has207 = version.atLeast("207.0");
  refuseUnlessKnown(body, {
    includeExistingDraftDocItems: has207,
    includeExistingDraftInvoiceItems: !has207,
  });
  const { LEGAL_DOC, INVOICE_ITEM } = PREVIEW_TYPES;
  const known: readonly string[] = has207 ? LEGAL_DOC : INVOICE_ITEM;
  const { previewType: input = known[0] ?? "" } = body;
  if (!known.includes(input)) {
    const path = ["previewType"];
    throw new Invalid("body", [
      { code: "invalid_value", values: [...known], path, input, message: "" },
    ]);
  }
  return {
    wantsDocuments: input !== "ChargeMetrics",
    wantsChargeMetrics: input.endsWith("ChargeMetrics"),
    includesDrafts:
      body.includeExistingDraftDocItems ?? body.includeExistingDraftInvoiceItems ?? true,
  };
}
