/** Ours: what a company did month by month, in one answer that is quick however many documents there are. */
import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

const tag = "Figures";

const monthly = z.array(wire.money).describe("One for each month, the oldest first.");

export const getFigures = contract({
  operation: "getFigures",
  method: "GET",
  path: "/v1/figures",
  summary: "Retrieve figures of a year",
  description:
    "Quittance's own: a year of sums by currency, what is owed by its age, the orders of the day, and what keeps accounts from zero; all of what the caller may see.",
  tag,
  response: z.object({
    asOfDate: wire.date.describe("The entity's day."),
    months: z.array(z.string()).describe("Twelve, such as 2023-05; that of the day is the last."),
    currencies: z.array(
      z.object({
        currency: z.string(),
        mrr: monthly.describe(
          "What recurring charges that were in service bring in a month, before discounts: on the last day of each month, and of this one on the day.",
        ),
        invoiced: monthly.describe("Posted invoices, by their date."),
        collected: monthly.describe("Processed payments, by their effective date; refunds apart."),
        credited: monthly.describe("Posted credit memos that are no write-offs, by their date."),
        writtenOff: monthly.describe("Posted credit memos that are write-offs, by their date."),
        owed: wire.money.describe("By posted invoices and debit memos; all of the ageing."),
        ageing: z.array(
          z.object({
            name: z.string(),
            fromDaysPastDue: z.number(),
            toDaysPastDue: z.number(),
            balance: wire.money,
          }),
        ),
      }),
    ),
    ordersOfDay: z
      .array(z.object({ status: z.string(), orders: z.number() }))
      .describe("Orders dated on the day."),
    residues: z
      .array(
        z.object({
          reason: z.enum([
            "CancelledWithBalance",
            "NegativeInvoice",
            "UnappliedCredit",
            "UnappliedPayment",
          ]),
          currency: z.string(),
          documents: z.number(),
          accounts: z.number(),
          amount: wire.money,
        }),
      )
      .describe(
        "What does not come to zero by waiting; GET /v1/accounts/{accountKey}/residues says it of one account.",
      ),
  }),
  errors: [],
});
