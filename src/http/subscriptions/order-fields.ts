import { z } from "zod";
import * as wire from "../wire.ts";

export const versionNote = (versions: string) => `Only in versions ${versions}.`;

const billingDay = wire.billingDate.optional();

/** Whether what is done to one subscription is billed at once, and how. */
export const billingFields = {
  runBilling: wire.inVersions(wire.boolean.optional(), { from: "211.0" }),
  targetDate: wire.inVersions(billingDay.describe("Bill through this day."), { from: "211.0" }),
  documentDate: billingDay.describe("Date of the documents; the target date when absent."),
  invoice: wire.inVersions(wire.boolean.optional(), { from: "196.0", before: "211.0" }),
  collect: wire.inVersions(
    wire.boolean
      .optional()
      .describe("Ask the default payment method for what is billed: first that, then the order."),
    { from: "196.0" },
  ),
  invoiceCollect: wire.inVersions(wire.boolean.optional().describe("Bill and collect."), {
    before: "196.0",
  }),
  invoiceTargetDate: wire.inVersions(billingDay, { before: "211.0" }),
  creditMemoReasonCode: wire.text(255).optional(),
  applyCredit: wire.boolean
    .optional()
    .describe(
      "What the account has to its credit pays what is billed, before anything is collected.",
    ),
  applicationOrder: z
    .array(z.enum(["CreditMemo", "UnappliedPayment"]))
    .optional()
    .describe("Of applyCredit: what pays first, and what pays at all."),
  applyCreditBalance: wire.boolean
    .optional()
    .describe("Of the model before memos: as applyCredit. Needs billing."),
};

/** What has paid the bill of a call, where one was asked for. */
export const paidFields = {
  paymentId: wire.id.optional().describe("Absent where nothing was collected."),
  paidAmount: wire.money.optional(),
};

/** What a change of one subscription by a call of its own takes besides: when it is signed. */
export const orderFields = {
  orderDate: billingDay.describe("When the order is signed; today when absent."),
  contractEffectiveDate: billingDay.describe("When the customer said so. Does not move the date."),
  ...billingFields,
};
