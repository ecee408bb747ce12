import type { BillableCharge } from "../billing/billable.ts";
import { isDivisible } from "../billing/prepayment-periods.ts";
import { effectiveInTerm } from "../billing/segment.ts";
import { BillingError } from "../errors.ts";
import type { OrderActionType } from "../model/order.ts";
import type { Subscription } from "../model/subscription.ts";
import { type DateRange, isEmpty, NO_END } from "../values/date-range.ts";
import { addDays } from "../values/plain-date.ts";
import { type Fund, fundsOf, takenBackOn } from "./funds-of.ts";
import { hasPrepaid, type PrepaymentCharge, prepaymentsOf } from "./prepaid-charges.ts";
import { validityEnd, validityPeriods } from "./validity-periods.ts";

type Step = { readonly type: OrderActionType; readonly after: Subscription };

/**
 * Whether what an order makes of a subscription can hold its prepaid units.
 *
 * - One unit of measure has validity periods of one length.
 * - Recurring prepayments begin and end with a validity period. One may end inside of it, where all of
 *   it is billed: then there is something to give back.
 * - There is a term that ends; nothing is suspended, and nobody else becomes the owner.
 *
 * Errors: PREPAID_PERIODS_UNEVEN, PREPAID_PERIOD_NOT_BILLED, PREPAID_VALIDITY_MIXED, NOT_SUPPORTED.
 */
export function checkPrepaid(
  base: Subscription | undefined,
  next: Subscription,
  steps: readonly Step[],
): void {
  if (!hasPrepaid(next)) return;
  const { subscriptionNumber, currentTerm } = next;
  const stops = steps.find(({ type }) => type === "Suspend" || type === "Resume");
  if (stops) refuse(`'${stops.type}' of subscription '${subscriptionNumber}'`);
  if (base && base.subscriptionOwnerId !== next.subscriptionOwnerId) {
    refuse(`Another owner of subscription '${subscriptionNumber}'`);
  }
  const prepayments = prepaymentsOf(next);
  if (prepayments.length === 0) return;
  if (currentTerm.end === NO_END) refuse(`Evergreen subscription '${subscriptionNumber}'`);
  checkUnits(prepayments);
  for (const each of prepayments) checkPeriods(next, each);
  checkEnds(base, next, prepayments);
}

function refuse(what: string): never {
  const message = `${what} is not supported yet: it has charges with prepaid units.`;
  throw new BillingError("NOT_SUPPORTED", { message });
}

function checkUnits(prepayments: readonly PrepaymentCharge[]): void {
  const byUnit = Map.groupBy(prepayments, ({ terms }) => terms.unitOfMeasure);
  for (const [unitOfMeasure, own] of byUnit) {
    const types = new Set(own.map(({ terms }) => terms.validityPeriodType));
    if (types.size > 1) throw new BillingError("PREPAID_VALIDITY_MIXED", { unitOfMeasure });
  }
}

/** Errors: PREPAID_PERIODS_UNEVEN. */
function checkPeriods(next: Subscription, { charge, terms }: PrepaymentCharge): void {
  const { recurrence, chargeNumber } = charge;
  const effective = effectiveInTerm(next, charge);
  if (recurrence === null || !effective || isEmpty(effective)) return;
  const periods = validityPeriods(next, charge, terms.validityPeriodType);
  const isWhole = (period: DateRange): boolean => isDivisible(recurrence, period);
  const startsWithOne =
    terms.validityPeriodType === "SUBSCRIPTION_TERM" ||
    effective.start === next.subscriptionStartDate ||
    validityEnd(next, terms.validityPeriodType, addDays(effective.start, -1)) === effective.start;
  if (periods.every(isWhole) && startsWithOne) return;
  throw new BillingError("PREPAID_PERIODS_UNEVEN", { chargeNumber });
}

/** Errors: PREPAID_PERIODS_UNEVEN, PREPAID_PERIOD_NOT_BILLED. */
function checkEnds(
  base: Subscription | undefined,
  next: Subscription,
  prepayments: readonly PrepaymentCharge[],
): void {
  const before = new Set((base ? fundsOf(base) : []).map(endOf));
  const cut = fundsOf(next).filter(
    (fund) => fund.usable.end < fund.period.end && !before.has(endOf(fund)),
  );
  for (const fund of cut) {
    const found = prepayments.find(
      ({ charge }) => charge.chargeNumber === fund.chargeNumber && charge.segment === fund.segment,
    );
    if (found && !isBilledWhole(found.charge, fund)) throw refusalOf(next, found.charge, fund);
  }
}

const endOf = ({ chargeNumber, start, usable }: Fund): string =>
  `${chargeNumber} ${start} ${usable.end}`;

const isBilledWhole = ({ chargedThroughDate, recurrence }: BillableCharge, fund: Fund): boolean =>
  chargedThroughDate !== null && (recurrence === null || chargedThroughDate >= fund.period.end);

/** A term that does not fit was wrong from the beginning; an end that somebody asked for comes early. */
function refusalOf(next: Subscription, charge: BillableCharge, fund: Fund): BillingError {
  const { chargeNumber } = charge;
  const isEnded = takenBackOn(next, charge) !== undefined;
  return isEnded
    ? new BillingError("PREPAID_PERIOD_NOT_BILLED", {
        chargeNumber,
        date: fund.usable.end,
        periodEndDate: fund.period.end,
      })
    : new BillingError("PREPAID_PERIODS_UNEVEN", { chargeNumber });
}
