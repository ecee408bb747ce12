/** The kinds of change that PUT /v1/subscriptions/{key} takes, several of each at once. */
import { z } from "zod";
import * as wire from "../wire.ts";
import {
  effectiveFields,
  NOT_YET,
  priceFields,
  subscribedFields,
  triggerFields,
} from "./rate-plan-fields.ts";

/** Documented, and refused by name until the engine has them. */
export const UPDATE_NOT_YET = {
  change: ["newExternalIdSourceSystem", "resetBcd"],
  charge: ["billingPeriodAlignment", "chargeModelConfiguration", "includedUnits", "overagePrice"],
} as const;

const booked = {
  bookingDate: wire.billingDate.optional().describe("The day of the order; one for all changes."),
};

/** One of the subscription's own rate plans. */
const named = {
  ratePlanId: wire.key.optional().describe("Of the latest version or of any before."),
  subscriptionRatePlanNumber: wire.key.optional(),
  productRatePlanNumber: wire.key.optional(),
  externalCatalogPlanId: wire.key
    .optional()
    .describe("Another system's id of the product rate plan."),
  ...wire.notYet(NOT_YET.ratePlan),
};

export const addedRatePlan = wire.body(
  { ...subscribedFields, ...effectiveFields, ...booked },
  wire.makes("RatePlan"),
);

export const updatedRatePlan = wire.body(
  {
    ...named,
    ...effectiveFields,
    ...booked,
    specificUpdateDate: wire.billingDate
      .optional()
      .describe("When the update takes effect, where an update of a later day is there already."),
    chargeUpdateDetails: z
      .array(
        wire.body(
          {
            ratePlanChargeId: wire.key.describe("Of the latest version or of any before."),
            description: wire.orderText(500).optional(),
            ...priceFields,
            ...triggerFields,
            ...wire.notYet(UPDATE_NOT_YET.charge),
          },
          wire.changes("RatePlanCharge"),
        ),
      )
      .max(1000)
      .default([]),
  },
  wire.changes("RatePlan"),
);

export const removedRatePlan = wire.body(
  { ...named, ...effectiveFields, ...booked },
  wire.changes("RatePlan"),
);

export const changedRatePlan = wire.body(
  {
    ...named,
    productRatePlanId: wire.key.optional(),
    newProductRatePlanId: wire.key.optional(),
    newProductRatePlanNumber: wire.key.optional(),
    newExternalCatalogPlanId: wire.key.optional(),
    chargeOverrides: subscribedFields.chargeOverrides,
    ...effectiveFields,
    contractEffectiveDate: effectiveFields.contractEffectiveDate.optional(),
    ...booked,
    effectivePolicy: z
      .enum(["EffectiveImmediately", "EffectiveEndOfBillingPeriod", "SpecificDate"])
      .optional()
      .describe(
        "For an upgrade immediately, for a downgrade at the end of the billing period, else on the given dates when absent.",
      ),
    subType: z.enum(["Upgrade", "Downgrade", "Crossgrade", "PlanChanged"]).default("PlanChanged"),
    ...wire.notYet(UPDATE_NOT_YET.change),
  },
  wire.makes("RatePlan"),
);
