import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

const tag = "Invoice Schedules";
const resource = "585800";

const itemFields = {
  name: wire.text(100).optional(),
  amount: wire.amount.optional().describe("All items have an amount, or all a percentage."),
  percentage: wire.amount.optional().describe("Of all that is billed; above 0."),
  runDate: wire.date.optional().describe("Without it, it is billed only when it is asked for."),
  targetDateForAdditionalSubscriptions: wire.date.optional().describe("Not supported: refused."),
};

const item = wire.body(itemFields);

const changedItem = wire.body({
  ...itemFields,
  id: wire.key
    .optional()
    .describe("An item that is not processed: what is not said of it stays. Else a new one."),
});

const specificSubscription = wire.body({
  orderKey: wire.key.optional(),
  subscriptionKey: wire.key,
  chargeNumbers: z.array(wire.key).max(100).optional().describe("All recurring ones when absent."),
});

const schedule = z.looseObject({
  id: wire.id,
  number: z.string(),
  accountId: wire.id,
  status: z.enum(["Pending", "PartiallyProcessed", "Paused", "FullyProcessed"]),
  currency: z.string(),
  notes: z.string().nullable(),
  invoiceSeparately: z.boolean(),
  orders: z.array(z.string()),
  specificSubscriptions: z.array(
    z.object({
      orderKey: z.string().optional(),
      subscriptionKey: z.string(),
      chargeNumbers: z.array(z.string()).optional(),
    }),
  ),
  additionalSubscriptionsToBill: z.array(z.string()),
  totalAmount: wire.money.describe("When it was made."),
  billedAmount: wire.money.describe("Less what was credited."),
  unbilledAmount: wire.money,
  actualAmount: wire.money.describe("What is left to bill, as its charges are now."),
  nextRunDate: wire.date.nullable(),
  scheduleItems: z.array(
    z.object({
      id: wire.id,
      name: z.string().nullable(),
      amount: wire.money,
      actualAmount: wire.money.describe("What it will bill; nothing once it is processed."),
      percentage: wire.money.nullable(),
      runDate: wire.date.nullable(),
      status: z.enum(["Pending", "Processed"]),
      invoiceId: wire.id.nullable(),
      creditMemoId: z.null().describe("No item bills a credit: it bills what is left."),
      targetDateForAdditionalSubscriptions: z.null(),
    }),
  ),
});

const notYet = {
  additionalSubscriptionsToBill: z.array(wire.key).optional().describe("Not supported: refused."),
};

export const createInvoiceSchedule = contract({
  operation: "createInvoiceSchedule",
  method: "POST",
  path: "/v1/invoice-schedules",
  summary: "Create an invoice schedule",
  description:
    "Recurring charges that were not billed yet are billed by its items, and by no bill run any more: all of the orders', or those that are named.",
  tag,
  request: wire.body(
    {
      accountKey: wire.key,
      orders: z.array(wire.key).max(10).optional(),
      specificSubscriptions: z.array(specificSubscription).max(100).optional(),
      invoiceSeparately: wire.boolean
        .default(false)
        .describe("An item's invoice has nothing else, whatever is said."),
      notes: wire.text(255).optional(),
      scheduleItems: z.array(item).min(1).max(50),
      ...notYet,
    },
    wire.makes("InvoiceSchedule"),
  ),
  response: schedule,
  errors: ["ENTITY_NOT_FOUND", "INVALID_VALUE", "NOT_ALLOWED", "NOT_SUPPORTED", "LOCK_CONTENTION"],
  resource,
});

export const getInvoiceSchedule = contract({
  operation: "getInvoiceSchedule",
  method: "GET",
  path: "/v1/invoice-schedules/{scheduleKey}",
  summary: "Retrieve an invoice schedule",
  description: "Its items come by page.",
  tag,
  query: wire.longPage(50),
  response: schedule,
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
});

export const updateInvoiceSchedule = contract({
  operation: "updateInvoiceSchedule",
  method: "PUT",
  path: "/v1/invoice-schedules/{scheduleKey}",
  summary: "Update an invoice schedule",
  description: "The items that are given take the place of all that are not processed.",
  tag,
  request: wire.body(
    {
      notes: wire.text(255).nullable().optional(),
      nextRunDate: wire.date.optional(),
      scheduleItems: z.array(changedItem).min(1).max(50).optional(),
      ...notYet,
      orders: z.array(wire.key).optional().describe("Not supported: refused."),
      specificSubscriptions: z
        .array(specificSubscription)
        .optional()
        .describe("Not supported: refused."),
      invoiceSeparately: wire.boolean.optional().describe("Not supported: refused."),
    },
    wire.changes("InvoiceSchedule"),
  ),
  response: schedule,
  errors: ["ENTITY_NOT_FOUND", "INVALID_VALUE", "NOT_ALLOWED", "NOT_SUPPORTED", "LOCK_CONTENTION"],
  resource,
});

export const deleteInvoiceSchedule = contract({
  operation: "deleteInvoiceSchedule",
  method: "DELETE",
  path: "/v1/invoice-schedules/{scheduleKey}",
  summary: "Delete an invoice schedule",
  description: "One that has billed nothing: bill runs bill its charges again.",
  tag,
  response: z.object({}),
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED", "LOCK_CONTENTION"],
});

export const executeInvoiceSchedule = contract({
  operation: "executeInvoiceSchedule",
  method: "POST",
  path: "/v1/invoice-schedules/{scheduleKey}/execute",
  summary: "Execute an invoice schedule",
  description:
    "Bills an item at once, whatever its day, by a draft invoice: its next one, if none is named. The field answers with a bill run that does it; this answers with what was done.",
  tag,
  request: wire.body({ scheduleItemId: wire.key.optional() }),
  response: schedule,
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED", "TAX_ENGINE_FAILED", "LOCK_CONTENTION"],
  resource,
});

export const pauseInvoiceSchedule = contract({
  operation: "pauseInvoiceSchedule",
  method: "PUT",
  path: "/v1/invoice-schedules/{scheduleKey}/pause",
  summary: "Pause an invoice schedule",
  tag,
  request: wire.body({}),
  response: schedule,
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED", "LOCK_CONTENTION"],
  resource,
});

export const resumeInvoiceSchedule = contract({
  operation: "resumeInvoiceSchedule",
  method: "PUT",
  path: "/v1/invoice-schedules/{scheduleKey}/resume",
  summary: "Resume an invoice schedule",
  tag,
  request: wire.body({}),
  response: schedule,
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED", "LOCK_CONTENTION"],
  resource,
});
