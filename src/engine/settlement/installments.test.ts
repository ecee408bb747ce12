import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { currency } from "../values/currency.ts";
import { decimal, divideUnrounded, sum, ZERO } from "../values/decimal.ts";
import { plainDate } from "../values/plain-date.ts";
import { installmentAfter, installmentAmounts, installmentDate } from "./installments.ts";

const USD = currency("USD");

test("a monthly payment of the 31st is collected on the last day of February", () => {
  const days = [0, 1, 2].map((index) => installmentDate(plainDate("2023-01-31"), "Monthly", index));
  assert.deepEqual(days, ["2023-01-31", "2023-02-28", "2023-03-31"]);
});

test("weeks and fortnights are counted from the first day", () => {
  const start = plainDate("2023-01-31");
  assert.equal(installmentDate(start, "Weekly", 2), "2023-02-14");
  assert.equal(installmentDate(start, "BiWeekly", 2), "2023-02-28");
  assert.equal(installmentAfter(start, "Weekly", plainDate("2023-02-14")), "2023-02-21");
});

test("the last of equal amounts has what rounding leaves", () => {
  const amounts = installmentAmounts(decimal("100"), 3, USD).map(String);
  assert.deepEqual(amounts, ["33.33", "33.33", "33.34"]);
});

test("amounts add up to the total", () => {
  const cents = fc.integer({ min: 1, max: 10_000_000 });
  const occurrences = fc.integer({ min: 1, max: 1000 });
  fc.assert(
    fc.property(cents, occurrences, (total, howMany) => {
      const totalAmount = divideUnrounded(decimal(String(total)), decimal("100"));
      const amounts = installmentAmounts(totalAmount, howMany, USD);
      assert.equal(amounts.length, howMany);
      assert.ok(sum(amounts).eq(totalAmount));
      assert.ok(amounts.every((amount) => amount.gte(amounts[0] ?? ZERO) && amount.gte(ZERO)));
    }),
  );
});
