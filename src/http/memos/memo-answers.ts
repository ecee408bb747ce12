/** What answers about credit memos and about debit memos have in common. */
import { z } from "zod";
import * as wire from "../wire.ts";

/** On the wire, but not kept by this version. */
export const notKept = z.null();

/** Fields of an answer by name, as the field's documentation has them. */
export const byName = <Shape extends z.ZodRawShape>(shape: Shape): Shape =>
  Object.fromEntries(Object.entries(shape).sort(([a], [b]) => (a < b ? -1 : 1))) as Shape;

/** Who made and changed it, and when. */
export const written = {
  createdById: wire.id,
  createdDate: wire.timestamp,
  updatedById: wire.id,
  updatedDate: wire.timestamp,
};

export const memoFields = {
  ...written,
  accountId: wire.id,
  accountNumber: z.string(),
  amount: wire.money.describe("With taxes."),
  billToContactId: wire.id.nullable(),
  billToContactSnapshotId: wire.id.nullable(),
  cancelledById: wire.id.nullable(),
  cancelledOn: wire.timestamp.nullable(),
  comment: z.string(),
  currency: z.string(),
  einvoiceErrorCode: notKept,
  einvoiceErrorMessage: notKept,
  einvoiceFileId: notKept,
  einvoiceStatus: notKept,
  id: wire.id,
  excludeItemBillingFromRevenueAccounting: z
    .literal(false)
    .describe("No request can exclude a memo yet."),
  invoiceGroupNumber: notKept,
  latestPDFFileId: notKept,
  number: z.string(),
  organizationLabel: z.string().nullable().describe("The account's."),
  postedById: wire.id.nullable(),
  postedOn: wire.timestamp.nullable(),
  reasonCode: z.string(),
  referredInvoiceId: wire.id.nullable(),
  sequenceSetId: wire.id
    .nullable()
    .describe("Of the subscriptions that a credit memo credits; null where it is the account's."),
  sourceType: z.string(),
  status: z.enum(["Draft", "Posted", "Canceled"]),
  targetDate: wire.date.nullable(),
  taxAmount: wire.money,
  taxMessage: notKept,
  taxStatus: z.enum(["Complete"]).nullable().describe("Null where there are no taxes."),
  totalTaxExemptAmount: wire.money,
  transferredToAccounting: z.string(),
};

/** As some answers spell what the others call `einvoice…`. */
export const spelledEInvoice = {
  eInvoiceErrorCode: notKept,
  eInvoiceErrorMessage: notKept,
  eInvoiceFileId: notKept,
  eInvoiceStatus: notKept,
};

const code = z.string().nullable();

export const itemFinance = {
  deferredRevenueAccountingCode: code,
  deferredRevenueAccountingCodeType: notKept,
  recognizedRevenueAccountingCode: code,
  recognizedRevenueAccountingCodeType: notKept,
  revenueRecognitionRuleName: code,
  revenueScheduleNumber: notKept,
};

export const memoItemFields = {
  ...written,
  amount: wire.money.describe("With taxes where the tax mode is TaxInclusive."),
  amountWithoutTax: wire.money,
  appliedToItemId: wire.id.nullable(),
  comment: z.string().optional().describe("Before the API's version 257.0."),
  description: z.string().optional().describe("The comment, from the API's version 257.0."),
  excludeItemBillingFromRevenueAccounting: z.boolean(),
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
  unitOfMeasure: z.string(),
};

export const filter = z.string().optional();

/** What lists of items of both can be filtered by. */
export const memoItemFilters = {
  amount: filter,
  createdById: filter,
  createdDate: filter,
  id: filter,
  serviceEndDate: filter,
  serviceStartDate: filter,
  sku: filter,
  skuName: filter,
  sort: z
    .string()
    .optional()
    .describe("`+skuName`, `-amount,+id`: fields to filter by, up or down."),
  sourceItemId: filter,
  subscriptionId: filter,
  updatedById: filter,
  updatedDate: filter,
};

/** What lists of both can be filtered by. Each is equality, `=null` for no value; all must match. */
export const memoFilters = {
  accountId: filter,
  accountNumber: filter,
  amount: filter,
  createdById: filter,
  createdDate: filter,
  currency: filter,
  number: filter,
  referredInvoiceId: filter,
  status: filter,
  targetDate: filter,
  taxAmount: filter,
  totalTaxExemptAmount: filter,
  updatedById: filter,
  updatedDate: filter,
};

/** @param date  the name of the memo's date */
export const memoSort = (date: string) =>
  z
    .string()
    .optional()
    .describe(`\`+number\`, \`-${date},+amount\`: fields to filter by, up or down.`);

/** Most memos of one call. */
export const MAXIMUM_MEMOS = 50;

const failure = z.object({
  success: z.literal(false),
  objectIndex: z.number().describe("Its place in the request, from 0."),
  processId: z.string(),
  reasons: z.array(z.object({ code: z.union([z.number(), z.string()]), message: z.string() })),
});

/** What calls of many memos answer: each memo, or why there is none. */
export const memosOrFailures = <Shape extends z.ZodRawShape>(memo: z.ZodObject<Shape>) =>
  z.object({
    memos: z.array(
      z.union([memo.extend({ success: z.literal(true), objectIndex: z.number() }), failure]),
    ),
    success: z.boolean().describe("Whether anything was done for one of them."),
  });
