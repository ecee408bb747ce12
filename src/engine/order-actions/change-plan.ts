import { BillingError } from "../errors.ts";
import type { ChangePlanAction } from "../model/order.ts";
import type { RatePlan, Subscription } from "../model/subscription.ts";
import { type EffectiveTriggers, effectiveTriggers } from "../rate-plans/effective-triggers.ts";
import { ratePlanNamed, withRatePlan } from "../rate-plans/product-change.ts";
import { earlier, type PlainDate } from "../values/plain-date.ts";
import { requireActive } from "./active.ts";
import { addedRatePlan } from "./add-product.ts";
import type { Change, OrderContext } from "./order-action.ts";
import { removedRatePlan } from "./remove-product.ts";

/**
 * Removes one rate plan and adds another on the same day: that of the trigger dates, or the first
 * day that no invoice covers of the old one.
 *
 * Errors: NOT_ALLOWED (trigger dates beside the end of the billing period),
 * RATE_PLAN_NEVER_INVOICED, and those of add-product.ts and remove-product.ts. Worked examples:
 * docs/spec/change-plan.md.
 */
export const changePlan: Change<"ChangePlan"> = (subscription, action, context) => {
  requireActive(subscription, action.type);
  const { orderDate } = context;
  const ratePlan = ratePlanNamed(subscription, action.ratePlan, context);
  const triggers = triggersOf(subscription, ratePlan, action, context);
  const removed = removedRatePlan(subscription, ratePlan, triggers, {
    orderDate,
    chargeUpdates: [],
  });
  const added = addedRatePlan(subscription, action.newRatePlan, triggers, context);
  const { ratePlans } = withRatePlan(subscription, removed);
  return { ...subscription, lastBookingDate: orderDate, ratePlans: [...ratePlans, added] };
};

function triggersOf(
  subscription: Subscription,
  ratePlan: RatePlan,
  { effectivePolicy }: ChangePlanAction,
  { triggerDates, orderDate, requiredDates }: OrderContext,
): EffectiveTriggers {
  switch (effectivePolicy) {
    case "EffectiveImmediately":
    case "SpecificDate":
      return effectiveTriggers(triggerDates, orderDate);
    case "EffectiveEndOfBillingPeriod": {
      if (Object.values(triggerDates).some((date) => date !== null)) {
        const message =
          "EffectiveEndOfBillingPeriod has a day of its own: it takes no trigger dates.";
        throw new BillingError("NOT_ALLOWED", { message });
      }
      if (requiredDates.requireServiceActivation || requiredDates.requireCustomerAcceptance) {
        const message =
          "EffectiveEndOfBillingPeriod is not possible where service activation or customer acceptance is required.";
        throw new BillingError("NOT_ALLOWED", { message });
      }
      const day = endOfBillingPeriod(subscription, ratePlan);
      return { ContractEffective: day, ServiceActivation: day, CustomerAcceptance: day };
    }
  }
}

/** As far as the recurring charges of the rate plan are billed, but never past the term. */
function endOfBillingPeriod(
  { subscriptionNumber, currentTerm }: Subscription,
  { charges, subscriptionRatePlanNumber }: RatePlan,
): PlainDate {
  const billedThrough = charges
    .filter(({ chargeType }) => chargeType === "Recurring")
    .flatMap(({ chargedThroughDate }) => chargedThroughDate ?? [])
    .sort()
    .at(-1);
  if (billedThrough) return earlier(billedThrough, currentTerm.end);
  const details = { subscriptionNumber, subscriptionRatePlanNumber };
  throw new BillingError("RATE_PLAN_NEVER_INVOICED", details);
}
