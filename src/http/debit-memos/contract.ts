import { z } from "zod";
import { contract } from "../contract.ts";
import { debitTaxItem } from "../memos/tax-items.ts";
import * as wire from "../wire.ts";

const tag = "Debit Memos";

/** On the wire, but not kept by this version. */
const notKept = z.null();

export const debitMemo = z.object({
  accountId: wire.id,
  accountNumber: z.string(),
  amount: wire.money.describe("With taxes."),
  autoPay: z.boolean(),
  balance: wire.money,
  beAppliedAmount: wire.money,
  billToContactId: wire.id.nullable(),
  billToContactSnapshotId: wire.id.nullable(),
  cancelledById: wire.id.nullable(),
  cancelledOn: wire.timestamp.nullable(),
  comment: z.string(),
  createdById: wire.id,
  createdDate: wire.timestamp,
  currency: z.string(),
  debitMemoDate: wire.date,
  dueDate: wire.date,
  einvoiceErrorCode: notKept,
  einvoiceErrorMessage: notKept,
  einvoiceFileId: notKept,
  einvoiceStatus: notKept,
  id: wire.id,
  invoiceGroupNumber: notKept,
  latestPDFFileId: notKept,
  number: z.string(),
  paymentTerm: z.string(),
  postedById: wire.id.nullable(),
  postedOn: wire.timestamp.nullable(),
  reasonCode: z.string(),
  referredCreditMemoId: wire.id.nullable(),
  referredInvoiceId: wire.id.nullable(),
  sequenceSetId: notKept,
  sourceType: z.string(),
  status: z.enum(["Draft", "Posted", "Canceled"]),
  targetDate: wire.date.nullable(),
  taxAmount: wire.money,
  taxMessage: notKept,
  taxStatus: z.enum(["Complete"]).nullable().describe("Null where there are no taxes."),
  totalTaxExemptAmount: wire.money,
  transferredToAccounting: notKept,
  updatedById: wire.id,
  updatedDate: wire.timestamp,
});

const filter = z.string().optional();

/** Each filter is equality, `=null` for no value; all of them must match. */
const listQuery = wire.page(20).extend({
  accountId: filter,
  accountNumber: filter,
  amount: filter,
  balance: filter,
  beAppliedAmount: filter,
  createdById: filter,
  createdDate: filter,
  currency: filter,
  debitMemoDate: filter,
  dueDate: filter,
  number: filter,
  referredInvoiceId: filter,
  status: filter,
  targetDate: filter,
  taxAmount: filter,
  totalTaxExemptAmount: filter,
  updatedById: filter,
  updatedDate: filter,
  sort: z
    .string()
    .optional()
    .describe("`+number`, `-debitMemoDate,+amount`: fields to filter by, up or down."),
});

export const listDebitMemos = contract({
  operation: "listDebitMemos",
  method: "GET",
  path: "/v1/debit-memos",
  aliases: ["/v1/debitmemos"],
  summary: "List debit memos",
  tag,
  query: listQuery,
  response: z.object({ debitmemos: z.array(debitMemo), nextPage: wire.nextPage }),
  errors: [],
});

export const getDebitMemo = contract({
  operation: "getDebitMemo",
  method: "GET",
  path: "/v1/debit-memos/{debitMemoKey}",
  aliases: ["/v1/debitmemos/{debitMemoKey}"],
  summary: "Retrieve a debit memo",
  tag,
  response: debitMemo,
  errors: ["ENTITY_NOT_FOUND"],
});

const code = z.string().nullable();

const debitMemoItem = z.object({
  amount: wire.money.describe("With taxes where the tax mode is TaxInclusive."),
  amountWithoutTax: wire.money,
  appliedToItemId: wire.id.nullable(),
  balance: wire.money,
  beAppliedAmount: wire.money,
  comment: z.string(),
  createdById: wire.id,
  createdDate: wire.timestamp,
  excludeItemBillingFromRevenueAccounting: z.boolean(),
  financeInformation: z.object({
    deferredRevenueAccountingCode: code,
    deferredRevenueAccountingCodeType: notKept,
    recognizedRevenueAccountingCode: code,
    recognizedRevenueAccountingCodeType: notKept,
    revenueRecognitionRuleName: code,
  }),
  id: wire.id,
  processingType: z.enum(["Charge", "Discount", "Tax", "Rounding"]),
  quantity: wire.money,
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
  taxationItems: z.object({ data: z.array(debitTaxItem) }),
  unitOfMeasure: z.string(),
  unitPrice: wire.money,
  updatedById: wire.id,
  updatedDate: wire.timestamp,
});

export const listDebitMemoItems = contract({
  operation: "listDebitMemoItems",
  method: "GET",
  path: "/v1/debit-memos/{debitMemoKey}/items",
  aliases: ["/v1/debitmemos/{debitMemoKey}/items"],
  summary: "List debit memo items",
  tag,
  query: wire.page(20),
  response: z.object({ items: z.array(debitMemoItem), nextPage: wire.nextPage }),
  errors: ["ENTITY_NOT_FOUND"],
});

export const getDebitMemoItem = contract({
  operation: "getDebitMemoItem",
  method: "GET",
  path: "/v1/debit-memos/{debitMemoKey}/items/{itemId}",
  aliases: ["/v1/debitmemos/{debitMemoKey}/items/{itemId}"],
  summary: "Retrieve a debit memo item",
  tag,
  response: debitMemoItem,
  errors: ["ENTITY_NOT_FOUND"],
});

export const listTaxationItemsOfDebitMemoItem = contract({
  operation: "listTaxationItemsOfDebitMemoItem",
  method: "GET",
  path: "/v1/debit-memos/{debitMemoKey}/items/{itemId}/taxation-items",
  aliases: ["/v1/debitmemos/{debitMemoKey}/items/{itemId}/taxation-items"],
  summary: "List all taxation items of a debit memo item",
  tag,
  query: wire.page(20),
  response: z.object({ data: z.array(debitTaxItem), nextPage: wire.nextPage }),
  errors: ["ENTITY_NOT_FOUND"],
});

const applicationPart = z.object({
  appliedAmount: wire.money,
  createdById: wire.id,
  createdDate: wire.timestamp,
  creditMemoId: wire.id.nullable(),
  paymentId: wire.id.nullable(),
  updatedById: wire.id,
  updatedDate: wire.timestamp,
});

export const listDebitMemoApplicationParts = contract({
  operation: "listDebitMemoApplicationParts",
  method: "GET",
  path: "/v1/debit-memos/{debitMemoKey}/application-parts",
  aliases: ["/v1/debitmemos/{debitMemoKey}/application-parts"],
  summary: "List all application parts of a debit memo",
  tag,
  query: wire.page(20),
  response: z.object({ applicationParts: z.array(applicationPart), nextPage: wire.nextPage }),
  errors: ["ENTITY_NOT_FOUND"],
});
