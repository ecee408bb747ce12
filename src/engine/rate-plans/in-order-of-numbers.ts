import type { RatePlan, Subscription } from "../model/subscription.ts";

/** Numbers are drawn in the order in which rate plans are added: an order's own are the last. */
export const inOrderOfNumbers = ({ ratePlans }: Pick<Subscription, "ratePlans">): RatePlan[] =>
  ratePlans.toSorted(
    ({ subscriptionRatePlanNumber: a }, { subscriptionRatePlanNumber: b }) =>
      a.length - b.length || (a < b ? -1 : 1),
  );
