import { BillingError } from "../errors.ts";
import type { RatePlanKey } from "../model/order.ts";
import type { RatePlan, Subscription } from "../model/subscription.ts";
import type { OrderContext } from "../order-actions/order-action.ts";
import { NO_END } from "../values/date-range.ts";
import type { PlainDate } from "../values/plain-date.ts";
import { plansOfExternalId } from "./product-rate-plan-named.ts";

/** A product comes, changes and goes on a day of the subscription, or on the first day after it. */
export function checkInsideTerm(subscription: Subscription, date: PlainDate): void {
  const { subscriptionNumber, subscriptionStartDate: startDate, currentTerm } = subscription;
  if (date >= startDate && date <= currentTerm.end) return;
  const endDate = currentTerm.end === NO_END ? "no end" : currentTerm.end;
  const details = { date, subscriptionNumber, startDate, endDate };
  throw new BillingError("PRODUCT_CHANGE_OUTSIDE_TERM", details);
}

/**
 * The rate plan of a subscription that an action names. One that was removed is not there any more,
 * however far ahead the day of its removal lies.
 *
 * Errors: RATE_PLAN_NOT_IN_SUBSCRIPTION, RATE_PLAN_AMBIGUOUS (a product is named that the
 * subscription has several times).
 */
export function ratePlanNamed(
  { subscriptionNumber, ratePlans }: Subscription,
  ratePlanKey: RatePlanKey,
  context: OrderContext,
): RatePlan {
  const { key } = ratePlanKey;
  const isNamed = naming(ratePlanKey, context);
  const found = ratePlans.filter((each) => each.lastChangeType !== "Remove" && isNamed(each));
  const [ratePlan, another] = found;
  if (!ratePlan) {
    throw new BillingError("RATE_PLAN_NOT_IN_SUBSCRIPTION", { key, subscriptionNumber });
  }
  if (another) throw new BillingError("RATE_PLAN_AMBIGUOUS", { key, subscriptionNumber });
  return ratePlan;
}

/** Ids change with every version: the one before any change says which rate plan is meant. */
function naming(
  { by, key }: RatePlanKey,
  { catalog, originalRatePlanIds }: OrderContext,
): (ratePlan: RatePlan) => boolean {
  switch (by) {
    case "ratePlanId": {
      const original = originalRatePlanIds.get(key) ?? key;
      return ({ originalRatePlanId }) => originalRatePlanId === original;
    }
    case "subscriptionRatePlanNumber":
      return ({ subscriptionRatePlanNumber }) => subscriptionRatePlanNumber === key;
    case "uniqueToken":
      return ({ uniqueToken }) => uniqueToken === key;
    case "externalCatalogPlanId": {
      const ids = new Set(plansOfExternalId(catalog, key).map((plan) => plan.productRatePlanId));
      return ({ productRatePlanId }) => ids.has(productRatePlanId);
    }
    case "productRatePlanId":
    case "productRatePlanNumber": {
      const id = catalog.get(key)?.productRatePlanId ?? key;
      return ({ productRatePlanId }) => productRatePlanId === id;
    }
  }
}

/** The subscription with another rate plan in the place of one of its own. */
export const withRatePlan = (subscription: Subscription, changed: RatePlan): Subscription => ({
  ...subscription,
  ratePlans: subscription.ratePlans.map((ratePlan) =>
    ratePlan.ratePlanId === changed.ratePlanId ? changed : ratePlan,
  ),
});
