import type { BilledDiscount, BilledItem, DiscountLine } from "../model/document.ts";
import { roundToCurrency } from "../values/currency.ts";
import { type DateRange, daysIn, isEmpty } from "../values/date-range.ts";
import {
  type Decimal,
  divideUnrounded,
  formatDecimal,
  isZero,
  maximum,
  minimum,
  ZERO,
} from "../values/decimal.ts";
import { earlier, later } from "../values/plain-date.ts";
import { ratio, shareOf } from "../values/ratio.ts";
import { creditSuffix } from "./credit-suffix.ts";
import type { BillingContext } from "./segment.ts";

/** What is credited of a billed item. */
export type ItemCredited = {
  /** Of the sign of the item. */
  readonly credit: Decimal;
  readonly service: DateRange;
};

/**
 * What discounts give back when an item that they were taken off is credited. A percentage keeps its
 * share of what is kept of the item, rounded as if it had been billed so. A fixed amount keeps as
 * much as it can: what is kept of the item, at most; or its share, where the tenant prorates it.
 *
 *     billed   1200 - 720    kept 300    back: charge 900, discount 420, so 480 of 480
 *
 * Discounts never give back more than the item is credited, and never keep more than it keeps.
 * Worked examples: docs/spec/discounts.md. No errors.
 *
 * @returns an object to spread: without the field where there is nothing to give back
 */
export function discountCredits(
  context: Pick<BillingContext, "currency" | "rules">,
  item: BilledItem,
  credited: ItemCredited,
): { discounts?: readonly DiscountLine[] } {
  if (item.discounts.length === 0) return {};
  const remaining = item.amount.minus(item.creditedAmount);
  let keepable = maximum(ZERO, remaining.minus(credited.credit));
  let creditable = credited.credit;
  const lines: DiscountLine[] = [];
  for (const discount of item.discounts) {
    const left = discount.creditedAmount.minus(discount.amount);
    const wanted = keptOf[discount.chargeModel](context, {
      item,
      discount,
      left,
      keepable,
      credited,
    });
    const credit = minimum(left.minus(minimum(wanted, keepable)), creditable);
    keepable = maximum(ZERO, keepable.minus(left.minus(credit)));
    creditable = creditable.minus(credit);
    if (!isZero(credit)) lines.push(creditLine(context, item, discount, credit, credited));
  }
  return lines.length === 0 ? {} : { discounts: lines };
}

type Discounted = {
  readonly item: BilledItem;
  readonly discount: BilledDiscount;
  /** What of the discount was not given back yet. */
  readonly left: Decimal;
  /** What is kept of the item, less what other discounts keep. */
  readonly keepable: Decimal;
  readonly credited: ItemCredited;
};

/** What stays taken off the days that are kept. */
const keptOf: {
  readonly [Model in BilledDiscount["chargeModel"]]: (
    context: Pick<BillingContext, "currency" | "rules">,
    discounted: Discounted,
  ) => Decimal;
} = {
  DiscountPercentage: shareKept,
  DiscountFixedAmount: (context, discounted) =>
    context.rules.discountCreditProration
      ? shareKept(context, discounted)
      : minimum(discounted.left, discounted.keepable),
};

/** By what is kept of the item; by days where the discount was for some of the item's only. */
function shareKept(
  { currency }: Pick<BillingContext, "currency">,
  { item, discount, left, credited: { credit, service } }: Discounted,
): Decimal {
  const days = discount.service;
  if (daysIn(days) < daysIn(item.service)) {
    const end = later(days.start, earlier(days.end, service.start));
    return roundToCurrency(
      shareOf(left, ratio(daysIn({ start: days.start, end }), daysIn(days))),
      currency,
    );
  }
  const remaining = item.amount.minus(item.creditedAmount);
  if (isZero(remaining)) return left;
  const kept = remaining.minus(credit);
  return roundToCurrency(divideUnrounded(left.times(kept), remaining), currency);
}

function creditLine(
  { rules }: Pick<BillingContext, "rules">,
  { accountId, documentType, documentId }: BilledItem,
  discount: BilledDiscount,
  credit: Decimal,
  credited: ItemCredited,
): DiscountLine {
  const { chargeId, chargeNumber, productRatePlanChargeId, segment, unitPrice, itemId } = discount;
  const isWhole = credit.eq(discount.amount.neg());
  return {
    chargeId,
    chargeNumber,
    productRatePlanChargeId,
    segment,
    chargeName: discount.chargeName + creditSuffix(isWhole ? "whole" : "part", rules),
    service: sharedDays(discount.service, credited.service),
    unitPrice: unitPrice.neg(),
    amount: credit,
    creditedItem: { accountId, documentType, documentId, itemId },
    derivation: {
      rule: "discount given back",
      inputs: {
        discountAmount: formatDecimal(discount.amount.neg()),
        givenBackBefore: formatDecimal(discount.creditedAmount.neg()),
        creditedAmount: formatDecimal(credited.credit),
      },
    },
  };
}

/** A fixed amount can have to give back what it took off other days than those that are credited. */
function sharedDays(discounted: DateRange, credited: DateRange): DateRange {
  const start = later(discounted.start, credited.start);
  const shared = { start, end: earlier(discounted.end, credited.end) };
  return isEmpty(shared) ? credited : shared;
}
