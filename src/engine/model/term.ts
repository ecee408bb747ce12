import { type DateRange, daysIn } from "../values/date-range.ts";
import { addDays, addMonths, monthNumber, type PlainDate } from "../values/plain-date.ts";
import type { Term } from "./subscription.ts";

/** First day after a term that starts on `start`. */
export function endOfTerm(start: PlainDate, { period, periodType }: Term): PlainDate {
  switch (periodType) {
    case "Day":
      return addDays(start, period);
    case "Week":
      return addDays(start, 7 * period);
    case "Month":
      return addMonths(start, period);
    case "Year":
      return addMonths(start, 12 * period);
  }
}

/**
 * How long a term is: the first of `known` that fits its days; else in months, else in days. A term
 * knows only its days, and 12 months are also one year.
 */
export function lengthOfTerm({ start, end }: DateRange, known: readonly (Term | null)[]): Term {
  const months = { period: monthNumber(end) - monthNumber(start), periodType: "Month" } as const;
  const fits = (term: Term | null) => term !== null && endOfTerm(start, term) === end;
  const found = [...known, months].find(fits);
  return found ?? { period: daysIn({ start, end }), periodType: "Day" };
}
