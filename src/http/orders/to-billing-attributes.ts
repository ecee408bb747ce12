import { BillingError } from "#engine/errors.ts";
import type { BillingAttributes } from "#engine/model/order.ts";
import { refuseFields } from "../refuse-field.ts";
import { BILLING_ATTRIBUTES_NOT_YET } from "./billing-attributes.ts";

type Body = {
  readonly paymentTerm?: string | undefined;
  readonly clearingExistingPaymentTerm?: boolean | undefined;
  readonly billToContactId?: string | undefined;
  readonly clearingExistingBillToContact?: boolean | undefined;
};

/** Errors: NOT_SUPPORTED, NOT_ALLOWED (what is cleared cannot be given as well). */
export function toBillingAttributes(body: Body): BillingAttributes {
  refuseFields(body, BILLING_ATTRIBUTES_NOT_YET);
  const { paymentTerm, clearingExistingPaymentTerm } = body;
  const { billToContactId, clearingExistingBillToContact } = body;
  refuseBoth("clearingExistingPaymentTerm", clearingExistingPaymentTerm, paymentTerm);
  refuseBoth("clearingExistingBillToContact", clearingExistingBillToContact, billToContactId);
  return {
    ...(paymentTerm && { paymentTerm }),
    ...(clearingExistingPaymentTerm && { paymentTerm: null }),
    ...(billToContactId && { billToContactId: billToContactId.replaceAll("-", "").toLowerCase() }),
    ...(clearingExistingBillToContact && { billToContactId: null }),
  };
}

/** Errors: NOT_ALLOWED where a flag that clears comes with a value. */
export function refuseBoth(
  flag: string,
  isClearing: boolean | undefined,
  value: string | undefined,
): void {
  if (!isClearing || !value) return;
  const message = `'${flag}' cannot be true when a new value is given.`;
  throw new BillingError("NOT_ALLOWED", { message });
}
