/** The fields that several contracts of payment schedules share. */
import { z } from "zod";
import * as wire from "../wire.ts";

const documentType = z.enum(["Invoice", "DebitMemo"]);

const wantedDocument = wire.body({
  id: wire.key.optional().describe("This or `number`."),
  number: wire.key.optional(),
  type: documentType.default("Invoice"),
});

const runHour = wire.intBetween(0, 23).describe("In the entity's time zone.");
const paymentOption = wire.notYet(["paymentOption"]);

const terms = {
  currency: wire.requiredText(3).optional().describe("The account's when absent."),
  paymentGatewayId: wire.key.optional().describe("The account's on that day when absent."),
  paymentMethodId: wire.key.optional().describe("The account's default on that day when absent."),
  ...paymentOption,
};

export const wantedItem = wire.body(
  {
    ...terms,
    amount: wire.amount,
    description: wire.text(255).optional(),
    runHour: runHour.default(0),
    scheduledDate: wire.billingDate.describe("On a day in the past, it is collected at once."),
    billingDocument: wantedDocument.optional().describe("Those of the schedule when absent."),
  },
  wire.makes("PaymentScheduleItem"),
);

const CHOSEN = /^[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)?$/;

export const wantedSchedule = wire.body(
  {
    ...terms,
    accountId: wire.key.optional(),
    accountNumber: wire.key.optional(),
    amount: wire.amount.optional().describe("Of each item of a recurring schedule."),
    totalAmount: wire.amount.optional().describe("Of all items together; this or `amount`."),
    billingDocument: wantedDocument.optional().describe("What the payments pay."),
    billingDocuments: z
      .array(wantedDocument)
      .max(50)
      .optional()
      .describe("Several, paid in the order in which they are due."),
    description: wire.text(255).optional(),
    items: z.array(wantedItem).max(1000).optional().describe("Of a custom schedule."),
    occurrences: wire.intBetween(1, 1000).optional(),
    paymentScheduleNumber: wire
      .chosenNumber(100)
      .refine((number) => CHOSEN.test(number), {
        error: "should be letters, digits and at most one hyphen, and begin with a letter",
      })
      .optional(),
    period: z.enum(["Monthly", "Weekly", "BiWeekly"]).optional(),
    runHour: runHour.default(0),
    standalone: wire.boolean
      .default(false)
      .describe("Payments that are settled elsewhere: in no balance, and applied to nothing."),
    startDate: wire.billingDate.optional(),
    ...wire.notYet(["prepayment"]),
  },
  wire.makes("PaymentSchedule"),
);

/** Every field that an item can change. */
export const itemChanges = {
  amount: wire.amount.optional(),
  currency: wire.requiredText(3).optional(),
  description: wire.text(255).nullable().optional(),
  paymentGatewayId: wire.key.nullable().optional(),
  paymentMethodId: wire.key.optional(),
  runHour: runHour.optional(),
  scheduledDate: wire.billingDate.optional(),
  ...paymentOption,
};

export const scheduleChanges = wire.body(
  {
    ...terms,
    amount: wire.amount.optional(),
    description: wire.text(255).optional(),
    occurrences: wire.intBetween(1, 1000).optional().describe("With the items that do not wait."),
    period: z.enum(["Monthly", "Weekly", "BiWeekly"]).optional(),
    periodStartDate: wire.billingDate.optional().describe("Of the next item that waits."),
    runHour: runHour.optional(),
  },
  wire.changes("PaymentSchedule"),
);

/** The vendor's own samples write ids; his schema, objects. */
export const linkedPayments = z
  .array(z.union([wire.key, wire.body({ paymentId: wire.key })]))
  .max(10);

const document = z.object({ id: wire.id, number: z.string(), type: documentType });

const written = {
  createdDate: wire.timestamp,
  createdById: wire.id,
  updatedDate: wire.timestamp,
  updatedById: wire.id,
  cancelledById: wire.id.nullable(),
  cancelledOn: wire.timestamp.nullable(),
};

export const scheduleItem = z.looseObject({
  id: wire.id,
  number: z.number(),
  accountId: wire.id,
  paymentScheduleId: wire.id,
  paymentScheduleNumber: z.string(),
  scheduledDate: wire.date,
  runHour: z.number(),
  paymentMethodId: wire.id.nullable(),
  paymentGatewayId: wire.id.nullable(),
  paymentGatewayNumber: z.string().nullable(),
  amount: wire.money,
  balance: wire.money.describe("What is not paid of it."),
  currency: z.string(),
  status: z
    .enum(["Pending", "Processing", "Processed", "Error", "Canceled"])
    .describe("Processing: the gateway has not answered yet."),
  errorMessage: z.string().nullable(),
  paymentId: wire.id
    .nullable()
    .optional()
    .describe("Of the latest try. Before the API's version 337.0."),
  psiPayments: z.array(z.object({ paymentId: wire.id })),
  prepayment: z.literal(false),
  standalone: z.boolean(),
  billingDocument: document.nullable().describe("The first that it pays."),
  description: z.string().nullable(),
  cancellationReason: z.string().nullable(),
  ...written,
});

export const schedule = z.looseObject({
  id: wire.id,
  paymentScheduleNumber: z.string(),
  accountId: wire.id,
  accountNumber: z.string(),
  startDate: wire.date,
  runHour: z.number(),
  period: z.enum(["Monthly", "Weekly", "BiWeekly"]).nullable(),
  occurrences: z.number(),
  status: z.enum(["Active", "Canceled", "Completed"]),
  totalAmount: wire.money,
  nextPaymentDate: wire.date.nullable(),
  recentPaymentDate: wire.date.nullable(),
  totalPaymentsProcessed: z.number(),
  totalPaymentsErrored: z.number(),
  description: z.string().nullable(),
  isCustom: z.boolean(),
  prepayment: z.literal(false),
  standalone: z.boolean(),
  billingDocument: document.nullable(),
  billingDocuments: z.array(document),
  cancelDate: wire.date.nullable(),
  cancellationReason: z.null().describe("Of its items only: a schedule is cancelled without one."),
  ...written,
  items: z.array(scheduleItem),
});
