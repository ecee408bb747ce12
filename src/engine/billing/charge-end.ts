import type { ChargeTerms, Recurrence } from "../model/charge.ts";
import { addDays, addMonths, earlier, later, type PlainDate } from "../values/plain-date.ts";
import { lengthOf } from "./billing-periods.ts";

/**
 * The first day without service of a charge: its own end, but never past the subscription's and
 * never before its start. Asked again after a renewal, it can be later, up to the charge's own end.
 *
 * Worked examples: docs/spec/charge-end.md. No errors.
 */
export const chargeEnd = (
  terms: Pick<ChargeTerms, "endDate" | "recurrence">,
  startDate: PlainDate,
  subscriptionEnd: PlainDate,
): PlainDate =>
  later(startDate, earlier(ownEnd(terms, startDate, subscriptionEnd), subscriptionEnd));

function ownEnd(
  { endDate, recurrence }: Pick<ChargeTerms, "endDate" | "recurrence">,
  startDate: PlainDate,
  subscriptionEnd: PlainDate,
): PlainDate {
  switch (endDate.endDateCondition) {
    case "Subscription_End":
      return subscriptionEnd;
    case "Specific_End_Date":
      return endDate.specificEndDate;
    case "Fixed_Period": {
      const { upToPeriods } = endDate;
      switch (endDate.upToPeriodsType) {
        case "Days":
          return daysAfter(startDate, upToPeriods);
        case "Weeks":
          return daysAfter(startDate, 7 * upToPeriods);
        case "Months":
          return monthsAfter(startDate, upToPeriods);
        case "Years":
          return monthsAfter(startDate, 12 * upToPeriods);
        case "Billing_Periods":
          return recurrence
            ? afterPeriods(recurrence, startDate, upToPeriods, subscriptionEnd)
            : subscriptionEnd;
      }
    }
  }
}

/** Counted from the start of the charge, not from the first full period. */
function afterPeriods(
  recurrence: Recurrence,
  startDate: PlainDate,
  periods: number,
  subscriptionEnd: PlainDate,
): PlainDate {
  const { unit, length } = lengthOf(recurrence);
  switch (unit) {
    case "Month":
      return monthsAfter(startDate, periods * length);
    case "Week":
      return daysAfter(startDate, 7 * periods * length);
    case "Term":
      return subscriptionEnd;
  }
}

/** Longer than any subscription; 65,535 periods of years would lead to days that no calendar has. */
const LONGEST_YEARS = 2000;

const monthsAfter = (startDate: PlainDate, months: number): PlainDate =>
  addMonths(startDate, Math.min(months, 12 * LONGEST_YEARS));

const daysAfter = (startDate: PlainDate, days: number): PlainDate =>
  addDays(startDate, Math.min(days, 365 * LONGEST_YEARS));
