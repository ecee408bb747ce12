import type { BillingRules } from "../model/billing-rules.ts";
import type { BilledItem, Line } from "../model/document.ts";
import { type Currency, roundToCurrency } from "../values/currency.ts";
import { type DateRange, isEmpty, NO_END } from "../values/date-range.ts";
import {
  type Decimal,
  decimalOfCount,
  divideUnrounded,
  formatDecimal,
  isPositive,
  isZero,
  maximum,
  minimum,
  sum,
  wholeNumber,
  ZERO,
} from "../values/decimal.ts";
import {
  addDays,
  addMonths,
  daysBetween,
  earlier,
  later,
  type PlainDate,
} from "../values/plain-date.ts";
import type { BillableSubscription } from "./billable.ts";
import { remainingOf } from "./credit-lines.ts";
import { dueLines } from "./due-lines.ts";
import { unitPriceOf } from "./price.ts";
import { lineOf, type RecurringSegment, recurringSegment } from "./segment.ts";

/** What billing a schedule has to know. */
export type ScheduleToBill = {
  readonly billCycleDay: number;
  readonly currency: Currency;
  readonly rules: BillingRules;
  readonly subscriptions: readonly BillableSubscription[];
  /** Numbers of its charges; of each its first segment. */
  readonly chargeNumbers: ReadonlySet<string>;
  /** Of these charges, what is not credited whole. */
  readonly billedItems: readonly BilledItem[];
};

/** A charge of a schedule. */
export type ScheduledCharge = {
  readonly segment: RecurringSegment;
  /** All that it costs, as it is now. */
  readonly due: Decimal;
  /** What was billed of it and not credited. */
  readonly billed: Decimal;
};

/** The charges of a schedule, in the order in which amounts are used up. No errors. */
export function scheduledCharges(schedule: ScheduleToBill): ScheduledCharge[] {
  const { billCycleDay, currency, rules, subscriptions, chargeNumbers, billedItems } = schedule;
  const context = { billCycleDay, currency, rules, targetDate: NO_END, creditDate: NO_END };
  const charges: ScheduledCharge[] = [];
  for (const subscription of subscriptions) {
    for (const charge of subscription.ratePlans.flatMap((plan) => plan.charges)) {
      const { recurrence, chargeNumber } = charge;
      if (recurrence === null || charge.segment !== 1 || !chargeNumbers.has(chargeNumber)) continue;
      const unbilled = { ...charge, chargedThroughDate: null };
      const segment = recurringSegment(subscription, unbilled, recurrence, context);
      if (!segment) continue;
      const own = billedItems.filter(
        (item) => item.chargeNumber === chargeNumber && item.segment === 1,
      );
      const due = sum(dueLines(segment).map(({ amount }) => amount));
      charges.push({ segment, due, billed: sum(own.map(remainingOf)) });
    }
  }
  return charges.sort((a, b) => (startOf(a) < startOf(b) ? -1 : startOf(a) > startOf(b) ? 1 : 0));
}

const startOf = ({ segment }: ScheduledCharge): PlainDate => segment.billable.start;

/** What is left to bill; never below zero. */
export const leftOf = ({ due, billed }: Pick<ScheduledCharge, "due" | "billed">): Decimal =>
  maximum(ZERO, due.minus(billed));

/**
 * The lines of an invoice of so much, or of what is left where that is less. Worked examples:
 * docs/spec/invoice-schedules.md. No errors.
 *
 * @param charges  by their start
 */
export function scheduleLines(charges: readonly ScheduledCharge[], amount: Decimal): Line[] {
  const [first] = charges;
  if (!first) return [];
  const { currency } = first.segment.context;
  const shares = scheduleShares(
    charges.map((charge) => ({ start: startOf(charge), left: leftOf(charge) })),
    amount,
    currency,
  );
  const total = sum(charges.map(({ due }) => due));
  const billed = sum(charges.map((charge) => charge.billed));
  return charges.flatMap((charge, index) => {
    const share = shares[index];
    if (share === undefined || isEmpty(charge.segment.billable)) return [];
    // What costs nothing is billed as far as the others.
    const of = isZero(charge.due)
      ? { due: total, billed, share: sum(shares.flatMap((each) => each ?? [])) }
      : { due: charge.due, billed: charge.billed, share };
    return [lineOfShare(charge, share, of)];
  });
}

type Consumed = { readonly due: Decimal; readonly billed: Decimal; readonly share: Decimal };

function lineOfShare(
  { segment, due, billed }: ScheduledCharge,
  share: Decimal,
  of: Consumed,
): Line {
  const { charge, billable, context, pricing } = segment;
  return lineOf(segment, {
    chargeName: charge.name,
    service: paidDays(billable, of, context.rules.daysInMonth),
    quantity: charge.quantity,
    unitPrice: unitPriceOf(charge, pricing),
    amount: share,
    creditedItem: null,
    derivation: {
      rule: "invoice schedule",
      inputs: {
        price: formatDecimal(due),
        billedBefore: formatDecimal(billed),
        startDate: billable.start,
        endDate: addDays(billable.end, -1),
        daysInMonth: context.rules.daysInMonth,
      },
    },
  });
}

/**
 * What each charge has of an amount: those that start first are used up first, those that start on one
 * day together, by what is left of each. Undefined: nothing, as an earlier one has taken all.
 */
export function scheduleShares(
  charges: readonly { readonly start: PlainDate; readonly left: Decimal }[],
  amount: Decimal,
  currency: Currency,
): (Decimal | undefined)[] {
  let rest = amount;
  const shares: (Decimal | undefined)[] = [];
  for (const group of Map.groupBy(charges, ({ start }) => start).values()) {
    const left = sum(group.map((charge) => charge.left));
    const taken = minimum(rest, left);
    if (!isPositive(taken)) {
      shares.push(...group.map(() => undefined));
      continue;
    }
    rest = rest.minus(taken);
    let open = taken;
    shares.push(
      ...group.map((charge, index) => {
        const wanted = divideUnrounded(taken.times(charge.left), left);
        const isLast = group.slice(index + 1).every((later) => isZero(later.left));
        const rounded = isZero(charge.left) || isLast ? open : roundToCurrency(wanted, currency);
        const share = minimum(charge.left, minimum(open, rounded));
        open = open.minus(share);
        return share;
      }),
    );
  }
  return shares;
}

/** The days of a charge that an amount pays for, after what was billed before it. */
export function paidDays(
  days: DateRange,
  { due, billed, share }: Consumed,
  daysInMonth: BillingRules["daysInMonth"],
): DateRange {
  const whole = isPositive(due) ? due : share;
  const at = (paid: Decimal, rounding: "Down" | "Up") =>
    dayAt(days, { paid, whole, daysInMonth, rounding });
  const start = isPositive(billed) ? at(billed, "Down") : days.start;
  const after = billed.plus(share);
  const end = after.gte(whole) ? days.end : at(after, "Up");
  const last = addDays(days.end, -1);
  const begins = earlier(start, last);
  return { start: begins, end: later(end, addDays(begins, 1)) };
}

type At = {
  readonly paid: Decimal;
  readonly whole: Decimal;
  readonly daysInMonth: BillingRules["daysInMonth"];
  readonly rounding: "Down" | "Up";
};

/** Where a share of the months of these days ends: months first, then days, a part of a day counted or not. */
function dayAt(days: DateRange, { paid, whole, daysInMonth, rounding }: At): PlainDate {
  const isActual = daysInMonth === "UseActualDays";
  const lengthOf = (months: number) =>
    isActual ? daysBetween(addMonths(days.start, months), addMonths(days.start, months + 1)) : 30;
  let count = 0;
  while (addMonths(days.start, count + 1) <= days.end) count += 1;
  const beyond = decimalOfCount(daysBetween(addMonths(days.start, count), days.end));
  const total = decimalOfCount(count).plus(
    divideUnrounded(beyond, decimalOfCount(lengthOf(count))),
  );
  const position = divideUnrounded(paid.times(total), whole);
  const months = wholeNumber(position, "Down");
  const part = position.minus(decimalOfCount(months)).times(decimalOfCount(lengthOf(months)));
  const found = wholeNumber(part, rounding);
  const day = addDays(addMonths(days.start, months), found);
  return earlier(day, days.end);
}
