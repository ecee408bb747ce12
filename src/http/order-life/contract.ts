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
  request: wire.looseBody(orderRequest),
  response: z.object({
    orderNumber: z.string(),
    orderId: wire.id.optional(),
    accountNumber: z.string(),
    accountId: wire.id.optional(),
    status: z.string(),
  }),
  errors: [
    "ENTITY_NOT_FOUND",
    "ORDER_NOT_WAITING",
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
  errors: ["ENTITY_NOT_FOUND", "ORDER_NOT_WAITING", "LOCK_CONTENTION"],
  resource,
});
