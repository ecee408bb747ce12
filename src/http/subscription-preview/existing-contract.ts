import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

const specificDate = wire.billingDate.optional().describe("Required for specificDate.");

const item = z.object({
  serviceStartDate: wire.date,
  serviceEndDate: wire.date,
  amountWithoutTax: wire.money,
  taxAmount: wire.money,
  chargeDescription: z.string(),
  chargeName: z.string(),
  chargeNumber: z.string().nullable(),
  productName: z.string(),
  productRatePlanChargeId: wire.id.nullable(),
  processingType: z.string(),
  unitPrice: wire.money,
  quantity: wire.money,
  unitOfMeasure: z.string().nullable(),
});

const figures = {
  amount: wire.money.describe("Of the items that are told."),
  amountWithoutTax: wire.money,
  taxAmount: wire.money,
  targetDate: wire.date,
  status: z.string().nullable().describe("Null of a document that would come."),
};

export const previewExistingSubscription = contract({
  operation: "previewExistingSubscription",
  method: "POST",
  path: "/v1/subscriptions/{subscriptionKey}/preview",
  summary: "Preview a subscription by subscription key",
  description:
    "The documents of a subscription as it is, for the services of some days: those that there are, of which its own items are told, and those that the next billing would make. Needs version 207.0 or later.",
  tag: "Subscriptions",
  request: wire.body({
    previewStartDate: wire
      .body({
        previewStartDatePolicy: z.enum(["today", "startOfTerm", "specificDate"]),
        specificDate,
      })
      .optional()
      .describe("today when absent."),
    previewThroughDate: wire.body({
      previewThruDatePolicy: z.enum(["nextBillingPeriods", "endOfTerm", "specificDate"]),
      nextBillingPeriods: wire
        .intBetween(1, 1200)
        .optional()
        .describe("Of the shortest billing period, from the start date."),
      specificDate,
    }),
    quantityForUsageCharges: z
      .array(z.unknown())
      .optional()
      .describe("Not supported yet: refused."),
    skipTax: wire.boolean
      .optional()
      .describe("Leaves taxes out: amounts are without them, also where prices include them."),
  }),
  response: z.object({
    invoices: z.array(
      z.object({
        invoiceNumber: z.string().describe('"Preview Invoice" of one that would come.'),
        ...figures,
        isFromExistingInvoice: z.boolean(),
        invoiceItems: z.array(item),
      }),
    ),
    creditMemos: z
      .array(
        z.object({
          creditMemoNumber: z.string().describe('"Preview Credit Memo" of one that would come.'),
          ...figures,
          isFromExistingCreditMemo: z.boolean(),
          creditMemoItems: z.array(item),
        }),
      )
      .optional()
      .describe("Absent where there are none."),
  }),
  errors: [
    "VERSION_NEEDED",
    "ENTITY_NOT_FOUND",
    "ACTIVE_SUBSCRIPTION_NEEDED",
    "MISSING_FIELD",
    "NOT_ALLOWED",
    "NOT_SUPPORTED",
    "TOO_MANY_LINES",
  ],
  isHighVolume: true,
});
