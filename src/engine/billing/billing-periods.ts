import { assert } from "../assert.ts";
import type { Recurrence } from "../model/charge.ts";
import type { DateRange } from "../values/date-range.ts";
import {
  addDays,
  dayInMonth,
  dayOfMonth,
  daysBetween,
  monthNumber,
  type PlainDate,
} from "../values/plain-date.ts";
import { anchorOf, type BillingDays, billingDayOfMonth } from "./billing-day.ts";

/**
 * The billing periods of a charge, without end in both directions: whole months or weeks, counted
 * from an anchor that is a billing day.
 *
 *     AlignToCharge, quarterly, charge from 15 July, billing day 1: the stub before the anchor is
 *     a partial month.
 *         15 Jul    1 Aug             1 Nov             1 Feb
 *           |--stub--|------period-----|------period-----|
 *                  anchor
 *     AlignToSubscriptionStart or AlignToTermStart: periods go on before the anchor.
 *         1 May     1 Aug             1 Nov
 *           |---------|------period-----|
 *                  anchor
 */
export type PeriodGrid = MonthGrid | WeekGrid | TermGrid;

type UnitGrid = {
  /** Months or weeks of a billing period from the anchor on. */
  readonly length: number;
  /** Months or weeks of one before the anchor: 1 under AlignToCharge. */
  readonly lengthBefore: number;
};

export type MonthGrid = UnitGrid & {
  readonly unit: "Month";
  readonly anchorMonth: number;
  /** 1 to 31; each boundary is clamped to its own month, so that 31 is always the month's end. */
  readonly billingDay: number;
};

export type WeekGrid = UnitGrid & { readonly unit: "Week"; readonly anchor: PlainDate };

/** Subscription_Term: the current term is the one period, measured in months or weeks from its start. */
export type TermGrid = {
  readonly unit: "Term";
  readonly term: DateRange;
  readonly measure: MonthGrid | WeekGrid;
};

/** One billing period, and where it lies on its grid. */
export type GridPeriod = DateRange & {
  /** Months or weeks from the anchor to its start; negative before. */
  readonly firstUnit: number;
  /** Months or weeks in it; 1 in the stub before the anchor under AlignToCharge. */
  readonly units: number;
};

/** The grid of a recurring charge. Worked examples: docs/spec/billing-periods.md. */
export function periodGrid(recurrence: Recurrence, days: BillingDays): PeriodGrid {
  const { unit, length } = lengthOf(recurrence);
  if (unit === "Term") return termGrid(recurrence, days.currentTerm);
  const anchor = anchorOf(recurrence, days, unit);
  const lengthBefore = recurrence.billingPeriodAlignment === "AlignToCharge" ? 1 : length;
  return unit === "Week"
    ? { unit, anchor, length, lengthBefore }
    : {
        unit,
        anchorMonth: monthNumber(anchor),
        billingDay: billingDayOfMonth(recurrence, days, anchor),
        length,
        lengthBefore,
      };
}

type PeriodLength = { readonly unit: "Month" | "Week" | "Term"; readonly length: number };

/** A billing period in months or weeks. */
export function lengthOf(recurrence: Recurrence): PeriodLength {
  switch (recurrence.billingPeriod) {
    case "Month":
      return MONTH;
    case "Quarter":
      return { unit: "Month", length: 3 };
    case "Semi_Annual":
      return { unit: "Month", length: 6 };
    case "Annual":
      return { unit: "Month", length: 12 };
    case "Eighteen_Months":
      return { unit: "Month", length: 18 };
    case "Two_Years":
      return { unit: "Month", length: 24 };
    case "Three_Years":
      return { unit: "Month", length: 36 };
    case "Five_Years":
      return { unit: "Month", length: 60 };
    case "Specific_Months":
      return { unit: "Month", length: specificLength(recurrence) };
    case "Week":
      return { unit: "Week", length: 1 };
    case "Specific_Weeks":
      return { unit: "Week", length: specificLength(recurrence) };
    case "Subscription_Term":
      return { unit: "Term", length: 1 };
  }
}

const MONTH: PeriodLength = { unit: "Month", length: 1 };

function specificLength({ specificBillingPeriod }: Recurrence): number {
  assert(
    specificBillingPeriod !== null && specificBillingPeriod > 0,
    "a specific period has a length",
  );
  return specificBillingPeriod;
}

/**
 * A part of the term is measured in the list price's own unit: a price per week by weeks. A price
 * for the whole term has no unit of its own; weeks measure it by its days.
 */
function termGrid({ listPriceBase }: Recurrence, term: DateRange): TermGrid {
  const { start } = term;
  const byWeeks = listPriceBase === "Per_Week" || listPriceBase === "Per_Billing_Period";
  const measure: MonthGrid | WeekGrid = byWeeks
    ? { unit: "Week", anchor: start, length: 1, lengthBefore: 1 }
    : {
        unit: "Month",
        anchorMonth: monthNumber(start),
        billingDay: dayOfMonth(start),
        length: 1,
        lengthBefore: 1,
      };
  return { unit: "Term", term, measure };
}

/** The billing period that `date` lies in. Costs the same however far from the anchor it is. */
export function periodAt(grid: MonthGrid | WeekGrid, date: PlainDate): GridPeriod {
  const unit = unitAt(grid, date);
  const units = unit >= 0 ? grid.length : grid.lengthBefore;
  const firstUnit = Math.floor(unit / units) * units;
  return {
    start: boundary(grid, firstUnit),
    end: boundary(grid, firstUnit + units),
    firstUnit,
    units,
  };
}

/** How many whole months or weeks after the anchor `date` lies; negative before. */
export function unitAt(grid: MonthGrid | WeekGrid, date: PlainDate): number {
  if (grid.unit === "Week") return Math.floor(daysBetween(grid.anchor, date) / 7);
  const month = monthNumber(date);
  const passed = date >= dayInMonth(month, grid.billingDay);
  return month - grid.anchorMonth - (passed ? 0 : 1);
}

/**
 * The day that lies so many months or weeks after the anchor. Counted from the anchor each time:
 * adding month to month would turn the 31st into the 28th for good.
 */
export const boundary = (grid: MonthGrid | WeekGrid, unit: number): PlainDate =>
  grid.unit === "Week"
    ? addDays(grid.anchor, 7 * unit)
    : dayInMonth(grid.anchorMonth + unit, grid.billingDay);
