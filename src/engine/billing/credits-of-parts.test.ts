import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { type BilledSubscription, billed, unbilled } from "#test/support/billing.ts";
import { type Row, scenarioOf } from "#test/support/billing-scenario.ts";
import { cancelledOn } from "#test/support/subscriptions.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import type { BilledItem, Line } from "../model/document.ts";
import { currency } from "../values/currency.ts";
import { type Decimal, decimal, sum, ZERO } from "../values/decimal.ts";
import { addDays, plainDate } from "../values/plain-date.ts";
import { splitAmount } from "./split-invoice.ts";

const ORDINALS = ["1st", "2nd", "3rd"];
const START = plainDate("2023-01-01");
const USD = currency("USD");

/** As the store reads it after the invoice was split: an item for each part. */
const splitInto = (item: BilledItem, percentages: readonly Decimal[]): BilledItem[] =>
  splitAmount(item.amount, percentages, USD).map((amount, index) => ({
    ...item,
    itemId: ORDINALS[index] ?? `${index}`,
    amount,
    creditedAmount: ZERO,
    splitFrom: { itemId: item.itemId, amount: item.amount },
  }));

/** Without what nothing is left of, which the store does not read. */
const asRead = ({ subscription, billedItems }: BilledSubscription): BilledSubscription => ({
  subscription,
  billedItems: billedItems.filter((item) => !item.amount.eq(item.creditedAmount)),
});

const written = (lines: readonly Line[]): string =>
  lines.length === 0
    ? "-"
    : lines.map((line) => `${line.creditedItem?.itemId} ${line.amount.neg().toFixed()}`).join(", ");

const aBilledMonth = (price: string, billingPeriod = "Month") => {
  const { subscription, how } = scenarioOf({
    "list price": price,
    "billing period": billingPeriod,
  });
  return { before: billed(unbilled(subscription), START, how), how };
};

describe("what is credited of an item that was split", () => {
  for (const row of workedExamples("docs/spec/invoice-split.md", "What is credited") as Row[]) {
    test(`${row.id}: ${row.percentages}, cancelled on ${row["cancelled on"]}`, () => {
      const { before, how } = aBilledMonth("310");
      const percentages = (row.percentages ?? "").split(", ").map(decimal);
      let state: BilledSubscription = {
        ...before,
        billedItems: before.billedItems.flatMap((item) => splitInto(item, percentages)),
      };
      for (const [on, credits] of [
        ["cancelled on", "credits by part"],
        ["cancelled again on", "credits by part then"],
      ] as const) {
        const date = plainDate(row[on] ?? "");
        const subscription = cancelledOn(state.subscription, date);
        const after = billed(asRead({ ...state, subscription }), date, how);
        assert.equal(written(after.lines), row[credits]);
        state = after;
      }
    });
  }

  test("is what would be credited of the whole, and no part gives more than it has", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        fc.integer({ min: 1, max: 99 }),
        fc.integer({ min: 0, max: 89 }),
        (cents, percentage, day) => {
          const price = decimal(String(cents)).div(decimal("100")).toFixed();
          const { before, how } = aBilledMonth(price, "Quarter");
          const date = addDays(START, day);
          const subscription = cancelledOn(before.subscription, date);
          const percentages = [decimal(String(percentage)), decimal(String(100 - percentage))];
          const parts = before.billedItems.flatMap((item) => splitInto(item, percentages));
          const whole = billed({ ...before, subscription }, date, how);
          const split = billed({ billedItems: parts, subscription }, date, how);
          const total = (lines: readonly Line[]) =>
            sum(lines.map(({ amount }) => amount)).toFixed();
          assert.equal(total(split.lines), total(whole.lines));
          for (const item of split.billedItems) assert.ok(item.creditedAmount.lte(item.amount));
        },
      ),
    );
  });
});
