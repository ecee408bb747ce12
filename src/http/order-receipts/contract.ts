/** What an order has done, told afterwards: ours alone, as the receipt of its preview is. */
import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

const tag = "Orders";

const figures = {
  before: wire.money.describe("Owed before the order."),
  billed: wire.money,
  collected: wire.money.describe("What came in for the order."),
  writtenOff: wire.money,
};

const invoice = z.object({
  invoiceNumber: z.string(),
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

export const getOrderReceipt = contract({
  operation: "getOrderReceipt",
  method: "GET",
  path: "/v1/orders/{orderNumber}/receipt",
  summary: "Retrieve the receipt of an order",
  description:
    "Quittance's own: what an executed order has done to its subscriptions and to the money of its accounts, invoice by invoice, read off the journal. It is what the receipt of a preview has promised; what happened later is not in it.",
  tag,
  response: z.object({
    orderNumber: z.string(),
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
        creditMemoNumber: z.string(),
        status: z.string().describe("As it is now."),
        amount: wire.money,
        reasonCode: z.string(),
        isWriteOff: z.boolean().describe("It has written off, or taken a write-off back."),
        applied: z.array(z.object({ invoiceNumber: z.string(), amount: wire.money })),
      }),
    ),
    payments: z.array(z.object({ paymentNumber: z.string(), amount: wire.money })),
    refunds: z.array(
      z.object({ refundNumber: z.string(), amount: wire.money, status: z.string() }),
    ),
  }),
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
