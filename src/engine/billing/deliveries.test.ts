import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { billed, unbilled } from "#test/support/billing.ts";
import { aCharge, aRatePlan, aSubscription, cancelledOn } from "#test/support/subscriptions.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import { contractedBilling } from "../metrics/tcb.ts";
import { contractedValueOf } from "../metrics/tcv.ts";
import { DEFAULT_BILLING_RULES } from "../model/billing-rules.ts";
import type { DayOfWeek } from "../model/charge.ts";
import type { Line } from "../model/document.ts";
import { PRICE_ALONE } from "../model/model-terms.ts";
import { currency } from "../values/currency.ts";
import { serviceEndDate } from "../values/date-range.ts";
import { decimal, formatDecimal, sum } from "../values/decimal.ts";
import { addDays, plainDate } from "../values/plain-date.ts";

const subscriptionOf = (row: Record<string, string>, days: number) => {
  const start = plainDate(row.billed?.split("..")[0] ?? "");
  const term = { start, end: addDays(start, days) };
  const charge = aCharge({
    chargeModel: "Delivery",
    price: decimal(row.price ?? ""),
    modelTerms: { ...PRICE_ALONE, deliveryDays: row["delivery days"]?.split(", ") as DayOfWeek[] },
    recurrence: {
      billingPeriod: "Specific_Weeks",
      specificBillingPeriod: 4,
      billCycleType: "ChargeTriggerDay",
    },
    effective: term,
  });
  return aSubscription({
    subscriptionStartDate: start,
    currentTerm: term,
    ratePlans: [aRatePlan({ charges: [charge] })],
  });
};

const total = (lines: readonly Line[]) => formatDecimal(sum(lines.map(({ amount }) => amount)));

describe("deliveries, worked examples", () => {
  for (const row of workedExamples("docs/spec/delivery.md", "Billing")) {
    test(`${row.id}: billed ${row.amount}, cancelled ${row.cancelled}: credited ${row.credit}`, () => {
      const subscription = subscriptionOf(row, 364);
      const first = billed(unbilled(subscription), subscription.currentTerm.start);
      assert.equal(total(first.lines), row.amount);
      const [line] = first.lines;
      assert.equal(`${line?.service.start}..${line && serviceEndDate(line.service)}`, row.billed);
      assert.equal(line?.quantity.toFixed(), "1");

      const cancelled = cancelledOn(first.subscription, plainDate(row.cancelled ?? ""));
      const second = billed({ ...first, subscription: cancelled }, plainDate(row.cancelled ?? ""));
      const [credit] = second.lines;
      assert.equal(total(second.lines), row.credit === "0.00" ? "0.00" : `-${row.credit}`);
      assert.equal(credit?.derivation.inputs.numberOfDeliveries ?? "-", row.credited);
    });
  }
});

test("what is contracted of deliveries is each of them", () => {
  const row = {
    billed: "2023-08-07..2023-09-03",
    price: "1.75",
    "delivery days": "Monday, Saturday",
  };
  const subscription = subscriptionOf(row, 31);
  const [charge] = subscription.ratePlans[0]?.charges ?? [];
  assert.ok(charge?.effective);
  const billing = { billCycleDay: 1, currency: currency("USD"), rules: DEFAULT_BILLING_RULES };
  // 7 August to 6 September: five Mondays, four Saturdays.
  assert.equal(contractedValueOf(charge).toFixed(), "15.75");
  const booked = contractedBilling(subscription, charge, charge.effective, billing);
  assert.equal(booked.toFixed(), "15.75");
});
