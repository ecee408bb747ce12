import { z } from "zod";
import { contract } from "../contract.ts";
import { orderLineItem } from "../orders/line-item-fields.ts";
import { metrics } from "../orders/order-metrics-contract.ts";
import { ownerDetails } from "../subscriptions/subscription-fields.ts";
import * as wire from "../wire.ts";

const tag = "Orders";

const customFields = z.record(z.string(), z.unknown());

/** On the wire, but not kept by this version. */
const notKept = z.null();

const payload = customFields.optional();

const orderAction = z.object({
  id: wire.id,
  type: z.string(),
  sequence: z.number().describe("Among the actions on this subscription, from 0."),
  triggerDates: z.array(z.object({ name: z.string(), triggerDate: wire.date })),
  changeReason: z.string().nullable(),
  customFields,
  orderMetrics: metrics
    .optional()
    .describe("When one order is retrieved; absent where nothing of what is contracted changed."),
  addProduct: payload,
  cancelSubscription: payload.describe("With the date that came of the policy."),
  changePlan: payload,
  createSubscription: payload,
  ownerTransfer: payload,
  removeProduct: payload,
  renewSubscription: payload,
  revertOrder: payload.describe("With the number of the order that it has reverted."),
  resume: payload,
  suspend: payload,
  termsAndConditions: payload,
  updateProduct: payload,
});

const accountContact = z.record(z.string(), z.unknown()).nullable();

const orderedSubscription = z.object({
  baseVersion: z.number().nullable().describe("Null when the order created the subscription."),
  customFields,
  externallyManagedBy: z
    .string()
    .nullable()
    .describe("The store in which it was bought; null while the order waits."),
  newVersion: z.number().nullable().describe("Null while the order waits."),
  orderActions: z.array(orderAction),
  quote: payload.describe("Absent where the subscription has no field of a quote."),
  ramp: payload.describe("As the order leaves it; absent where there is none."),
  sequence: z.number().describe("Among the subscriptions of the order, from 0."),
  subscriptionNumber: z
    .string()
    .nullable()
    .describe("Null while an order waits that is to create one, unless a number was chosen."),
  subscriptionOwnerAccountNumber: z.string(),
  subscriptionOwnerAccountDetails: ownerDetails
    .extend({ billToContact: accountContact })
    .optional()
    .describe("With getAccountDetails."),
});

const order = z.object({
  category: z.string(),
  createdBy: wire.id,
  createdDate: wire.timestamp,
  currency: z.string(),
  customFields,
  description: z.string().nullable(),
  existingAccountNumber: z.string(),
  existingAccountDetails: z
    .object({ basicInfo: ownerDetails, billToContact: accountContact })
    .optional()
    .describe("With getAccountDetails."),
  invoiceScheduleId: notKept,
  orderDate: wire.date,
  orderLineItems: z.array(orderLineItem),
  orderNumber: z.string(),
  organizationLabel: z.string().optional().describe("The account's, where it has one."),
  reasonCode: z.string().nullable(),
  schedulingOptions: z
    .object({ scheduledDate: wire.date, scheduledDatePolicy: z.string().nullable() })
    .optional()
    .describe("Of a scheduled order."),
  failedReason: z
    .string()
    .optional()
    .describe("Ours: why a scheduled order was not executed when that was last tried."),
  revertsOrderNumber: z.string().optional().describe("Ours: the order that this one has reverted."),
  revertedByOrderNumber: z.string().optional().describe("Ours: the order that has reverted it."),
  status: z.string(),
  subscriptions: z.array(orderedSubscription),
  updatedBy: wire.id,
  updatedDate: wire.timestamp,
});

export type OrderAnswer = z.input<typeof order>;

export const getOrder = contract({
  operation: "getOrder",
  method: "GET",
  path: "/v1/orders/{orderNumber}",
  summary: "Retrieve an order",
  tag,
  query: z.object({
    getAccountDetails: wire.boolean
      .default(false)
      .describe("Answer the accounts that own the order and its subscriptions."),
  }),
  response: z.object({ order }),
  errors: ["ENTITY_NOT_FOUND"],
});

export const getEvergreenMetrics = contract({
  operation: "getEvergreenMetrics",
  method: "GET",
  path: "/v1/orders/{orderNumber}/evergreenMetrics/{subscriptionNumber}",
  summary: "List order metrics for an evergreen subscription",
  description: "As Retrieve an order, of this subscription only, and of these days.",
  tag,
  query: z.object({
    startDate: wire.date,
    endDate: wire.billingDate.describe("The last day, included."),
  }),
  response: z.object({ order }),
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
});

const daysQuery = wire.page(20).extend({
  dateFilterOption: z.enum(["orderDate", "updatedDate"]).default("orderDate"),
  startDate: wire.date.optional().describe("The first day; without it there is no first day."),
  endDate: wire.date.optional().describe("The last day, included."),
});

const statusQuery = daysQuery.extend({
  status: z
    .enum(["all", "cancelled", "completed", "draft", "executing", "failed", "pending", "scheduled"])
    .default("all"),
});

export type OrderQuery = z.output<typeof daysQuery> & {
  readonly status?: z.output<typeof statusQuery>["status"];
};

const orderList = z.object({ orders: z.array(order), nextPage: wire.nextPage });
const lastChangeFirst = "The one that changed last first.";

export const listOrders = contract({
  operation: "listOrders",
  method: "GET",
  path: "/v1/orders",
  summary: "List orders",
  description: lastChangeFirst,
  tag,
  query: statusQuery,
  response: orderList,
  errors: [],
});

export const listOrdersOfSubscription = contract({
  operation: "listOrdersOfSubscription",
  method: "GET",
  path: "/v1/orders/subscription/{subscriptionNumber}",
  summary: "List orders by subscription number",
  description: lastChangeFirst,
  tag,
  query: statusQuery,
  response: orderList,
  errors: ["ENTITY_NOT_FOUND"],
});

export const listPendingOrdersOfSubscription = contract({
  operation: "listPendingOrdersOfSubscription",
  method: "GET",
  path: "/v1/orders/subscription/{subscriptionKey}/pending",
  summary: "List pending orders by subscription number",
  description: lastChangeFirst,
  tag,
  query: wire.page(20),
  response: orderList,
  errors: ["ENTITY_NOT_FOUND"],
});

export const listOrdersOfSubscriptionOwner = contract({
  operation: "listOrdersOfSubscriptionOwner",
  method: "GET",
  path: "/v1/orders/subscriptionOwner/{accountNumber}",
  summary: "List orders of a subscription owner",
  description: `${lastChangeFirst} Without draft and scheduled orders.`,
  tag,
  query: daysQuery,
  response: orderList,
  errors: ["ENTITY_NOT_FOUND"],
});

export const listOrdersOfInvoiceOwner = contract({
  operation: "listOrdersOfInvoiceOwner",
  method: "GET",
  path: "/v1/orders/invoiceOwner/{accountNumber}",
  summary: "List orders of an invoice owner",
  description: lastChangeFirst,
  tag,
  query: statusQuery,
  response: orderList,
  errors: ["ENTITY_NOT_FOUND"],
});
