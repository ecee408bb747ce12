import type { DateRange } from "../values/date-range.ts";
import { earlier, type PlainDate } from "../values/plain-date.ts";
import type { Subscription, Term } from "./subscription.ts";
import { endOfTerm, lengthOfTerm } from "./term.ts";

/**
 * The terms of a subscription so far, the first one first. A version knows its current term only: the
 * ones before follow from their lengths, and end where the current one begins.
 */
export function termsOf(subscription: TermedSubscription): DateRange[] {
  const { currentTerm, subscriptionStartDate, initialTerm, renewalTerm } = subscription;
  const terms: DateRange[] = [];
  let start = subscriptionStartDate;
  while (start < currentTerm.start) {
    const length = terms.length === 0 ? initialTerm : renewalTerm;
    const end = length ? endOfTerm(start, length) : currentTerm.start;
    const term = { start, end: end > start ? earlier(end, currentTerm.start) : currentTerm.start };
    terms.push(term);
    start = term.end;
  }
  return [...terms, currentTerm];
}

type TermedSubscription = Pick<
  Subscription,
  "currentTerm" | "subscriptionStartDate" | "initialTerm" | "renewalTerm"
>;

/**
 * How long the current term is; null for evergreen. Cancelling ends the term early and leaves its
 * length as it was.
 */
export function lengthOfCurrentTerm(
  subscription: TermedSubscription & Pick<Subscription, "termType" | "status">,
): Term | null {
  const { termType, currentTerm, subscriptionStartDate, initialTerm, renewalTerm } = subscription;
  if (termType === "EVERGREEN") return null;
  const isFirst = currentTerm.start === subscriptionStartDate;
  const known = isFirst ? [initialTerm, renewalTerm] : [renewalTerm, initialTerm];
  return subscription.status === "Cancelled"
    ? (known[0] ?? null)
    : lengthOfTerm(currentTerm, known);
}

/**
 * The current term of a subscription that ends on a day: where it was renewed ahead of that, the term
 * that the day lies in.
 */
export function termUntil(subscription: TermedSubscription, end: PlainDate): DateRange {
  const { subscriptionStartDate } = subscription;
  const last = termsOf(subscription).findLast(({ start }) => start <= end);
  return { start: last?.start ?? subscriptionStartDate, end };
}
