/** Rate plans and charges as the calls of one subscription write them: flat, in an older spelling. */
import { z } from "zod";
import type { TriggerEvent } from "#engine/model/charge.ts";
import { applyDiscountTo, discountLevel } from "../object-crud/discount-fields.ts";
import { billing } from "../orders/actions/create-subscription.ts";
import { priceChangeFields } from "../orders/price-change.ts";
import { listPriceFields } from "../orders/pricing-fields.ts";
import { tiers } from "../orders/tier-fields.ts";
import * as wire from "../wire.ts";

/** Documented, and refused by name until the engine has them. */
export const NOT_YET = {
  ratePlan: ["externalIdSourceSystem", "externallyManagedPlanId"],
  charge: [
    "amendedByOrderOn",
    "chargeModelConfiguration",
    "excludeItemBillingFromRevenueAccounting",
    "excludeItemBookingFromRevenueAccounting",
    "includedUnits",
    "isAllocationEligible",
    "isUnbilled",
    "numberOfPeriods",
    "originalOrderDate",
    "overagePrice",
    "overageUnusedUnitsCreditOption",
    "prorationOption",
    "ratingGroup",
    "unusedUnitsCreditRates",
  ],
} as const;

/** The older names of trigger events, which the API reference still has, and the newer ones. */
export const TRIGGER_EVENTS = {
  UCE: "ContractEffective",
  USA: "ServiceActivation",
  UCA: "CustomerAcceptance",
  USD: "SpecificDate",
  ContractEffective: "ContractEffective",
  ServiceActivation: "ServiceActivation",
  CustomerAcceptance: "CustomerAcceptance",
  SpecificDate: "SpecificDate",
} as const satisfies Record<string, TriggerEvent>;

const triggerEvents = Object.keys(TRIGGER_EVENTS) as (keyof typeof TRIGGER_EVENTS)[];

/** When a charge starts, or an update of it. */
export const triggerFields = {
  triggerEvent: z.enum(triggerEvents).optional(),
  triggerDate: wire.billingDate.optional().describe("The day of USD."),
};

/** What a charge costs. */
export const priceFields = {
  price: wire.amount.optional(),
  quantity: wire.quantity.optional(),
  tiers: tiers.optional(),
  ...priceChangeFields,
};

/** What a charge of a discount model takes off. */
const discountFields = {
  applyDiscountTo: applyDiscountTo.optional(),
  discountAmount: wire.amount.optional().describe("Of a fixed-amount discount."),
  discountLevel: discountLevel.optional(),
  discountPercentage: wire.amount.optional().describe("Of a percentage discount."),
};

const chargeOverride = wire.body(
  {
    ...discountFields,
    productRatePlanChargeId: wire.key.optional(),
    productRatePlanChargeNumber: wire.key.optional(),
    number: wire.chosenNumber(50).optional(),
    description: wire.orderText(500).optional(),
    ...priceFields,
    ...listPriceFields,
    ...billing.shape,
    ...triggerFields,
    endDateCondition: z
      .enum(["Subscription_End", "Fixed_Period", "Specific_End_Date", "One_Time"])
      .optional(),
    specificEndDate: wire.billingDate.optional(),
    upToPeriods: wire.intBetween(1, 65_535).optional(),
    upToPeriodsType: z.enum(["Billing_Periods", "Days", "Weeks", "Months", "Years"]).optional(),
    ...wire.notYet(NOT_YET.charge),
  },
  wire.makes("RatePlanCharge"),
);

/** A rate plan of the catalog that is subscribed to. */
export const subscribedFields = {
  productRatePlanId: wire.key.optional(),
  productRatePlanNumber: wire.key.optional(),
  externalCatalogPlanId: wire.key
    .optional()
    .describe("Another system's id of the product rate plan."),
  chargeOverrides: z.array(chargeOverride).max(1000).optional(),
  ...wire.notYet(NOT_YET.ratePlan),
};

export const subscribeToRatePlan = wire.body(subscribedFields, wire.makes("RatePlan"));

/** The days of the trigger events of one change. */
export const effectiveFields = {
  contractEffectiveDate: wire.billingDate,
  serviceActivationDate: wire.billingDate.optional(),
  customerAcceptanceDate: wire.billingDate.optional(),
};
