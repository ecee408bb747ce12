/** What an order says of the price of a charge: one container for each type and model of charges. */
import { z } from "zod";
import * as wire from "../wire.ts";
import { discountPricing } from "./discount-fields.ts";
import { priceChangeFields } from "./price-change.ts";
import { deliverySchedule, ratingGroup, tiers } from "./tier-fields.ts";

/** Documented, and refused by name until the engine has them. */
export const NOT_YET = {
  pricing: ["chargeModelData"],
  price: ["originalListPrice", "priceIntervals", "uom"],
  overage: ["overageUnusedUnitsCreditOption", "unusedUnitsCreditRates"],
} as const;

const notYet = wire.notYet(NOT_YET.price);
const listPrice = { listPrice: wire.amount.optional() };
const quantity = { quantity: wire.quantity.optional() };
const inTiers = { tiers: tiers.optional() };

export const listPriceFields = {
  listPriceBase: z
    .enum(["Per_Billing_Period", "Per_Month", "Per_Week", "Per_Year", "Per_Specific_Months"])
    .optional(),
  specificListPriceBase: wire.intBetween(1, 120).optional(),
};
const recurring = { ...listPriceFields, ...priceChangeFields };

const oneTimeTiers = wire.looseBody({ ...quantity, ...inTiers, ...notYet }).optional();
const recurringTiers = wire
  .looseBody({ ...quantity, ...inTiers, ...recurring, ...notYet })
  .optional();
const deliveries = wire
  .looseBody({
    ...listPrice,
    ...priceChangeFields,
    deliverySchedule: deliverySchedule.optional(),
    ...notYet,
  })
  .optional();

const rated = { ratingGroup: ratingGroup.optional(), ...priceChangeFields, ...notYet };
const ratedTiers = wire.looseBody({ ...inTiers, ...rated }).optional();
const overage = {
  overagePrice: wire.amount.optional(),
  ...priceChangeFields,
  ...wire.notYet(NOT_YET.overage),
};

const usage = {
  usageFlatFee: wire.looseBody({ ...listPrice, ...priceChangeFields, ...notYet }).optional(),
  usagePerUnit: wire.looseBody({ ...listPrice, ...rated }).optional(),
  usageTiered: ratedTiers,
  usageVolume: ratedTiers,
  usageOverage: wire
    .looseBody({
      includedUnits: wire.quantity.optional(),
      numberOfPeriods: wire.intBetween(1, 100).optional(),
      ...overage,
    })
    .optional(),
  usageTieredWithOverage: wire.looseBody({ ...inTiers, ...overage }).optional(),
};

export const pricing = wire.looseBody({
  discount: discountPricing.optional(),
  ...usage,
  oneTimeFlatFee: wire.looseBody({ ...listPrice, ...notYet }).optional(),
  oneTimePerUnit: wire.looseBody({ ...listPrice, ...quantity, ...notYet }).optional(),
  oneTimeTiered: oneTimeTiers,
  oneTimeVolume: oneTimeTiers,
  recurringFlatFee: wire.looseBody({ ...listPrice, ...recurring, ...notYet }).optional(),
  recurringPerUnit: wire
    .looseBody({ ...listPrice, ...quantity, ...recurring, ...notYet })
    .optional(),
  recurringTiered: recurringTiers,
  recurringVolume: recurringTiers,
  recurringDelivery: deliveries,
  recurringDeliveryBased: deliveries.describe("Another name of recurringDelivery."),
  ...wire.notYet(NOT_YET.pricing),
});
