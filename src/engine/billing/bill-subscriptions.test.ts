import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { aCurrency, aDay, someRules, someSubscription } from "#test/support/arbitraries.ts";
import {
  type BilledSubscription,
  billed,
  type HowToBill,
  unbilled,
  writtenLines,
} from "#test/support/billing.ts";
import { aRatePlan, cancelledOn, endedOn } from "#test/support/subscriptions.ts";
import type { Charge } from "../model/charge.ts";
import type { Line } from "../model/document.ts";
import { chargesOf, type Subscription } from "../model/subscription.ts";
import { type DateRange, NO_END } from "../values/date-range.ts";
import { type Decimal, decimal, isNegative, isZero, sum, ZERO } from "../values/decimal.ts";
import { addDays, addMonths, earlier, later, type PlainDate } from "../values/plain-date.ts";

const NUM_RUNS = 300;

const aHow = (): fc.Arbitrary<HowToBill> =>
  fc.record({
    billCycleDay: fc.integer({ min: 0, max: 31 }),
    currency: aCurrency(),
    rules: someRules(),
  });

const property = <Values extends [unknown, ...unknown[]]>(
  arbitraries: { [Index in keyof Values]: fc.Arbitrary<Values[Index]> },
  holds: (...values: Values) => void,
) => fc.assert(fc.property(...arbitraries, holds), { numRuns: NUM_RUNS });

const totalOf = (lines: readonly Line[]): Decimal => sum(lines.map((line) => line.amount));

/** What a line says besides whom it credits. */
const billedDays = (lines: readonly Line[]) => lines.map(({ service }) => service);

const throughDatesOf = ({ subscription }: BilledSubscription) =>
  chargesOf(subscription).map(({ chargedThroughDate, processedThroughDate }) => ({
    chargedThroughDate,
    processedThroughDate,
  }));

/** Cancels on a day of the term, at its ends too. */
function cancelledInTerm(before: BilledSubscription, date: PlainDate): BilledSubscription {
  const { currentTerm } = before.subscription;
  const on = later(currentTerm.start, earlier(date, currentTerm.end));
  return { ...before, subscription: cancelledOn(before.subscription, on) };
}

describe("billSubscriptions, properties", () => {
  test("billing twice bills once", () => {
    property([someSubscription(), aHow(), aDay()], (subscription, how, targetDate) => {
      const once = billed(unbilled(subscription), targetDate, how);
      const twice = billed(once, targetDate, how);
      assert.equal(writtenLines(twice.lines), "-");
      assert.deepEqual(throughDatesOf(twice), throughDatesOf(once));
    });
  });

  test("billing month by month equals billing once through the last month", () => {
    property([someSubscription(), aHow(), aDay()], (subscription, how, targetDate) => {
      const atOnce = billed(unbilled(subscription), targetDate, how);
      let state: BilledSubscription = unbilled(subscription);
      const lines: Line[] = [];
      for (let months = 60; months >= 0; months--) {
        const next = billed(state, addMonths(targetDate, -months), how);
        lines.push(...next.lines);
        state = next;
      }
      assert.equal(writtenLines(lines), writtenLines(atOnce.lines));
      assert.deepEqual(throughDatesOf(state), throughDatesOf(atOnce));
    });
  });

  test("periods meet: no day is billed twice or left out in between", () => {
    property([someSubscription(), aHow(), aDay()], (subscription, how, targetDate) => {
      const { lines } = billed(unbilled(subscription), targetDate, how);
      const days = billedDays(lines);
      for (const { start, end } of days) assert(start < end);
      assert(joined(days).length <= 1);
    });
  });

  test("no part costs more than a full period, unless one has more deliveries", () => {
    property([someSubscription(), aHow(), aDay()], (subscription, how, targetDate) => {
      if (chargesOf(subscription)[0]?.chargeModel === "Delivery") return;
      const { lines } = billed(unbilled(subscription), targetDate, how);
      const full = lines.find((line) => line.derivation.rule === "full period");
      for (const { amount } of full ? lines : []) assert(isWithin(amount, full?.amount ?? ZERO));
    });
  });

  test("cancelling on the start date nets to zero", () => {
    property([someSubscription(), aHow(), aDay()], (subscription, how, targetDate) => {
      const before = billed(unbilled(subscription), targetDate, how);
      const cancelled = cancelledInTerm(before, subscription.currentTerm.start);
      const after = billed(cancelled, later(targetDate, subscription.currentTerm.start), how);
      assert(isZero(totalOf([...before.lines, ...after.lines])));
    });
  });

  test("crediting twice credits once, and an item is never credited beyond its amount", () => {
    property(
      [someSubscription(), aHow(), aDay(), aDay()],
      (subscription, how, targetDate, date) => {
        const before = billed(unbilled(subscription), targetDate, how);
        const once = billed(cancelledInTerm(before, date), NEVER, how);
        for (const { amount, creditedAmount } of once.billedItems)
          assert(isWithin(creditedAmount, amount));
        const twice = billed(once, NEVER, how);
        assert.equal(writtenLines(twice.lines), "-");
        assert.deepEqual(throughDatesOf(twice), throughDatesOf(once));
      },
    );
  });

  test("billed and credited is what would have been billed for the days that were kept", () => {
    property(
      [someSubscription(), aHow(), aDay(), aDay()],
      (subscription, how, targetDate, date) => {
        if (isMeasuredByTerm(subscription)) return;
        const method = billedLessCharged(how);
        const before = billed(unbilled(subscription), targetDate, method);
        const after = billed(cancelledInTerm(before, date), NEVER, method);
        const neverMore = billed(cancelledInTerm(unbilled(subscription), date), NEVER, method);
        assert.equal(
          totalOf([...before.lines, ...after.lines]).toFixed(),
          totalOf(neverMore.lines).toFixed(),
        );
      },
    );
  });

  test("a charge in two segments is billed for the same days as in one", () => {
    property([someSubscription(), aHow(), aDay()], (subscription, how, date) => {
      if (subscription.currentTerm.end === NO_END) return;
      const inOne = billed(unbilled(subscription), NEVER, how);
      const inTwo = billed(unbilled(inTwoSegments(subscription, date)), NEVER, how);
      assert.deepEqual(joined(billedDays(inTwo.lines)), joined(billedDays(inOne.lines)));
    });
  });

  test("a new quantity credits the old one and charges the new one for the days that are left", () => {
    property(
      [someSubscription(), aHow(), aDay(), aDay()],
      (subscription, how, targetDate, date) => {
        if (isMeasuredByTerm(subscription) || subscription.currentTerm.end === NO_END) return;
        const method = billedLessCharged(how);
        const before = billed(unbilled(subscription), targetDate, method);
        const changed = { ...before, subscription: inTwoSegments(before.subscription, date, "7") };
        const after = billed(changed, NEVER, method);
        const fromTheStart = inTwoSegments(subscription, date, "7");
        const { lines } = billed(unbilled(fromTheStart), NEVER, method);
        assert.equal(
          totalOf([...before.lines, ...after.lines]).toFixed(),
          totalOf(lines).toFixed(),
        );
      },
    );
  });

  test("cancelling where billing stands moves no money", () => {
    property([someSubscription(), aHow(), aDay()], (subscription, how, targetDate) => {
      const before = billed(unbilled(subscription), targetDate, how);
      const [charge] = chargesOf(before.subscription);
      const billedThrough = charge?.chargedThroughDate;
      if (!billedThrough || billedThrough > subscription.currentTerm.end) return;
      const after = billed(cancelledInTerm(before, billedThrough), NEVER, how);
      assert(isZero(totalOf(after.lines)));
    });
  });
});

/** Ends the charge on a day of its own and goes on with a second segment. */
function inTwoSegments(
  subscription: Subscription,
  date: PlainDate,
  quantity?: string,
): Subscription {
  const [charge] = chargesOf(subscription);
  assert(charge?.effective);
  const { start, end } = charge.effective;
  const on = later(start, earlier(date, end));
  const second: Charge = {
    ...charge,
    chargeId: "charge-2",
    segment: 2,
    effective: { start: on, end },
    chargedThroughDate: null,
    processedThroughDate: null,
    quantity: quantity ? decimal(quantity) : charge.quantity,
  };
  return { ...subscription, ratePlans: [aRatePlan({ charges: [endedOn(charge, on), second] })] };
}

/** From zero to `limit`, which may be negative. */
const isWithin = (amount: Decimal, limit: Decimal): boolean =>
  isNegative(limit) ? amount.lte(ZERO) && amount.gte(limit) : amount.gte(ZERO) && amount.lte(limit);

/** The credit method that promises an exact sum. */
const billedLessCharged = (how: HowToBill): HowToBill => ({
  ...how,
  rules: {
    ...how.rules,
    recurringCreditProrationOption: "BilledPeriodAmountMinusChargedAmount",
  },
});

/** Neighbours that meet become one. */
function joined(days: readonly DateRange[]): DateRange[] {
  const ranges: DateRange[] = [];
  for (const { start, end } of days) {
    const last = ranges.at(-1);
    if (last?.end === start) ranges[ranges.length - 1] = { start: last.start, end };
    else ranges.push({ start, end });
  }
  return ranges;
}

/** Far enough for anything to be due that ends at all. */
const NEVER = addDays(NO_END, -400);

/** Cut, a term with one price for all of it has lost the measure of that price. */
const isMeasuredByTerm = (subscription: Subscription): boolean =>
  chargesOf(subscription).some(
    ({ recurrence }) =>
      recurrence?.billingPeriod === "Subscription_Term" &&
      recurrence.listPriceBase === "Per_Billing_Period",
  );
