import type { BillableCharge, BillableSubscription } from "../billing/billable.ts";
import { effectiveInTerm } from "../billing/segment.ts";
import type { ValidityPeriodType } from "../model/prepaid.ts";
import { endOfTerm } from "../model/term.ts";
import { termsOf } from "../model/terms-of.ts";
import { type DateRange, isEmpty, NO_END } from "../values/date-range.ts";
import { addMonths, later, monthNumber, type PlainDate } from "../values/plain-date.ts";

export const MONTHS_OF_VALIDITY: { readonly [Type in ValidityPeriodType]: number | null } = {
  SUBSCRIPTION_TERM: null,
  ANNUAL: 12,
  SEMI_ANNUAL: 6,
  QUARTER: 3,
  MONTH: 1,
};

/**
 * The validity periods that a segment of a recurring prepayment charge pays for, whole, even where it
 * is cut in the last of them. They are counted from the start of the subscription; its terms are as
 * many of them as they are long. A charge that starts inside one has what is left of it.
 *
 *     term      |-----------------------------------|
 *     QUARTER   |--------|--------|--------|--------|
 *     segment            |----------------|             has the second and the third
 */
export function validityPeriods(
  subscription: BillableSubscription,
  charge: BillableCharge,
  type: ValidityPeriodType,
): DateRange[] {
  const effective = effectiveInTerm(subscription, charge);
  if (!effective || isEmpty(effective) || effective.end === NO_END) return [];
  const periods: DateRange[] = [];
  let { start } = effective;
  while (start < effective.end) {
    const end = validityEnd(subscription, type, start, charge.chargedThroughDate);
    periods.push({ start, end });
    start = end;
  }
  return periods;
}

/**
 * Where the validity period ends that a day lies in.
 *
 * @param billedThrough  of a term that was made shorter, what was billed of it says how long it was
 */
export function validityEnd(
  subscription: BillableSubscription,
  type: ValidityPeriodType,
  day: PlainDate,
  billedThrough: PlainDate | null = null,
): PlainDate {
  const months = MONTHS_OF_VALIDITY[type];
  if (months === null) return endOfTermAt(subscription, day, billedThrough);
  const { subscriptionStartDate: anchor } = subscription;
  const passed = Math.max(0, monthNumber(day) - monthNumber(anchor) - 1);
  let count = Math.floor(passed / months);
  while (addMonths(anchor, count * months) <= day) count += 1;
  return addMonths(anchor, count * months);
}

/** A cancelled term would have gone on for its length. */
function endOfTermAt(
  subscription: BillableSubscription,
  day: PlainDate,
  billedThrough: PlainDate | null,
): PlainDate {
  const { currentTerm, subscriptionStartDate, initialTerm, renewalTerm, status } = subscription;
  if (day < currentTerm.start) {
    const term = termsOf(subscription).find(({ end }) => day < end);
    return term?.end ?? currentTerm.start;
  }
  const isFirst = currentTerm.start === subscriptionStartDate;
  const length = isFirst ? initialTerm : (renewalTerm ?? initialTerm);
  const planned =
    status === "Cancelled" && length ? endOfTerm(currentTerm.start, length) : currentTerm.end;
  return later(later(planned, currentTerm.end), billedThrough ?? planned);
}
