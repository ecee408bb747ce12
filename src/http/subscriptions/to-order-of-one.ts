import type { z } from "zod";
import { BillingError } from "#engine/errors.ts";
import type { OrderOfOne } from "#operations/change-subscription.ts";
import { Invalid } from "../invalid.ts";
import type { Version } from "../version.ts";
import type { orderFields } from "./order-fields.ts";

type OrderFields = {
  readonly [Field in keyof typeof orderFields]?: z.output<(typeof orderFields)[Field]>;
};

/**
 * How the change of a subscription is dated and billed. How to bill has had three names: each version
 * of the API knows one of them, and does not know the others.
 *
 * Errors: Invalid for fields that the version does not know; NOT_ALLOWED, NOT_SUPPORTED.
 */
export function toOrderOfOne(
  body: OrderFields,
  customFields: Readonly<Record<string, unknown>>,
  version: Version,
): OrderOfOne {
  refuseUnknownFields(body, version);
  refusePayment(body);
  return {
    orderDate: body.orderDate ?? null,
    contractEffectiveDate: body.contractEffectiveDate ?? null,
    runBilling: body.runBilling ?? body.invoice ?? false,
    targetDate: body.targetDate ?? body.invoiceTargetDate ?? null,
    documentDate: body.documentDate ?? null,
    creditMemoReasonCode: body.creditMemoReasonCode || null,
    customFields,
  };
}

/** The answer is the recorded one: code 53200021, "Invalid parameter(s): 'invoice,collect'." */
function refuseUnknownFields(body: OrderFields, version: Version): void {
  const has196 = version.atLeast("196.0");
  const has211 = version.atLeast("211.0");
  const isKnown = {
    runBilling: has211,
    targetDate: has211,
    invoice: has196 && !has211,
    collect: has196,
    invoiceCollect: !has196,
    invoiceTargetDate: !has211,
  };
  const keys = Object.entries(isKnown)
    .filter(([name, known]) => !known && body[name as keyof OrderFields] !== undefined)
    .map(([name]) => name);
  if (keys.length === 0) return;
  throw new Invalid("body", [{ code: "unrecognized_keys", keys, path: [], message: "" }]);
}

/** Collecting and applying are not done yet: said so, rather than ignored. */
function refusePayment(body: OrderFields): void {
  const { collect, runBilling, invoice } = body;
  if (collect && !runBilling && !invoice) {
    const message = "'collect' cannot be true when nothing is billed.";
    throw new BillingError("NOT_ALLOWED", { message });
  }
  for (const field of ["invoiceCollect", "collect", "applyCredit", "applyCreditBalance"] as const) {
    if (!body[field]) continue;
    const message = `'${field}' is not supported by this version of Quittance.`;
    throw new BillingError("NOT_SUPPORTED", { message });
  }
}
