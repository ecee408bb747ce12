import { BillingError } from "../errors.ts";
import type { ScheduledDates } from "../model/order.ts";
import type { Subscription } from "../model/subscription.ts";
import type { PlainDate } from "../values/plain-date.ts";
import type { OrderContext } from "./order-action.ts";

/**
 * A subscription with other days on which it is cancelled, suspended or resumed by itself
 * (own-changes/next-own-change.ts). Days that are given lie ahead and in the subscription; of those that
 * it then has, the cancel comes last, and the resumption after the suspension.
 *
 * Errors: SCHEDULED_DATE_NOT_AHEAD, SCHEDULED_DATES_IN_DISORDER. Worked examples:
 * docs/spec/terms-and-conditions.md.
 */
export function withScheduledDates(
  subscription: Subscription,
  { scheduledCancelDate, scheduledSuspendDate, scheduledResumeDate }: ScheduledDates,
  { today }: OrderContext,
): Subscription {
  const given = {
    ...(scheduledCancelDate !== undefined && { scheduledCancelDate }),
    ...(scheduledSuspendDate !== undefined && { scheduledSuspendDate }),
    ...(scheduledResumeDate !== undefined && { scheduledResumeDate }),
  };
  const scheduled = { ...subscription, ...given };
  for (const [field, date] of Object.entries(given)) {
    if (date !== null) checkAhead(subscription, field, date, today);
  }
  if (Object.keys(given).length > 0) checkSequence(scheduled);
  return scheduled;
}

function checkAhead(
  { subscriptionStartDate }: Subscription,
  field: string,
  date: PlainDate,
  today: PlainDate,
): void {
  if (date > today && date >= subscriptionStartDate) return;
  const details = { field, date, today, subscriptionStartDate };
  throw new BillingError("SCHEDULED_DATE_NOT_AHEAD", details);
}

type Dated = Pick<
  Subscription,
  "scheduledCancelDate" | "scheduledSuspendDate" | "scheduledResumeDate"
>;

function checkSequence(dates: Dated): void {
  checkLater(dates, "scheduledResumeDate", "scheduledSuspendDate");
  checkLater(dates, "scheduledCancelDate", "scheduledSuspendDate");
  checkLater(dates, "scheduledCancelDate", "scheduledResumeDate");
}

function checkLater(dates: Dated, later: keyof Dated, earlier: keyof Dated): void {
  const last = dates[later];
  const first = dates[earlier];
  if (last === null || first === null || last > first) return;
  const details = { later, laterDate: last, earlier, earlierDate: first };
  throw new BillingError("SCHEDULED_DATES_IN_DISORDER", details);
}

/** Without what was to happen until `date`: it has happened, or nobody wants it any more. */
export const withoutPassed = (subscription: Subscription, date: PlainDate): Subscription => ({
  ...subscription,
  scheduledCancelDate: ifAfter(date, subscription.scheduledCancelDate),
  scheduledSuspendDate: ifAfter(date, subscription.scheduledSuspendDate),
  scheduledResumeDate: ifAfter(date, subscription.scheduledResumeDate),
});

/**
 * Suspended or resumed as of `date`, whoever has seen to it, a subscription needs no suspension and no
 * resumption of days before. A cancel that was to be stays.
 */
export const suspendedOrResumedOn = (
  subscription: Subscription,
  date: PlainDate,
): Subscription => ({
  ...withoutPassed(subscription, date),
  scheduledCancelDate: subscription.scheduledCancelDate,
});

const ifAfter = (date: PlainDate, scheduled: PlainDate | null): PlainDate | null =>
  scheduled !== null && scheduled > date ? scheduled : null;
