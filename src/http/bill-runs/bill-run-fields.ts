/** The fields of a bill run, asked for and answered. */
import { z } from "zod";
import * as wire from "../wire.ts";

/** Name of a batch of accounts. */
export const BATCH = /^Batch([1-9]|[1-4]\d|50)$/;

export const batch = z.string().refine((value) => value === "AllBatches" || BATCH.test(value), {
  error: "value should be one of: AllBatches, Batch1 to Batch50",
});

export const billCycleDay = z
  .union([z.string(), z.number()])
  .transform(String)
  .refine((value) => /^(AllBillCycleDays|AsRunDay|[1-9]|[12]\d|3[01])$/.test(value), {
    error: "value should be one of: AllBillCycleDays, AsRunDay, 1 to 31",
  })
  .meta({ type: "string" });

export const chargeType = z.enum(["OneTime", "Recurring", "Usage"]);

export const offset = wire.intBetween(-120, 120);

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

export const filter = z.object({
  filterType: z.enum(["Account", "Subscription", "InvoiceSchedule", "FilterCondition"]),
  accountId: wire.key.optional().describe("Id or number of the account."),
  subscriptionId: wire.key.optional().describe("Id or number of a subscription of the account."),
  objectType: z
    .enum(["Account", "Subscription", "RatePlanCharge"])
    .optional()
    .describe("What the condition is on."),
  condition: condition.optional().describe("Of filterType FilterCondition."),
});

export const schedule = {
  repeatType: z.enum(["None", "Daily", "Weekly", "Monthly"]),
  repeatFrom: wire.billingDate,
  repeatTo: wire.billingDate.optional().describe("The last day; without it the runs go on."),
  runTime: wire.intBetween(0, 23).describe("The hour of the day, in the entity's time zone."),
  weeklyOnDay: z.array(z.enum(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"])).optional(),
  monthlyOnEndOfMonth: wire.boolean.default(false),
};

export const billRun = z.object({
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
  organizationLabels: wire.organizationLabels,
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
