import { listAmount, type PricedTerms } from "../charge-models/index.ts";
import { tierDetail } from "../charge-models/tier-detail.ts";
import type { Derivation, Line } from "../model/document.ts";
import { PRICE_ALONE } from "../model/model-terms.ts";
import { type Currency, roundToCurrency } from "../values/currency.ts";
import { type DateRange, serviceEndDate } from "../values/date-range.ts";
import { type Decimal, formatDecimal, roundToDecimals } from "../values/decimal.ts";
import { earlier, later, type PlainDate } from "../values/plain-date.ts";
import { formatRatio } from "../values/ratio.ts";
import { type GridPeriod, type PeriodGrid, periodAt } from "./billing-periods.ts";
import { unitPriceOf } from "./price.ts";
import { deliveryInputs, type PricedDays, priceOfDays } from "./price-of-days.ts";
import { isOfFullPeriods, lineOf, type RecurringSegment } from "./segment.ts";

/**
 * What is due for a recurring charge from the first day not billed yet, one line a period. In
 * advance a period is due when it begins, in arrears when it, or the charge inside it, has ended.
 *
 * Worked examples: docs/spec/due-lines.md. No errors.
 */
export function dueLines(segment: RecurringSegment): Line[] {
  const { billable, grid, context, effective } = segment;
  const { chargedThroughDate } = segment.charge;
  // A rule that has changed since would otherwise bill the rest of the month that it ended in.
  if (chargedThroughDate !== null && chargedThroughDate >= effective.end) return [];
  const lines: Line[] = [];
  let start = later(chargedThroughDate ?? billable.start, billable.start);
  while (start < billable.end) {
    const period = periodOf(grid, start);
    const service = { start, end: earlier(period.end, billable.end) };
    if (dueDate(segment, service) > context.targetDate) break;
    lines.push(chargeLine(segment, period, service));
    start = service.end;
  }
  return lines;
}

/** The first target date that bills the service. */
function dueDate({ recurrence, effective }: RecurringSegment, service: DateRange): PlainDate {
  switch (recurrence.billingTiming) {
    case "IN_ADVANCE":
      return service.start;
    case "IN_ARREARS":
      return earlier(service.end, effective.end);
  }
}

/** A term that was not billed before its renewal ends where the current one starts. */
export function periodOf(grid: PeriodGrid, date: PlainDate): GridPeriod {
  if (grid.unit !== "Term") return periodAt(grid, date);
  const { start, end } = grid.term;
  const range = date < start ? { start: date, end: start } : { start, end };
  return { ...range, firstUnit: 0, units: 1 };
}

function chargeLine(segment: RecurringSegment, period: GridPeriod, service: DateRange): Line {
  const { charge, pricing, context } = segment;
  const priced = priceOfDays(charge, segment, period, service, context.rules);
  const isFull = priced.measured.rule === "full period";
  return lineOf(segment, {
    chargeName: isFull ? charge.name : `${charge.name} -- Proration`,
    service,
    quantity: charge.quantity,
    unitPrice: unitPriceOf(charge, pricing),
    amount: roundToCurrency(priced.unrounded, context.currency),
    unrounded: priced.unrounded,
    creditedItem: null,
    derivation:
      isFull && isPriceOfPeriod(segment)
        ? FULL_PERIOD
        : derivationOf(segment, period, service, priced),
  });
}

/** Nothing to explain: quantity times unit price. One object for all, as most lines are like this. */
const FULL_PERIOD: Derivation = { rule: "full period", inputs: {} };

const isPriceOfPeriod = ({ charge, pricing }: RecurringSegment): boolean =>
  !isOfFullPeriods(pricing.recurrence) &&
  pricing.recurrence.listPriceBase === "Per_Billing_Period" &&
  charge.modelTerms === PRICE_ALONE;

const derivationOf = (
  { charge, pricing, context }: RecurringSegment,
  period: GridPeriod,
  service: DateRange,
  { measured: { rule, units }, unrounded }: PricedDays,
): Derivation => ({
  rule,
  inputs: {
    ...listPriceInputs(charge),
    ...deliveryInputs(charge, service),
    listPriceBase: pricing.recurrence.listPriceBase,
    ...(isOfFullPeriods(pricing.recurrence) && { prorationOption: "ChargeFullPeriod" }),
    quantity: formatDecimal(charge.quantity, 0),
    periodStartDate: period.start,
    periodEndDate: serviceEndDate(period),
    [pricing.unit === "Week" ? "weeks" : "months"]: formatRatio(units),
    [pricing.unit === "Week" ? "weeksInPeriod" : "monthsInPeriod"]: formatRatio(
      pricing.unitsInPeriod,
    ),
    daysInMonth: context.rules.daysInMonth,
    ...roundingOf(unrounded, context.currency),
  },
});

/** What the price was: of a period or a unit, or tier by tier. */
export const listPriceInputs = (terms: PricedTerms): Record<string, string> =>
  terms.modelTerms.tiers.length === 0
    ? { listPrice: formatDecimal(terms.price) }
    : { tiers: tierDetail(terms), listAmount: formatDecimal(listAmount(terms)) };

/** How an amount was rounded, for its derivation. */
export const roundingOf = (unrounded: Decimal, currency: Currency) => ({
  unrounded: formatDecimal(roundToDecimals(unrounded, 12)),
  roundingMode: currency.roundingMode,
  roundingIncrement: formatDecimal(currency.roundingIncrement, 0),
});
