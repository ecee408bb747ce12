import {
  always,
  date,
  id,
  many,
  notHeld,
  number,
  one,
  type QueryObject,
  text,
  timestamp,
} from "../query-object.ts";

const account = ["t.account_id", "t.account_id"] as const;

/** Source: the vendor's sample of queryOrders. */
export const orders: QueryObject = {
  singular: "order",
  from: "orders t",
  id: "t.order_id",
  numbers: ["t.order_number"],
  defaultSort: "updatedDate",
  order: "t.created_at desc, t.order_id",
  customFields: "t.custom_fields",
  fields: {
    accountId: id("t.account_id"),
    category: text("t.category"),
    createdById: id("t.created_by_id"),
    createdByMigration: always(false),
    createdDate: timestamp("t.created_at"),
    description: text("t.description"),
    errorCode: notHeld,
    errorMessage: notHeld,
    id: id("t.order_id"),
    invoiceScheduleId: notHeld,
    orderDate: date("t.order_date"),
    orderNumber: number("t.order_number"),
    response: notHeld,
    scheduledDate: date("t.scheduled_date"),
    scheduledDatePolicy: text("t.scheduled_date_policy"),
    state: notHeld,
    status: text("t.status"),
    updatedById: id("t.updated_by_id"),
    updatedDate: timestamp("t.updated_at"),
  },
  relations: {
    account: one("accounts", account),
    orderActions: many("order-actions", account, ["t.order_id", "o.order_id"]),
    orderLineItems: many("order-line-items", account, ["t.order_id", "t.order_id"]),
  },
};
