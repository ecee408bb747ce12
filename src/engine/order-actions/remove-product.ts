import type { RatePlan, Subscription } from "../model/subscription.ts";
import { type EffectiveTriggers, effectiveTriggers } from "../rate-plans/effective-triggers.ts";
import { endedOn } from "../rate-plans/ended-on.ts";
import { checkInsideTerm, ratePlanNamed, withRatePlan } from "../rate-plans/product-change.ts";
import { triggerDay } from "../rate-plans/trigger-day.ts";
import type { PlainDate } from "../values/plain-date.ts";
import { requireActive } from "./active.ts";
import type { Change } from "./order-action.ts";

/**
 * Ends the charges of a rate plan on the day of their trigger event: the first day without service,
 * as on a cancel. The rate plan stays in the subscription, with what it has served and "Remove" as
 * its last change, so that billing finds what was billed too much.
 *
 * Errors: ACTIVE_SUBSCRIPTION_NEEDED, RATE_PLAN_NOT_IN_SUBSCRIPTION, RATE_PLAN_AMBIGUOUS,
 * PRODUCT_CHANGE_OUTSIDE_TERM. Worked examples: docs/spec/remove-product.md.
 */
export const removeProduct: Change<"RemoveProduct"> = (subscription, action, context) => {
  requireActive(subscription, action.type);
  const { orderDate } = context;
  const ratePlan = ratePlanNamed(subscription, action.ratePlan, context);
  const triggers = effectiveTriggers(context.triggerDates, orderDate);
  const removed = removedRatePlan(subscription, ratePlan, triggers, orderDate);
  const customFields = { ...removed.customFields, ...action.customFields };
  const withFields = { ...removed, customFields };
  return { ...withRatePlan(subscription, withFields), lastBookingDate: orderDate };
};

export function removedRatePlan(
  subscription: Subscription,
  ratePlan: RatePlan,
  triggers: EffectiveTriggers,
  orderDate: PlainDate,
): RatePlan {
  const charges = ratePlan.charges.map((charge) => {
    const date = triggerDay(charge.triggerEvent, triggers);
    checkInsideTerm(subscription, date);
    return { ...endedOn(date, charge, orderDate), removedDate: date };
  });
  return { ...ratePlan, lastChangeType: "Remove", charges };
}
