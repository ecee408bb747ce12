/** What requests of credit memos and of debit memos have in common. */
import { z } from "zod";
import * as wire from "../wire.ts";

const code = wire.text(100).optional();

export const financeInformation = wire
  .body({
    deferredRevenueAccountingCode: code,
    onAccountAccountingCode: code,
    recognizedRevenueAccountingCode: code,
    revenueRecognitionRuleName: code,
  })
  .optional();

/** Whose items a memo has. */
export type ItemObject = "CreditMemoItem" | "DebitMemoItem";

const taxRateType = z.enum(["Percentage", "FlatFee"]);

/** Where a tax is booked. */
export const taxFinance = wire
  .body({
    accountsReceivableAccountingCode: code,
    onAccountAccountingCode: code,
    salesTaxPayableAccountingCode: code,
  })
  .optional();

const taxDetails = {
  jurisdiction: wire.text(255).optional(),
  locationCode: wire.text(255).optional(),
  taxCode: wire.text(255).optional(),
  taxCodeDescription: wire.text(255).optional(),
  taxDate: wire.billingDate.optional(),
  taxExemptAmount: wire.amount.optional(),
  taxName: wire.requiredText(255).optional(),
  taxRate: wire.amount
    .optional()
    .describe("A share such as 0.0625 when the type is Percentage, else an amount."),
  taxRateDescription: wire.text(255).optional(),
  taxRateType: taxRateType.optional(),
  financeInformation: taxFinance,
};

const taxItem = wire.body({
  ...taxDetails,
  amount: wire.amount.optional().describe("Zero when absent."),
  sourceTaxItemId: wire.key.optional().describe("The taxation item that it is made from."),
});

const serviceDates = {
  serviceStartDate: wire.billingDate.optional(),
  serviceEndDate: wire.billingDate.optional().describe("The last day of service."),
};

/** Which of two names a field has depends on the version, where a request names one. */
const since = (from: "224.0" | "257.0") => ({ from, isWhenAsked: true }) as const;
const until = (before: "224.0" | "257.0") => ({ before, isWhenAsked: true }) as const;

/** The field has two names for one text. */
const comments = {
  comment: wire.inVersions(wire.text(255).optional(), until("257.0")),
  description: wire.inVersions(wire.text(255).optional(), since("257.0")),
};

const itemFromInvoice = (item: ItemObject) =>
  wire.body(
    {
      ...serviceDates,
      ...comments,
      amount: wire.amount,
      financeInformation,
      invoiceItemId: wire.key,
      quantity: wire.quantity.optional(),
      skuName: wire.text(255).optional().describe("The name of the charge when absent."),
      taxItems: z
        .array(taxItem)
        .max(100)
        .optional()
        .describe("Reckoned by the rates of the invoice item's taxes when absent."),
      taxMode: z.enum(["TaxExclusive", "TaxInclusive"]).default("TaxExclusive"),
      unitOfMeasure: wire.text(255).optional(),
    },
    wire.makes(item),
  );

const charge = (item: ItemObject) =>
  wire.body(
    {
      ...serviceDates,
      ...comments,
      amount: wire.inVersions(wire.amount.optional(), since("224.0")),
      memoItemAmount: wire.inVersions(
        wire.amount.optional().describe("The older name of `amount`."),
        until("224.0"),
      ),
      chargeId: wire.inVersions(
        wire.key.optional().describe("The older name of `productRatePlanChargeId`."),
        until("257.0"),
      ),
      productRatePlanChargeId: wire.inVersions(wire.key.optional(), since("257.0")),
      financeInformation,
      quantity: wire.quantity.optional(),
    },
    wire.makes(item),
  );

/** Most items that one memo has. */
const MAXIMUM_ITEMS = 1_000;

const memo = {
  autoPost: wire.boolean.default(false),
  comment: wire.text(255).optional(),
  effectiveDate: wire.billingDate.optional().describe("The date of the memo; today when absent."),
  number: wire.chosenNumber(32).optional(),
  reasonCode: wire.text(255).optional(),
};

export const memoFromCharges = (item: ItemObject) => ({
  ...memo,
  accountId: wire.key.optional(),
  accountNumber: wire.key.optional(),
  charges: z.array(charge(item)).min(1).max(MAXIMUM_ITEMS),
  currency: wire.text(3).optional().describe("The account's; no other yet."),
  ...wire.notYet(["customRates"]),
});

export const memoFromInvoice = (item: ItemObject) => ({
  ...memo,
  invoiceId: wire.key.optional().describe("In bulk only; elsewhere the path names the invoice."),
  items: z.array(itemFromInvoice(item)).min(1).max(MAXIMUM_ITEMS),
  taxAutoCalculation: wire.boolean
    .default(true)
    .describe("Whether taxes of items that give none are reckoned."),
});

const changedTaxItem = wire.body({
  ...taxDetails,
  amount: wire.amount.optional(),
  id: wire.key,
});

const changedItem = (item: ItemObject) =>
  wire.body(
    {
      ...serviceDates,
      amount: wire.amount
        .optional()
        .describe("Its taxes are reckoned anew, unless they are given."),
      comment: wire.text(255).optional(),
      financeInformation,
      id: wire.key,
      quantity: wire.quantity.optional(),
      skuName: wire.text(255).optional(),
      taxItems: z.array(changedTaxItem).max(100).optional(),
      unitOfMeasure: wire.text(255).optional(),
      excludeItemBillingFromRevenueAccounting: wire.boolean.optional(),
    },
    wire.changes(item),
  );

/** What can be changed of a memo of either kind. */
export const changedMemo = (item: ItemObject) => ({
  comment: wire.text(255).optional(),
  effectiveDate: wire.billingDate.optional(),
  items: z.array(changedItem(item)).max(MAXIMUM_ITEMS).optional(),
  reasonCode: wire.text(255).optional(),
  transferredToAccounting: z
    .enum(["Processing", "Yes", "No", "Error", "Ignore"])
    .optional()
    .describe("Whether an accounting system has taken it over."),
});

const asked = { amount: wire.amount };

/** What an item of a memo pays, or takes back, of an item of an invoice or of a debit memo. */
export const usedOfInvoice = wire.body({
  ...asked,
  creditMemoItemId: wire.key.optional(),
  creditTaxItemId: wire.key.optional(),
  invoiceItemId: wire.key.optional(),
  taxItemId: wire.key.optional(),
});

export const usedOfDebitMemo = wire.body({
  ...asked,
  creditMemoItemId: wire.key.optional(),
  creditTaxItemId: wire.key.optional(),
  debitMemoItemId: wire.key.optional(),
  taxItemId: wire.key.optional(),
});
