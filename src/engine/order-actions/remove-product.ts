import { BillingError } from "../errors.ts";
import type { Charge } from "../model/charge.ts";
import type { ChargeRemoval } from "../model/charge-changes.ts";
import type { RatePlan, Subscription } from "../model/subscription.ts";
import { chargeNamed } from "../rate-plans/charge-named.ts";
import { type EffectiveTriggers, effectiveTriggers } from "../rate-plans/effective-triggers.ts";
import { endedOn } from "../rate-plans/ended-on.ts";
import { checkInsideTerm, ratePlanNamed, withRatePlan } from "../rate-plans/product-change.ts";
import { triggerDay } from "../rate-plans/trigger-day.ts";
import type { PlainDate } from "../values/plain-date.ts";
import { requireActive } from "./active.ts";
import type { Change } from "./order-action.ts";

/**
 * Ends the charges of a rate plan on the day of their trigger event, or on one that the action gives
 * a charge: the first day without service, as on a cancel. The rate plan stays in the subscription, with what it has served and "Remove" as
 * its last change, so that billing finds what was billed too much.
 *
 * Errors: ACTIVE_SUBSCRIPTION_NEEDED, RATE_PLAN_NOT_IN_SUBSCRIPTION, RATE_PLAN_AMBIGUOUS,
 * PRODUCT_CHANGE_OUTSIDE_TERM, CHARGE_NOT_IN_SUBSCRIPTION, MISSING_FIELD (the day of SpecificDate),
 * NOT_ALLOWED (a charge named twice). Worked examples: docs/spec/remove-product.md.
 */
export const removeProduct: Change<"RemoveProduct"> = (subscription, action, context) => {
  requireActive(subscription, action.type);
  const { orderDate } = context;
  const ratePlan = ratePlanNamed(subscription, action.ratePlan, context);
  const triggers = effectiveTriggers(context.triggerDates, orderDate);
  const removed = removedRatePlan(subscription, ratePlan, triggers, {
    orderDate,
    chargeUpdates: action.chargeUpdates ?? [],
  });
  const customFields = { ...removed.customFields, ...action.customFields };
  const withFields = { ...removed, customFields };
  return { ...withRatePlan(subscription, withFields), lastBookingDate: orderDate };
};

export type Removal = {
  readonly orderDate: PlainDate;
  readonly chargeUpdates: readonly ChargeRemoval[];
};

export function removedRatePlan(
  subscription: Subscription,
  ratePlan: RatePlan,
  triggers: EffectiveTriggers,
  { orderDate, chargeUpdates }: Removal,
): RatePlan {
  const ownDays = daysByCharge(ratePlan, chargeUpdates, triggers);
  const charges = ratePlan.charges.map((charge) => {
    const date = ownDays.get(charge.chargeNumber) ?? triggerDay(charge.triggerEvent, triggers);
    checkInsideTerm(subscription, date);
    return { ...endedOn(date, charge, orderDate), removedDate: date };
  });
  return { ...ratePlan, lastChangeType: "Remove", charges };
}

/** The days of the charges that the action names. */
function daysByCharge(
  ratePlan: RatePlan,
  chargeUpdates: readonly ChargeRemoval[],
  triggers: EffectiveTriggers,
): ReadonlyMap<string, PlainDate> {
  const days = new Map<string, PlainDate>();
  for (const update of chargeUpdates) {
    const charge = chargeNamed(ratePlan.charges, update, ratePlan);
    const { chargeNumber } = charge;
    if (days.has(chargeNumber)) {
      const message = `Charge '${chargeNumber}' is named twice in 'chargeUpdates'.`;
      throw new BillingError("NOT_ALLOWED", { message });
    }
    days.set(chargeNumber, dayOf(update, charge, triggers));
  }
  return days;
}

function dayOf(
  { triggerEvent, specificTriggerDate }: ChargeRemoval,
  charge: Charge,
  triggers: EffectiveTriggers,
): PlainDate {
  const isSpecific =
    triggerEvent === null ? specificTriggerDate !== null : triggerEvent === "SpecificDate";
  if (!isSpecific) return triggerDay(triggerEvent ?? charge.triggerEvent, triggers);
  if (specificTriggerDate !== null) return specificTriggerDate;
  throw new BillingError("MISSING_FIELD", { field: "specificTriggerDate" });
}
