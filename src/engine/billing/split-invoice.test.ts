import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { workedExamples } from "#test/support/worked-examples.ts";
import { currency } from "../values/currency.ts";
import { type Decimal, decimal, decimalOfCount, isNegative, sum } from "../values/decimal.ts";
import { splitAmount, splitDiscounted, splitItems } from "./split-invoice.ts";

const FILE = "docs/spec/invoice-split.md";
const USD = currency("USD");

const decimals = (text = ""): Decimal[] => text.split(", ").map(decimal);
const written = (amounts: readonly Decimal[] = []) =>
  amounts.map((amount) => amount.toFixed()).join(", ");

describe("parts of an amount", () => {
  for (const row of workedExamples(FILE, "Amounts")) {
    test(`${row.id}: ${row.whole} by ${row.percentages}`, () => {
      const parts = splitAmount(
        decimal(row.whole ?? ""),
        decimals(row.percentages),
        currency(row.currency ?? ""),
      );
      assert.equal(written(parts), row.parts);
    });
  }
});

describe("parts of an item with its discounts", () => {
  for (const row of workedExamples(FILE, "An item with its discounts")) {
    test(`${row.id}: ${row.item} less ${row.discounts} by ${row.percentages}`, () => {
      const [item, ...discounts] = splitDiscounted(
        decimal(row.item ?? ""),
        decimals(row.discounts),
        decimals(row.percentages),
        USD,
      );
      assert.equal(written(item), row["parts of the item"]);
      assert.equal(discounts.map(written).join("; "), row["parts of the discounts"]);
    });
  }
});

/** Percentages with up to nine decimals that sum to 100. */
const percentages = fc
  .uniqueArray(fc.bigInt({ min: 1n, max: 99_999_999_999n }), { minLength: 1, maxLength: 11 })
  .map((cuts) => {
    const ends = [...cuts].sort((a, b) => (a < b ? -1 : 1));
    return [...ends, 100_000_000_000n].map((end, index) =>
      decimal(String(end - (ends[index - 1] ?? 0n))).div(decimalOfCount(1_000_000_000)),
    );
  });
const cents = (min: number, max: number) =>
  fc.integer({ min, max }).map((count) => decimal(String(count)).div(decimalOfCount(100)));

test("parts sum to the whole, to the cent, and owe nothing below zero", () => {
  fc.assert(
    fc.property(
      cents(0, 1_000_000),
      fc.array(cents(0, 300_000), { maxLength: 3 }),
      cents(0, 100_000),
      percentages,
      (amount, off, tax, shares) => {
        const taken = off.filter(
          (_, index) => !isNegative(amount.minus(sum(off.slice(0, index + 1)))),
        );
        const items = [
          { itemId: "a", amount, includedTax: tax, appliedToItemId: null, taxAmounts: [tax] },
          ...taken.map((each, index) => ({
            itemId: `d${index}`,
            amount: each.neg(),
            includedTax: decimal("0"),
            appliedToItemId: "a",
            taxAmounts: [],
          })),
        ];
        const parts = splitItems(items, shares, USD);
        assert.equal(parts.length, shares.length);
        for (const [index, item] of items.entries()) {
          const own = parts.map((part) => part[index]);
          const total = (of: (each: (typeof own)[number]) => Decimal | undefined) =>
            sum(own.map((each) => of(each) ?? decimal("0"))).toFixed();
          assert.equal(
            total((each) => each?.amount),
            item.amount.toFixed(),
          );
          assert.equal(
            total((each) => each?.includedTax),
            item.includedTax.toFixed(),
          );
          if (index === 0) {
            assert.equal(
              total((each) => each?.balance),
              amount.minus(sum(taken)).toFixed(),
            );
            assert.equal(
              total((each) => each?.taxAmounts[0]),
              tax.toFixed(),
            );
          }
          for (const part of own) assert.ok(part && !isNegative(part.balance));
        }
      },
    ),
  );
});
