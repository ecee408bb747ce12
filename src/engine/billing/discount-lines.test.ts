import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type BilledSubscription,
  billed,
  type HowToBill,
  unbilled,
} from "#test/support/billing.ts";
import { daysOf, recurrenceOf } from "#test/support/billing-scenario.ts";
import { discountLinesOf, discountsOf, writtenDiscounts } from "#test/support/discounts.ts";
import {
  aCharge,
  aOneTimeCharge,
  aRatePlan,
  aSubscription,
  cancelledOn,
} from "#test/support/subscriptions.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import type {
  DaysInMonth,
  PercentageDiscountTakenOf,
  ProrationUnit,
  StackedDiscountClassApplyRule,
} from "../model/billing-rules.ts";
import type { Charge } from "../model/charge.ts";
import { netAmountOf } from "../model/document.ts";
import type { Subscription } from "../model/subscription.ts";
import { type Decimal, decimal, formatDecimal, negated, sum } from "../values/decimal.ts";
import { addDays, plainDate } from "../values/plain-date.ts";

const PAGE = "docs/spec/discounts.md";
type Row = Readonly<Record<string, string>>;

const written = (amounts: readonly Decimal[]): string =>
  amounts.map((amount) => formatDecimal(amount)).join(", ") || "-";

const withCharges = (
  regular: Charge,
  discounts: readonly Charge[],
  given: Partial<Subscription>,
): BilledSubscription =>
  unbilled(
    aSubscription({ ...given, ratePlans: [aRatePlan({ charges: [regular, ...discounts] })] }),
  );

const rulesOf = (row: Row): HowToBill => ({
  billCycleDay: Number(row["billing day"]) || 1,
  rules: {
    discountClasses: ["A", "B"],
    discountCreditProration: row.prorated === "Yes",
    stackedDiscountClassApplyRule: (row.rule || "Ignore") as StackedDiscountClassApplyRule,
    percentageDiscountTakenOf: (row.base || "RoundedAmount") as PercentageDiscountTakenOf,
    prorationUnit: (row["proration unit"] || "ProrateByDay") as ProrationUnit,
    daysInMonth: (row["days in month"] || "UseActualDays") as DaysInMonth,
  },
});

describe("discounts, worked examples", () => {
  for (const row of workedExamples(PAGE, "Order")) {
    test(`${row.id}: ${row.amount} less ${row.discounts} is ${row.due}`, () => {
      const days = daysOf("2023-01-01..2023-01-31");
      const regular = aCharge({ price: decimal(row.amount ?? ""), effective: days });
      const discounts = discountsOf(row.discounts ?? "", { effective: days });
      const { lines } = billed(withCharges(regular, discounts, {}), days.start, rulesOf(row));
      assert.equal(lines.length, 1);
      assert.equal(
        written(discountLinesOf(lines).map(({ amount }) => negated(amount))),
        row["taken off"],
      );
      assert.equal(formatDecimal(sum(lines.map(netAmountOf))), row.due);
    });
  }

  for (const row of workedExamples(PAGE, "Rounding")) {
    test(`${row.id}: ${row.discounts} of ${row.base}`, () => {
      const days = daysOf(row.charge ?? "");
      const regular = aCharge({ price: decimal(row.amount ?? ""), effective: days });
      const discounts = discountsOf(row.discounts ?? "", { effective: days });
      const state = withCharges(regular, discounts, {
        currentTerm: { start: days.start, end: plainDate("2019-01-01") },
        subscriptionStartDate: days.start,
      });
      const { lines } = billed(state, days.start, rulesOf(row));
      assert.equal(
        written(discountLinesOf(lines).map(({ amount }) => negated(amount))),
        row["taken off"],
      );
      assert.equal(formatDecimal(sum(lines.map(netAmountOf))), row.due);
    });
  }

  for (const row of [...workedExamples(PAGE, "Days"), ...workedExamples(PAGE, "Published days")]) {
    test(`${row.id}: ${row.discount} on ${row["discount days"]}, ${row["billing period"]}`, () => {
      const state = billedDays(row);
      const { lines } = billed(state, plainDate("2024-06-01"), rulesOf(row));
      assert.equal(writtenDiscounts(lines), row["taken off"]);
    });
  }

  for (const row of workedExamples(PAGE, "Credits")) {
    test(`${row.id}: ${row.discounts}, kept until ${row["cancelled on"]}, prorated ${row.prorated}`, () => {
      const days = daysOf(row.subscription ?? "");
      const how = rulesOf({ ...row, "proration unit": "ProrateByMonthFirst" });
      const regular = aCharge({
        price: decimal(row["list price"] ?? ""),
        effective: days,
        recurrence: recurrenceOf(row).recurrence,
      });
      const { recurrence } = recurrenceOf(row);
      const discounts = discountsOf(row.discounts ?? "", { effective: days, recurrence });
      const state = withCharges(regular, discounts, {
        currentTerm: days,
        subscriptionStartDate: days.start,
      });
      const before = billed(state, plainDate(row["billed to"] ?? ""), how);
      const cancelled = cancelledOn(before.subscription, plainDate(row["cancelled on"] ?? ""));
      const { lines } = billed({ ...before, subscription: cancelled }, days.end, how);
      assert.equal(written(lines.map(({ amount }) => amount)), row.credit);
      assert.equal(written(discountLinesOf(lines).map(({ amount }) => amount)), row["given back"]);
      assert.equal(formatDecimal(sum(lines.map(netAmountOf))), row.net);
    });
  }
});

/** The regular charge begins with the subscription; one that is charged once, with its discount. */
function billedDays(row: Row): BilledSubscription {
  const term = daysOf(row.subscription || "2023-06-01..2024-05-31");
  const effective = daysOf(row["discount days"] ?? "");
  const { recurrence } = recurrenceOf({
    "billing period": row["billing period"] ?? "",
    ...(row["billing day"] && { "billing day": row["billing day"] }),
  });
  const isYearly = row["list price"] === "1200";
  const regular =
    row["billing period"] === "once"
      ? aOneTimeCharge({
          price: decimal("100"),
          effective: { start: effective.start, end: addDays(effective.start, 1) },
        })
      : aCharge({
          price: decimal(isYearly ? "1200" : "100"),
          effective: term,
          recurrence: { ...recurrence, ...(!isYearly && { listPriceBase: "Per_Month" }) },
        });
  const discounts = discountsOf(row.discount ?? "", {
    effective,
    recurrence: recurrenceOf({
      "billing period": row["discount period"] ?? "",
      "billing day": row["discount billing day"] ?? "",
      alignment: row["discount billing day"]?.startsWith("Sub")
        ? "AlignToSubscriptionStart"
        : "AlignToCharge",
    }).recurrence,
  });
  return withCharges(regular, discounts, { currentTerm: term, subscriptionStartDate: term.start });
}
