import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";
import {
  batch,
  billCycleDay,
  billRun,
  chargeType,
  filter,
  offset,
  schedule,
} from "./bill-run-fields.ts";

const tag = "Bill Run";
/** Of POST and PUT, as for posting and locking of invoices. */
const resource = "587300";

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
  emails: z
    .object({
      waiting: z.number(),
      sent: z.number(),
      skipped: z.number().describe("There is nobody to send them to."),
      failed: z.number(),
      notSent: z.array(
        z.object({ documentId: wire.id, documentNumber: z.string(), reason: z.string() }),
      ),
    })
    .describe("Of its documents, where e-mails of them were asked for."),
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
    autoEmail: wire.boolean
      .default(false)
      .describe("With autoPost: send what was posted to accounts with invoiceDeliveryPrefsEmail."),
    autoRenewal: wire.boolean
      .default(false)
      .describe("Renew first what renews by itself until the target date."),
    includeSubscriptions: wire.boolean.default(true),
    includeOrderLineItems: wire.boolean.default(true),
    organizationLabels: wire.namedOrganizations
      .optional()
      .describe("Whose accounts it bills; without any, those that the caller may see."),
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
  description:
    "Sends the documents of a posted run to accounts with invoiceDeliveryPrefsEmail. The answer comes at once; GET of the run says how far it is.",
  tag,
  request: wire.body({
    resend: wire.boolean
      .default(false)
      .describe("true: all documents; false: those that were never sent."),
  }),
  response: z.object({}),
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
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
