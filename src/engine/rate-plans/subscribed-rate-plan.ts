import { BillingError } from "../errors.ts";
import type { Charge } from "../model/charge.ts";
import type { SubscribedRatePlan, TriggerDates } from "../model/order.ts";
import type { ProductRatePlan } from "../model/product.ts";
import type { RatePlan } from "../model/subscription.ts";
import type { OrderContext } from "../order-actions/order-action.ts";
import type { DateRange } from "../values/date-range.ts";
import type { PlainDate } from "../values/plain-date.ts";
import { subscribedCharge } from "./subscribed-charge.ts";

/** The day of every trigger event, none missing. */
export type EffectiveTriggers = { readonly [Event in keyof TriggerDates]: PlainDate };

/** What the charges of a rate plan start from. */
export type SubscriptionStart = {
  readonly currentTerm: DateRange;
  readonly triggers: EffectiveTriggers;
  readonly currency: string;
  readonly orderDate: PlainDate;
};

/**
 * A rate plan of the catalog as part of a subscription, with its charges as the overrides say.
 *
 * Errors: RATE_PLAN_NOT_FOUND, RATE_PLAN_NOT_ON_SALE, CHARGE_NOT_IN_RATE_PLAN and those of
 * subscribed-charge.ts.
 */
export function subscribedRatePlan(
  subscribed: SubscribedRatePlan,
  start: SubscriptionStart,
  context: OrderContext,
): RatePlan {
  const productRatePlan = ratePlanOnSale(subscribed.productRatePlanKey, context);
  const ratePlanId = context.supply.newId();
  return {
    ratePlanId,
    originalRatePlanId: ratePlanId,
    subscriptionRatePlanNumber: context.supply.ratePlanNumber(),
    productRatePlanId: productRatePlan.productRatePlanId,
    name: productRatePlan.name,
    lastChangeType: null,
    charges: subscribedCharges(productRatePlan, subscribed, start, context),
  };
}

function ratePlanOnSale(key: string, { catalog, orderDate }: OrderContext): ProductRatePlan {
  const productRatePlan = catalog.get(key);
  if (!productRatePlan) throw new BillingError("RATE_PLAN_NOT_FOUND", { key });
  const { effectiveStartDate, effectiveEndDate } = productRatePlan;
  if (orderDate < effectiveStartDate || orderDate >= effectiveEndDate) {
    throw new BillingError("RATE_PLAN_NOT_ON_SALE", { key, date: orderDate });
  }
  return productRatePlan;
}

function subscribedCharges(
  productRatePlan: ProductRatePlan,
  { chargeOverrides }: SubscribedRatePlan,
  start: SubscriptionStart,
  { supply }: OrderContext,
): Charge[] {
  const overrides = new Map(
    chargeOverrides.map((override) => [override.productRatePlanChargeKey, override]),
  );
  const charges = productRatePlan.charges.map((productCharge) => {
    const { productRatePlanChargeId: id, productRatePlanChargeNumber: number } = productCharge;
    const override = overrides.get(id) ?? overrides.get(number);
    overrides.delete(id);
    overrides.delete(number);
    return subscribedCharge(productCharge, override, start, supply);
  });
  for (const key of overrides.keys()) throw new BillingError("CHARGE_NOT_IN_RATE_PLAN", { key });
  return charges;
}
