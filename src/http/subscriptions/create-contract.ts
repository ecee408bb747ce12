import { z } from "zod";
import { contract } from "../contract.ts";
import { createOrder } from "../orders/contract.ts";
import { externallyManagedBy } from "../orders/externally-managed.ts";
import { periods, periodType } from "../orders/terms.ts";
import * as wire from "../wire.ts";
import { billingFields, paidFields, versionNote } from "./order-fields.ts";
import { effectiveFields, subscribeToRatePlan } from "./rate-plan-fields.ts";

/** Documented, and refused by name until the engine has them. */
export const NOT_YET = ["prepayment"] as const;

export const invoiceOwnerAccountKey = wire.key
  .optional()
  .describe("Who is billed for it, by id or number; accountKey when absent.");

/** A subscription that is to be: its terms and its rate plans. */
export const newSubscriptionFields = {
  ...effectiveFields,
  termType: z.enum(["TERMED", "EVERGREEN"]),
  termStartDate: wire.billingDate.optional().describe("The contract effective date when absent."),
  initialTerm: periods.optional().describe("Required for TERMED, not used for EVERGREEN."),
  initialTermPeriodType: periodType.optional().describe("Month when absent."),
  subscribeToRatePlans: z.array(subscribeToRatePlan).min(1).max(1000),
  notes: wire.orderText(1000).optional(),
};

export const renewalFields = {
  autoRenew: wire.boolean.optional(),
  renewalSetting: z.enum(["RENEW_WITH_SPECIFIC_TERM", "RENEW_TO_EVERGREEN"]).optional(),
  renewalTerm: wire.intBetween(0, 1200).optional().describe("0: it is not renewed for a term."),
  renewalTermPeriodType: periodType.optional().describe("Month when absent."),
};

/** Unless it says not to. */
export const collects = (body: Readonly<Record<string, unknown>>): boolean =>
  ![body.runBilling, body.invoice, body.invoiceCollect, body.collect].some(wire.isFalse);

export const createSubscription = contract({
  operation: "createSubscription",
  method: "POST",
  path: "/v1/subscriptions",
  summary: "Create a subscription",
  description:
    "Creates one subscription by an order of its own, bills it unless runBilling is false, and collects what it bills unless collect is false or the account has no default payment method: who may not collect has to say false. Older versions of the API have other names for that: which fields are known depends on Zuora-Version.",
  tag: "Subscriptions",
  request: wire.body(
    {
      accountKey: wire.key,
      subscriptionNumber: wire.chosenNumber(100).optional(),
      ...newSubscriptionFields,
      ...renewalFields,
      lastBookingDate: wire.billingDate
        .optional()
        .describe("The day of the order; today when absent."),
      invoiceSeparately: wire.boolean.optional(),
      ...billingFields,
      paymentMethodId: wire.key
        .optional()
        .describe("What to collect by; the account's default when absent."),
      gatewayId: wire.key.optional().describe("Id or name of the gateway to collect through."),
      invoiceOwnerAccountKey,
      externallyManagedBy,
      ...wire.notYet(NOT_YET),
    },
    wire.makes("Subscription"),
  ),
  response: z.object({
    subscriptionId: wire.id,
    subscriptionNumber: z.string(),
    contractedMrr: wire.money,
    totalContractedValue: wire.money.nullable().describe("Null for evergreen."),
    invoiceId: wire.id.optional(),
    creditMemoId: wire.id.optional().describe(versionNote("207.0 and later")),
    ...paidFields,
  }),
  errors: createOrder.errors,
  resource: "531000",
  fieldCodes: { termType: "03" },
  callsGateway: collects,
  alsoNeeds: (body) => (collects(body) ? ["payments.write"] : []),
  isHighVolume: true,
});
