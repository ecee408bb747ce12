/** How the tables in docs/spec write terms and days of service. */

import type { LastTerm } from "#engine/model/order.ts";
import type {
  StatusHistoryEntry,
  SubscriptionStatus,
  Term,
  TermPeriodType,
} from "#engine/model/subscription.ts";
import { type DateRange, NO_END } from "#engine/values/date-range.ts";
import { plainDate } from "#engine/values/plain-date.ts";

/** "2023-01-01 to 2024-01-01", "2023-01-01 to evergreen". */
export function rangeOf(text: string): DateRange {
  const [start = "", end = ""] = text.split(" to ");
  return { start: plainDate(start), end: end === "evergreen" ? NO_END : plainDate(end) };
}

export const writtenRange = ({ start, end }: DateRange): string =>
  `${start} to ${end === NO_END ? "evergreen" : end}`;

/** "12 Month". */
export function periodsOf(text: string): Term {
  const [period, periodType] = text.split(" ");
  return { period: Number(period), periodType: periodType as TermPeriodType };
}

/** "Active from 2023-01-01; Cancelled from 2023-05-24": each ends where the next begins. */
export function historyOf(text: string): StatusHistoryEntry[] {
  const entries = text.split("; ").map((entry) => {
    const [status = "", startDate = ""] = entry.split(" from ");
    return { status: status as SubscriptionStatus, startDate: plainDate(startDate) };
  });
  return entries.map((entry, index) => ({
    ...entry,
    endDate: entries[index + 1]?.startDate ?? null,
  }));
}

/** "6 Month from 2024-03-01", "until 2023-03-15", "3 Month until 2023-04-01", "evergreen", "nothing". */
export function lastTermOf(text: string): LastTerm {
  if (text === "evergreen") return { termType: "EVERGREEN", startDate: null };
  const day = (word: string) => {
    const found = new RegExp(`${word} (\\S+)`).exec(text)?.[1];
    return found === undefined ? null : plainDate(found);
  };
  const length = /^\d/.test(text) ? periodsOf(text.split(" ").slice(0, 2).join(" ")) : null;
  return { termType: "TERMED", startDate: day("from"), length, endDate: day("until") };
}
