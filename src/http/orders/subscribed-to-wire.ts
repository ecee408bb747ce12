/** Rate plans that an action has added, as they are read back: its overrides, and what came of them. */
import type { ChargeOverride, SubscribedRatePlan } from "#engine/model/order.ts";
import type { PriceKind } from "#engine/model/price-kind.ts";
import type { RatePlan } from "#engine/model/subscription.ts";
import type { Stored } from "./actions/order-action.ts";
import { discountToWire } from "./discount-fields.ts";
import { kindOfFlatPrice } from "./kind-of-flat-price.ts";
import { prepaidChangeToWire } from "./prepaid-fields.ts";
import { priceChangeToWire } from "./price-change.ts";
import { modelTermsToWire } from "./tier-fields.ts";

/** @param made  what came of it; undefined when the version no longer has it */
export const subscribedRatePlanToWire = (
  subscribed: Stored<SubscribedRatePlan>,
  made: RatePlan | undefined,
) => ({
  chargeOverrides: subscribed.chargeOverrides.map((override) => overrideToWire(override, made)),
  customFields: subscribed.customFields,
  newRatePlanId: made?.ratePlanId ?? null,
  ...keyToWire("productRatePlan", made?.productRatePlanId ?? subscribed.productRatePlanKey),
  subscriptionRatePlanNumber: made?.subscriptionRatePlanNumber ?? null,
  uniqueToken: subscribed.uniqueToken ?? null,
});

function overrideToWire(override: Override, made: RatePlan | undefined) {
  const { productRatePlanChargeKey: key, recurrence } = override;
  const charge = made?.charges.find(({ productRatePlanChargeId: id }) => id === key);
  const kind = override.pricing ?? kindOfFlatPrice(override, charge);
  return {
    billing: {
      billCycleDay: recurrence.billCycleDay ?? null,
      billCycleType: recurrence.billCycleType ?? null,
      billingPeriod: recurrence.billingPeriod ?? null,
      billingPeriodAlignment: recurrence.billingPeriodAlignment ?? null,
      billingTiming: recurrence.billingTiming ?? null,
      specificBillingPeriod: recurrence.specificBillingPeriod ?? null,
      weeklyBillCycleDay: recurrence.weeklyBillCycleDay ?? null,
    },
    chargeNumber: override.chargeNumber ?? charge?.chargeNumber ?? null,
    customFields: override.customFields ?? {},
    description: override.description,
    endDate: {
      endDateCondition: null,
      specificEndDate: null,
      upToPeriods: null,
      upToPeriodsType: null,
      ...override.endDate,
      ...(override.duration?.endDatePolicy && { endDatePolicy: override.duration.endDatePolicy }),
    },
    ...(override.estimatedStartDate && { estimatedStartDate: override.estimatedStartDate }),
    ...(kind && {
      pricing: {
        [kind]: override.discount ? discountToWire(override.discount) : priceToWire(override, kind),
      },
    }),
    ...prorationToWire(override),
    ...chargeKeyToWire(key),
    ...prepaidChangeToWire(override.modelTerms?.prepaid),
    startDate: {
      specificTriggerDate: override.specificTriggerDate,
      triggerEvent: override.triggerEvent,
      ...startPolicyOf(override),
    },
    ...override.taxTerms,
    uniqueToken: override.uniqueToken ?? null,
  };
}

type Override = Stored<ChargeOverride>;

/** Only where the order says it. */
function prorationToWire({ recurrence, modelTerms }: Override) {
  const prorationOption = recurrence.prorationOption ?? modelTerms?.prorationOption;
  return prorationOption === undefined ? {} : { prorationOption };
}

/** Only of a discount that was given one. */
function startPolicyOf({ duration }: Override) {
  if (!duration?.startDatePolicy) return {};
  const { endDatePolicy, ...start } = duration;
  return start;
}

function priceToWire(
  { price, quantity, priceChange, recurrence, modelTerms = {} }: Override,
  kind: PriceKind,
) {
  return {
    ...(!IN_TIERS.has(kind) && { [OVERAGE.has(kind) ? "overagePrice" : "listPrice"]: price }),
    ...(!WITHOUT_QUANTITY.has(kind) && !OF_USAGE.has(kind) && { quantity }),
    ...modelTermsToWire(modelTerms),
    ...((kind === "recurringDelivery" || OF_USAGE.has(kind)) && priceChangeToWire(priceChange)),
    ...(HAS_PRICE_BASE.has(kind) && {
      listPriceBase: recurrence.listPriceBase ?? null,
      ...priceChangeToWire(priceChange),
      specificListPriceBase: recurrence.specificListPriceBase ?? null,
    }),
  };
}

const IN_TIERS: ReadonlySet<PriceKind> = new Set([
  "oneTimeTiered",
  "oneTimeVolume",
  "recurringTiered",
  "recurringVolume",
  "usageTiered",
  "usageVolume",
]);

const OVERAGE: ReadonlySet<PriceKind> = new Set(["usageOverage", "usageTieredWithOverage"]);

const OF_USAGE: ReadonlySet<PriceKind> = new Set([
  ...OVERAGE,
  "usageFlatFee",
  "usagePerUnit",
  "usageTiered",
  "usageVolume",
]);

const WITHOUT_QUANTITY: ReadonlySet<PriceKind> = new Set([
  "oneTimeFlatFee",
  "recurringFlatFee",
  "recurringDelivery",
]);

const HAS_PRICE_BASE: ReadonlySet<PriceKind> = new Set([
  "recurringFlatFee",
  "recurringPerUnit",
  "recurringTiered",
  "recurringVolume",
]);

const ID = /^[0-9a-f]{32}$/;

const keyToWire = (name: "productRatePlan", key: string) =>
  ID.test(key) ? { [`${name}Id`]: key } : { [`${name}Number`]: key };

/** Read back, the id has a small p in its middle; it is written with a large one. */
const chargeKeyToWire = (key: string) =>
  ID.test(key) ? { productRateplanChargeId: key } : { productRatePlanChargeNumber: key };
