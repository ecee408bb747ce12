import type { BillingAttributes } from "#engine/model/order.ts";
import * as wire from "../wire.ts";

/** Documented and not done yet; refused by name (to-billing-attributes.ts). */
export const BILLING_ATTRIBUTES_NOT_YET = [
  "clearingExistingInvoiceGroupNumber",
  "clearingExistingInvoiceTemplate",
  "communicationProfileId",
  "invoiceGroupNumber",
  "invoiceTemplateId",
] as const;

/** What several actions can change of how a subscription is billed. */
export const billingAttributes = {
  paymentTerm: wire.orderText(100).optional(),
  clearingExistingPaymentTerm: wire.boolean
    .optional()
    .describe("The account's payment term from now on."),
  billToContactId: wire.key.optional(),
  clearingExistingBillToContact: wire.boolean
    .optional()
    .describe("The account's bill-to contact from now on."),
  soldToContactId: wire.key.optional(),
  clearingExistingSoldToContact: wire.boolean
    .optional()
    .describe("The account's sold-to contact from now on."),
  shipToContactId: wire.key.optional(),
  clearingExistingShipToContact: wire.boolean
    .optional()
    .describe("No ship-to contact of its own from now on."),
  sequenceSetId: wire.key.optional().describe("Numbers what is billed of the subscription."),
  clearingExistingSequenceSet: wire.boolean
    .optional()
    .describe("The account's sequence set from now on."),
  ...wire.notYet(BILLING_ATTRIBUTES_NOT_YET),
};

/** As they were sent: what is null was to be cleared. */
export const billingAttributesToWire = ({
  paymentTerm,
  billToContactId,
  soldToContactId,
  shipToContactId,
  sequenceSetId,
}: BillingAttributes) => ({
  ...(paymentTerm && { paymentTerm }),
  ...(paymentTerm === null && { clearingExistingPaymentTerm: true }),
  ...(billToContactId && { billToContactId }),
  ...(billToContactId === null && { clearingExistingBillToContact: true }),
  ...(soldToContactId && { soldToContactId }),
  ...(soldToContactId === null && { clearingExistingSoldToContact: true }),
  ...(shipToContactId && { shipToContactId }),
  ...(shipToContactId === null && { clearingExistingShipToContact: true }),
  ...(sequenceSetId && { sequenceSetId }),
  ...(sequenceSetId === null && { clearingExistingSequenceSet: true }),
});
