import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

const tag = "Payment Runs";
const resource = "549200";

const MOST_RECORDS = 50_000;

/** Equality, `=null` for no value; all must match. */
const filter = z.string().optional();

const record = wire.body({
  accountId: wire.key.optional(),
  accountNumber: wire.key.optional(),
  amount: wire.amount.optional().describe("All that is owed when absent."),
  comment: wire.text(255).optional(),
  documentId: wire.key.optional(),
  documentNumber: wire.key.optional(),
  documentType: z.enum(["Invoice", "DebitMemo"]).optional(),
  paymentGatewayId: wire.key.optional(),
  paymentMethodId: wire.key.optional(),
  ...wire.notYet(["standalone", "dataItems", "currency"]),
});

const filters = {
  accountId: wire.key.optional().describe("Excludes the other filters."),
  batch: wire.text(50).optional(),
  billCycleDay: z
    .string()
    .regex(/^(AllBillCycleDays|[1-9]|[12]\d|3[01])$/)
    .optional(),
  billingRunId: wire.key.optional(),
  currency: wire.text(3).optional(),
  paymentGatewayId: wire.key.optional(),
};

const organizationLabels = wire.namedOrganizations
  .optional()
  .describe("Whose accounts; without any, those that the caller may see.");

const flags = {
  applyCreditBalance: wire.boolean
    .optional()
    .describe("Of the model before memos: as the next two together, which stand for it."),
  autoApplyCreditMemo: wire.boolean
    .optional()
    .describe("Credit memos pay before a gateway is asked."),
  autoApplyUnappliedPayment: wire.boolean.optional(),
  collectPayment: wire.boolean
    .optional()
    .describe("Asks gateways for what is left. True if absent."),
  consolidatedPayment: wire.boolean.optional().describe("One payment for all of an account."),
  processPaymentWithClosedPM: wire.boolean.optional(),
};

const times = {
  targetDate: wire.billingDate.optional().describe("Collects what is due on this day or before."),
  runDate: z
    .string()
    .regex(/^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?)?$/)
    .optional()
    .describe("When it is executed, in the entity's time zone; minutes and seconds are ignored."),
};

const NOT_YET = ["useCustomPaymentMethods"] as const;
export const RUN_NOT_YET = NOT_YET;

const paymentRun = z.object({
  id: wire.id,
  number: z.string(),
  status: z.enum(["Pending", "Processing", "Completed", "Error", "Canceled"]),
  targetDate: wire.date.nullable(),
  runDate: wire.timestamp.nullable(),
  accountId: wire.id.nullable(),
  batch: z.string().nullable(),
  billCycleDay: z.string().nullable(),
  billingRunId: wire.id.nullable(),
  currency: z.string().nullable(),
  paymentGatewayId: wire.id.nullable(),
  applyCreditBalance: z.boolean(),
  autoApplyCreditMemo: z.boolean(),
  autoApplyUnappliedPayment: z.boolean(),
  collectPayment: z.boolean(),
  consolidatedPayment: z.boolean(),
  processPaymentWithClosedPM: z.boolean(),
  organizationLabels: wire.organizationLabels,
  useCustomPaymentMethods: z.literal(false).describe("Refused where it is asked for."),
  executedOn: wire.timestamp.nullable(),
  completedOn: wire.timestamp.nullable(),
  errorMessage: z
    .string()
    .optional()
    .describe("Of Quittance's own: why a run in Error has come to grief."),
  createdById: wire.id,
  createdDate: wire.timestamp,
  updatedById: wire.id,
  updatedDate: wire.timestamp,
});

export const createPaymentRun = contract({
  operation: "createPaymentRun",
  method: "POST",
  path: "/v1/payment-runs",
  summary: "Create a payment run",
  description:
    "Collects what is due of accounts that pay by themselves, or what the data name: at once, or at runDate. A receivable that cannot be collected does not hold up the others.",
  tag,
  request: wire.body({
    ...times,
    ...filters,
    ...flags,
    data: z.array(record).max(MOST_RECORDS).optional(),
    organizationLabels,
    ...wire.notYet(NOT_YET),
  }),
  response: paymentRun,
  errors: ["ENTITY_NOT_FOUND", "INVALID_VALUE", "MISSING_FIELD", "NOT_ALLOWED", "NOT_SUPPORTED"],
  resource,
});

export const updatePaymentRun = contract({
  operation: "updatePaymentRun",
  method: "PUT",
  path: "/v1/payment-runs/{paymentRunKey}",
  summary: "Update a payment run",
  description: "One that has not begun. What is not given stays.",
  tag,
  request: wire.body({
    ...times,
    ...filters,
    ...flags,
    organizationLabels,
    ...wire.notYet(NOT_YET),
  }),
  response: paymentRun,
  errors: ["ENTITY_NOT_FOUND", "INVALID_VALUE", "NOT_ALLOWED", "NOT_SUPPORTED"],
  resource,
});

export const deletePaymentRun = contract({
  operation: "deletePaymentRun",
  method: "DELETE",
  path: "/v1/payment-runs/{paymentRunKey}",
  summary: "Delete a payment run",
  description: "One that has not begun.",
  tag,
  response: z.object({}),
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
});

export const retryPaymentRun = contract({
  operation: "retryPaymentRun",
  method: "POST",
  path: "/v1/payment-runs/{paymentRunKey}/retry",
  summary: "Retry a payment run",
  description:
    "Of Quittance's own. Goes on with a run in Error: what it has collected stays, and gateways are asked again, by the same keys, for what it has begun.",
  tag,
  request: wire.body({}),
  response: paymentRun,
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
  resource,
});

export const listPaymentRuns = contract({
  operation: "listPaymentRuns",
  method: "GET",
  path: "/v1/payment-runs",
  summary: "List payment runs",
  tag,
  query: wire.page(20).extend({
    createdById: filter,
    createdDate: filter,
    sort: z
      .string()
      .optional()
      .describe(
        "`-targetDate,+status`: fields to filter by, up or down. The newest first if absent.",
      ),
    status: z.enum(["Pending", "Processing", "Completed", "Error", "Canceled"]).optional(),
    targetDate: filter,
    updatedById: filter,
    updatedDate: filter,
  }),
  response: z.object({ paymentRuns: z.array(paymentRun), nextPage: wire.nextPage }),
  errors: [],
});

export const getPaymentRun = contract({
  operation: "getPaymentRun",
  method: "GET",
  path: "/v1/payment-runs/{paymentRunKey}",
  summary: "Retrieve a payment run",
  tag,
  response: paymentRun,
  errors: ["ENTITY_NOT_FOUND"],
});

const row = z.object({
  accountId: wire.id,
  accountNumber: z.string(),
  currency: z.string(),
  documentType: z.enum(["Invoice", "DebitMemo"]),
  documentId: wire.id.nullable(),
  documentNumber: z.string().nullable(),
  amount: wire.money.optional(),
  amountToCollect: wire.money,
  amountCollected: wire.money,
  comment: z.string().optional(),
  paymentMethodId: wire.id.optional(),
  paymentGatewayId: wire.id.optional(),
  standalone: z.literal(false).describe("Refused where it is asked for."),
  result: z.enum(["Processed", "Error"]).optional().describe("Absent before it is done."),
  errorCode: z.string().optional(),
  errorMessage: z.string().optional(),
  transactions: z.array(
    z.object({
      id: wire.id,
      type: z.enum(["Payment", "CreditMemo", "UnappliedPayment"]),
      amount: wire.money.optional(),
      appliedAmount: wire.money,
      status: z.enum(["Processed", "Processing", "Error"]).optional(),
      errorCode: z.string().optional().describe("Of one in Error: why."),
      errorMessage: z.string().optional(),
    }),
  ),
});

export const getPaymentRunData = contract({
  operation: "getPaymentRunData",
  method: "GET",
  path: "/v1/payment-runs/{paymentRunKey}/data",
  summary: "Retrieve payment run data",
  description: "What it was to collect, receivable by receivable, and how that went.",
  tag,
  response: z.object({ data: z.array(row) }),
  errors: ["ENTITY_NOT_FOUND"],
});

export const getPaymentRunSummary = contract({
  operation: "getPaymentRunSummary",
  method: "GET",
  path: "/v1/payment-runs/{paymentRunKey}/summary",
  summary: "Retrieve a payment run summary",
  tag,
  response: z.object({
    numberOfCreditBalanceAdjustments: z.number(),
    numberOfCreditMemos: z.number(),
    numberOfDebitMemos: z.number(),
    numberOfErrorInputData: z.number(),
    numberOfErrors: z.number(),
    numberOfInputData: z.number(),
    numberOfInvoices: z.number(),
    numberOfPayments: z.number(),
    numberOfProcessedInputData: z.number(),
    numberOfReceivables: z.number(),
    numberOfUnappliedPayments: z.number(),
    numberOfUnprocessedDebitMemos: z.number(),
    numberOfUnprocessedInvoices: z.number(),
    numberOfUnprocessedReceivables: z.number(),
    totalValues: z.array(z.record(z.string(), z.string())).describe('Such as "56 USD".'),
  }),
  errors: ["ENTITY_NOT_FOUND"],
});
