import { BillingError } from "../errors.ts";
import type { Recurrence } from "../model/charge.ts";
import { chargesOf, type Subscription } from "../model/subscription.ts";
import { addDays, addMonths, earlier, type PlainDate, plainDate } from "../values/plain-date.ts";

/** How far a preview bills, as a caller says it. */
export type PreviewThrough =
  | { readonly type: "SpecificDate"; readonly date: PlainDate }
  | { readonly type: "TermEnd" }
  | { readonly type: "NumberOfPeriods"; readonly periods: number };

/**
 * The target date of a preview. TermEnd is the last day of the term that ends last; a number of
 * periods counts the shortest billing period from the order date, and ends on its last day.
 *
 * Errors: NOT_ALLOWED for a term that has no end, and for periods where nothing recurs.
 */
export function previewTargetDate(
  through: PreviewThrough,
  subscriptions: readonly Subscription[],
  orderDate: PlainDate,
): PlainDate {
  switch (through.type) {
    case "SpecificDate":
      return through.date;
    case "TermEnd":
      return addDays(lastTermEnd(subscriptions), -1);
    case "NumberOfPeriods":
      return addDays(afterPeriods(through.periods, subscriptions, orderDate), -1);
  }
}

function lastTermEnd(subscriptions: readonly Subscription[]): PlainDate {
  const evergreen = subscriptions.find(
    ({ termType, status }) => termType === "EVERGREEN" && status !== "Cancelled",
  );
  const [last] = subscriptions
    .map(({ currentTerm }) => currentTerm.end)
    .toSorted()
    .toReversed();
  if (last && !evergreen) return last;
  const message = "An evergreen subscription has no term end. Preview through a specific date.";
  throw new BillingError("NOT_ALLOWED", { message });
}

/** No term ends later, so nothing is billed further. */
const LAST_TERM_END = plainDate("2999-12-31");

function afterPeriods(
  periods: number,
  subscriptions: readonly Subscription[],
  orderDate: PlainDate,
): PlainDate {
  const ends = subscriptions.flatMap((subscription) =>
    chargesOf(subscription).flatMap(({ recurrence }) =>
      recurrence ? [periodsAfter(orderDate, periods, recurrence, subscription)] : [],
    ),
  );
  const [shortest] = ends.toSorted();
  if (shortest) return earlier(shortest, LAST_TERM_END);
  const message = "There is no recurring charge, so there are no periods to preview.";
  throw new BillingError("NOT_ALLOWED", { message });
}

function periodsAfter(
  day: PlainDate,
  periods: number,
  { billingPeriod, specificBillingPeriod }: Recurrence,
  { currentTerm }: Subscription,
): PlainDate {
  const count = periods * (specificBillingPeriod ?? 1);
  switch (billingPeriod) {
    case "Week":
    case "Specific_Weeks":
      return addDays(day, 7 * count);
    case "Subscription_Term":
      return currentTerm.end;
    case "Specific_Months":
      return addMonths(day, count);
    default:
      return addMonths(day, MONTHS[billingPeriod] * periods);
  }
}

const MONTHS = {
  Month: 1,
  Quarter: 3,
  Semi_Annual: 6,
  Annual: 12,
  Eighteen_Months: 18,
  Two_Years: 24,
  Three_Years: 36,
  Five_Years: 60,
} as const;
