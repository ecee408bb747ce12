import { BillingError } from "#engine/errors.ts";
import type { BillingAttributes } from "#engine/model/order.ts";
import { refuseFields } from "../refuse-field.ts";
import { BILLING_ATTRIBUTES_NOT_YET } from "./billing-attributes.ts";
import { contactIdOf } from "./contact-id-of.ts";

type Body = {
  readonly paymentTerm?: string | undefined;
  readonly clearingExistingPaymentTerm?: boolean | undefined;
  readonly billToContactId?: string | undefined;
  readonly clearingExistingBillToContact?: boolean | undefined;
  readonly soldToContactId?: string | undefined;
  readonly clearingExistingSoldToContact?: boolean | undefined;
  readonly shipToContactId?: string | undefined;
  readonly clearingExistingShipToContact?: boolean | undefined;
  readonly sequenceSetId?: string | undefined;
  readonly clearingExistingSequenceSet?: boolean | undefined;
};

/** Errors: NOT_SUPPORTED, NOT_ALLOWED (what is cleared cannot be given as well). */
export function toBillingAttributes(body: Body): BillingAttributes {
  refuseFields(body, BILLING_ATTRIBUTES_NOT_YET);
  const { paymentTerm, clearingExistingPaymentTerm } = body;
  const { sequenceSetId, clearingExistingSequenceSet } = body;
  refuseBoth("clearingExistingPaymentTerm", clearingExistingPaymentTerm, paymentTerm);
  refuseBoth("clearingExistingSequenceSet", clearingExistingSequenceSet, sequenceSetId);
  return {
    ...(paymentTerm && { paymentTerm }),
    ...(clearingExistingPaymentTerm && { paymentTerm: null }),
    ...toContact(body, "billToContactId", "clearingExistingBillToContact"),
    ...toContact(body, "soldToContactId", "clearingExistingSoldToContact"),
    ...toContact(body, "shipToContactId", "clearingExistingShipToContact"),
    ...(sequenceSetId && { sequenceSetId: contactIdOf(sequenceSetId) ?? null }),
    ...(clearingExistingSequenceSet && { sequenceSetId: null }),
  };
}

function toContact(
  body: Body,
  field: "billToContactId" | "soldToContactId" | "shipToContactId",
  flag: `clearingExisting${"BillTo" | "SoldTo" | "ShipTo"}Contact`,
): BillingAttributes {
  refuseBoth(flag, body[flag], body[field]);
  if (body[flag]) return { [field]: null };
  const contactId = contactIdOf(body[field]);
  return contactId ? { [field]: contactId } : {};
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
