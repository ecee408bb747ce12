import type { z } from "zod";
import { wrongInVersion } from "../check-versions.ts";
import type { Version } from "../version.ts";
import { PREVIEW_TYPES, type previewOptionFields } from "./preview-fields.ts";

type Body = z.output<z.ZodObject<typeof previewOptionFields>>;

/** Errors: Invalid for types that the version does not know. */
export function toWanted(body: Body, version: Version) {
  const has207 = version.atLeast("207.0");
  const { LEGAL_DOC, INVOICE_ITEM } = PREVIEW_TYPES;
  const known: readonly string[] = has207 ? LEGAL_DOC : INVOICE_ITEM;
  const { previewType: input = known[0] ?? "" } = body;
  if (!known.includes(input)) {
    const path = ["previewType"];
    const values = [...known];
    const issue = { code: "invalid_value" as const, values, path, input, message: "" };
    const range = has207 ? ({ before: "207.0" } as const) : ({ from: "207.0" } as const);
    throw wrongInVersion(issue, `previewType ${input}`, range, version);
  }
  return {
    wantsDocuments: input !== "ChargeMetrics",
    wantsChargeMetrics: input.endsWith("ChargeMetrics"),
    includesDrafts:
      body.includeExistingDraftDocItems ?? body.includeExistingDraftInvoiceItems ?? true,
  };
}
