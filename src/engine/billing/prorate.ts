import type { BillingRules, DaysInMonth } from "../model/billing-rules.ts";
import { type DateRange, daysIn, isEmpty } from "../values/date-range.ts";
import { dayOfMonth, monthNumber, type PlainDate } from "../values/plain-date.ts";
import { NOTHING, type Ratio, ratio, sumOf } from "../values/ratio.ts";
import {
  boundary,
  type GridPeriod,
  type MonthGrid,
  type PeriodGrid,
  type TermGrid,
  unitAt,
} from "./billing-periods.ts";

export type ProrationRules = Pick<BillingRules, "daysInMonth" | "prorationUnit">;

/** How a service was measured: kept with the amount. */
export type Proration =
  | "full period"
  | "prorated by day"
  | "prorated by month"
  | "prorated by week";

export type Measure = {
  readonly rule: Proration;
  /** Months of a monthly grid, weeks of a weekly one: 2 months and 16 of 30 days are 76/30. */
  readonly units: Ratio;
};

/**
 * How many months or weeks of a billing period are charged for a service inside it. Never more than
 * the period has.
 *
 * Worked examples: docs/spec/proration.md. No errors.
 */
export function measure(
  grid: PeriodGrid,
  period: GridPeriod,
  service: DateRange,
  rules: ProrationRules,
): Measure {
  if (grid.unit === "Term") return measureTerm(grid, service, rules.daysInMonth);
  const isWhole = service.start === period.start && service.end === period.end;
  if (isWhole && period.units === grid.length)
    return { rule: "full period", units: ratio(period.units, 1) };
  if (grid.unit === "Week") return { rule: "prorated by week", units: weeksOf(service) };
  return period.units > 1 && rules.prorationUnit === "ProrateByDay"
    ? { rule: "prorated by day", units: monthsByDay(period, service, rules.daysInMonth) }
    : { rule: "prorated by month", units: monthsFirst(grid, service, rules.daysInMonth) };
}

/** A term is as long as it is: 45 days are one month and the days of a second. */
export function measureTerm(grid: TermGrid, service: DateRange, daysInMonth: DaysInMonth): Measure {
  const isWhole = service.start === grid.term.start && service.end === grid.term.end;
  return grid.measure.unit === "Week"
    ? { rule: isWhole ? "full period" : "prorated by week", units: weeksOf(service) }
    : {
        rule: isWhole ? "full period" : "prorated by month",
        units: monthsFirst(grid.measure, service, daysInMonth),
      };
}

const weeksOf = (service: DateRange): Ratio => ratio(daysIn(service), 7);

/** Days over the days of the whole period; over 30 a month when the rule assumes so. */
function monthsByDay(period: GridPeriod, service: DateRange, daysInMonth: DaysInMonth): Ratio {
  const daysInPeriod = daysInMonth === "UseActualDays" ? daysIn(period) : 30 * period.units;
  const days = Math.min(countDays(service.start, service.end, daysInMonth), daysInPeriod);
  return ratio(days * period.units, daysInPeriod);
}

/**
 * Whole months of the grid count as such; the odd days before the first are a share of the month
 * they lie in, and so are those after the last.
 *
 *     grid      |  Jan  |  Feb  |  Mar  |  Apr  |
 *     service       |###|#######|#######|##|
 *                    days          2     days
 */
function monthsFirst(grid: MonthGrid, { start, end }: DateRange, daysInMonth: DaysInMonth): Ratio {
  const first = unitAt(grid, start);
  const last = unitAt(grid, end);
  if (first === last) return shareOfMonth({ start, end }, monthAt(grid, first), daysInMonth);
  const firstMonth = monthAt(grid, first);
  const lastMonth = monthAt(grid, last);
  const startsWhole = start === firstMonth.start;
  const whole = last - first - (startsWhole ? 0 : 1);
  const before = startsWhole
    ? NOTHING
    : shareOfMonth({ start, end: firstMonth.end }, firstMonth, daysInMonth);
  const after = shareOfMonth({ start: lastMonth.start, end }, lastMonth, daysInMonth);
  return sumOf(sumOf(before, after), ratio(whole, 1));
}

const monthAt = (grid: MonthGrid, unit: number): DateRange => ({
  start: boundary(grid, unit),
  end: boundary(grid, unit + 1),
});

/** Days over the days of the month they are in, from billing day to billing day; never over it. */
export function shareOfMonth(
  service: DateRange,
  month: DateRange,
  daysInMonth: DaysInMonth,
): Ratio {
  if (isEmpty(service)) return NOTHING;
  const days = countDays(service.start, service.end, daysInMonth);
  return daysInMonth === "UseActualDays"
    ? ratio(days, daysIn(month))
    : ratio(Math.min(days, 30), 30);
}

function countDays(start: PlainDate, end: PlainDate, daysInMonth: DaysInMonth): number {
  switch (daysInMonth) {
    case "UseActualDays":
    case "Assume30Days":
      return daysIn({ start, end });
    case "Assume30DaysStrict":
      return strictDays(start, end);
  }
}

/**
 * Days when every month has 30: what runs to a month's end runs to its 30th, so the last day of
 * February counts for the days it lacks and a 31st for none. A difference of two positions, so that
 * a service costs the same however it is split.
 */
const strictDays = (start: PlainDate, end: PlainDate): number =>
  30 * (monthNumber(end) - monthNumber(start)) + dayOfMonth(end) - dayOfMonth(start);
