import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

const tag = "Bill Run";
/** Of POST and PUT, as for posting and locking of invoices. */
const resource = "587300";

const BATCH = /^Batch([1-9]|[1-4]\d|50)$/;

const batch = z.string().refine((value) => value === "AllBatches" || BATCH.test(value), {
  error: "value should be one of: AllBatches, Batch1 to Batch50",
});

const billCycleDay = z
  .union([z.string(), z.number()])
  .transform(String)
  .refine((value) => /^(AllBillCycleDays|AsRunDay|[1-9]|[12]\d|3[01])$/.test(value), {
    error: "value should be one of: AllBillCycleDays, AsRunDay, 1 to 31",
  })
  .meta({ type: "string" });

const chargeType = z.enum(["OneTime", "Recurring", "Usage"]);

const offset = wire.intBetween(-120, 120);

/** Documented, and not done. */
export const NOT_YET = ["organizationLabels"] as const;

const comparison = z.object({
  field: z.string().nullable().optional().describe("Such as Batch, TermEndDate or Channel__c."),
  operator: z.string().nullable().optional().describe("eq, ne, gt, gte, lt, lte, in, nin, sw, …"),
  value: z
    .union([z.string(), z.number(), z.boolean(), z.array(z.union([z.string(), z.number()]))])
    .nullable()
    .optional()
    .describe(
      "May name {{TargetDate}}, {{InvoiceDate}}, {{BillRunDate}}, {{AsRunDay}}, {{Today}}.",
    ),
});

const relation = z.enum(["and", "or"]).nullable().optional();

/** Two layers, and a third to be refused by name. */
const group = <Inner extends z.ZodType>(inner: Inner) =>
  comparison.extend({ relation, conditions: z.array(inner).nullable().optional() });

export const condition = group(group(group(comparison)));

const filter = z.object({
  filterType: z.enum(["Account", "Subscription", "InvoiceSchedule", "FilterCondition"]),
  accountId: wire.key.optional().describe("Id or number of the account."),
  subscriptionId: wire.key.optional().describe("Id or number of a subscription of the account."),
  objectType: z
    .enum(["Account", "Subscription", "RatePlanCharge"])
    .optional()
    .describe("What the condition is on."),
  condition: condition.optional().describe("Of filterType FilterCondition."),
});

const schedule = {
  repeatType: z.enum(["None", "Daily", "Weekly", "Monthly"]),
  repeatFrom: wire.billingDate,
  repeatTo: wire.billingDate.optional().describe("The last day; without it the runs go on."),
  runTime: wire.intBetween(0, 23).describe("The hour of the day, in the entity's time zone."),
  weeklyOnDay: z.array(z.enum(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"])).optional(),
  monthlyOnEndOfMonth: wire.boolean.default(false),
};

const billRun = z.object({
  autoEmail: z.boolean(),
  autoPost: z.boolean(),
  autoRenewal: z.boolean(),
  batches: z.array(z.string()).nullable(),
  billCycleDay: z.string().nullable(),
  billRunFilters: z.array(
    z.object({
      filterType: z.enum(["Account", "Subscription", "FilterCondition"]),
      accountId: wire.id.optional(),
      subscriptionId: wire.id.optional(),
      objectType: z.enum(["Account", "Subscription", "RatePlanCharge"]).optional(),
      condition: z.unknown(),
    }),
  ),
  billRunNumber: z.string(),
  billRunType: z.enum(["Regular", "CatchUp"]),
  chargeTypeToExclude: z.array(chargeType).nullable(),
  createdById: wire.id,
  createdDate: wire.timestamp,
  id: wire.id,
  includeOrderLineItems: z.boolean(),
  includeSubscriptions: z.boolean(),
  invoiceDate: wire.date.nullable().describe("Null of a scheduled run that has not begun."),
  invoiceDateDayOfMonth: z.number().nullable(),
  invoiceDateMonthOffset: z.number().nullable(),
  invoiceDateOffset: z.number().nullable().describe("Days after the day of a scheduled run."),
  name: z.string().nullable(),
  noEmailForZeroAmountInvoice: z.boolean(),
  schedule: z
    .object({
      repeatFrom: wire.date,
      repeatTo: wire.date.nullable(),
      repeatType: schedule.repeatType,
      runTime: z.number(),
      weeklyOnDay: z.array(z.string()).nullable(),
      monthlyOnEndOfMonth: z.boolean(),
    })
    .nullable(),
  scheduledExecutionTime: wire.timestamp.nullable(),
  status: z.enum([
    "Pending",
    "Processing",
    "Completed",
    "Error",
    "PostInProgress",
    "Posted",
    "CancelInProgress",
    "Canceled",
    "RemoveInProgress",
  ]),
  targetDate: wire.date.nullable().describe("Null of a scheduled run that has not begun."),
  targetDateDayOfMonth: z.number().nullable(),
  targetDateMonthOffset: z.number().nullable(),
  targetDateOffset: z.number().nullable().describe("Days after the day of a scheduled run."),
  updatedById: wire.id,
  updatedDate: wire.timestamp,
});

/** Of Quittance's own: how far it is, how fast, and what went wrong. */
const progress = z.object({
  accountsTotal: z.number().describe("Accounts on which something may be due."),
  accountsDone: z.number(),
  invoicesGenerated: z.number(),
  creditMemosGenerated: z.number(),
  amounts: z
    .array(z.object({ currency: z.string(), invoiced: wire.money, credited: wire.money }))
    .describe("What its invoices and credit memos amount to."),
  accountsPerSecond: z.number().nullable().describe("Null before it has begun."),
  secondsLeft: z
    .number()
    .nullable()
    .describe("At the speed so far, while it is Processing; otherwise null."),
  errors: z
    .array(
      z.object({
        accountId: wire.id.nullable(),
        accountNumber: z.string().nullable(),
        reason: z.string(),
      }),
    )
    .describe("Accounts that could not be billed; all others were."),
});

export const createBillRun = contract({
  operation: "createBillRun",
  method: "POST",
  path: "/v1/bill-runs",
  summary: "Create a bill run",
  description:
    "Bills everything due on or before the target date. The answer comes at once; the run goes on and is Completed, or Posted with autoPost, when it is done.",
  tag,
  request: wire.body({
    name: wire.text(255).optional(),
    targetDate: wire.billingDate
      .optional()
      .describe("Required, except of a scheduled run: its first day then."),
    invoiceDate: wire.billingDate
      .optional()
      .describe("Default today; of a scheduled run its first day."),
    invoiceDateMonthOffset: offset.optional().describe("With a monthly schedule."),
    invoiceDateDayOfMonth: wire.intBetween(1, 31).optional().describe("31: the end of the month."),
    targetDateMonthOffset: offset.optional().describe("With a monthly schedule."),
    targetDateDayOfMonth: wire.intBetween(1, 31).optional().describe("31: the end of the month."),
    schedule: wire.body(schedule).optional().describe("Without it the run begins at once."),
    batches: z.array(batch).optional().describe("This or billRunFilters."),
    billCycleDay: billCycleDay.optional().describe("With batches only."),
    billRunFilters: z.array(filter).optional().describe("This or batches."),
    chargeTypeToExclude: z.array(chargeType).optional(),
    autoPost: wire.boolean.default(false),
    noEmailForZeroAmountInvoice: wire.boolean.default(false),
    billRunType: z
      .enum(["Regular", "CatchUp"])
      .default("Regular")
      .describe("CatchUp bills nothing: it takes what is due for billed elsewhere."),
    autoEmail: wire.boolean.default(false),
    autoRenewal: wire.boolean
      .default(false)
      .describe("Renew first what renews by itself until the target date."),
    includeSubscriptions: wire.boolean.default(true),
    includeOrderLineItems: wire.boolean.default(true),
    ...wire.notYet(NOT_YET),
  }),
  response: billRun,
  errors: [
    "MISSING_FIELD",
    "INVALID_VALUE",
    "NOT_SUPPORTED",
    "NOT_ALLOWED",
    "ENTITY_NOT_FOUND",
    "SUBSCRIPTION_NOT_OF_ACCOUNT",
  ],
  resource,
});

export const getBillRun = contract({
  operation: "getBillRun",
  method: "GET",
  path: "/v1/bill-runs/{billRunId}",
  summary: "Retrieve a bill run",
  tag,
  response: billRun.extend(progress.shape),
  errors: ["ENTITY_NOT_FOUND"],
});

export const cancelBillRun = contract({
  operation: "cancelBillRun",
  method: "PUT",
  path: "/v1/bill-runs/{billRunId}/cancel",
  summary: "Cancel a bill run",
  description:
    "A run that has not begun is Canceled at once. The drafts of a completed run are cancelled, and what they billed is due again; the answer comes at once. Where something was billed since, drafts stay: the run is Completed again then, and lists them.",
  tag,
  request: wire.body({
    cancelOnce: wire.boolean
      .default(true)
      .describe("false cancels all later runs of the schedule, too."),
  }),
  response: billRun.extend({
    nextRun: billRun.optional().describe("Of the schedule, where it goes on."),
  }),
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
  resource,
});

const moment = z.iso.datetime({ offset: true });

export const retryBillRun = contract({
  operation: "retryBillRun",
  method: "POST",
  path: "/v1/bill-runs/{billRunId}/retry",
  summary: "Retry the failed accounts of a bill run",
  description:
    "Of Quittance's own; the field has it on a screen. Creates a run that bills the accounts that this one could not bill, with its filters and dates.",
  tag,
  request: wire.body({}),
  response: billRun,
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
  resource,
});

export const getBillingDocumentVolume = contract({
  operation: "getBillingDocumentVolume",
  method: "GET",
  path: "/system-health/billing-documents/volume-summary",
  summary: "List billing document volume summary records",
  description: "Of bill runs that have ended between the two moments.",
  tag: "Bill Run Health",
  query: z.object({
    startTime: moment.optional().describe("Such as 2024-05-20T00:00:00Z; default a day ago."),
    endTime: moment.optional().describe("Default now."),
  }),
  response: z.object({
    data: z.array(
      z.object({
        totalFailedAccounts: z.number(),
        totalGeneratedCreditMemos: z.number(),
        totalGeneratedInvoices: z.number(),
      }),
    ),
  }),
  errors: [],
  envelope: "plain",
});

export const deleteBillRun = contract({
  operation: "deleteBillRun",
  method: "DELETE",
  path: "/v1/bill-runs/{billRunId}",
  summary: "Delete a bill run",
  description:
    "Deletes a run that is Canceled or ended in Error, with its documents. The answer comes at once.",
  tag,
  response: billRun,
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
});

export const emailBillingDocumentsOfBillRun = contract({
  operation: "emailBillingDocumentsOfBillRun",
  method: "POST",
  path: "/v1/bill-runs/{billRunKey}/emails",
  summary: "Email billing documents generated from a bill run",
  description: "Refused until this server sends e-mails.",
  tag,
  request: wire.body({ resend: wire.boolean.default(false) }),
  response: z.object({}),
  errors: ["ENTITY_NOT_FOUND", "NOT_SUPPORTED"],
  resource,
});

export const postBillRun = contract({
  operation: "postBillRun",
  method: "PUT",
  path: "/v1/bill-runs/{billRunId}/post",
  summary: "Post a bill run",
  description: "Posts the drafts of a completed run, dated as given. The answer comes at once.",
  tag,
  request: wire.body({
    invoiceDate: wire.billingDate
      .optional()
      .describe("Date of all documents; the run's own when absent."),
  }),
  response: billRun,
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
  resource,
});
