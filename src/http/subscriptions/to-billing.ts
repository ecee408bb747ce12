import type { z } from "zod";
import { BillingError } from "#engine/errors.ts";
import type { Billing } from "#operations/order-of-one.ts";
import { Invalid } from "../invalid.ts";
import type { Version } from "../version.ts";
import type { billingFields } from "./order-fields.ts";

export type BillingBody = z.output<z.ZodObject<typeof billingFields>>;

/**
 * How one subscription is billed. Whether to bill has had three names: each version of the API knows
 * one of them, and does not know the others.
 *
 * Errors: Invalid for fields that the version does not know; NOT_ALLOWED, NOT_SUPPORTED.
 */
export function toBilling(
  body: BillingBody,
  version: Version,
  { billsByDefault }: { readonly billsByDefault: boolean },
): Billing {
  refuseUnknownFields(body, version);
  const asked = body.runBilling ?? body.invoice ?? body.invoiceCollect;
  const runBilling = asked ?? billsByDefault;
  refusePayment(body, runBilling);
  const collects = body.collect || body.invoiceCollect;
  return {
    runBilling,
    targetDate: body.targetDate ?? body.invoiceTargetDate ?? null,
    documentDate: body.documentDate ?? null,
    creditMemoReasonCode: body.creditMemoReasonCode || null,
    ...((body.applyCredit || body.applyCreditBalance) && {
      applyCredit: body.applicationOrder ?? DEFAULT_ORDER,
    }),
    ...(collects && { collectPayment: BY_DEFAULT_METHOD }),
  };
}

/** The answer is the recorded one: code 53200021, "Invalid parameter(s): 'invoice,collect'." */
function refuseUnknownFields(body: BillingBody, version: Version): void {
  const has196 = version.atLeast("196.0");
  const has211 = version.atLeast("211.0");
  refuseUnlessKnown(body, {
    runBilling: has211,
    targetDate: has211,
    invoice: has196 && !has211,
    collect: has196,
    invoiceCollect: !has196,
    invoiceTargetDate: !has211,
  });
}

/** Errors: Invalid for the fields that are given and not known. */
export function refuseUnlessKnown(
  body: Readonly<Record<string, unknown>>,
  isKnown: Readonly<Record<string, boolean>>,
): void {
  const keys = Object.entries(isKnown)
    .filter(([name, known]) => !known && body[name] !== undefined)
    .map(([name]) => name);
  if (keys.length === 0) return;
  throw new Invalid("body", [{ code: "unrecognized_keys", keys, path: [], message: "" }]);
}

/** The account's default method, and its gateway. */
export const BY_DEFAULT_METHOD = { paymentMethodId: null, gatewayKey: null, gatewayOrderId: null };

const DEFAULT_ORDER = ["CreditMemo", "UnappliedPayment"] as const;

/** The credit balance of older clients is what memos and payments have left: docs/decisions/0760. */
function refusePayment(body: BillingBody, runBilling: boolean): void {
  if (body.collect && !runBilling) {
    const message = "'collect' cannot be true when nothing is billed.";
    throw new BillingError("NOT_ALLOWED", { message });
  }
  if (body.applyCreditBalance && !runBilling) {
    const message = "'applyCreditBalance' cannot be true when nothing is billed.";
    throw new BillingError("NOT_ALLOWED", { message });
  }
}
