import assert from "node:assert/strict";
import { test } from "node:test";
import { decimal, formatDecimal } from "../values/decimal.ts";
import { PRICE_ALONE } from "./model-terms.ts";
import { monthlyRecurringRevenue, type RecurringTerms } from "./mrr.ts";

const mrrOf = (
  recurrence: Partial<RecurringTerms["recurrence"]>,
  terms: Partial<RecurringTerms> = {},
): string =>
  formatDecimal(
    monthlyRecurringRevenue({
      chargeModel: "FlatFee",
      price: decimal("120"),
      quantity: decimal("1"),
      modelTerms: PRICE_ALONE,
      ...terms,
      recurrence: {
        billingPeriod: "Month",
        specificBillingPeriod: null,
        listPriceBase: "Per_Billing_Period",
        specificListPriceBase: null,
        ...recurrence,
      },
    }),
  );

test("a price per billing period is spread over its months", () => {
  assert.equal(mrrOf({ billingPeriod: "Month" }), "120.00");
  assert.equal(mrrOf({ billingPeriod: "Annual" }), "10.00");
  assert.equal(mrrOf({ billingPeriod: "Specific_Months", specificBillingPeriod: 5 }), "24.00");
});

test("a month of a weekly price is 30 days of it", () => {
  const price = decimal("140");
  const weeks = { billingPeriod: "Specific_Weeks", specificBillingPeriod: 4 } as const;
  assert.equal(mrrOf({ billingPeriod: "Week" }, { price }), "600.00");
  assert.equal(mrrOf(weeks, { price }), "150.00");
  assert.equal(mrrOf({ billingPeriod: "Annual", listPriceBase: "Per_Week" }, { price }), "600.00");
});

test("a list price base says what the price is for, whatever the billing period", () => {
  assert.equal(mrrOf({ billingPeriod: "Annual", listPriceBase: "Per_Month" }), "120.00");
  assert.equal(mrrOf({ billingPeriod: "Month", listPriceBase: "Per_Year" }), "10.00");
  const base = { listPriceBase: "Per_Specific_Months", specificListPriceBase: 6 } as const;
  assert.equal(mrrOf({ billingPeriod: "Annual", ...base }), "20.00");
});

test("only a price per unit counts the units", () => {
  const quantity = decimal("2.5");
  assert.equal(mrrOf({}, { quantity, chargeModel: "PerUnit" }), "300.00");
  assert.equal(mrrOf({}, { quantity, chargeModel: "FlatFee" }), "120.00");
});
