import type { Subscription } from "../model/subscription.ts";
import { endOfTerm } from "../model/term.ts";
import { earlier, type PlainDate } from "../values/plain-date.ts";

const MOST = 1_000;

/**
 * How often a subscription is renewed by itself through `day`, one renewal after the other, before
 * anything else is scheduled to happen to it: at least once, as the caller knows that it is, and a
 * thousand times at most.
 */
export function renewalsUntil(subscription: Subscription, day: PlainDate): number {
  const { renewalSetting, renewalTerm, currentTerm } = subscription;
  if (renewalSetting === "RENEW_TO_EVERGREEN" || !renewalTerm) return 1;
  const { scheduledCancelDate, scheduledSuspendDate } = subscription;
  const last = [scheduledCancelDate, scheduledSuspendDate].reduce<PlainDate>(
    (first, date) => (date === null ? first : earlier(first, date)),
    day,
  );
  let times = 1;
  let end = endOfTerm(currentTerm.end, renewalTerm);
  while (end < last && times < MOST) {
    end = endOfTerm(end, renewalTerm);
    times += 1;
  }
  return times;
}
