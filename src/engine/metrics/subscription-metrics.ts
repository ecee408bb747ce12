import type { Charge } from "../model/charge.ts";
import { monthlyRecurringRevenue } from "../model/mrr.ts";
import type { RatePlan, Subscription } from "../model/subscription.ts";
import { contains, type DateRange, isEmpty } from "../values/date-range.ts";
import { type Decimal, sum, ZERO } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";
import { totalContractedValue } from "./tcv.ts";

/**
 * A month's worth of what the subscription has contracted: of each recurring charge its last
 * segment, unless that is over before the subscription is. A cancellation keeps it, as it ends the
 * subscription together with the charge; one from the first day leaves nothing. So does a
 * suspension, which is meant to be over some day. A product that was removed counts until it goes.
 *
 * @param today  a charge that is over on this day has ended by itself
 * @returns not rounded. No errors.
 */
export const contractedMrr = (subscription: ContractedSubscription, today: PlainDate): Decimal =>
  sumOfMrr(contractedCharges(subscription, today));

/** The segments that count there; a one-time charge is worth nothing by the month. */
export const contractedCharges = (
  { ratePlans, currentTerm }: ContractedSubscription,
  today: PlainDate,
): Charge[] =>
  ratePlans.flatMap(({ charges, lastChangeType }) =>
    lastSegments(charges).filter((charge) => {
      const days = contractedDays(charge);
      if (!days) return lastChangeType !== "Remove";
      const endsWithTerm = lastChangeType !== "Remove" && days.end >= currentTerm.end;
      return !isEmpty(days) && (days.end > today || endsWithTerm);
    }),
  );

type ContractedSubscription = Pick<Subscription, "currentTerm"> & {
  readonly ratePlans: readonly Pick<RatePlan, "charges" | "lastChangeType">[];
};

/** The days of a segment had its subscription not been suspended; undefined while it is pending. */
const contractedDays = ({ effective, endBeforeSuspension }: Charge): DateRange | undefined =>
  effective && { start: effective.start, end: endBeforeSuspension ?? effective.end };

/** A month's worth of what is in service on `day`. */
export const mrrOn = ({ ratePlans }: Pick<Subscription, "ratePlans">, day: PlainDate): Decimal =>
  sumOfMrr(
    ratePlans
      .flatMap((ratePlan) => ratePlan.charges)
      .filter(({ effective }) => effective && contains(effective, day)),
  );

/** Monthly recurring revenue of one segment; null for a one-time charge, and for usage. */
export const mrrOf = (charge: Charge): Decimal | null =>
  charge.chargeType !== "Recurring" ? null : monthlyRecurringRevenue(charge);

/** Of all segments. Null for an evergreen subscription. */
export const contractedValue = ({
  ratePlans,
  termType,
}: Pick<Subscription, "ratePlans" | "termType">): Decimal | null =>
  termType === "EVERGREEN"
    ? null
    : sum(
        ratePlans
          .flatMap((ratePlan) => ratePlan.charges)
          .map((charge) => totalContractedValue(charge, { termType }) ?? ZERO),
      );

export type DeltaMetrics = {
  readonly totalDeltaMrr: Decimal;
  /** Null for an evergreen subscription. */
  readonly totalDeltaTcv: Decimal | null;
};

/** What one version changed of the one before. Worked examples: docs/spec/metrics.md. */
export function deltaMetrics(
  before: Subscription,
  after: Subscription,
  today: PlainDate,
): DeltaMetrics {
  const valueBefore = contractedValue(before);
  const valueAfter = contractedValue(after);
  return {
    totalDeltaMrr: contractedMrr(after, today).minus(contractedMrr(before, today)),
    totalDeltaTcv: valueBefore && valueAfter ? valueAfter.minus(valueBefore) : null,
  };
}

/**
 * The latest segment of each charge, in the order of the charges. One that never serves a day,
 * except because it is suspended, is not the last as long as there is another.
 */
export const lastSegments = (charges: readonly Charge[]): Charge[] => {
  const last = new Map<string, Charge>();
  for (const charge of charges) {
    const known = last.get(charge.chargeNumber);
    if (!known || isAfter(known, charge)) last.set(charge.chargeNumber, charge);
  }
  return [...last.values()];
};

const isAfter = (known: Charge, charge: Charge): boolean =>
  isContracted(known) === isContracted(charge)
    ? known.segment < charge.segment
    : isContracted(charge);

/** Whether a segment has days, or had not its subscription been suspended; a pending one is to have. */
export function isContracted(charge: Charge): boolean {
  const days = contractedDays(charge);
  return !days || !isEmpty(days);
}

const sumOfMrr = (charges: readonly Charge[]): Decimal =>
  sum(charges.map((charge) => mrrOf(charge) ?? ZERO));
