import { assert } from "../assert.ts";
import type { DayOfWeek, Recurrence } from "../model/charge.ts";
import type { DateRange } from "../values/date-range.ts";
import {
  addDays,
  dayInMonth,
  dayOfMonth,
  dayOfWeek,
  monthNumber,
  type PlainDate,
} from "../values/plain-date.ts";

/** The days that a charge's billing day and alignment can refer to. */
export type BillingDays = {
  /** 1 to 31, where 31 is the end of the month; 0 (AutoSet, unset yet): the charge's own start day. */
  readonly accountBillCycleDay: number;
  readonly subscriptionStartDate: PlainDate;
  readonly currentTerm: DateRange;
  /** Start of the charge's first segment: later segments share it. */
  readonly chargeStartDate: PlainDate;
};

/** The first billing day on or after the day that the billing periods are aligned to. */
export function anchorOf(
  recurrence: Recurrence,
  days: BillingDays,
  unit: "Month" | "Week",
): PlainDate {
  const alignedTo = alignmentDate(recurrence, days);
  const weekday = unit === "Week" ? weekdayOf(recurrence, days) : weeklyBillCycleDay(recurrence);
  if (weekday !== undefined) return nextWeekday(alignedTo, weekday);
  return nextDayOfMonth(alignedTo, billingDayOfMonth(recurrence, days, alignedTo));
}

function alignmentDate(recurrence: Recurrence, days: BillingDays): PlainDate {
  switch (recurrence.billingPeriodAlignment) {
    case "AlignToCharge":
      return days.chargeStartDate;
    case "AlignToSubscriptionStart":
      return days.subscriptionStartDate;
    case "AlignToTermStart":
      return days.currentTerm.start;
  }
}

/** The day of the month that periods begin on. A weekday has none: then it is that of its anchor. */
export function billingDayOfMonth(
  recurrence: Recurrence,
  days: BillingDays,
  anchor: PlainDate,
): number {
  switch (recurrence.billCycleType) {
    case "DefaultFromCustomer":
      return days.accountBillCycleDay === 0
        ? dayOfMonth(days.chargeStartDate)
        : days.accountBillCycleDay;
    case "SpecificDayofMonth":
      assert(recurrence.billCycleDay !== null, "a specific day of the month is given");
      return recurrence.billCycleDay;
    case "SubscriptionStartDay":
      return dayOfMonth(days.subscriptionStartDate);
    case "ChargeTriggerDay":
      return dayOfMonth(days.chargeStartDate);
    case "TermStartDay":
      return dayOfMonth(days.currentTerm.start);
    case "SpecificDayofWeek":
      return dayOfMonth(anchor);
  }
}

/**
 * The weekday that weeks begin on: the start day of the subscription, term or charge stands for its
 * weekday. An account's or a specific day of the month has none: weeks are counted from its first
 * occurrence.
 */
function weekdayOf(recurrence: Recurrence, days: BillingDays): number | undefined {
  switch (recurrence.billCycleType) {
    case "SpecificDayofWeek":
      return weeklyBillCycleDay(recurrence);
    case "SubscriptionStartDay":
      return dayOfWeek(days.subscriptionStartDate);
    case "ChargeTriggerDay":
      return dayOfWeek(days.chargeStartDate);
    case "TermStartDay":
      return dayOfWeek(days.currentTerm.start);
    case "DefaultFromCustomer":
    case "SpecificDayofMonth":
      return undefined;
  }
}

function weeklyBillCycleDay(recurrence: Recurrence): number | undefined {
  if (recurrence.billCycleType !== "SpecificDayofWeek") return undefined;
  assert(recurrence.weeklyBillCycleDay !== null, "a specific day of the week is given");
  return NUMBER_OF[recurrence.weeklyBillCycleDay];
}

/** As `dayOfWeek` counts. */
const NUMBER_OF: { readonly [Day in DayOfWeek]: number } = {
  Monday: 1,
  Tuesday: 2,
  Wednesday: 3,
  Thursday: 4,
  Friday: 5,
  Saturday: 6,
  Sunday: 7,
};

const nextWeekday = (date: PlainDate, weekday: number): PlainDate =>
  addDays(date, (weekday - dayOfWeek(date) + 7) % 7);

function nextDayOfMonth(date: PlainDate, day: number): PlainDate {
  const month = monthNumber(date);
  const inThisMonth = dayInMonth(month, day);
  return inThisMonth >= date ? inThisMonth : dayInMonth(month + 1, day);
}
