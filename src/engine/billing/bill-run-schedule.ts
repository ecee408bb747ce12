import {
  addDays,
  dayInMonth,
  dayOfMonth,
  dayOfWeek,
  daysBetween,
  daysInMonth,
  later,
  monthNumber,
  type PlainDate,
} from "../values/plain-date.ts";

export const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;

/** When a bill run repeats. Names and values are the field's. */
export type BillRunSchedule = {
  readonly repeatType: "None" | "Daily" | "Weekly" | "Monthly";
  readonly repeatFrom: PlainDate;
  /** The last day on which it may run; null: it goes on. */
  readonly repeatTo: PlainDate | null;
  /** The hour of the day, 0 to 23, in the entity's time zone. */
  readonly runTime: number;
  /** Of a weekly schedule; empty otherwise. */
  readonly weeklyOnDay: readonly (typeof WEEKDAYS)[number][];
  /** Of a monthly schedule: on the last day of each month. */
  readonly monthlyOnEndOfMonth: boolean;
};

/**
 * The first day, on or after `from`, on which the schedule runs; undefined when it has ended.
 *
 * Worked examples: docs/spec/bill-run-schedules.md. No errors.
 */
export function nextRunDate(schedule: BillRunSchedule, from: PlainDate): PlainDate | undefined {
  const next = nextRunFrom(schedule, later(from, schedule.repeatFrom));
  const { repeatTo } = schedule;
  return next !== undefined && (repeatTo === null || next <= repeatTo) ? next : undefined;
}

function nextRunFrom(schedule: BillRunSchedule, from: PlainDate): PlainDate | undefined {
  const { repeatFrom, weeklyOnDay, monthlyOnEndOfMonth } = schedule;
  switch (schedule.repeatType) {
    case "None":
      return from === repeatFrom ? repeatFrom : undefined;
    case "Daily":
      return from;
    case "Weekly": {
      const week = WEEKDAYS.map((_, days) => addDays(from, days));
      return week.find((day) => weeklyOnDay.some((name) => WEEKDAYS[dayOfWeek(day) - 1] === name));
    }
    case "Monthly": {
      const day = monthlyOnEndOfMonth ? 31 : dayOfMonth(repeatFrom);
      const inThisMonth = dayInMonth(monthNumber(from), day);
      return inThisMonth >= from ? inThisMonth : dayInMonth(monthNumber(from) + 1, day);
    }
  }
}

/** How a date of a scheduled run follows from the day on which it runs. */
export type RunDateRule =
  /** So many days after it, or before. */
  | { readonly days: number }
  /** A day of the month, where 31 is its end, so many months after it. */
  | { readonly months: number; readonly dayOfMonth: number };

export const dateOfRun = (rule: RunDateRule, runDate: PlainDate): PlainDate =>
  "days" in rule
    ? addDays(runDate, rule.days)
    : dayInMonth(monthNumber(runDate) + rule.months, rule.dayOfMonth);

/** The rule that keeps the distance of a date from the first day of a schedule. */
export const daysFrom = (repeatFrom: PlainDate, date: PlainDate): RunDateRule => ({
  days: daysBetween(repeatFrom, date),
});

/**
 * The bill cycle days that match a day: itself, and on the last day of a month all that it lacks, so
 * that each is matched once a month.
 */
export function billCycleDaysOf(runDate: PlainDate): number[] {
  const day = dayOfMonth(runDate);
  return day === daysInMonth(runDate)
    ? Array.from({ length: 31 - day + 1 }, (_, index) => day + index)
    : [day];
}

/** What a bill run is known by while it runs. */
export type RunDates = {
  readonly runDate: PlainDate;
  readonly targetDate: PlainDate;
  readonly invoiceDate: PlainDate;
};

/** What a variable in a filter stands for, as text; undefined for one that is unknown. */
export function filterVariable(name: string, dates: RunDates): string | undefined {
  switch (name) {
    case "BillRunDate":
    case "Today":
      return dates.runDate;
    case "TargetDate":
      return dates.targetDate;
    case "InvoiceDate":
      return dates.invoiceDate;
    case "AsRunDay":
      return billCycleDaysOf(dates.runDate)
        .map((day) => String(day).padStart(2, "0"))
        .join(",");
    default:
      return undefined;
  }
}
