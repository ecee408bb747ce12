import { z } from "zod";
import { contract } from "../contract.ts";
import { creditTaxItem } from "../memos/tax-items.ts";
import * as wire from "../wire.ts";

const tag = "Credit Memos";

/** On the wire, but not kept by this version. */
const notKept = z.null();

export const creditMemo = z.object({
  accountId: wire.id,
  accountNumber: z.string(),
  amount: wire.money.describe("With taxes."),
  appliedAmount: wire.money,
  autoApplyUponPosting: z.boolean(),
  billToContactId: wire.id.nullable(),
  billToContactSnapshotId: wire.id.nullable(),
  cancelledById: wire.id.nullable(),
  cancelledOn: wire.timestamp.nullable(),
  comment: z.string(),
  createdById: wire.id,
  createdDate: wire.timestamp,
  creditMemoDate: wire.date,
  currency: z.string(),
  einvoiceErrorCode: notKept,
  einvoiceErrorMessage: notKept,
  einvoiceFileId: notKept,
  einvoiceStatus: notKept,
  excludeFromAutoApplyRules: z.boolean(),
  id: wire.id,
  invoiceGroupNumber: notKept,
  latestPDFFileId: notKept,
  number: z.string(),
  postedById: wire.id.nullable(),
  postedOn: wire.timestamp.nullable(),
  reasonCode: z.string(),
  referredInvoiceId: wire.id.nullable(),
  refundAmount: wire.money,
  revenueImpacting: z.enum(["Yes", "No"]),
  reversed: z.boolean(),
  sequenceSetId: notKept,
  source: z.string(),
  sourceId: z.string().nullable(),
  sourceType: z.string(),
  status: z.enum(["Draft", "Posted", "Canceled"]),
  targetDate: wire.date.nullable(),
  taxAmount: wire.money,
  taxMessage: notKept,
  taxStatus: z.enum(["Complete"]).nullable().describe("Null where there are no taxes."),
  totalTaxExemptAmount: wire.money,
  transferredToAccounting: notKept,
  unappliedAmount: wire.money,
  updatedById: wire.id,
  updatedDate: wire.timestamp,
});

const filter = z.string().optional();

/** Each filter is equality, `=null` for no value; all of them must match. */
const listQuery = wire.page(20).extend({
  accountId: filter,
  accountNumber: filter,
  amount: filter,
  appliedAmount: filter,
  autoApplyUponPosting: filter,
  createdById: filter,
  createdDate: filter,
  creditMemoDate: filter,
  currency: filter,
  excludeFromAutoApplyRules: filter,
  number: filter,
  referredInvoiceId: filter,
  refundAmount: filter,
  sourceId: filter,
  status: filter,
  targetDate: filter,
  taxAmount: filter,
  totalTaxExemptAmount: filter,
  transferredToAccounting: filter,
  unappliedAmount: filter,
  updatedById: filter,
  updatedDate: filter,
  sort: z
    .string()
    .optional()
    .describe("`+number`, `-creditMemoDate,+amount`: fields to filter by, up or down."),
});

export const listCreditMemos = contract({
  operation: "listCreditMemos",
  method: "GET",
  path: "/v1/credit-memos",
  aliases: ["/v1/creditmemos"],
  summary: "List credit memos",
  tag,
  query: listQuery,
  response: z.object({ creditmemos: z.array(creditMemo), nextPage: wire.nextPage }),
  errors: [],
});

export const getCreditMemo = contract({
  operation: "getCreditMemo",
  method: "GET",
  path: "/v1/credit-memos/{creditMemoKey}",
  aliases: ["/v1/creditmemos/{creditMemoKey}"],
  summary: "Retrieve a credit memo",
  tag,
  response: creditMemo,
  errors: ["ENTITY_NOT_FOUND"],
});

const code = z.string().nullable();

const creditMemoItem = z.object({
  amount: wire.money.describe("With taxes where the tax mode is TaxInclusive."),
  amountWithoutTax: wire.money,
  appliedAmount: wire.money,
  appliedToItemId: wire.id.nullable(),
  comment: z.string(),
  createdById: wire.id,
  createdDate: wire.timestamp,
  creditFromItemId: wire.id.nullable(),
  creditFromItemSource: z.enum(["InvoiceItem", "CreditMemoItem"]).nullable(),
  excludeItemBillingFromRevenueAccounting: z.boolean(),
  financeInformation: z.object({
    deferredRevenueAccountingCode: code,
    deferredRevenueAccountingCodeType: notKept,
    onAccountAccountingCode: code,
    onAccountAccountingCodeType: notKept,
    recognizedRevenueAccountingCode: code,
    recognizedRevenueAccountingCodeType: notKept,
    revenueRecognitionRuleName: code,
  }),
  id: wire.id,
  invoiceScheduleId: notKept,
  invoiceScheduleItemId: notKept,
  numberOfDeliveries: wire.money.nullable(),
  processingType: z.enum(["Charge", "Discount", "Tax", "Rounding"]),
  quantity: wire.money,
  refundAmount: wire.money,
  serviceEndDate: wire.date.describe("The last day of service."),
  serviceStartDate: wire.date,
  sku: z.string().nullable(),
  skuName: z.string(),
  soldToContactId: wire.id.nullable(),
  soldToContactSnapshotId: wire.id.nullable(),
  sourceItemId: wire.id.nullable(),
  sourceItemType: z.string(),
  subscriptionId: wire.id.nullable(),
  taxMode: z.enum(["TaxExclusive", "TaxInclusive"]),
  taxationItems: z.object({ data: z.array(creditTaxItem) }),
  unappliedAmount: wire.money,
  unitOfMeasure: z.string(),
  unitPrice: wire.money.describe("The negated price of what is credited."),
  updatedById: wire.id,
  updatedDate: wire.timestamp,
});

export const listCreditMemoItems = contract({
  operation: "listCreditMemoItems",
  method: "GET",
  path: "/v1/credit-memos/{creditMemoKey}/items",
  aliases: ["/v1/creditmemos/{creditMemoKey}/items"],
  summary: "List credit memo items",
  tag,
  query: wire.page(20),
  response: z.object({ items: z.array(creditMemoItem), nextPage: wire.nextPage }),
  errors: ["ENTITY_NOT_FOUND"],
});

export const getCreditMemoItem = contract({
  operation: "getCreditMemoItem",
  method: "GET",
  path: "/v1/credit-memos/{creditMemoKey}/items/{itemId}",
  aliases: ["/v1/creditmemos/{creditMemoKey}/items/{itemId}"],
  summary: "Retrieve a credit memo item",
  tag,
  response: creditMemoItem,
  errors: ["ENTITY_NOT_FOUND"],
});

export const listTaxationItemsOfCreditMemoItem = contract({
  operation: "listTaxationItemsOfCreditMemoItem",
  method: "GET",
  path: "/v1/credit-memos/{creditMemoKey}/items/{itemId}/taxation-items",
  aliases: ["/v1/creditmemos/{creditMemoKey}/items/{itemId}/taxation-items"],
  summary: "List all taxation items of a credit memo item",
  tag,
  query: wire.page(20),
  response: z.object({ data: z.array(creditTaxItem), nextPage: wire.nextPage }),
  errors: ["ENTITY_NOT_FOUND"],
});

const creditMemoPart = z.object({
  amount: wire.money,
  createdById: wire.id,
  createdDate: wire.timestamp,
  debitMemoId: wire.id.nullable(),
  id: wire.id,
  invoiceId: wire.id.nullable().describe("Null for what is not applied."),
  updatedById: wire.id,
  updatedDate: wire.timestamp,
});

export const listCreditMemoParts = contract({
  operation: "listCreditMemoParts",
  method: "GET",
  path: "/v1/credit-memos/{creditMemoKey}/parts",
  aliases: ["/v1/creditmemos/{creditMemoKey}/parts"],
  summary: "List all parts of a credit memo",
  description:
    "One for each invoice or debit memo that it has paid of, one for what is not applied, and one for what is settled between it and a memo that reverses it, with the id of that memo.",
  tag,
  query: wire.page(20),
  response: z.object({ parts: z.array(creditMemoPart), nextPage: wire.nextPage }),
  errors: ["ENTITY_NOT_FOUND"],
});

export const getCreditMemoPart = contract({
  operation: "getCreditMemoPart",
  method: "GET",
  path: "/v1/credit-memos/{creditMemoKey}/parts/{partId}",
  aliases: ["/v1/creditmemos/{creditMemoKey}/parts/{partId}"],
  summary: "Retrieve a credit memo part",
  tag,
  response: creditMemoPart,
  errors: ["ENTITY_NOT_FOUND"],
});
