import { BillingError } from "../errors.ts";
import { type Charge, hasSamePrice } from "../model/charge.ts";
import type { RatePlan, Subscription } from "../model/subscription.ts";
import { nextSegment } from "../rate-plans/next-segment.ts";
import { renewedPrice } from "../rate-plans/price-change.ts";
import { isByTerm, refuseTermCharges } from "../rate-plans/term-charges.ts";
import { goesOn, ownEndIn, withTerm } from "../rate-plans/with-term.ts";
import { type DateRange, isEmpty, NO_END } from "../values/date-range.ts";
import { requireActive } from "./active.ts";
import { withBillingAttributes } from "./billing-attributes.ts";
import type { Change, OrderContext } from "./order-action.ts";
import { termFrom } from "./term-from.ts";

/**
 * Renews a subscription: the next term starts where the current one ends, whichever day it is today
 * and whatever the trigger dates say. It is as long as the renewal term, or without end when the
 * subscription renews to evergreen. What ended with the old term goes on; charges with an end of
 * their own go on to it. A charge that is billed by subscription term gets a new segment, and so does
 * one whose price changes on renewal.
 *
 * Errors: ACTIVE_SUBSCRIPTION_NEEDED, EVERGREEN_NOT_RENEWED, RENEWAL_TERM_MISSING,
 * TERM_CHARGE_NEEDS_TERM_END, NOT_ALLOWED (a term that never ends in practice), INVALID_VALUE.
 * Worked examples: docs/spec/renew-subscription.md, docs/spec/price-change.md.
 */
export const renewSubscription: Change<"RenewSubscription"> = (subscription, action, context) => {
  requireActive(subscription, action.type);
  const currentTerm = nextTerm(subscription);
  if (currentTerm.end === NO_END) refuseTermCharges(subscription);
  const parted = { ...subscription, ratePlans: termsParted(subscription, currentTerm, context) };
  return {
    ...withBillingAttributes(withTerm(parted, currentTerm, context.orderDate), action),
    termType: currentTerm.end === NO_END ? "EVERGREEN" : "TERMED",
    lastBookingDate: context.orderDate,
  };
};

/** The term that a renewal begins. */
function nextTerm(subscription: Subscription): DateRange {
  const { subscriptionNumber, termType, currentTerm, renewalSetting, renewalTerm } = subscription;
  if (termType === "EVERGREEN") {
    throw new BillingError("EVERGREEN_NOT_RENEWED", { subscriptionNumber });
  }
  const start = currentTerm.end;
  switch (renewalSetting) {
    case "RENEW_TO_EVERGREEN":
      return { start, end: NO_END };
    case "RENEW_WITH_SPECIFIC_TERM":
      if (!renewalTerm) throw new BillingError("RENEWAL_TERM_MISSING", { subscriptionNumber });
      return termFrom(start, renewalTerm, "renewal term");
  }
}

/**
 * Segments of the new term for charges whose billing period is the term, and for those that have
 * another price in it. The last one of the old term is followed, so that it no longer goes on itself.
 */
const termsParted = (
  subscription: Subscription,
  currentTerm: DateRange,
  context: OrderContext,
): RatePlan[] =>
  subscription.ratePlans.map((ratePlan) => {
    const last = lastOfEach(ratePlan.charges);
    return {
      ...ratePlan,
      charges: ratePlan.charges.flatMap((charge) => {
        const { effective, segment } = charge;
        const { productRatePlanId } = ratePlan;
        const renewed = renewedPrice(
          charge,
          subscription.currency,
          context.catalog,
          productRatePlanId,
        );
        const isOther = isByTerm(charge) || !hasSamePrice(renewed, charge);
        const isServed = isOther && effective !== undefined && !isEmpty(effective);
        const isFollowed = isServed && last.has(charge) && goesOn({ subscription, charge });
        if (!isFollowed) return [charge];
        const { start, end } = currentTerm;
        const days = { start, end: ownEndIn({ ratePlan, charge }, start, end) };
        if (isEmpty(days)) return [charge];
        return [
          charge,
          { ...nextSegment(charge, segment + 1, days, context), ...pricesOf(renewed) },
        ];
      }),
    };
  });

const pricesOf = ({ price, modelTerms }: Pick<Charge, "price" | "modelTerms">) => ({
  price,
  modelTerms,
});

const lastOfEach = (charges: readonly Charge[]): ReadonlySet<Charge> => {
  const ordered = [...charges].sort((a, b) => a.segment - b.segment);
  return new Set(new Map(ordered.map((charge) => [charge.chargeNumber, charge])).values());
};
