import type { StatusHistoryEntry, SubscriptionStatus } from "../model/subscription.ts";
import { earlier, type PlainDate } from "../values/plain-date.ts";

/**
 * A history in which `status` holds from `startDate` on: what was to come after that day does not
 * come. Each entry ends where the next begins, the last one never. Being active that goes on is one
 * entry; a suspension that follows another is one of its own, as it has a suspend date of its own.
 */
export function historyWith(
  history: readonly StatusHistoryEntry[],
  status: SubscriptionStatus,
  startDate: PlainDate,
): StatusHistoryEntry[] {
  const before = history
    .filter((entry) => entry.startDate < startDate)
    .map((entry) => ({ ...entry, endDate: earlier(entry.endDate ?? startDate, startDate) }));
  const last = before.at(-1);
  return status === "Active" && last?.status === status && last.endDate === startDate
    ? [...before.slice(0, -1), { ...last, endDate: null }]
    : [...before, { status, startDate, endDate: null }];
}
