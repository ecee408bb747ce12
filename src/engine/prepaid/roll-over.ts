import type { BillableSubscription } from "../billing/billable.ts";
import { BillingError } from "../errors.ts";
import type { ManualRollover, PrepaidHistory, PrepaidMove } from "../model/prepaid.ts";
import type { DateRange } from "../values/date-range.ts";
import { isPositive, sum } from "../values/decimal.ts";
import { type Fund, fundsOf } from "./funds-of.ts";
import { prepaymentsOf } from "./prepaid-charges.ts";

/** Two validity periods of a balance. */
export type RolloverPeriods = {
  readonly unitOfMeasure: string;
  readonly source: DateRange;
  readonly destination: DateRange;
};

export type WhoRollsOver = {
  readonly subscription: BillableSubscription;
  readonly history: PrepaidHistory;
};

/**
 * Moves what is left of the funds of a validity period to the one that follows it.
 *
 * Errors: PREPAID_ROLLOVER_AUTOMATIC; NOT_ALLOWED (no two validity periods of these units that follow
 * each other, or rolled over already). Worked examples: test/scenarios/prepaid-rollover.test.ts.
 *
 * @returns undefined where nothing is left; how many funds had something left
 */
export function rollOver(
  { subscription, history }: WhoRollsOver,
  periods: RolloverPeriods,
  apply: ManualRollover["apply"],
): { readonly rollover: ManualRollover | undefined; readonly funds: number } {
  const { unitOfMeasure, source, destination } = periods;
  const funds = fundsOf(subscription);
  refuseAutomatic(subscription, unitOfMeasure);
  const own = fundsIn(funds, unitOfMeasure, source);
  const next = fundsIn(funds, unitOfMeasure, destination);
  if (source.end !== destination.start || own.length === 0 || next.length === 0) {
    refuse(`'${unitOfMeasure}' has no two such validity periods, one after the other.`);
  }
  if (findRollover(history, periods)) {
    refuse(`What was left of the period from ${source.start} has been rolled over.`);
  }
  const left = own.filter((fund) => isPositive(leftOf(fund, history.moves)));
  const rollover = { unitOfMeasure, sourceStart: source.start, destination, apply };
  return { rollover: left.length > 0 ? rollover : undefined, funds: left.length };
}

/**
 * Moves back what a person has rolled over, as long as nothing has drawn it.
 *
 * Errors: PREPAID_ROLLOVER_AUTOMATIC, PREPAID_ROLLOVER_DRAWN; NOT_ALLOWED (nothing was rolled over).
 *
 * @returns the rollover that is gone, and of how many funds
 */
export function reverseRollover(
  { subscription, history }: WhoRollsOver,
  periods: RolloverPeriods,
): { readonly rollover: ManualRollover; readonly funds: number } {
  const { unitOfMeasure, source, destination } = periods;
  refuseAutomatic(subscription, unitOfMeasure);
  const rollover = findRollover(history, periods);
  if (!rollover || rollover.destination.start !== destination.start) {
    return refuse(`Nothing of '${unitOfMeasure}' was rolled over from ${source.start}.`);
  }
  const own = fundsIn(fundsOf(subscription), unitOfMeasure, source);
  const drawn = history.moves.some(
    (move) =>
      move.day !== null &&
      move.day >= destination.start &&
      own.some((fund) => isOf(fund, move)) &&
      isPositive(netOn(move, history.moves)),
  );
  if (drawn) throw new BillingError("PREPAID_ROLLOVER_DRAWN", { unitOfMeasure });
  const left = own.filter((fund) => isPositive(leftOf(fund, history.moves)));
  return { rollover, funds: left.length };
}

const findRollover = (
  { rollovers }: PrepaidHistory,
  { unitOfMeasure, source }: RolloverPeriods,
): ManualRollover | undefined =>
  rollovers.find(
    (each) => each.unitOfMeasure === unitOfMeasure && each.sourceStart === source.start,
  );

/** A one-time charge may have begun inside the period. */
const fundsIn = (
  funds: readonly Fund[],
  unitOfMeasure: string,
  { start, end }: DateRange,
): Fund[] => {
  const own = funds.filter(
    ({ period, unitOfMeasure: unit }) =>
      unit === unitOfMeasure && period.start >= start && period.end === end,
  );
  return own.some(({ period }) => period.start === start) ? own : [];
};

function refuseAutomatic(subscription: BillableSubscription, unitOfMeasure: string): void {
  const automatic = prepaymentsOf(subscription).find(
    ({ terms }) => terms.unitOfMeasure === unitOfMeasure && terms.rollover !== null,
  );
  if (!automatic) return;
  const { chargeNumber } = automatic.charge;
  throw new BillingError("PREPAID_ROLLOVER_AUTOMATIC", { chargeNumber });
}

const isOf = ({ chargeNumber, start }: Fund, { fund }: PrepaidMove): boolean =>
  fund.chargeNumber === chargeNumber && fund.start === start;

const leftOf = (fund: Fund, moves: readonly PrepaidMove[]) =>
  fund.granted.minus(netOf(moves.filter((move) => isOf(fund, move))));

const netOf = (moves: readonly PrepaidMove[]) =>
  sum(moves.map(({ type, units }) => (type === "DrawdownReversal" ? units.neg() : units)));

/** What is drawn of a fund on the day of a move, and did not come back. */
const netOn = ({ fund, day }: PrepaidMove, moves: readonly PrepaidMove[]) =>
  netOf(
    moves.filter(
      (each) =>
        each.day === day &&
        each.fund.chargeNumber === fund.chargeNumber &&
        each.fund.start === fund.start,
    ),
  );

function refuse(message: string): never {
  throw new BillingError("NOT_ALLOWED", { message });
}
