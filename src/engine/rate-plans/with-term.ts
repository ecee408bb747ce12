import { chargeEnd } from "../billing/charge-end.ts";
import type { Charge } from "../model/charge.ts";
import type { RatePlan, Subscription } from "../model/subscription.ts";
import { type DateRange, NO_END } from "../values/date-range.ts";
import { addDays, earlier, later, type PlainDate } from "../values/plain-date.ts";
import { withDays } from "./next-segment.ts";

/**
 * A subscription with another current term. Charges that run past its end are cut there; those that
 * the old end cut short go on to the new one, or to their own end before it.
 *
 *     term      |--------------|               |----------------------|
 *     ends with |--------------|       =>      |----------------------|
 *     its own   |--------------|               |-----------------|
 *     removed   |--------|                     |--------|
 *
 * Worked examples: docs/spec/renew-subscription.md. No errors.
 */
export const withTerm = (
  subscription: Subscription,
  currentTerm: DateRange,
  orderDate: PlainDate,
): Subscription => ({
  ...subscription,
  currentTerm,
  ratePlans: subscription.ratePlans.map((ratePlan) => ({
    ...ratePlan,
    charges: ratePlan.charges.map((charge) => {
      const days = daysUntil(currentTerm.end, { subscription, ratePlan, charge });
      return days ? withDays(charge, days, orderDate) : charge;
    }),
  })),
});

type Place = {
  readonly subscription: Subscription;
  readonly ratePlan: RatePlan;
  readonly charge: Charge;
};

/** The days of a charge segment when the term ends on another day. */
function daysUntil(termEnd: PlainDate, place: Place): DateRange | undefined {
  const { effective } = place.charge;
  if (!effective) return undefined;
  const { start, end } = effective;
  if (end > termEnd) return { start, end: later(start, termEnd) };
  return goesOn(place) ? { start, end: later(end, endIn(place, start, termEnd)) } : effective;
}

/** Whether a segment ended because the term did, and not before it for a reason of its own. */
export const goesOn = ({
  subscription: { currentTerm },
  charge: { effective, removedDate },
}: Omit<Place, "ratePlan">): boolean =>
  effective !== undefined &&
  effective.end >= currentTerm.end &&
  (removedDate === null || removedDate > currentTerm.end);

/** Where a segment that starts on `start` ends in a term that ends on `termEnd`. */
function endIn(place: Place, start: PlainDate, termEnd: PlainDate): PlainDate {
  const end = ownEndIn(place, start, termEnd);
  return [...nextSegmentStarts(place), ...suspendDates(place, start)].reduce(earlier, end);
}

/**
 * A one-time charge has its day; the others end as they say, counted from their first segment. None
 * serves past its removal.
 */
export function ownEndIn(
  { ratePlan, charge }: Pick<Place, "ratePlan" | "charge">,
  start: PlainDate,
  newTermEnd: PlainDate,
): PlainDate {
  const termEnd = earlier(newTermEnd, charge.removedDate ?? NO_END);
  if (charge.recurrence === null) return later(start, earlier(addDays(start, 1), termEnd));
  const first = ratePlan.charges
    .filter(({ chargeNumber }) => chargeNumber === charge.chargeNumber)
    .flatMap(({ effective }) => effective?.start ?? [])
    .reduce(earlier, start);
  return later(start, chargeEnd(charge, first, termEnd));
}

const nextSegmentStarts = ({ ratePlan, charge }: Place): PlainDate[] =>
  ratePlan.charges
    .filter(
      ({ chargeNumber, segment }) =>
        chargeNumber === charge.chargeNumber && segment > charge.segment,
    )
    .flatMap(({ effective }) => effective?.start ?? []);

/**
 * A segment that a suspension has ended goes on no further than that: a later one was resumed. One
 * that runs past it came after it.
 */
const suspendDates = (
  { subscription, charge: { effective } }: Place,
  start: PlainDate,
): PlainDate[] =>
  subscription.statusHistory.flatMap(({ status, startDate }) =>
    status === "Suspended" && startDate >= start && effective && effective.end <= startDate
      ? startDate
      : [],
  );
