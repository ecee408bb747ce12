import type { BillingRules } from "../model/billing-rules.ts";
import { type DateRange, isEmpty, NO_END } from "../values/date-range.ts";
import { later, type PlainDate } from "../values/plain-date.ts";
import {
  boundary,
  type MonthGrid,
  type PeriodGrid,
  periodAt,
  unitAt,
  type WeekGrid,
} from "./billing-periods.ts";

type PartialPeriodRules = Pick<
  BillingRules,
  | "prorateRecurringMonthlyCharges"
  | "prorateRecurringWeeklyCharges"
  | "proratePeriodOfRecurringCharge"
>;

/**
 * The days of a charge segment that are billed. All of them, where partial periods are prorated.
 * Otherwise both ends move on to the next month or period: a leading part is not billed and a
 * trailing part is billed whole, so that two segments that meet in a month bill it once. Weeks bill
 * neither part; one that later segments of the charge serve to its end has no trailing part, and is
 * billed by the first of them.
 *
 *     months           Nov    |    Dec    |    Jan    |    Feb    |    Mar    |
 *     charge             10 Nov---------------------------------------20 Mar
 *     billed, rule No         1 Dec-----------------------------------------1 Apr
 *
 * The same range says how far back a credit reaches: to its end. Source: the vendor's page on
 * proration; worked examples in docs/spec/due-lines.md and credits.md. A subscription term is always
 * billed by its days.
 *
 * @param servedThrough  first day that neither the segment nor those that follow it without a gap serve
 */
export function billableRange(
  grid: PeriodGrid,
  effective: DateRange,
  rules: PartialPeriodRules,
  servedThrough: PlainDate,
): DateRange {
  const rounding = roundingOf(grid, rules);
  if (grid.unit === "Term" || rounding === "none") return effective;
  const start = roundUp(grid, effective.start, rounding);
  const wholeEnd = roundUp(grid, effective.end, rounding);
  const isDropped = grid.unit === "Week" && rounding === "unit" && servedThrough < wholeEnd;
  const end = isDropped ? roundDown(grid, effective.end) : wholeEnd;
  return { start, end: later(start, end) };
}

/**
 * The days of a charge of which every period that has begun is billed whole: from its first day to the
 * end of the period that its last day is in. None where it has none.
 */
export function wholePeriods(grid: PeriodGrid, effective: DateRange): DateRange {
  if (grid.unit === "Term" || isEmpty(effective)) return effective;
  return { start: effective.start, end: roundUp(grid, effective.end, "period") };
}

/** Proration by day inside a period that itself is billed whole is no valid setting: it prorates. */
function roundingOf(grid: PeriodGrid, rules: PartialPeriodRules): "none" | "unit" | "period" {
  switch (grid.unit) {
    case "Term":
      return "none";
    case "Month":
      if (rules.prorateRecurringMonthlyCharges) return "none";
      return rules.proratePeriodOfRecurringCharge ? "unit" : "period";
    case "Week":
      if (rules.prorateRecurringWeeklyCharges) return "none";
      return rules.proratePeriodOfRecurringCharge || grid.length === 1 ? "unit" : "period";
  }
}

function roundUp(
  grid: MonthGrid | WeekGrid,
  date: PlainDate,
  rounding: "unit" | "period",
): PlainDate {
  if (date === NO_END) return date;
  const { start, end } = rounding === "unit" ? unitRange(grid, date) : periodAt(grid, date);
  return date === start ? date : end;
}

const roundDown = (grid: MonthGrid | WeekGrid, date: PlainDate): PlainDate =>
  date === NO_END ? date : unitRange(grid, date).start;

function unitRange(grid: MonthGrid | WeekGrid, date: PlainDate): DateRange {
  const unit = unitAt(grid, date);
  return { start: boundary(grid, unit), end: boundary(grid, unit + 1) };
}
