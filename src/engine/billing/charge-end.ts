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
          return addDays(startDate, upToPeriods);
        case "Weeks":
          return addDays(startDate, 7 * upToPeriods);
        case "Months":
          return addMonths(startDate, upToPeriods);
        case "Years":
          return addMonths(startDate, 12 * upToPeriods);
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
      return addMonths(startDate, periods * length);
    case "Week":
      return addDays(startDate, 7 * periods * length);
    case "Term":
      return subscriptionEnd;
  }
}
