import type { DiscountUse } from "../model/discount.ts";
import type { DiscountLine, Line } from "../model/document.ts";
import { roundToCurrency } from "../values/currency.ts";
import { type DateRange, serviceEndDate } from "../values/date-range.ts";
import {
  type Decimal,
  decimal,
  divideUnrounded,
  formatDecimal,
  isPositive,
  isZero,
  maximum,
  minimum,
  ZERO,
} from "../values/decimal.ts";
import { shareOf } from "../values/ratio.ts";
import { type DiscountBalances, discountBalances } from "./discount-balances.ts";
import { type Discount, type DiscountStep, discountSteps } from "./discount-steps.ts";
import { type Discounted, discountedDays } from "./discounted-days.ts";
import type { BillingContext } from "./segment.ts";

/** A line that was rated, and where it comes from. */
export type RatedLine = Discounted & { readonly line: Line };

export type DiscountsToApply = {
  readonly context: BillingContext;
  /** Segments of discount charges, of the account's subscriptions. */
  readonly discounts: readonly Discount[];
  /** What fixed amounts were used for before. */
  readonly uses: readonly DiscountUse[];
};

/**
 * Rated lines with what discounts take off them. Each line is discounted by itself: which discounts
 * it has and in which order is discount-steps.ts's to say, what is left of fixed amounts
 * discount-balances.ts's. A line is never discounted below zero, and a credit or a charge below zero
 * is not discounted at all.
 *
 * Worked examples: docs/spec/discounts.md. No errors.
 *
 * @returns the lines in the order given
 */
export function withDiscounts(rated: readonly RatedLine[], toApply: DiscountsToApply): Line[] {
  const { context, discounts } = toApply;
  const balances = discountBalances(
    context,
    rated.map(({ line }) => line),
    toApply.uses,
  );
  const discounted = new Map<Line, Line>();
  for (const each of rated.toSorted(inOrderOfFixedAmounts)) {
    if (each.line.creditedItem !== null || !isPositive(each.line.amount)) continue;
    const steps = discountSteps(each, discounts, context.rules);
    const lines = steps.length === 0 ? [] : discountLines(each, steps, { context, balances });
    if (lines.length > 0) discounted.set(each.line, { ...each.line, discounts: lines });
  }
  return rated.map(({ line }) => discounted.get(line) ?? line);
}

/**
 * Who comes first to a fixed amount: by the start of the service, so that several runs give what one
 * run gives; then as the vendor has it, by version, segment, start and number of the charge.
 */
function inOrderOfFixedAmounts(a: RatedLine, b: RatedLine): number {
  return (
    compared(a.line.service.start, b.line.service.start) ||
    a.charge.version - b.charge.version ||
    a.charge.segment - b.charge.segment ||
    compared(a.charge.effective?.start ?? "", b.charge.effective?.start ?? "") ||
    compared(a.charge.chargeNumber, b.charge.chargeNumber)
  );
}

const compared = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

type Applying = { readonly context: BillingContext; readonly balances: DiscountBalances };

/** What is left of a line while its discounts are taken off. */
type Rest = {
  /** In amounts of items. */
  amount: Decimal;
  /** What the next percentage is taken of. */
  base: Decimal;
};

function discountLines(
  rated: RatedLine,
  steps: readonly DiscountStep[],
  { context, balances }: Applying,
): DiscountLine[] {
  const { amount, unrounded } = rated.line;
  const isUnrounded = context.rules.percentageDiscountTakenOf === "UnroundedAmount";
  const rest: Rest = { amount, base: isUnrounded ? (unrounded ?? amount) : amount };
  return steps.flatMap((step) =>
    step.type === "Percentages"
      ? percentageLines(rated, step.discounts, rest, context)
      : fixedAmountLines(rated, step.discount, rest, balances),
  );
}

const HUNDRED = decimal("100");

/**
 * Percentages of one base. The last cent is shared so that they take off together what their sum
 * does: 20% and 30% of 7025.25 are 1405.05 and 2107.58, which is 3512.63.
 */
function percentageLines(
  rated: RatedLine,
  discounts: readonly Discount[],
  rest: Rest,
  context: BillingContext,
): DiscountLine[] {
  // What was not rounded can be used up a little before what was.
  const base = maximum(ZERO, rest.base);
  const lines: DiscountLine[] = [];
  let unroundedSum = ZERO;
  let roundedSum = ZERO;
  for (const discount of discounts) {
    const shared = discountedDays(rated, discount, context);
    if (!shared) continue;
    const whole = divideUnrounded(base.times(discount.charge.price), HUNDRED);
    unroundedSum = unroundedSum.plus(shared.share ? shareOf(whole, shared.share) : whole);
    const rounded = roundToCurrency(unroundedSum, context.currency);
    const taken = minimum(rounded.minus(roundedSum), rest.amount);
    roundedSum = rounded;
    rest.amount = rest.amount.minus(taken);
    if (isZero(taken)) continue;
    lines.push(
      lineOf(discount, shared.service, taken, {
        rule: "discount percentage",
        inputs: { percentage: discount.charge.price.toFixed(), baseAmount: formatDecimal(base) },
      }),
    );
  }
  const isUnrounded = context.rules.percentageDiscountTakenOf === "UnroundedAmount";
  rest.base = isUnrounded ? base.minus(unroundedSum) : rest.amount;
  return lines;
}

/** As much of a fixed amount as its periods have left, and the line. */
function fixedAmountLines(
  rated: RatedLine,
  discount: Discount,
  rest: Rest,
  balances: DiscountBalances,
): DiscountLine[] {
  return balances.periodsOf(rated, discount).flatMap((period) => {
    const left = balances.left(period);
    const taken = minimum(left, rest.amount);
    if (!isPositive(taken)) return [];
    balances.take(period, taken);
    rest.amount = rest.amount.minus(taken);
    rest.base = rest.base.minus(taken);
    return lineOf(discount, period.service, taken, {
      rule: "discount fixed amount",
      inputs: {
        discountAmount: discount.charge.price.toFixed(),
        periodStartDate: period.effective.start,
        periodEndDate: serviceEndDate(period.effective),
        amountOfPeriod: formatDecimal(period.amount),
        leftBefore: formatDecimal(left),
      },
    });
  });
}

const lineOf = (
  { charge }: Discount,
  service: DateRange,
  taken: Decimal,
  derivation: DiscountLine["derivation"],
): DiscountLine => ({
  chargeId: charge.chargeId,
  chargeNumber: charge.chargeNumber,
  productRatePlanChargeId: charge.productRatePlanChargeId,
  segment: charge.segment,
  chargeName: charge.name,
  service,
  unitPrice: charge.price,
  amount: taken.neg(),
  creditedItem: null,
  derivation,
});
