/** What can be done with an order that waits to be executed. */
import { z } from "zod";
import { contract } from "../contract.ts";
import { createOrder, orderRequest } from "../orders/contract.ts";
import * as wire from "../wire.ts";

const tag = "Orders";
const resource = "585600";

const returnIds = z.object({
  returnIds: wire.boolean.default(false).describe("Answer ids beside the numbers."),
});

export const updateOrder = contract({
  operation: "updateOrder",
  method: "PUT",
  path: "/v1/orders/{orderNumber}",
  summary: "Update an order",
  description:
    "Replaces a draft or a scheduled order by the one that is sent, whole: what is left out is removed. Its number, account and status stay.",
  tag,
  query: returnIds,
  request: wire.looseBody(orderRequest, wire.changes("Order")),
  response: z.object({
    orderNumber: z.string(),
    orderId: wire.id.optional(),
    accountNumber: z.string(),
    accountId: wire.id.optional(),
    status: z.string(),
  }),
  alsoNeeds: createOrder.alsoNeeds,
  errors: [
    "ENTITY_NOT_FOUND",
    "ORDER_NOT_WAITING",
    "SCHEDULED_ORDER_IN_THE_WAY",
    "CANCELLATION_DATE_MISSING",
    "MISSING_FIELD",
    "NOT_ALLOWED",
    "NOT_SUPPORTED",
    "LOCK_CONTENTION",
  ],
  resource,
});

export const activateOrder = contract({
  operation: "activateOrder",
  method: "PUT",
  path: "/v1/orders/{orderNumber}/activate",
  summary: "Activate an order",
  description:
    "Executes a draft, as Create an order would have done: it is Completed then, or Pending where a date is missing. A draft that cannot be executed stays as it is.",
  tag,
  query: returnIds,
  response: createOrder.response,
  errors: [...createOrder.errors, "ORDER_NOT_WAITING"],
  resource,
});

export const cancelOrder = contract({
  operation: "cancelOrder",
  method: "PUT",
  path: "/v1/orders/{orderNumber}/cancel",
  summary: "Cancel an order",
  description:
    "Cancels a draft or a scheduled order, which nobody has executed. It is kept, and can only be deleted. To cancel a subscription, create an order that does.",
  tag,
  request: wire.looseBody({ cancelReason: wire.orderText(255).optional() }),
  response: z.object({
    accountNumber: z.string(),
    orderNumber: z.string(),
    status: z.literal("Cancelled"),
    cancelReason: z.string().optional(),
    CancelReason: z.string().optional().describe("The same, as the vendor's sample spells it."),
  }),
  errors: [
    "ENTITY_NOT_FOUND",
    "ORDER_NOT_WAITING",
    "SCHEDULED_ORDER_IN_THE_WAY",
    "LOCK_CONTENTION",
  ],
  resource,
});

export const updateOrderTriggerDates = contract({
  operation: "updateOrderTriggerDates",
  method: "PUT",
  path: "/v1/orders/{orderNumber}/triggerDates",
  summary: "Update order action trigger dates",
  description:
    "Gives a Pending order dates that it waits for. Once none is missing it is Completed: the subscriptions that it creates are active, and the one that it changes is changed.",
  tag,
  request: wire.looseBody({
    subscriptions: z
      .array(
        wire.looseBody({
          subscriptionNumber: wire.key,
          orderActions: z
            .array(
              wire.looseBody({
                sequence: wire.intBetween(0, 1000).describe("Of the action, from 0."),
                triggerDates: z
                  .array(
                    wire.looseBody({
                      name: z.enum(["ServiceActivation", "CustomerAcceptance"]),
                      triggerDate: wire.billingDate,
                    }),
                  )
                  .default([]),
                charges: z
                  .array(
                    wire.looseBody({
                      chargeNumber: wire.key,
                      specificTriggerDate: wire.billingDate,
                    }),
                  )
                  .default([])
                  .describe("Days of charges with the trigger event SpecificDate."),
              }),
            )
            .default([]),
        }),
      )
      .min(1),
  }),
  response: z.object({
    orderNumber: z.string(),
    status: z.string(),
    accountNumber: z.string(),
    subscriptions: z
      .array(z.object({ subscriptionNumber: z.string(), status: z.string() }))
      .describe("Those that were given dates."),
    invoiceNumbers: createOrder.response.shape.invoiceNumbers.describe(
      "Ours: where the order was to bill.",
    ),
    creditMemoNumbers: createOrder.response.shape.creditMemoNumbers.describe("Likewise."),
  }),
  errors: [...createOrder.errors, "ORDER_NOT_WAITING"],
  resource,
});
