/** What an order has done, told afterwards: ours alone, as the receipt of its preview is. */
import { z } from "zod";
import { contract } from "../contract.ts";
import { revertOrder } from "../order-changes/contract.ts";
import { updateOrderTriggerDates } from "../order-life/contract.ts";
import * as wire from "../wire.ts";

const tag = "Orders";
const resource = "587400";

/** Null in a preview, of what is only to be made. */
const number = z.string().nullable();

const figures = {
  before: wire.money.describe("Owed before the order."),
  billed: wire.money,
  collected: wire.money.describe("What came in for the order."),
  writtenOff: wire.money,
};

const invoice = z.object({
  invoiceNumber: number,
  isNew: z.boolean().describe("Whether the order has made it."),
  status: z.string().describe("As it is now."),
  dueDate: wire.date,
  ...figures,
  applied: wire.money.describe("What the order's credit has paid."),
  appliedCredit: wire.money.describe("What earlier credit has paid."),
  unapplied: wire.money.describe("What payments had paid that was given back."),
  after: wire.money.describe(
    "before + billed + unapplied - applied - appliedCredit - collected - writtenOff",
  ),
});

const account = z.object({
  accountNumber: z.string(),
  ...figures,
  credited: wire.money.describe("Amounts of its credit memos, whether they have paid or not."),
  refunded: wire.money,
  after: wire.money.describe("before + billed + refunded - credited - collected - writtenOff"),
});

const receipt = z.object({
  orderNumber: number,
  orderDate: wire.date,
  status: z.string().describe("Completed or Reverted."),
  reasonCode: z.string().nullable(),
  accountNumber: z.string(),
  accountName: z.string(),
  currency: z.string(),
  revertedByOrderNumber: z.string().nullable(),
  revertsOrderNumber: z.string().nullable(),
  subscriptions: z.array(
    z.object({
      subscriptionNumber: z.string(),
      version: z.number().describe("That the order has made."),
      status: z.string().describe("As the order has left it."),
      cancelledDate: wire.date.nullable().describe("The first day without service."),
      actions: z.array(z.string()),
    }),
  ),
  accounts: z.array(account).describe("The one that has ordered first."),
  invoices: z.array(invoice).describe("Those that it has made, credited, paid or written off."),
  creditMemos: z.array(
    z.object({
      creditMemoNumber: number,
      status: z.string().describe("As it is now."),
      amount: wire.money,
      reasonCode: z.string(),
      isWriteOff: z.boolean().describe("It has written off, or taken a write-off back."),
      applied: z.array(z.object({ invoiceNumber: number, amount: wire.money })),
    }),
  ),
  payments: z.array(z.object({ paymentNumber: number, amount: wire.money })),
  refunds: z.array(z.object({ refundNumber: number, amount: wire.money, status: z.string() })),
});

export const getOrderReceipt = contract({
  operation: "getOrderReceipt",
  method: "GET",
  path: "/v1/orders/{orderNumber}/receipt",
  summary: "Retrieve the receipt of an order",
  description:
    "Quittance's own: what an executed order has done to its subscriptions and to the money of its accounts, invoice by invoice, read off the journal. It is what the receipt of a preview has promised; what happened later is not in it.",
  tag,
  response: receipt,
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
});
export const printOrderReceipt = contract({
  operation: "printOrderReceipt",
  method: "GET",
  path: "/v1/orders/{orderNumber}/receipt.pdf",
  summary: "Retrieve the receipt of an order as a PDF file",
  description: "Quittance's own: Retrieve the receipt of an order, on paper. No file is kept.",
  tag,
  response: wire.file,
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
  envelope: "file",
});

export const previewRevertOrder = contract({
  operation: "previewRevertOrder",
  method: "POST",
  path: "/v1/orders/{orderNumber}/revert/preview",
  summary: "Preview reverting an order",
  description:
    "Quittance's own: what Revert an order would do, as its receipt would tell it. Nothing is kept.",
  tag,
  request: wire.looseBody({
    orderDate: wire.billingDate.describe("Of the order that reverts."),
  }),
  response: z.object({
    previewId: wire.id.describe(
      "Sent with POST /v1/orders/{orderNumber}/revert within 24 hours: exactly this, or 409.",
    ),
    receipt,
  }),
  errors: revertOrder.errors,
  resource,
});

export const previewOrderTriggerDates = contract({
  operation: "previewOrderTriggerDates",
  method: "POST",
  path: "/v1/orders/{orderNumber}/triggerDates/preview",
  summary: "Preview order action trigger dates",
  description: "Quittance's own: what Update order action trigger dates would do. Nothing is kept.",
  tag,
  request: updateOrderTriggerDates.request,
  response: z.object({
    status: z.string().describe("Of the order: Pending where it would still wait."),
    subscriptions: z.array(z.object({ subscriptionNumber: z.string(), status: z.string() })),
    receipt: receipt.optional().describe("Absent while it would wait."),
  }),
  errors: updateOrderTriggerDates.errors,
  resource,
});
