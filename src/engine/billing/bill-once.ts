import { listAmount, unitListPrice } from "../charge-models/index.ts";
import type { BilledItem, Derivation, Line } from "../model/document.ts";
import { roundToCurrency } from "../values/currency.ts";
import { type DateRange, isEmpty } from "../values/date-range.ts";
import { isZero, negated } from "../values/decimal.ts";
import { addDays } from "../values/plain-date.ts";
import type { BillableCharge, BillableSubscription } from "./billable.ts";
import { type ChargeBill, itemsOf, NOTHING_DUE, type SubscriptionToBill } from "./charge-bill.ts";
import { billedInputs, referenceTo, remainingOf } from "./credit-lines.ts";
import { creditSuffix } from "./credit-suffix.ts";
import { discountCredits } from "./discount-credits.ts";
import { listPriceInputs } from "./due-lines.ts";
import { type BillingContext, effectiveInTerm, lineOf, type Segment } from "./segment.ts";

/**
 * Charges a one-time charge on its day, once; credits it whole once the day has come on which it is taken
 * back and the tenant credits such charges, or does not charge it then (docs/decisions/0015-one-time-charges-are-credited-whole.md).
 */
export function billOnce(
  context: BillingContext,
  subscribed: SubscriptionToBill,
  charge: BillableCharge,
): ChargeBill {
  const { subscription } = subscribed;
  const effective = effectiveInTerm(subscription, charge);
  if (!effective) return NOTHING_DUE;
  const segment = { subscription, charge, context, effective };
  const isCredited = context.rules.oneTimeCreditBack && isTakenBack(context, subscription, charge);
  if (charge.chargedThroughDate === null) return isCredited ? NOTHING_DUE : chargeOnce(segment);
  return isCredited
    ? { lines: itemsOf(charge, subscribed).flatMap((item) => creditOnce(segment, item)) }
    : NOTHING_DUE;
}

const isTakenBack = (
  { creditDate }: BillingContext,
  { status, cancelledDate }: BillableSubscription,
  { removedDate }: BillableCharge,
): boolean =>
  (removedDate !== null && removedDate <= creditDate) ||
  (status === "Cancelled" && cancelledDate !== null && cancelledDate <= creditDate);

/** Charges it on its day. */
export function chargeOnce(segment: Segment): ChargeBill {
  const { charge, effective, context } = segment;
  if (isEmpty(effective) || effective.start > context.targetDate) return NOTHING_DUE;
  const service: DateRange = { start: effective.start, end: addDays(effective.start, 1) };
  const unrounded = listAmount(charge);
  const line = lineOf(segment, {
    chargeName: charge.name,
    service,
    quantity: charge.quantity,
    unitPrice: unitListPrice(charge),
    amount: roundToCurrency(unrounded, context.currency),
    unrounded,
    creditedItem: null,
    derivation: onceOf(charge),
  });
  const { chargeId } = charge;
  const { end } = service;
  return {
    lines: [line],
    throughDates: { chargeId, chargedThroughDate: end, processedThroughDate: end },
  };
}

const ONCE: Derivation = { rule: "one-time", inputs: {} };

const onceOf = (charge: BillableCharge): Derivation =>
  charge.modelTerms.tiers.length === 0
    ? ONCE
    : { rule: "one-time", inputs: listPriceInputs(charge) };

function creditOnce(segment: Segment, item: BilledItem): Line[] {
  const remaining = remainingOf(item);
  if (isZero(remaining)) return [];
  const { charge, context } = segment;
  return [
    lineOf(segment, {
      chargeName: charge.name + creditSuffix("whole", context.rules),
      service: item.service,
      quantity: item.quantity,
      unitPrice: negated(unitListPrice({ ...charge, quantity: item.quantity })),
      amount: negated(remaining),
      creditedItem: referenceTo(item),
      derivation: { rule: "credited whole", inputs: billedInputs(item) },
      ...discountCredits(context, item, { credit: remaining, service: item.service }),
    }),
  ];
}
