import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { currency } from "../values/currency.ts";
import { type Decimal, decimal, decimalOfCount, divideUnrounded, sum } from "../values/decimal.ts";
import { proratedShares } from "./prorated-shares.ts";

const CENT = decimal("0.01");
const cents = (count: number): Decimal => decimalOfCount(count).times(CENT);

const aSpread = fc
  .array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 8 })
  .chain((balances) =>
    fc.record({
      balances: fc.constant(balances.map(cents)),
      amount: fc.integer({ min: 0, max: balances.reduce((a, b) => a + b) }).map(cents),
    }),
  );

test("shares add up, fit their balances and are less than a cent off", () => {
  fc.assert(
    fc.property(aSpread, ({ amount, balances }) => {
      const shares = proratedShares(amount, balances, currency("USD"));
      assert(sum(shares).eq(amount));
      for (const [index, balance] of balances.entries()) {
        const share = shares[index] ?? decimal("-1");
        const exact = divideUnrounded(amount.times(balance), sum(balances));
        assert(share.lte(balance) && !share.lt(decimal("0")));
        assert(share.minus(exact).abs().lte(CENT));
      }
    }),
  );
});

test("with coins of five cents, shares are multiples of five cents that fit", () => {
  const francs = currency("CHF", { increment: decimal("0.05") });
  const shares = proratedShares(decimal("1.00"), [decimal("0.60"), decimal("0.93")], francs);
  assert.deepEqual(shares.map(String), ["0.4", "0.6"]);
});

test("a share that is rounded up is no more than its balance", () => {
  const francs = currency("CHF", { increment: decimal("0.05") });
  const shares = proratedShares(decimal("0.90"), [decimal("0.03"), decimal("0.97")], francs);
  assert.deepEqual(shares.map(String), ["0.03", "0.87"]);
});
