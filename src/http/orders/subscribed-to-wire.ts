/** Rate plans that an action has added, as they are read back: its overrides, and what came of them. */
import type { ChargeOverride, SubscribedRatePlan } from "#engine/model/order.ts";
import type { RatePlan } from "#engine/model/subscription.ts";
import type { Stored } from "./actions/order-action.ts";

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
  uniqueToken: null,
});

function overrideToWire(override: Stored<ChargeOverride>, made: RatePlan | undefined) {
  const { productRatePlanChargeKey: key, recurrence } = override;
  const charge = made?.charges.find(({ productRatePlanChargeId: id }) => id === key);
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
    customFields: {},
    description: override.description,
    endDate: {
      endDateCondition: null,
      specificEndDate: null,
      upToPeriods: null,
      upToPeriodsType: null,
      ...override.endDate,
    },
    ...(override.estimatedStartDate && { estimatedStartDate: override.estimatedStartDate }),
    ...(override.pricing && { pricing: { [override.pricing]: priceToWire(override) } }),
    ...chargeKeyToWire(key),
    startDate: {
      specificTriggerDate: override.specificTriggerDate,
      triggerEvent: override.triggerEvent,
    },
    uniqueToken: null,
  };
}

function priceToWire({ pricing, price, quantity, recurrence }: Stored<ChargeOverride>) {
  const isPerUnit = pricing === "oneTimePerUnit" || pricing === "recurringPerUnit";
  const isRecurring = pricing === "recurringFlatFee" || pricing === "recurringPerUnit";
  return {
    listPrice: price,
    ...(isPerUnit && { quantity }),
    ...(isRecurring && {
      listPriceBase: recurrence.listPriceBase ?? null,
      priceChangeOption: null,
      priceIncreasePercentage: null,
      specificListPriceBase: recurrence.specificListPriceBase ?? null,
    }),
  };
}

const ID = /^[0-9a-f]{32}$/;

const keyToWire = (name: "productRatePlan", key: string) =>
  ID.test(key) ? { [`${name}Id`]: key } : { [`${name}Number`]: key };

/** Read back, the id has a small p in its middle; it is written with a large one. */
const chargeKeyToWire = (key: string) =>
  ID.test(key) ? { productRateplanChargeId: key } : { productRatePlanChargeNumber: key };
