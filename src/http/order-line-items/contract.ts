import { z } from "zod";
import { contract } from "../contract.ts";
import { lineItemFields, MOST_LINE_ITEMS, orderLineItem } from "../orders/line-item-fields.ts";
import * as wire from "../wire.ts";

const tag = "Order Line Items";

const errors = [
  "ENTITY_NOT_FOUND",
  "ORDER_LINE_ITEM_LOCKED",
  "ORDER_LINE_ITEM_STATE",
  "MISSING_FIELD",
  "INVALID_VALUE",
  "NOT_ALLOWED",
  "NOT_SUPPORTED",
  "NUMBER_IN_USE",
  "LOCK_CONTENTION",
] as const;

export const getOrderLineItem = contract({
  operation: "getOrderLineItem",
  method: "GET",
  path: "/v1/order-line-items/{itemId}",
  summary: "Retrieve an order line item",
  tag,
  query: z.object({
    fulfillment: wire.boolean.default(false).describe("With its fulfillments: there are none."),
  }),
  response: z.object({
    orderLineItem: orderLineItem.extend({ fulfillments: z.array(z.never()).optional() }),
  }),
  errors: ["ENTITY_NOT_FOUND"],
});

export const updateOrderLineItem = contract({
  operation: "updateOrderLineItem",
  method: "PUT",
  path: "/v1/order-line-items/{itemId}",
  summary: "Update an order line item",
  description:
    "What can be changed depends on its state: all of a sale that is Executing, name, quantity and dates of a return, the bill target date until it is SentToBilling. A state leads to later ones only; it is Canceled from Executing only, and Complete after SentToBilling once it was billed.",
  tag,
  request: wire.looseBody(lineItemFields, wire.changes("OrderLineItem")),
  response: z.object({}),
  errors,
  resource: "585600",
});

export const updateOrderLineItems = contract({
  operation: "updateOrderLineItems",
  method: "POST",
  path: "/v1/order-line-items/bulk",
  summary: "Update order line items",
  description:
    "Changes up to 100 order line items, all or none, and bills those that are SentToBilling, where that is asked for.",
  tag,
  request: wire.looseBody({
    orderLineItems: z
      .array(wire.looseBody({ ...lineItemFields, id: wire.key }, wire.changes("OrderLineItem")))
      .min(1)
      .max(MOST_LINE_ITEMS),
    processingOptions: wire
      .looseBody({
        runBilling: wire.boolean.default(false),
        billingOptions: wire
          .looseBody({
            targetDate: wire.billingDate
              .optional()
              .describe("Bill through this day; default today."),
            documentDate: wire.billingDate
              .optional()
              .describe("Date of the documents; default today."),
          })
          .optional(),
      })
      .optional(),
  }),
  response: z.object({
    orderLineItems: z.array(z.object({ id: wire.id, itemState: z.string() })),
    invoiceNumbers: z.array(z.string()).optional().describe("Ours; absent when there are none."),
    creditMemoNumbers: z.array(z.string()).optional().describe("Ours; absent when there are none."),
  }),
  errors: [...errors, "ORDER_LINE_ITEMS_BELOW_ZERO"],
  resource: "585600",
});
