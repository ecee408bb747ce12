import { addDays, addMonths, type PlainDate } from "../values/plain-date.ts";
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
