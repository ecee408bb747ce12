import type { Subscription } from "../model/subscription.ts";
import { endOfTerm } from "../model/term.ts";
import type { DateRange } from "../values/date-range.ts";
import { earlier } from "../values/plain-date.ts";

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
