import { z } from "zod";
import { contract } from "../contract.ts";
import { createOrder } from "../orders/contract.ts";
import { invoiceOwnerAccountKey, newSubscriptionFields } from "../subscriptions/create-contract.ts";
import * as wire from "../wire.ts";
import { previewedFields, previewOptionFields } from "./preview-fields.ts";

const text = (maximum: number) => wire.text(maximum).optional();

/** Instead of an account: what a preview has to know of one that there is not yet. */
export const previewAccountInfo = wire.body(
  {
    billCycleDay: wire.intBetween(0, 31),
    currency: wire.requiredText(3).describe("ISO 4217"),
    billToContact: wire.body(
      {
        city: text(40),
        country: text(64),
        county: text(32),
        state: text(40),
        taxRegion: text(32),
        zipCode: text(20),
      },
      wire.changes("Contact"),
    ),
  },
  wire.changes("Account"),
);

export const previewSubscription = contract({
  operation: "previewSubscription",
  method: "POST",
  path: "/v1/subscriptions/preview",
  summary: "Preview a subscription",
  description:
    "What Create a subscription would make and bill. It is executed and taken back: nothing is kept, no number is drawn. From version 207.0 the documents are in 'invoice' and 'creditMemo'; before, all is one invoice, on which credits are negative.",
  tag: "Subscriptions",
  request: wire.body(
    {
      accountKey: wire.key.optional().describe("This or previewAccountInfo."),
      previewAccountInfo: previewAccountInfo.optional(),
      ...newSubscriptionFields,
      targetDate: wire.inVersions(
        wire.billingDate.optional().describe("Bill through this day; today when absent."),
        { from: "207.0" },
      ),
      invoiceTargetDate: wire.inVersions(wire.billingDate.optional(), { before: "207.0" }),
      documentDate: wire.billingDate.optional().describe("The target date when absent."),
      ...previewOptionFields,
      skipTax: wire.boolean
        .optional()
        .describe("Leaves taxes out: amounts are without them, also where prices include them."),
      invoiceOwnerAccountKey,
    },
    wire.makes("Subscription"),
  ),
  response: z.object({
    contractedMrr: wire.money,
    totalContractedValue: wire.money.nullable().describe("Null for evergreen."),
    ...previewedFields,
  }),
  errors: createOrder.errors,
  resource: "531000",
  fieldCodes: { termType: "03" },
  isHighVolume: true,
});
