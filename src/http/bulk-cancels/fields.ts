/** What bulk cancels say on the wire. */
import { z } from "zod";
import * as wire from "../wire.ts";

export const STATES = ["Chosen", "Planned", "Refused", "Done", "Moved", "Failed"] as const;

const STATUSES = [
  "AwaitingFile",
  "Planning",
  "Planned",
  "AwaitingApproval",
  "Approved",
  "Running",
  "Paused",
  "Completed",
  "Stopped",
  "Error",
] as const;

const days = wire.intBetween(-36_500, 36_500);

export const filterFields = {
  accountStatus: z.enum(["Active", "Canceled"]).optional(),
  batches: z.array(wire.requiredText(50)).min(1).max(100).optional(),
  currency: wire.text(3).optional().describe("Of the account."),
  overdueFromDays: days
    .optional()
    .describe(
      "Something is overdue by so many days or more: of Cancel, any document of the account; of WriteOff, the document.",
    ),
  overdueToDays: days.optional().describe("The same: by so many days or fewer."),
  accountNumbers: z.array(wire.key).min(1).max(1000).optional(),
  productRatePlanKey: wire.key
    .optional()
    .describe("Cancel only. Id or number of a rate plan that the subscription has."),
  productKey: wire.key.optional().describe("Cancel only. Id, number or SKU of its product."),
  termType: z.enum(["TERMED", "EVERGREEN"]).optional().describe("Cancel only."),
  balanceUpTo: wire.quantity
    .optional()
    .describe("WriteOff only. What the document owes is this or less."),
  invoiceDateBefore: wire.date.optional().describe("WriteOff only. Date of the document."),
  documentTypes: z
    .array(z.enum(["Invoice", "DebitMemo"]))
    .min(1)
    .optional()
    .describe("WriteOff only. Both if absent."),
};

export const optionFields = {
  cancellationPolicy: z
    .enum(["EndOfCurrentTerm", "EndOfLastInvoicePeriod", "SpecificDate"])
    .optional()
    .describe("Cancel only. SpecificDate if absent."),
  cancellationEffectiveDate: wire.billingDate
    .optional()
    .describe("Of SpecificDate: first day without service. The day of the plan if absent."),
  runBilling: wire.boolean.optional().describe("Cancel only. True if absent."),
  targetDate: wire.billingDate
    .optional()
    .describe("Cancel only. Bills up to this day. The day of the plan if absent."),
  documentDate: wire.billingDate
    .optional()
    .describe("Date of what is made. The day on which the row is done if absent."),
  writeOff: wire.boolean
    .optional()
    .describe("Cancel only. Writes off what the subscription still owes. False if absent."),
  reasonCode: wire.text(255).optional().describe("Of the orders, or of the write-offs."),
};

const figures = {
  owed: wire.money.describe("Before."),
  billed: wire.money,
  credited: wire.money,
  keptAsCredit: wire.money.describe("Of what is credited: what pays nothing and stays a credit."),
  writtenOff: wire.money,
  leftOwed: wire.money.describe("After."),
};

const count = z.object({
  state: z.enum(STATES),
  currency: z.string(),
  rows: z.number(),
  ...figures,
});

const total = z.object({
  state: z.enum(STATES),
  currency: z.string(),
  bucket: z.string().describe("Name of the entity's ageing bucket, as of the day of the plan."),
  ...figures,
});

const transition = z.object({
  action: z.string(),
  fromStatus: z.enum(STATUSES).nullable(),
  toStatus: z.enum(STATUSES),
  planNumber: z.number(),
  comment: z.string().optional(),
  userId: wire.id.optional().describe("Absent: the server itself."),
  happenedOn: wire.timestamp,
});

const summary = {
  id: wire.id,
  number: z.string(),
  kind: z.enum(["Cancel", "WriteOff"]),
  status: z.enum(STATUSES),
  rowsFrom: z.enum(["Filter", "File"]),
  comment: z.string().optional(),
  planNumber: z.number(),
  planDate: wire.date.nullable().describe("Null before its rows are chosen."),
  needsApproval: z.boolean().optional().describe("Absent before it is planned."),
  approvedById: wire.id.optional(),
  approvedOn: wire.timestamp.optional(),
  startedById: wire.id.optional(),
  plannedById: wire.id.describe("Who has made the plan as it is."),
  errorMessage: z.string().optional().describe("Of status Error."),
  createdById: wire.id,
  createdDate: wire.timestamp,
  updatedById: wire.id,
  updatedDate: wire.timestamp,
};

const filter = z.object({
  accountStatus: z.enum(["Active", "Canceled"]).optional(),
  batches: z.array(z.string()).optional(),
  currency: z.string().optional(),
  overdueFromDays: z.number().optional(),
  overdueToDays: z.number().optional(),
  accountNumbers: z.array(z.string()).optional(),
  productRatePlanKey: z.string().optional(),
  productKey: z.string().optional(),
  termType: z.enum(["TERMED", "EVERGREEN"]).optional(),
  balanceUpTo: wire.money.optional(),
  invoiceDateBefore: wire.date.optional(),
  documentTypes: z.array(z.enum(["Invoice", "DebitMemo"])).optional(),
});

export const bulkCancel = z.object({
  ...summary,
  fileName: z.string().optional(),
  fileLines: z.number().optional().describe("Of a file: how many lines it has below its head."),
  fileLinesBad: z.number().optional().describe("Those of them that name nothing to do."),
  filter: filter.optional(),
  options: z.object({
    cancellationPolicy: z.enum(["EndOfCurrentTerm", "EndOfLastInvoicePeriod", "SpecificDate"]),
    cancellationEffectiveDate: wire.date.optional(),
    runBilling: z.boolean(),
    targetDate: wire.date.optional(),
    documentDate: wire.date.optional(),
    writeOff: z.boolean(),
    reasonCode: z.string().optional(),
  }),
  counts: z.array(count).describe("Rows by state and currency, as they are now."),
  totals: z.array(total).describe("What the plan comes to, by age. Empty while it is made."),
  progress: z.object({
    rowsTotal: z.number(),
    rowsReckoned: z.number().describe("Of the plan."),
    rowsToDo: z.number().describe("Planned and not done yet."),
    rowsDone: z.number(),
    rowsSetAside: z.number().describe("Moved or Failed."),
    secondsRun: z.number(),
    rowsPerSecond: z.number().nullable(),
    secondsLeft: z.number().nullable(),
  }),
  transitions: z.array(transition),
});

export const bulkCancelList = z.object({
  bulkCancels: z.array(z.object({ ...summary, planned: z.array(count) })),
  nextPage: wire.nextPage,
});

const documentOutcome = z.object({
  documentNumber: z.string().nullable().describe("Null of an invoice that the row makes."),
  dueDate: wire.date,
  owed: wire.money,
  billed: wire.money,
  credited: wire.money,
  applied: wire.money,
  writtenOff: wire.money,
  leftOwed: wire.money,
});

export const row = z.object({
  rowNumber: z.number(),
  line: z.number().optional().describe("Of the file."),
  state: z.enum(STATES),
  accountId: wire.id,
  accountNumber: z.string(),
  accountName: z.string(),
  subscriptionNumber: z.string().optional(),
  documentType: z.enum(["Invoice", "DebitMemo"]).optional(),
  documentNumber: z.string().optional(),
  currency: z.string(),
  cancelledDate: wire.date.optional().describe("First day without service."),
  ...figures,
  documents: z.array(documentOutcome),
  problemCode: z.string().optional(),
  problem: z
    .string()
    .optional()
    .describe("Why it is refused or has failed; of an order, what it could not write off."),
  moved: z
    .array(z.object({ what: z.string(), was: z.string(), is: z.string() }))
    .optional()
    .describe("Of a row in state Moved: what is not as it was planned."),
  orderNumber: z.string().optional(),
  invoiceNumbers: z.array(z.string()),
  creditMemoNumbers: z.array(z.string()),
  writeOffCreditMemoNumbers: z.array(z.string()),
  doneOn: wire.timestamp.optional(),
});
