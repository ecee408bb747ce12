import type { z } from "zod";
import { BillingError } from "#engine/errors.ts";
import type { Billing } from "#operations/order-of-one.ts";
import type { billingFields } from "./order-fields.ts";

export type BillingBody = z.output<z.ZodObject<typeof billingFields>>;

/**
 * How one subscription is billed. Whether to bill has had three names: each version of the API knows
 * one of them, and the contract has refused the others.
 *
 * Errors: NOT_ALLOWED, NOT_SUPPORTED.
 */
export function toBilling(
  body: BillingBody,
  { billsByDefault }: { readonly billsByDefault: boolean },
): Billing {
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
