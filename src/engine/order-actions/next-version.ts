import type { Charge } from "../model/charge.ts";
import type { RatePlan, Subscription } from "../model/subscription.ts";
import type { Supply } from "./order-action.ts";

/**
 * A copy of a subscription version to apply an order's actions to: one number up, with ids of its own
 * throughout. Original ids, numbers and what was billed stay, and so does a charge's own version: only
 * an action that changes the charge counts it up, as recorded of charges that an order left alone.
 */
export function nextVersion(
  subscription: Subscription,
  { newId }: Pick<Supply, "newId">,
): Subscription {
  return {
    ...subscription,
    subscriptionId: newId(),
    version: subscription.version + 1,
    ratePlans: subscription.ratePlans.map((ratePlan) => nextRatePlan(ratePlan, newId)),
  };
}

const nextRatePlan = (ratePlan: RatePlan, newId: () => string): RatePlan => ({
  ...ratePlan,
  ratePlanId: newId(),
  charges: ratePlan.charges.map((charge): Charge => ({ ...charge, chargeId: newId() })),
});
