import { BillingError } from "../errors.ts";
import type { Term } from "../model/subscription.ts";
import { endOfTerm } from "../model/term.ts";
import type { DateRange } from "../values/date-range.ts";
import type { PlainDate } from "../values/plain-date.ts";

/** A longer term is a typing mistake. */
const LAST_TERM_END = "2999-12-31";

/**
 * The days of a term that starts on `start`. Errors: NOT_ALLOWED for one that never ends in practice.
 *
 * @param name  what the caller calls it: "initial term"
 */
export function termFrom(start: PlainDate, term: Term, name: string): DateRange {
  const end = endOfTerm(start, term);
  if (end <= LAST_TERM_END) return { start, end };
  throw new BillingError("NOT_ALLOWED", { message: `The ${name} ends after ${LAST_TERM_END}.` });
}
