import { BillingError } from "../errors.ts";
import type { Ramp, RampedChargeKey, RampInterval, RampRequest } from "../model/ramp.ts";
import { chargesOf, type Subscription } from "../model/subscription.ts";
import { isEmpty, NO_END, serviceEndDate } from "../values/date-range.ts";
import type { Supply } from "./order-action.ts";

/** As documented. */
const MOST_CHARGES = 50;

/**
 * A subscription with the ramp that an order asks for, once its actions are done: a new one, the one
 * that it has with other fields, or none.
 *
 * Errors: MISSING_FIELD (intervals of a new ramp), NOT_ALLOWED (nothing to delete, intervals that
 * leave a gap, overlap or leave the term, charges that the subscription does not have, more than 50).
 * Worked examples: docs/spec/ramps.md.
 */
export function withRamp(
  subscription: Subscription,
  request: RampRequest | undefined,
  supply: Supply,
): Subscription {
  if (request === undefined) return subscription;
  const { ramp: before, subscriptionNumber } = subscription;
  if (request === "delete") {
    if (before) return { ...subscription, ramp: null };
    throw notAllowed(`Subscription '${subscriptionNumber}' has no ramp to delete.`);
  }
  const intervals = request.intervals ?? before?.intervals;
  if (!intervals) throw new BillingError("MISSING_FIELD", { field: "intervals" });
  if (request.intervals) checkIntervals(subscription, request.intervals);
  const chargeNumbers = request.charges
    ? request.charges.map((key) => chargeNumberOf(subscription, key))
    : (before?.chargeNumbers ?? null);
  const ramp: Ramp = {
    rampId: before?.rampId ?? supply.newId(),
    rampNumber: before?.rampNumber ?? supply.rampNumber(),
    name: request.name ?? before?.name ?? null,
    description: request.description ?? before?.description ?? null,
    intervals,
    chargeNumbers: chargeNumbers && [...new Set(chargeNumbers)],
  };
  if (rampedChargeNumbers(subscription, ramp).length > MOST_CHARGES) {
    throw notAllowed(`A ramp has at most ${MOST_CHARGES} charges.`);
  }
  return { ...subscription, ramp };
}

/** The charges of a ramp that the subscription has, in its order. */
export function rampedChargeNumbers(subscription: Subscription, { chargeNumbers }: Ramp): string[] {
  const own = new Set(chargesOf(subscription).map(({ chargeNumber }) => chargeNumber));
  return [...own].filter((number) => chargeNumbers === null || chargeNumbers.includes(number));
}

function chargeNumberOf(subscription: Subscription, key: RampedChargeKey): string {
  const named = chargesOf(subscription).find((charge) =>
    "chargeNumber" in key
      ? charge.chargeNumber === key.chargeNumber
      : charge.uniqueToken === key.uniqueToken,
  );
  if (named) return named.chargeNumber;
  const name = "chargeNumber" in key ? key.chargeNumber : key.uniqueToken;
  const { subscriptionNumber } = subscription;
  throw notAllowed(`Charge '${name}' of the ramp is not in subscription '${subscriptionNumber}'.`);
}

function checkIntervals(subscription: Subscription, intervals: readonly RampInterval[]): void {
  for (const [index, { days }] of intervals.entries()) {
    if (isEmpty(days)) {
      throw notAllowed(`The ramp interval from ${days.start} ends before it starts.`);
    }
    const before = intervals[index - 1];
    if (!before || before.days.end === days.start) continue;
    const end = serviceEndDate(before.days);
    const message = `The ramp interval from ${days.start} does not follow the one that ends on ${end}: each starts on the day after the one before.`;
    throw notAllowed(message);
  }
  checkInsideTerm(subscription, intervals);
}

function checkInsideTerm(
  { subscriptionStartDate, currentTerm, subscriptionNumber }: Subscription,
  intervals: readonly RampInterval[],
): void {
  const [first, last] = [intervals[0], intervals.at(-1)];
  if (!first || !last) throw new BillingError("MISSING_FIELD", { field: "intervals" });
  const { start } = first.days;
  const { end } = last.days;
  if (start >= subscriptionStartDate && end <= currentTerm.end) return;
  const until = currentTerm.end === NO_END ? "" : ` to ${serviceEndDate(currentTerm)}`;
  const message = `The ramp from ${start} to ${serviceEndDate(last.days)} is not within subscription '${subscriptionNumber}' from ${subscriptionStartDate}${until}.`;
  throw notAllowed(message);
}

const notAllowed = (message: string): BillingError => new BillingError("NOT_ALLOWED", { message });
