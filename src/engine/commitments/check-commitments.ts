import { effectiveInTerm } from "../billing/segment.ts";
import { BillingError } from "../errors.ts";
import type { OrderActionType } from "../model/order.ts";
import type { Subscription } from "../model/subscription.ts";
import { prepaymentsOf } from "../prepaid/prepaid-charges.ts";
import { validityPeriods } from "../prepaid/validity-periods.ts";
import { isEmpty, NO_END } from "../values/date-range.ts";
import { type TrueUpCharge, trueUpsOf } from "./commitment-charges.ts";

type Step = { readonly type: OrderActionType; readonly after: Subscription };

/**
 * Whether what an order makes of a subscription can hold its commitments, by the vendor's page of them.
 *
 * - There is a term that ends, nothing is suspended, and no prepayment beside a commitment.
 * - Commitment periods are whole. One of the length of the term may be cut short: what is committed is
 *   due then. Others end as they were agreed.
 * - What is committed changes from one period to the next, not inside of one.
 *
 * Errors: COMMITMENT_CANNOT_END, COMMITMENT_PERIODS_UNEVEN, NOT_ALLOWED.
 */
export function checkCommitments(
  base: Subscription | undefined,
  next: Subscription,
  steps: readonly Step[],
): void {
  const trueUps = trueUpsOf(next);
  if (trueUps.length === 0) return;
  const { subscriptionNumber, currentTerm } = next;
  const stops = steps.find(({ type }) => type === "Suspend" || type === "Resume");
  if (stops) refuse(`Subscription '${subscriptionNumber}' has a commitment: no '${stops.type}'.`);
  if (currentTerm.end === NO_END) {
    refuse(`Subscription '${subscriptionNumber}' has a commitment: it needs a term that ends.`);
  }
  if (prepaymentsOf(next).length > 0) {
    refuse(`Subscription '${subscriptionNumber}' cannot have a prepayment and a commitment.`);
  }
  const before = base ? trueUpsOf(base) : [];
  for (const trueUp of trueUps) {
    checkEnd(next, trueUp, { base, before });
    checkPeriods(next, trueUp);
  }
}

type Before = {
  readonly base: Subscription | undefined;
  readonly before: readonly TrueUpCharge[];
};

/** Errors: COMMITMENT_CANNOT_END. */
function checkEnd(
  next: Subscription,
  { charge, terms }: TrueUpCharge,
  { base, before }: Before,
): void {
  if (!base || terms.validityPeriodType === "SUBSCRIPTION_TERM") return;
  const same = before.find(
    (each) =>
      each.charge.chargeNumber === charge.chargeNumber && each.charge.segment === charge.segment,
  );
  const was = same && effectiveInTerm(base, same.charge);
  const is = effectiveInTerm(next, charge);
  if (!was || !is || is.end >= was.end) return;
  const { chargeNumber } = charge;
  throw new BillingError("COMMITMENT_CANNOT_END", { chargeNumber, date: is.end });
}

/** Errors: COMMITMENT_PERIODS_UNEVEN. */
function checkPeriods(next: Subscription, { charge, terms }: TrueUpCharge): void {
  const { chargeNumber, segment } = charge;
  const effective = effectiveInTerm(next, charge);
  if (!effective || isEmpty(effective)) return;
  const isOfTerm = terms.validityPeriodType === "SUBSCRIPTION_TERM";
  const [whole] = validityPeriods(
    next,
    { ...charge, effective: { start: next.subscriptionStartDate, end: effective.end } },
    terms.validityPeriodType,
  ).filter(({ end }) => end > effective.start);
  const startsOne = whole?.start === effective.start;
  const endsOne =
    validityPeriods(next, charge, terms.validityPeriodType).at(-1)?.end === effective.end;
  if (isOfTerm ? segment === 1 || startsOne : startsOne && endsOne) return;
  throw new BillingError("COMMITMENT_PERIODS_UNEVEN", { chargeNumber });
}

function refuse(message: string): never {
  throw new BillingError("NOT_ALLOWED", { message });
}
