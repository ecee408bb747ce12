/** What a standalone invoice is written with. */
import { z } from "zod";
import { newContact } from "../contacts/contact-fields.ts";
import * as wire from "../wire.ts";

const MOMENT = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/;

function isMoment(text: string): boolean {
  const [, day, time] = MOMENT.exec(text) ?? [];
  return z.iso.date().safeParse(day).success && z.iso.time().safeParse(time).success;
}

/** What an item says that nothing is reckoned with; kept, and answered where it is read. */
export const itemDetails = {
  description: wire.text(500).optional(),
  sku: wire.text(50).optional(),
  itemType: wire.text(50).optional(),
  purchaseOrderNumber: wire.text(100).optional(),
  bookingReference: wire.text(255).optional(),
  accountingCode: wire.text(100).optional(),
  deferredRevenueAccountingCode: wire.text(100).optional(),
  recognizedRevenueAccountingCode: wire.text(100).optional(),
  revenueRecognitionRuleName: wire.text(100).optional(),
  unbilledReceivablesAccountingCode: wire.text(100).optional(),
  adjustmentLiabilityAccountingCode: wire.text(100).optional(),
  adjustmentRevenueAccountingCode: wire.text(100).optional(),
  contractAssetAccountingCode: wire.text(100).optional(),
  contractLiabilityAccountingCode: wire.text(100).optional(),
  contractRecognizedRevenueAccountingCode: wire.text(100).optional(),
  excludeItemBillingFromRevenueAccounting: wire.boolean.optional(),
  chargeDate: z
    .string()
    .refine(isMoment, { error: "should be yyyy-mm-dd hh:mm:ss" })
    .optional()
    .describe("When it was charged, in the entity's time zone; when it is made if absent."),
  revRecCode: wire.text(70).optional(),
  revRecTriggerCondition: z
    .enum(["ContractEffectiveDate", "ServiceActivationDate", "CustomerAcceptanceDate"])
    .optional(),
};
export const DETAILS = Object.keys(itemDetails) as (keyof typeof itemDetails)[];

const taxItem = wire.body({
  name: wire.requiredText(100),
  taxAmount: wire.amount,
  taxCode: wire.text(100).optional(),
  taxCodeDescription: wire.text(255).optional(),
  taxDate: wire.billingDate.optional(),
  taxMode: z
    .enum(["TaxExclusive", "TaxInclusive"])
    .default("TaxExclusive")
    .describe("TaxInclusive: the amount of the item has it in it."),
  taxRate: wire.amount.describe("A share such as 0.0625 when the type is Percentage."),
  taxRateType: z.enum(["Percentage", "FlatFee"]).default("Percentage"),
  taxRateDescription: wire.text(255).optional(),
  jurisdiction: wire.text(100).optional(),
  locationCode: wire.text(100).optional(),
  exemptAmount: wire.amount.optional(),
});

const lineFields = {
  ...itemDetails,
  amount: wire.amount,
  chargeName: wire.requiredText(255).optional().describe("Needed without productRatePlanChargeId."),
  productRatePlanChargeId: wire.key.optional().describe("Gives the item its name and type."),
  unitPrice: wire.amount.optional().describe("The amount divided by the quantity when absent."),
  taxItems: z
    .array(taxItem)
    .max(5)
    .optional()
    .describe("Taxes that were calculated elsewhere; reckoned where there are none."),
};

const discountItem = wire.body(
  {
    ...lineFields,
    amount: wire.amount.describe("Below zero; it lowers what the item owes."),
  },
  wire.makes("InvoiceItem"),
);

export const standaloneItem = wire.body(
  {
    ...lineFields,
    taxCode: wire
      .text(100)
      .optional()
      .describe(
        "What an item without productRatePlanChargeId is taxed by; others as their charge.",
      ),
    taxMode: z
      .enum(["TaxExclusive", "TaxInclusive"])
      .optional()
      .describe("Of the taxCode; TaxExclusive when absent."),
    quantity: wire.quantity.optional().describe("1 when absent."),
    serviceStartDate: wire.billingDate,
    serviceEndDate: wire.billingDate
      .optional()
      .describe("The last day of service; the first when absent."),
    uom: wire.text(25).optional(),
    discountItems: z.array(discountItem).max(10).optional(),
  },
  wire.makes("InvoiceItem"),
);

/** Documented fields of the invoice that are not done yet. */
export const INVOICE_NOT_YET = [
  "customRates",
  "sequenceSet",
  "templateId",
  "shipToContact",
  "shipToContactId",
  "shipToSameAsBillTo",
] as const;

const NUMBER = /^[a-zA-Z0-9_-]{1,32}$/;

export const standaloneInvoice = wire.body(
  {
    accountId: wire.key.optional().describe("This or accountNumber."),
    accountNumber: wire.key.optional(),
    invoiceDate: wire.billingDate,
    dueDate: wire.billingDate.optional().describe("By the payment term when absent."),
    paymentTerm: wire.text(100).optional().describe("The account's when absent."),
    status: z.enum(["Draft", "Posted"]).default("Draft"),
    autoPay: wire.boolean.default(false),
    comments: wire.text(255).optional(),
    currency: wire.text(3).optional().describe("The account's, and no other."),
    invoiceNumber: wire
      .chosenNumber(32)
      .refine((value) => NUMBER.test(value), { error: "may have only letters, digits, - and _" })
      .optional(),
    billToContact: newContact.optional(),
    billToContactId: wire.key.optional(),
    soldToContact: newContact.optional(),
    soldToContactId: wire.key.optional(),
    soldToSameAsBillTo: wire.boolean.optional(),
    transferredToAccounting: z.enum(["Processing", "Error", "Ignore", "Yes", "No"]).optional(),
    invoiceItems: z.array(standaloneItem).min(1).max(1000),
    ...wire.notYet(INVOICE_NOT_YET),
  },
  wire.makes("Invoice"),
);
