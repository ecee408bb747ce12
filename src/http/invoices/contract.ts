import { z } from "zod";
import { contract } from "../contract.ts";
import { writeOffFields } from "../memos/write-off-fields.ts";
import * as wire from "../wire.ts";

const tag = "Invoices";

/** On the wire, but not kept by this version. */
const notKept = z.null();

export const invoice = z.looseObject({
  accountId: wire.id,
  adjustmentAmount: wire.money,
  amount: wire.money.describe("With taxes."),
  amountWithoutTax: wire.money,
  autoPay: z.boolean(),
  balance: wire.money.describe("What is still owed."),
  billRunId: wire.id.nullable(),
  billToContactId: wire.id.nullable(),
  billToContactSnapshotId: wire.id.nullable(),
  comments: z.string(),
  createdById: wire.id,
  createdDate: wire.timestamp,
  creditBalanceAdjustmentAmount: wire.money,
  creditMemoAmount: wire.money.describe("What credit memos have paid of it."),
  currency: z.string(),
  discount: wire.money,
  dueDate: wire.date,
  einvoiceErrorCode: notKept,
  einvoiceErrorMessage: notKept,
  einvoiceFileId: notKept,
  einvoiceStatus: notKept,
  id: wire.id,
  includesOneTime: z.boolean(),
  includesRecurring: z.boolean(),
  includesUsage: z.boolean(),
  invoiceDate: wire.date,
  invoiceGroupNumber: notKept,
  invoiceNumber: z.string(),
  lastEmailSentDate: wire.timestamp.nullable(),
  organizationLabel: z.string().nullable(),
  paymentAmount: wire.money,
  paymentTerm: z.string(),
  postedBy: wire.id.nullable(),
  postedDate: wire.date.nullable(),
  refundAmount: wire.money,
  reversed: z.boolean(),
  sequenceSetId: wire.id
    .nullable()
    .describe("Of the subscriptions that are billed; null where it is the account's."),
  soldToContactId: wire.id.nullable(),
  soldToContactSnapshotId: wire.id.nullable(),
  source: z.string(),
  sourceId: z.string().nullable(),
  sourceType: z.string(),
  status: z.enum(["Draft", "Posted", "Canceled", "Split"]),
  targetDate: wire.date.nullable().describe("Null of a standalone invoice."),
  taxAmount: wire.money,
  taxExemptAmount: wire.money,
  taxMessage: z.string().nullable().describe("What the tax engine said of an error."),
  taxStatus: z.enum(["Complete", "Error"]).nullable().describe("Null: nothing is taxable."),
  templateId: notKept,
  transferredToAccounting: z.string().nullable(),
  updatedById: wire.id,
  updatedDate: wire.timestamp,
});

export const getInvoice = contract({
  operation: "getInvoice",
  method: "GET",
  path: "/v1/invoices/{invoiceKey}",
  summary: "Retrieve an invoice",
  tag,
  response: invoice,
  errors: ["ENTITY_NOT_FOUND"],
});

/** Null but on what bills a line item of an order, and on what a person has written. */
const ofLineItem = z.string().nullable();

const taxationItem = z.object({
  availableToCreditAmount: wire.money,
  balance: wire.money,
  creditAmount: wire.money.describe("What credit memos have paid of it."),
  exemptAmount: wire.money,
  id: wire.id,
  jurisdiction: z.string().nullable(),
  locationCode: z.string().nullable(),
  name: z.string(),
  paymentAmount: wire.money.describe("What payments have paid of it."),
  taxAmount: wire.money,
  taxCode: z.string().nullable(),
  taxCodeDescription: z.string().nullable(),
  taxDate: wire.date.nullable(),
  taxRate: wire.money,
  taxRateDescription: z.string().nullable(),
  taxRateType: z.enum(["Percentage", "FlatFee"]),
});

const invoiceItem = z.object({
  accountingCode: ofLineItem,
  appliedToItemId: wire.id.nullable(),
  availableToCreditAmount: wire.money.describe(
    "The amount less credit memos that were made from the item.",
  ),
  balance: wire.money,
  bookingReference: ofLineItem,
  chargeAmount: wire.money.describe("Without taxes."),
  chargeDate: wire.timestamp,
  chargeDescription: z.string(),
  chargeId: wire.id.nullable(),
  chargeName: z.string(),
  chargeNumber: z.string().nullable(),
  chargeType: z.enum(["OneTime", "Recurring", "Usage"]).nullable(),
  deferredRevenueAccountingCode: ofLineItem,
  description: z.string(),
  excludeItemBillingFromRevenueAccounting: z.boolean(),
  id: wire.id,
  invoiceScheduleId: notKept,
  invoiceScheduleItemId: notKept,
  itemType: ofLineItem,
  numberOfDeliveries: wire.money.nullable(),
  processingType: z.enum(["Charge", "Discount", "Tax", "Rounding"]),
  productName: z.string().nullable(),
  productRatePlanChargeId: wire.id.nullable(),
  purchaseOrderNumber: ofLineItem,
  quantity: wire.money,
  recognizedRevenueAccountingCode: ofLineItem,
  revenueRecognitionRuleName: ofLineItem,
  serviceEndDate: wire.date.describe("The last day of service."),
  serviceStartDate: wire.date,
  sku: z.string().nullable(),
  soldToContactId: wire.id.nullable(),
  soldToContactSnapshotId: wire.id.nullable(),
  sourceItemType: z.enum([
    "SubscriptionComponent",
    "Rounding",
    "OrderLineItem",
    "ProductRatePlanCharge",
    "None",
  ]),
  subscriptionId: wire.id.nullable(),
  subscriptionName: z.string().nullable(),
  taxAmount: wire.money,
  taxCode: z.string().nullable(),
  taxMode: z.enum(["TaxExclusive", "TaxInclusive"]).nullable(),
  taxationItems: z.object({ data: z.array(taxationItem) }),
  unitOfMeasure: z.string(),
  unitPrice: wire.money,
});

export const listInvoiceItems = contract({
  operation: "listInvoiceItems",
  method: "GET",
  path: "/v1/invoices/{invoiceKey}/items",
  summary: "List all items of an invoice",
  tag,
  query: wire.page(20),
  response: z.object({ invoiceItems: z.array(invoiceItem), nextPage: wire.nextPage }),
  errors: ["ENTITY_NOT_FOUND"],
});

export const listTaxationItemsOfInvoiceItem = contract({
  operation: "listTaxationItemsOfInvoiceItem",
  method: "GET",
  path: "/v1/invoices/{invoiceKey}/items/{itemId}/taxation-items",
  summary: "List all taxation items of an invoice item",
  tag,
  query: wire.page(20),
  response: z.object({ data: z.array(taxationItem), nextPage: wire.nextPage }),
  errors: ["ENTITY_NOT_FOUND"],
});

export const listInvoiceApplicationParts = contract({
  operation: "listInvoiceApplicationParts",
  method: "GET",
  path: "/v1/invoices/{invoiceKey}/application-parts",
  summary: "List all application parts of an invoice",
  description: "What credit memos and payments have paid of it, newest first.",
  tag,
  query: wire.page(20),
  response: z.object({
    applicationParts: z.array(
      z.object({
        appliedAmount: wire.money,
        createdById: wire.id,
        createdDate: wire.timestamp,
        creditMemoId: wire.id.nullable(),
        paymentId: wire.id.nullable(),
        updatedById: wire.id,
        updatedDate: wire.timestamp,
      }),
    ),
    nextPage: wire.nextPage,
  }),
  errors: ["ENTITY_NOT_FOUND"],
});

export const listInvoicesOfAccount = contract({
  operation: "listInvoicesOfAccount",
  method: "GET",
  path: "/v1/transactions/invoices/accounts/{accountKey}",
  summary: "List all invoices for an account",
  description: "Newest first.",
  tag,
  query: wire.page(20),
  response: z.object({
    invoices: z.array(
      z.object({
        id: wire.id,
        accountId: wire.id,
        accountNumber: z.string(),
        accountName: z.string(),
        invoiceDate: wire.date,
        invoiceNumber: z.string(),
        dueDate: wire.date,
        invoiceTargetDate: wire.date,
        amount: wire.money,
        balance: wire.money,
        creditBalanceAdjustmentAmount: wire.money,
        createdBy: wire.id,
        status: z.enum(["Draft", "Posted", "Canceled", "Split"]),
        reversed: z.boolean(),
        body: notKept,
        invoiceItems: z.string().describe("Where they are."),
        invoiceFiles: z.string().describe("Where they are."),
      }),
    ),
    nextPage: wire.nextPage,
  }),
  errors: ["ENTITY_NOT_FOUND"],
});

export const writeOffInvoice = contract({
  operation: "writeOffInvoice",
  method: "PUT",
  path: "/v1/invoices/{invoiceKey}/write-off",
  summary: "Write off an invoice",
  description:
    "Writes off what a posted invoice still owes, or a part of it, by one posted credit memo that mirrors its items.",
  tag,
  request: wire.body(writeOffFields),
  response: z.object({ creditMemo: z.object({ id: wire.id }) }),
  errors: [
    "ENTITY_NOT_FOUND",
    "WRITE_OFF_NOT_POSTED",
    "WRITE_OFF_NOTHING_OWED",
    "WRITE_OFF_BEFORE_INVOICE",
    "WRITE_OFF_TOO_MANY_ITEMS",
    "WRITE_OFF_LEAVES_CREDIT",
    "WRITE_OFF_TOO_MUCH",
    "DOCUMENT_BEING_PAID",
    "INVALID_VALUE",
    "LOCK_CONTENTION",
  ],
  resource: "584600",
});
