import { z } from "zod";
import type { ChargeUpdate } from "#engine/model/charge-changes.ts";
import { chargesOf, type Subscription } from "#engine/model/subscription.ts";
import * as wire from "../../wire.ts";
import { discountToWire } from "../discount-fields.ts";
import { kindOfFlatPrice } from "../kind-of-flat-price.ts";
import { prepaidChangeToWire, prepaidOverrides } from "../prepaid-fields.ts";
import { priceChangeToWire } from "../price-change.ts";
import { pricing } from "../pricing-fields.ts";
import { ratePlanKeyFields } from "../rate-plan-key.ts";
import { modelTermsToWire } from "../tier-fields.ts";
import { billing, startDate } from "./create-subscription.ts";
import { orderAction, type Stored, type ToWire } from "./order-action.ts";

/** Documented, and refused by name until the engine has them. */
export const NOT_YET = {
  ratePlan: ["clearingExistingFeatures", "ratePlanUpdates", "subscriptionProductFeatures"],
} as const;

const chargeUpdate = wire.looseBody(
  {
    chargeNumber: wire.key.optional(),
    uniqueToken: wire.key
      .optional()
      .describe("Of a charge that an action before this one, in the same order, has added."),
    customFields: wire.customFields.optional(),
    description: wire.orderText(500).optional(),
    effectiveDate: startDate
      .optional()
      .describe("When the update takes effect; on the charge's own trigger event when absent."),
    billing: wire
      .looseBody({
        billingPeriodAlignment: billing.shape.billingPeriodAlignment,
      })
      .optional(),
    estimatedStartDate: wire.billingDate
      .optional()
      .describe("When a charge that stays pending is expected to start: inside the term."),
    pricing: pricing.optional(),
    prepaidQuantity: prepaidOverrides.prepaidQuantity,
  },
  wire.changes("RatePlanCharge"),
);

export const updateProduct = orderAction({
  type: z.literal("UpdateProduct"),
  updateProduct: wire.looseBody(
    {
      ...ratePlanKeyFields,
      chargeUpdates: z.array(chargeUpdate).default([]),
      specificUpdateDate: wire.billingDate
        .optional()
        .describe("When the update takes effect, where an update of a later day is there already."),
      customFields: wire.customFields.optional(),
      ...wire.notYet(NOT_YET.ratePlan),
    },
    wire.changes("RatePlan"),
  ),
});

export const toWire: ToWire<"UpdateProduct"> = (action, { subscription }) => ({
  [action.ratePlan.by]: action.ratePlan.key,
  chargeUpdates: action.chargeUpdates.map((update) => chargeUpdateToWire(update, subscription)),
  customFields: action.customFields,
  specificUpdateDate: action.specificUpdateDate,
});

function chargeUpdateToWire(update: Stored<ChargeUpdate>, made: Subscription | null) {
  const { chargeNumber, description, price: listPrice, quantity, priceChange } = update;
  const charges = made ? chargesOf(made) : [];
  const charge = charges.find((each) => each.chargeNumber === chargeNumber);
  const kind = update.pricing ?? kindOfFlatPrice(update, charge);
  return {
    ...(update.billingPeriodAlignment && {
      billing: { billingPeriodAlignment: update.billingPeriodAlignment },
    }),
    chargeNumber,
    customFields: update.customFields ?? {},
    description,
    effectiveDate: {
      specificTriggerDate: update.specificTriggerDate,
      triggerEvent: update.triggerEvent,
    },
    ...(kind && {
      pricing: {
        [kind]: update.discount
          ? discountToWire(update.discount)
          : {
              ...(update.modelTerms?.tiers === undefined && {
                [kind.includes("Overage") ? "overagePrice" : "listPrice"]: listPrice,
              }),
              ...modelTermsToWire(update.modelTerms ?? {}),
              ...(quantity !== null && { quantity }),
              ...(priceChange && priceChangeToWire(priceChange)),
            },
      },
    }),
    ...prepaidChangeToWire(update.modelTerms?.prepaid),
    ...(update.estimatedStartDate && { estimatedStartDate: update.estimatedStartDate }),
    uniqueToken: update.uniqueToken ?? null,
  };
}
