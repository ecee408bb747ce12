import { unitListPrice } from "../charge-models/index.ts";
import type { BilledItem, Line } from "../model/document.ts";
import type { CreditOption, PrepaidMove } from "../model/prepaid.ts";
import { keyOf } from "../prepaid/draw-down.ts";
import type { Fund } from "../prepaid/funds-of.ts";
import type { PrepaidPlan } from "../prepaid/prepaid-plan.ts";
import { roundToCurrency } from "../values/currency.ts";
import { type DateRange, daysIn } from "../values/date-range.ts";
import {
  type Decimal,
  divideUnrounded,
  formatDecimal,
  isPositive,
  isZero,
  maximum,
  minimum,
  negated,
  ZERO,
} from "../values/decimal.ts";
import { later, type PlainDate } from "../values/plain-date.ts";
import { formatRatio, ratio, shareOf } from "../values/ratio.ts";
import { billedInputs, referenceTo, remainingOf } from "./credit-lines.ts";
import { creditSuffix } from "./credit-suffix.ts";
import { discountCredits } from "./discount-credits.ts";
import { roundingOf } from "./due-lines.ts";
import { lineOf, type Segment } from "./segment.ts";

type Ended = {
  /** The fund of the validity period that the charge ends in; undefined where it ends between two. */
  readonly fund: Fund | undefined;
  readonly plan: PrepaidPlan;
  /** First day without the charge. */
  readonly keptEnd: PlainDate;
};

type Credit = { readonly credit: Decimal; readonly inputs: Readonly<Record<string, string>> };

/**
 * What was billed for units that cannot be used any more, item by item from the newest: of validity
 * periods that have not begun, all; of the one that the charge ends in, what its credit option says.
 *
 *     TimeBased          the days that are left of the item, of its days
 *     ConsumptionBased   the units that usage has left, of the units sold
 *     FullCreditBack     all
 *
 * No errors.
 */
export function prepaymentCredits(
  segment: Segment,
  items: readonly BilledItem[],
  ended: Ended,
): Line[] {
  const { fund, keptEnd, plan } = ended;
  const lines = items
    .filter((item) => !isZero(remainingOf(item)))
    .toSorted((a, b) => (a.service.start < b.service.start ? 1 : -1))
    .flatMap((item) => {
      const isOfFund = fund !== undefined && isIn(fund, item, segment);
      if (!isOfFund && item.service.start < keptEnd && !isLostWhole(segment, fund)) return [];
      const given = isOfFund
        ? creditOf[fund.creditOption](item, { fund, plan, keptEnd, segment })
        : { credit: remainingOf(item), inputs: {} };
      return isZero(given.credit) ? [] : [creditLine(segment, item, ended, given)];
    });
  const [first, ...others] = lines;
  if (!first || !fund) return lines;
  return [{ ...first, prepaidMoves: [creditBack(fund, plan)] }, ...others];
}

/** A one-time charge that was taken back before its day has no fund. */
const isLostWhole = ({ charge }: Segment, fund: Fund | undefined): boolean =>
  charge.recurrence === null && fund === undefined;

/** An item of a one-time charge is of one day, and pays for the whole validity period. */
const isIn = ({ period }: Fund, { service }: BilledItem, { charge }: Segment): boolean =>
  charge.recurrence === null || (service.start >= period.start && service.start < period.end);

/** All that nobody will draw leaves the fund, so that it is given back once. */
function creditBack(fund: Fund, plan: PrepaidPlan): PrepaidMove {
  const whole = maximum(ZERO, fund.granted.minus(plan.depletedOf(fund)));
  const units = fund.creditOption === "FullCreditBack" ? whole : plan.leftOf(fund);
  return { fund: keyOf(fund), type: "CreditBack", units, chargeNumber: null, day: null };
}

type OfFund = {
  readonly fund: Fund;
  readonly plan: PrepaidPlan;
  readonly keptEnd: PlainDate;
  readonly segment: Segment;
};

const creditOf: {
  readonly [Option in CreditOption]: (item: BilledItem, of: OfFund) => Credit;
} = {
  /** Billed less what the kept days cost, so that both are an amount that was due. */
  TimeBased(item, { fund, keptEnd, segment: { charge, context } }) {
    const days: DateRange = charge.recurrence === null ? fund.period : item.service;
    if (keptEnd >= days.end) return { credit: ZERO, inputs: {} };
    if (keptEnd <= days.start) return { credit: remainingOf(item), inputs: {} };
    const kept = ratio(daysIn({ start: days.start, end: keptEnd }), daysIn(days));
    const cost = shareOf(item.amount, kept);
    const credit = remainingOf(item).minus(roundToCurrency(cost, context.currency));
    return {
      credit: isPositive(credit) ? credit : ZERO,
      inputs: { keptDays: formatRatio(kept), ...roundingOf(cost, context.currency) },
    };
  },

  ConsumptionBased(item, { fund, plan, segment: { context } }) {
    const left = plan.leftOf(fund);
    const unrounded = divideUnrounded(item.amount.times(left), fund.granted);
    return {
      credit: minimum(remainingOf(item), roundToCurrency(unrounded, context.currency)),
      inputs: {
        unitsLeft: formatDecimal(left, 0),
        prepaidUnits: formatDecimal(fund.granted, 0),
        ...roundingOf(unrounded, context.currency),
      },
    };
  },

  FullCreditBack: (item) => ({ credit: remainingOf(item), inputs: {} }),
};

function creditLine(
  segment: Segment,
  item: BilledItem,
  { fund, keptEnd }: Ended,
  { credit, inputs }: Credit,
): Line {
  const { charge, context } = segment;
  const isWhole = credit.eq(item.amount);
  const service = serviceOf(segment, item, { fund, keptEnd });
  return lineOf(segment, {
    chargeName: charge.name + creditSuffix(isWhole ? "whole" : "part", context.rules),
    service,
    quantity: item.quantity,
    unitPrice: negated(unitListPrice({ ...charge, quantity: item.quantity })),
    amount: negated(credit),
    creditedItem: referenceTo(item),
    derivation: {
      rule: "prepaid credit",
      inputs: {
        ...billedInputs(item),
        ...(fund && { creditOption: fund.creditOption }),
        ...inputs,
      },
    },
    ...discountCredits(context, item, { credit, service: item.service }),
  });
}

/** From the day on which the charge ends, also where days before it are given back. */
function serviceOf(
  { charge }: Segment,
  item: BilledItem,
  { fund, keptEnd }: Pick<Ended, "fund" | "keptEnd">,
): DateRange {
  if (charge.recurrence === null || item.service.start >= keptEnd) return item.service;
  const end = item.service.end > keptEnd ? item.service.end : (fund?.period.end ?? keptEnd);
  return { start: later(keptEnd, item.service.start), end };
}
