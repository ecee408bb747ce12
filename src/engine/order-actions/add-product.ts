import type { SubscribedRatePlan } from "../model/order.ts";
import { chargesOf, type RatePlan, type Subscription } from "../model/subscription.ts";
import { type EffectiveTriggers, effectiveTriggers } from "../rate-plans/effective-triggers.ts";
import { outsideSuspensions } from "../rate-plans/outside-suspensions.ts";
import { checkInsideTerm } from "../rate-plans/product-change.ts";
import { subscribedRatePlan } from "../rate-plans/subscribed-rate-plan.ts";
import { requireActive } from "./active.ts";
import type { Change, OrderContext } from "./order-action.ts";

/**
 * Adds a rate plan of the catalog to a subscription, with its charges as the overrides say. They
 * start on the action's trigger dates, not on the subscription's, or on a day of their own; none
 * before the subscription, and none serves days on which it is suspended.
 *
 * Errors: ACTIVE_SUBSCRIPTION_NEEDED, PRODUCT_CHANGE_OUTSIDE_TERM and those of
 * subscribed-rate-plan.ts. Worked examples: docs/spec/add-product.md.
 */
export const addProduct: Change<"AddProduct"> = (subscription, action, context) => {
  requireActive(subscription, action.type);
  const triggers = effectiveTriggers(context.triggerDates, context.orderDate);
  const added = addedRatePlan(subscription, action.ratePlan, triggers, context);
  return {
    ...subscription,
    lastBookingDate: context.orderDate,
    ratePlans: [...subscription.ratePlans, added],
  };
};

/** A renewed subscription began before its current term: a product may begin there as well. */
export function addedRatePlan(
  subscription: Subscription,
  subscribed: SubscribedRatePlan,
  triggers: EffectiveTriggers,
  context: OrderContext,
): RatePlan {
  const { subscriptionStartDate, currentTerm, currency } = subscription;
  const start = {
    currentTerm: { start: subscriptionStartDate, end: currentTerm.end },
    triggers,
    currency,
    orderDate: context.orderDate,
    earlierCharges: chargesOf(subscription),
  };
  const ratePlan = subscribedRatePlan(subscribed, start, context);
  for (const { triggerEvent, triggerDate } of ratePlan.charges) {
    const date = triggerEvent === "SpecificDate" ? triggerDate : triggers[triggerEvent];
    if (date !== null) checkInsideTerm(subscription, date);
  }
  const charges = ratePlan.charges.flatMap((charge) =>
    outsideSuspensions(charge, subscription.statusHistory, context),
  );
  return { ...ratePlan, lastChangeType: "Add", charges };
}
