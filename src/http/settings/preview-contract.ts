/** Ours: the field's API has no way to try billing rules before they are saved. */
import { z } from "zod";
import type { Rehearsal } from "#engine/billing/rehearse-billing.ts";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";
import { billingRuleFields } from "./billing-rules.ts";
import { currencyCode, roundingMode } from "./contract.ts";

const PERIODS = [
  ...(["Month", "Quarter", "Semi_Annual", "Annual", "Week"] as const),
] satisfies Rehearsal["billingPeriod"][];

const usageRecord = wire.body({ date: wire.date, quantity: wire.quantity });

/** What is not given is as in the example that everybody begins with. */
const example = {
  subscriptionStartDate: wire.date.optional(),
  billCycleDay: wire.intBetween(1, 31).optional().describe("31 is the end of the month."),
  billingPeriod: z.enum(PERIODS).optional().describe("Weeks begin on Mondays."),
  price: wire.amount.optional().describe("Of a billing period, in advance."),
  oneTimePrice: wire.amount.optional().describe("Charged once at the start; 0: nothing is."),
  usagePrice: wire.amount.optional().describe("Of a unit, in arrears."),
  usage: z.array(usageRecord).max(50).optional(),
  targetDate: wire.date.optional().describe("Up to which it is billed first."),
  cancellationDate: wire.date
    .optional()
    .describe("The first day without service, on which it is billed again."),
};

const shownExample = z.object({
  subscriptionStartDate: wire.date,
  billCycleDay: z.number(),
  billingPeriod: z.enum(PERIODS),
  price: wire.money,
  oneTimePrice: wire.money,
  usagePrice: wire.money,
  usage: z.array(z.object({ date: wire.date, quantity: wire.money })),
  targetDate: wire.date,
  cancellationDate: wire.date,
});

const outcome = z
  .object({
    documents: z.array(
      z.object({
        documentType: z.enum(["Invoice", "CreditMemo"]),
        documentDate: wire.date,
        amount: wire.money,
        items: z.array(
          z.object({
            chargeName: z.string(),
            serviceStartDate: wire.date,
            serviceEndDate: wire.date.describe("That day included."),
            quantity: wire.money,
            amount: wire.money,
            rule: z.string(),
            equation: z.string().describe("−7.74 = round(30.00 × 23/31) − 30.00"),
          }),
        ),
      }),
    ),
    amount: wire.money.describe("What the customer owes in the end."),
  })
  .describe("Amounts are changes of what the customer owes: credits are below zero.");

export const previewBillingRules = contract({
  operation: "previewBillingRules",
  method: "POST",
  path: "/settings/billing-rules/preview",
  summary: "Preview billing rules",
  description:
    "Ours. What billing makes of an example under the rules as they are, and under those that are given: " +
    "a subscription is billed, cancelled and billed again. Nothing is saved.",
  tag: "Settings",
  request: wire.body({
    billingRules: wire
      .body(z.object(billingRuleFields).partial().shape)
      .default({})
      .describe("To be tried; the others are as they are saved."),
    currencyCode: currencyCode.optional().describe("Default: the entity's."),
    roundingMode: roundingMode.optional().describe("To be tried."),
    roundingIncrement: wire.quantity.optional().describe("To be tried."),
    example: wire.body(example).default({}),
  }),
  response: z.object({
    currencyCode: z.string(),
    roundingMode: z.enum(["HalfUp", "Up", "Down"]),
    roundingIncrement: wire.money,
    example: shownExample,
    saved: outcome,
    tried: outcome,
  }),
  errors: ["INVALID_VALUE", "NOT_ALLOWED", "TOO_MANY_LINES"],
  envelope: "plain",
});
