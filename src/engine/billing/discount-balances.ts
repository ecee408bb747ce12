import type { DiscountUse } from "../model/discount.ts";
import type { Line } from "../model/document.ts";
import { roundToCurrency } from "../values/currency.ts";
import type { DateRange } from "../values/date-range.ts";
import { type Decimal, maximum, ZERO } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";
import { inverseOf, productOf, shareOf } from "../values/ratio.ts";
import type { Discount } from "./discount-steps.ts";
import { type Discounted, discountDays, intersection } from "./discounted-days.ts";
import { periodOf } from "./due-lines.ts";
import { measure } from "./prorate.ts";
import { type BillingContext, type RecurringSegment, recurringSegment } from "./segment.ts";

/** One billing period of a fixed-amount discount, as far as a service may use it. */
export type DiscountPeriod = {
  readonly key: string;
  /** The days of the period that the discount runs. */
  readonly effective: DateRange;
  /** The days that an item is discounted for. */
  readonly service: DateRange;
  /** What the period has in all. */
  readonly amount: Decimal;
  /** What it was used for before this billing. */
  readonly used: Decimal;
};

/** What is left of fixed amounts while one account is billed. */
export type DiscountBalances = {
  periodsOf(discounted: Discounted, discount: Discount): DiscountPeriod[];
  left(period: DiscountPeriod): Decimal;
  take(period: DiscountPeriod, amount: Decimal): void;
};

/**
 * A fixed amount is a coupon for each of its own billing periods, prorated to the days that it runs,
 * and used up by whatever is billed first. A service uses the period that its first day lies in;
 * where the discount applies partially, every period that it shares a day with.
 *
 * @param lines  of this billing: what it credits can be used again
 */
export function discountBalances(
  context: BillingContext,
  lines: readonly Line[],
  uses: readonly DiscountUse[],
): DiscountBalances {
  const givenBack = amountsGivenBack(lines);
  const segments = new Map<Discount, RecurringSegment | undefined>();
  const taken = new Map<string, Decimal>();
  const segmentOf = (discount: Discount): RecurringSegment | undefined => {
    const { subscription, charge } = discount;
    if (!segments.has(discount) && charge.recurrence) {
      const segment = recurringSegment(subscription, charge, charge.recurrence, context);
      segments.set(discount, segment);
    }
    return segments.get(discount);
  };
  const usedIn = ({ charge }: Discount, period: DateRange): Decimal =>
    uses
      .filter(
        ({ chargeNumber, segment, serviceStart }) =>
          chargeNumber === charge.chargeNumber &&
          segment === charge.segment &&
          period.start <= serviceStart &&
          serviceStart < period.end,
      )
      .reduce(
        (sum, { itemId, amount }) => sum.plus(amount).minus(givenBack.get(itemId) ?? ZERO),
        ZERO,
      );
  return {
    periodsOf(discounted, discount) {
      const segment = segmentOf(discount);
      const days = discountDays(discount);
      if (!segment || !days) return [];
      return nominalPeriods(discounted, discount, segment).flatMap(({ period, service }) => {
        const effective = intersection(period, days);
        if (!effective) return [];
        const amount = amountOf(segment, effective);
        const key = `${discount.charge.chargeNumber}/${discount.charge.segment}/${period.start}`;
        return { key, effective, service, amount, used: usedIn(discount, period) };
      });
    },
    left: ({ key, amount, used }) =>
      maximum(ZERO, amount.minus(used).minus(taken.get(key) ?? ZERO)),
    take({ key }, amount) {
      taken.set(key, (taken.get(key) ?? ZERO).plus(amount));
    },
  };
}

type Nominal = { readonly period: DateRange; readonly service: DateRange };

/** Periods on the discount's own grid, whether it runs in them or not. */
function nominalPeriods(
  { line: { service } }: Discounted,
  discount: Discount,
  { grid }: RecurringSegment,
): Nominal[] {
  if (!discount.terms.applyToBillingPeriodPartially) {
    return [{ period: periodOf(grid, service.start), service }];
  }
  const days = discountDays(discount);
  const shared = days && intersection(days, service);
  if (!shared) return [];
  const periods: Nominal[] = [];
  let start: PlainDate = shared.start;
  while (start < shared.end) {
    const { start: first, end } = periodOf(grid, start);
    const period = { start: first, end };
    const own = intersection(period, shared);
    if (own) periods.push({ period, service: own });
    start = end;
  }
  return periods;
}

/** A fixed amount always prorates, whatever the rules say about partial periods. */
function amountOf({ grid, pricing, charge, context }: RecurringSegment, days: DateRange): Decimal {
  const { units } = measure(grid, periodOf(grid, days.start), days, context.rules);
  const share = productOf(units, inverseOf(pricing.unitsInPeriod));
  return roundToCurrency(shareOf(charge.price, share), context.currency);
}

/** What credits of this billing give back, by the discount's item. */
function amountsGivenBack(lines: readonly Line[]): ReadonlyMap<string, Decimal> {
  const amounts = new Map<string, Decimal>();
  for (const { creditedItem, amount } of lines.flatMap((line) => line.discounts ?? [])) {
    if (!creditedItem) continue;
    amounts.set(creditedItem.itemId, (amounts.get(creditedItem.itemId) ?? ZERO).plus(amount));
  }
  return amounts;
}
