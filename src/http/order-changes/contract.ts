import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

const tag = "Orders";

const customFields = wire.customFields.default({});
const changeReason = wire.orderText(255).nullable().optional();

export const updateOrderCustomFields = contract({
  operation: "updateOrderCustomFields",
  method: "PUT",
  path: "/v1/orders/{orderNumber}/customFields",
  summary: "Update order custom fields",
  description: "Fields that are not named stay as they are.",
  tag,
  request: wire.looseBody(
    {
      customFields,
      subscriptions: z
        .array(
          wire.looseBody({
            subscriptionNumber: wire.key
              .optional()
              .describe("Needed where a sequence names an action."),
            orderActions: z
              .array(
                wire.looseBody(
                  {
                    orderActionId: wire.key.optional().describe("This or sequence."),
                    sequence: wire.int.optional(),
                    customFields,
                  },
                  wire.changes("OrderAction"),
                ),
              )
              .default([]),
          }),
        )
        .default([]),
    },
    wire.changes("Order"),
  ),
  response: z.object({}),
  errors: ["ENTITY_NOT_FOUND", "MISSING_FIELD"],
  resource: "585600",
});

export const updateOrderAction = contract({
  operation: "updateOrderAction",
  method: "PUT",
  path: "/v1/orderActions/{id}",
  summary: "Update an order action",
  description: "What the action did to the subscription stays as it is.",
  tag: "Order Actions",
  request: wire.looseBody(
    {
      changeReason,
      customFields,
      orderAction: wire
        .looseBody({ changeReason, customFields }, wire.changes("OrderAction"))
        .optional()
        .describe("The same two, as older clients send them."),
    },
    wire.changes("OrderAction"),
  ),
  response: z.object({}),
  errors: ["ENTITY_NOT_FOUND"],
  resource: "585600",
});

export const deleteOrder = contract({
  operation: "deleteOrder",
  method: "DELETE",
  path: "/v1/orders/{orderNumber}",
  summary: "Delete an order",
  description:
    "Takes the order back: its subscriptions are again what they were before it, and those that it created are gone. Only the latest order of each of its subscriptions, and only while nothing was billed or written off because of it. An order that waits, or was cancelled while it did, is just gone.",
  tag,
  response: z.object({}),
  errors: [
    "ENTITY_NOT_FOUND",
    "ORDER_IS_NOT_THE_LATEST",
    "SCHEDULED_ORDER_IN_THE_WAY",
    "ORDER_HAS_BEEN_BILLED",
    "ORDER_CANNOT_BE_UNDONE",
    "LOCK_CONTENTION",
  ],
});

export const revertOrder = contract({
  operation: "revertOrder",
  method: "POST",
  path: "/v1/orders/{orderNumber}/revert",
  summary: "Revert an order",
  description:
    "Takes back a cancel with its money, by an order of its own: what was credited, billed and written off because of it is reversed by posted credit memos, and every balance is what it was before. The order must be the latest of each of its subscriptions, and do nothing but cancel.",
  tag,
  request: wire.looseBody({
    orderDate: wire.billingDate.describe("Of the order that reverts."),
    previewId: wire.key
      .optional()
      .describe("Ours: of Preview reverting an order. It does exactly that, or fails with 409."),
  }),
  response: z.object({
    accountNumber: z.string(),
    orderNumber: z.string().describe("Of the order that reverts."),
    status: z.literal("Completed"),
    subscriptionNumbers: z.array(z.string()),
    creditMemoNumbers: z.array(z.string()).describe("Ours: the memos that reverse others."),
  }),
  errors: [
    "ENTITY_NOT_FOUND",
    "ORDER_IS_NOT_THE_LATEST",
    "SCHEDULED_ORDER_IN_THE_WAY",
    "ORDER_CANNOT_BE_UNDONE",
    "PREVIEW_NOT_FOUND",
    "PREVIEW_HAS_MOVED",
    "LOCK_CONTENTION",
  ],
  resource: "585600",
});
