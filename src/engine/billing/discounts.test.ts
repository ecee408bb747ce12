/** What holds for all discounts. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import {
  aCurrency,
  aDay,
  aPrice,
  someRecurrence,
  someRules,
  someSubscription,
} from "#test/support/arbitraries.ts";
import {
  type BilledSubscription,
  billed,
  type HowToBill,
  unbilled,
} from "#test/support/billing.ts";
import { writtenDiscounts } from "#test/support/discounts.ts";
import { aCharge, aRatePlan, cancelledOn } from "#test/support/subscriptions.ts";
import type {
  BillingRules,
  PercentageDiscountTakenOf,
  StackedDiscountClassApplyRule,
} from "../model/billing-rules.ts";
import type { Charge } from "../model/charge.ts";
import { DEFAULT_DISCOUNT_TERMS } from "../model/discount.ts";
import { type Line, netAmountOf } from "../model/document.ts";
import { chargesOf, type Subscription } from "../model/subscription.ts";
import { decimal, isNegative, isPositive, sum, ZERO } from "../values/decimal.ts";
import { addDays, addMonths, type PlainDate } from "../values/plain-date.ts";

const NUM_RUNS = 300;

const aDiscount = (): fc.Arbitrary<(start: PlainDate, number: number) => Charge> =>
  fc
    .record({
      isPercentage: fc.boolean(),
      percent: fc.integer({ min: 0, max: 10_000 }),
      cents: fc.integer({ min: 1, max: 500_000 }),
      after: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 200 })),
      days: fc.integer({ min: 0, max: 800 }),
      recurrence: someRecurrence(),
      discountClass: fc.constantFrom(null, "A", "B", "C"),
      isStackedDiscount: fc.boolean(),
      applyToBillingPeriodPartially: fc.boolean(),
      discountLevel: fc.constantFrom("rateplan" as const, "subscription" as const),
    })
    .map(
      ({ isPercentage, percent, cents, after, days, recurrence, ...terms }) =>
        (start, number) => {
          const from = addDays(start, after);
          return aCharge({
            chargeId: `discount-${number}`,
            chargeNumber: `C-0000001${number}`,
            chargeModel: isPercentage ? "DiscountPercentage" : "DiscountFixedAmount",
            price: decimal(`${isPercentage ? percent : cents}`).times("0.01"),
            effective: { start: from, end: addDays(from, days) },
            recurrence,
            discount: { ...DEFAULT_DISCOUNT_TERMS, ...terms },
          });
        },
    );

/** Two regular charges, so that fixed amounts are shared, and some discounts. */
const someDiscounted = (): fc.Arbitrary<Subscription> =>
  fc
    .tuple(
      someSubscription(someRecurrence().map((each) => ({ ...each, billingTiming: "IN_ADVANCE" }))),
      aPrice(),
      fc.array(aDiscount(), { minLength: 1, maxLength: 4 }),
    )
    .map(([subscription, price, discounts]) => {
      const [first] = chargesOf(subscription);
      const { start } = subscription.currentTerm;
      const second = first && { ...first, price, chargeId: "charge-2", chargeNumber: "C-00000002" };
      const charges = [
        ...(first ? [first] : []),
        ...(second ? [second] : []),
        ...discounts.map((discount, index) => discount(start, index)),
      ];
      return { ...subscription, ratePlans: [aRatePlan({ charges })] };
    });

const someDiscountRules = (): fc.Arbitrary<Partial<BillingRules>> =>
  fc
    .tuple(
      someRules(),
      fc.record({
        discountCreditProration: fc.boolean(),
        stackedDiscountClassApplyRule: fc.constantFrom<StackedDiscountClassApplyRule[]>(
          "Ignore",
          "Follow",
        ),
        percentageDiscountTakenOf: fc.constantFrom<PercentageDiscountTakenOf[]>(
          "RoundedAmount",
          "UnroundedAmount",
        ),
      }),
    )
    .map(([rules, ofDiscounts]) => ({ ...rules, ...ofDiscounts, discountClasses: ["A", "B"] }));

const aHow = (): fc.Arbitrary<HowToBill> =>
  fc.record({
    billCycleDay: fc.integer({ min: 0, max: 31 }),
    currency: aCurrency(),
    rules: someDiscountRules(),
  });

const property = <Values extends [unknown, ...unknown[]]>(
  arbitraries: { [Index in keyof Values]: fc.Arbitrary<Values[Index]> },
  holds: (...values: Values) => void,
) => fc.assert(fc.property(...arbitraries, holds), { numRuns: NUM_RUNS });

const netOf = (lines: readonly Line[]) => sum(lines.map(netAmountOf));

describe("discounts, properties", () => {
  test("take nothing off below zero, and never more than there is", () => {
    property([someDiscounted(), aHow(), aDay()], (subscription, how, targetDate) => {
      for (const line of billed(unbilled(subscription), targetDate, how).lines) {
        if (!isPositive(line.amount)) assert.equal(line.discounts, undefined);
        else assert(!isNegative(netAmountOf(line)));
        for (const { amount } of line.discounts ?? []) assert(isNegative(amount));
      }
    });
  });

  test("billing run by run equals billing all at once", () => {
    property([someDiscounted(), aHow(), aDay()], (subscription, how, targetDate) => {
      const atOnce = billed(unbilled(subscription), targetDate, how);
      let state: BilledSubscription = unbilled(subscription);
      const lines: Line[] = [];
      for (let months = 60; months >= 0; months--) {
        const next = billed(state, addMonths(targetDate, -months), how);
        lines.push(...next.lines);
        state = next;
      }
      assert.equal(inOrder(lines), inOrder(atOnce.lines));
    });
  });

  test("billing and then cancelling from the start nets to nothing", () => {
    property([someDiscounted(), aHow(), aDay()], (subscription, how, targetDate) => {
      const before = billed(unbilled(subscription), targetDate, how);
      const cancelled = cancelledOn(subscription, subscription.currentTerm.start);
      const ratePlans = cancelled.ratePlans.map((ratePlan) => ({
        ...ratePlan,
        charges: ratePlan.charges.map((charge) => {
          const was = chargesOf(before.subscription).find(
            ({ chargeId }) => chargeId === charge.chargeId,
          );
          return { ...charge, chargedThroughDate: was?.chargedThroughDate ?? null };
        }),
      }));
      const after = billed(
        { ...before, subscription: { ...cancelled, ratePlans } },
        addMonths(targetDate, 100),
        how,
      );
      assert.equal(netOf([...before.lines, ...after.lines]).toFixed(), ZERO.toFixed());
    });
  });

  test("a credit gives back no more than it credits, whenever it comes", () => {
    property(
      [someDiscounted(), aHow(), aDay(), fc.integer({ min: 0, max: 400 })],
      (subscription, how, targetDate, days) => {
        const before = billed(unbilled(subscription), targetDate, how);
        const on = addDays(subscription.currentTerm.start, days);
        const cancelled = cancelledOn(before.subscription, on);
        const { lines } = billed({ ...before, subscription: cancelled }, addMonths(on, 30), how);
        for (const line of lines) {
          if (line.creditedItem === null || !isNegative(line.amount)) continue;
          assert(!isPositive(netAmountOf(line)));
        }
      },
    );
  });
});

/** Runs may come to the same lines in another order. */
const inOrder = (lines: readonly Line[]): string =>
  lines
    .map(
      (line) =>
        `${line.chargeNumber} ${line.service.start} ${netAmountOf(line).toFixed()} ${writtenDiscounts([line])}`,
    )
    .sort()
    .join("\n");
