/** How the tables in docs/spec write terms and days of service. */
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
