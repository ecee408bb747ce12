import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { workedExamples } from "#test/support/worked-examples.ts";
import type { BillingRules } from "../model/billing-rules.ts";
import type { TaxMode } from "../model/tax.ts";
import { currency } from "../values/currency.ts";
import { decimal, roundToIncrement, sum } from "../values/decimal.ts";
import { taxedAmount } from "./amounts-of-taxes.ts";

const FILE = "docs/spec/tax.md";

/** "0.07, fee 2" */
const ratesOf = (text = "") =>
  text.split(", ").map((rate) => ({
    taxRate: decimal(rate.replace("fee ", "")),
    taxRateType: rate.startsWith("fee ") ? ("FlatFee" as const) : ("Percentage" as const),
  }));

describe("taxedAmount, worked examples", () => {
  for (const row of workedExamples(FILE, "Taxes of an amount")) {
    test(`${row.id}: ${row.amount} ${row.mode} at ${row.rates}`, () => {
      const { net, taxes } = taxedAmount(
        decimal(row.amount ?? ""),
        row.mode as TaxMode,
        ratesOf(row.rates),
        {
          currency: currency(row.currency ?? ""),
          taxInclusiveRoundingRule: row.rule as BillingRules["taxInclusiveRoundingRule"],
        },
      );
      assert.equal(net.toFixed(), row.net);
      assert.equal(taxes.map(({ taxAmount }) => taxAmount.toFixed()).join(", "), row.taxes);
    });
  }
});

const cents = fc.bigInt({ min: -10_000_000n, max: 10_000_000n });
const rates = fc.array(
  fc.record({
    taxRate: fc.integer({ min: 0, max: 9_999 }).map((n) => decimal(`0.${`${n}`.padStart(4, "0")}`)),
    taxRateType: fc.constant("Percentage" as const),
  }),
  { maxLength: 3 },
);

test("net and taxes sum to a price that includes them, under every rounding", () => {
  fc.assert(
    fc.property(
      cents,
      rates,
      fc.constantFrom("RoundingNetAmount" as const, "RoundingTaxAmount" as const),
      fc.constantFrom("HalfUp" as const, "Up" as const, "Down" as const),
      fc.constantFrom("0.01", "0.05"),
      fc.constantFrom("USD", "JPY", "KWD"),
      (amount, given, taxInclusiveRoundingRule, mode, step, code) => {
        const increment = code === "USD" ? { increment: decimal(step) } : {};
        const rounding = {
          taxInclusiveRoundingRule,
          currency: currency(code, { mode, ...increment }),
        };
        const { roundingIncrement } = rounding.currency;
        const price = decimal(`${amount}`).times(roundingIncrement);
        const { net, taxes } = taxedAmount(price, "TaxInclusive", given, rounding);
        const parts = [net, ...taxes.map(({ taxAmount }) => taxAmount)];
        assert.equal(sum(parts).toFixed(), price.toFixed());
        for (const part of parts)
          assert(part.eq(roundToIncrement(part, roundingIncrement, "Down")), "of whole cents");
      },
    ),
  );
});

test("a credit has the taxes of the charge, with the other sign", () => {
  fc.assert(
    fc.property(
      cents,
      rates,
      fc.constantFrom("TaxExclusive" as const, "TaxInclusive" as const),
      (amount, given, taxMode) => {
        const rounding = {
          currency: currency("USD"),
          taxInclusiveRoundingRule: "RoundingNetAmount" as const,
        };
        const price = decimal(`${amount}`).div(decimal("100"));
        const charge = taxedAmount(price, taxMode, given, rounding);
        const credit = taxedAmount(price.times("-1"), taxMode, given, rounding);
        const taxes = (of: typeof charge) => of.taxes.map(({ taxAmount }) => taxAmount);
        assert(charge.net.plus(credit.net).eq(decimal("0")));
        taxes(charge).forEach((tax, index) => {
          assert(tax.plus(taxes(credit)[index] ?? tax).eq(decimal("0")));
        });
      },
    ),
  );
});
