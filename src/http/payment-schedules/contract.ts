import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";
import {
  itemChanges,
  linkedPayments,
  schedule,
  scheduleChanges,
  scheduleItem,
  wantedItem,
  wantedSchedule,
} from "./schedule-fields.ts";

const tag = "Payment Schedules";
const resource = "588000";

const itemsShown = {
  nextPendingItems: wire.intBetween(0, 1000).optional().describe("Show so many that wait."),
  lastProcessedItems: wire.intBetween(0, 1000).optional().describe("Show so many of the latest."),
};

export const createPaymentSchedule = contract({
  operation: "createPaymentSchedule",
  method: "POST",
  path: "/v1/payment-schedules",
  summary: "Create a payment schedule",
  description:
    "Payments that are collected through the gateway when their day and hour have come: by `items`, or by `period`, `startDate` and `occurrences` with an `amount` or a `totalAmount`. They pay the billing documents that are named, no more than what is owed; without any, what is collected stays unapplied.",
  tag,
  request: wantedSchedule,
  response: schedule,
  errors: ["ENTITY_NOT_FOUND", "INVALID_VALUE", "MISSING_FIELD", "NOT_ALLOWED", "NOT_SUPPORTED"],
  resource,
});

export const createPaymentSchedules = contract({
  operation: "createPaymentSchedules",
  method: "POST",
  path: "/v1/payment-schedules/batch",
  summary: "Create multiple payment schedules at once",
  description: "All of them or none.",
  tag,
  request: wire.body({ paymentSchedules: z.array(wantedSchedule).min(1).max(50) }),
  response: z.object({
    paymentSchedules: z.array(z.object({ id: wire.id, paymentScheduleNumber: z.string() })),
  }),
  errors: ["ENTITY_NOT_FOUND", "INVALID_VALUE", "MISSING_FIELD", "NOT_ALLOWED", "NOT_SUPPORTED"],
  resource,
});

export const listPaymentSchedules = contract({
  operation: "listPaymentSchedules",
  method: "GET",
  path: "/v1/payment-schedules",
  summary: "List payment schedules by customer account",
  tag,
  query: wire.page(20).extend({
    ...itemsShown,
    accountId: wire.key.optional().describe("Of all accounts when neither is given."),
    accountNumber: wire.key.optional(),
  }),
  response: z.object({ paymentSchedules: z.array(schedule), nextPage: wire.nextPage }),
  errors: ["ENTITY_NOT_FOUND", "INVALID_VALUE"],
});

export const getPaymentScheduleStatistics = contract({
  operation: "getPaymentScheduleStatistics",
  method: "GET",
  path: "/v1/payment-schedules/statistics/{date}",
  params: { date: wire.date },
  summary: "Retrieve payment schedule statistic of a date",
  description: "Items are collected by the daily work and not by payment runs: none is listed.",
  tag,
  response: z.object({
    date: wire.date,
    paymentRuns: z.array(z.unknown()),
    paymentScheduleItems: z.object({
      error: z.number(),
      pending: z.number(),
      processed: z.number(),
    }),
  }),
  errors: [],
});

export const getPaymentSchedule = contract({
  operation: "getPaymentSchedule",
  method: "GET",
  path: "/v1/payment-schedules/{paymentScheduleKey}",
  summary: "Retrieve a payment schedule",
  tag,
  query: z.object(itemsShown),
  response: schedule,
  errors: ["ENTITY_NOT_FOUND"],
});

const update = {
  description:
    "Changes the items of a recurring schedule that wait; of a custom one, its description and custom fields. With `periodStartDate` or another `period`, all that wait are moved.",
  tag,
  request: scheduleChanges,
  response: schedule,
  errors: ["ENTITY_NOT_FOUND", "INVALID_VALUE", "NOT_ALLOWED", "NOT_SUPPORTED"],
  resource,
} as const;

export const updatePaymentSchedule = contract({
  operation: "updatePaymentSchedule",
  method: "PUT",
  path: "/v1/payment-schedules/{paymentScheduleKey}",
  summary: "Update a payment schedule",
  ...update,
});

export const previewPaymentScheduleUpdate = contract({
  operation: "previewPaymentScheduleUpdate",
  method: "PUT",
  path: "/v1/payment-schedules/{paymentScheduleKey}/preview",
  summary: "Preview the result of payment schedule updates",
  ...update,
});

export const cancelPaymentSchedule = contract({
  operation: "cancelPaymentSchedule",
  method: "PUT",
  path: "/v1/payment-schedules/{paymentScheduleKey}/cancel",
  summary: "Cancel a payment schedule",
  description: "Cancels its items that wait or have failed, from a day on.",
  tag,
  request: wire.body({ cancelDate: wire.billingDate }),
  response: schedule,
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
  resource,
});

export const addPaymentScheduleItems = contract({
  operation: "addPaymentScheduleItems",
  method: "POST",
  path: "/v1/payment-schedules/{paymentScheduleKey}/items",
  summary: "Add payment schedule items to a custom payment schedule",
  tag,
  request: wire.body({ items: z.array(wantedItem).min(1).max(1000) }),
  response: schedule,
  errors: ["ENTITY_NOT_FOUND", "INVALID_VALUE", "NOT_ALLOWED", "NOT_SUPPORTED"],
  resource,
});

export const deletePaymentSchedule = contract({
  operation: "deletePaymentSchedule",
  method: "DELETE",
  path: "/v1/payment-schedules/{paymentScheduleKey}",
  summary: "Delete a payment schedule",
  description: "One that is cancelled.",
  tag,
  response: z.object({}),
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
});

export const getPaymentScheduleItem = contract({
  operation: "getPaymentScheduleItem",
  method: "GET",
  path: "/v1/payment-schedule-items/{itemId}",
  summary: "Retrieve a payment schedule item",
  tag,
  response: scheduleItem,
  errors: ["ENTITY_NOT_FOUND"],
});

export const updatePaymentScheduleItem = contract({
  operation: "updatePaymentScheduleItem",
  method: "PUT",
  path: "/v1/payment-schedule-items/{itemId}",
  summary: "Update a payment schedule item",
  description: "One that waits. Of any other one, only custom fields are changed.",
  tag,
  request: wire.body(
    {
      ...itemChanges,
      linkPayments: linkedPayments.optional().describe("Payments that count for it; 10 at most."),
      unlinkPayments: linkedPayments.optional().describe("Before others are linked."),
      paymentId: wire.inVersions(wire.key.optional().describe("One payment to link."), {
        before: "337.0",
        isWhenAsked: true,
      }),
    },
    wire.changes("PaymentScheduleItem"),
  ),
  response: scheduleItem,
  errors: ["ENTITY_NOT_FOUND", "INVALID_VALUE", "NOT_ALLOWED", "NOT_SUPPORTED"],
  resource,
});

export const cancelPaymentScheduleItem = contract({
  operation: "cancelPaymentScheduleItem",
  method: "PUT",
  path: "/v1/payment-schedule-items/{itemId}/cancel",
  summary: "Cancel a payment schedule item",
  tag,
  request: wire.body({}),
  response: scheduleItem,
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
  resource,
});

export const skipPaymentScheduleItem = contract({
  operation: "skipPaymentScheduleItem",
  method: "PUT",
  path: "/v1/payment-schedule-items/{itemId}/skip",
  summary: "Skip a payment schedule item",
  description:
    "Cancels an item of a recurring schedule; another one, which is answered, follows its last.",
  tag,
  request: wire.body({}),
  response: scheduleItem,
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
  resource,
});

export const retryPaymentScheduleItems = contract({
  operation: "retryPaymentScheduleItems",
  method: "POST",
  path: "/v1/payment-schedule-items/retry-payment",
  summary: "Retry failed payment schedule items",
  description:
    "Asks for each at once, whatever its day; one that cannot be asked for is answered with its `errorMessage`. One whose gateway does not answer is Processing until it is found out.",
  tag,
  request: wire.body({
    items: z
      .array(
        wire.body({
          id: wire.key,
          paymentGatewayId: wire.key.optional(),
          paymentMethodId: wire.key.optional(),
        }),
      )
      .min(1)
      .max(10),
  }),
  response: z.object({
    items: z.array(z.looseObject({ id: z.string(), errorMessage: z.string().nullable() })),
  }),
  errors: ["ENTITY_NOT_FOUND"],
  callsGateway: () => true,
  resource,
});

export const deletePaymentScheduleItem = contract({
  operation: "deletePaymentScheduleItem",
  method: "DELETE",
  path: "/v1/payment-schedule-items/{itemId}",
  summary: "Delete a payment schedule item",
  description: "One that is cancelled.",
  tag,
  response: z.object({}),
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
});
