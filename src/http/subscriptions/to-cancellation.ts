import type { z } from "zod";
import { BillingError } from "#engine/errors.ts";
import type { CancelSubscriptionAction } from "#engine/model/order.ts";
import type { Cancellation } from "#operations/cancel-subscription.ts";
import { withoutCustomFields } from "../custom-fields.ts";
import { Invalid } from "../invalid.ts";
import type { Version } from "../version.ts";
import type { cancelSubscription } from "./contract.ts";

type Body = z.output<typeof cancelSubscription.request>;

/**
 * A cancellation of the wire as the operation takes it. How to bill has had three names: each version
 * of the API knows one of them, and does not know the others.
 *
 * Errors: Invalid for fields that the version does not know; CANCELLATION_DATE_MISSING, NOT_ALLOWED,
 * NOT_SUPPORTED.
 */
export function toCancellation(body: Body, version: Version): Cancellation {
  const { fields, customFields } = withoutCustomFields(body);
  refuseUnknownFields(fields, version);
  refusePayment(fields);
  return {
    action: toAction(fields),
    orderDate: fields.orderDate ?? null,
    contractEffectiveDate: fields.contractEffectiveDate ?? null,
    runBilling: fields.runBilling ?? fields.invoice ?? false,
    targetDate: fields.targetDate ?? fields.invoiceTargetDate ?? null,
    documentDate: fields.documentDate ?? null,
    creditMemoReasonCode: fields.creditMemoReasonCode || null,
    customFields,
  };
}

/** The answer is the recorded one: code 53200021, "Invalid parameter(s): 'invoice,collect'." */
function refuseUnknownFields(body: Body, version: Version): void {
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
    .filter(([name, known]) => !known && body[name as keyof Body] !== undefined)
    .map(([name]) => name);
  if (keys.length === 0) return;
  throw new Invalid("body", [{ code: "unrecognized_keys", keys, path: [], message: "" }]);
}

/** Collecting and applying are not done yet: said so, rather than ignored. */
function refusePayment(body: Body): void {
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

/** Other policies than SpecificDate ignore a date, as documented. */
function toAction(body: Body): CancelSubscriptionAction {
  const { cancellationPolicy, cancellationEffectiveDate, bookingDate } = body;
  const common = { type: "CancelSubscription" as const, ...(bookingDate && { bookingDate }) };
  if (cancellationPolicy !== "SpecificDate") return { ...common, cancellationPolicy };
  if (cancellationEffectiveDate === undefined) {
    throw new BillingError("CANCELLATION_DATE_MISSING", { field: "cancellationEffectiveDate" });
  }
  return { ...common, cancellationPolicy, cancellationEffectiveDate };
}
