import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { billed, unbilled, writtenLines } from "#test/support/billing.ts";
import { type Row, scenarioOf } from "#test/support/billing-scenario.ts";
import {
  aCharge,
  aOneTimeCharge,
  aRatePlan,
  aSubscription,
  cancelledOn,
} from "#test/support/subscriptions.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import type { Charge, ChargeType } from "../model/charge.ts";
import { chargesOf } from "../model/subscription.ts";
import { decimal } from "../values/decimal.ts";
import { plainDate } from "../values/plain-date.ts";

const FILE = "docs/spec/due-lines.md";

describe("what is due, worked examples", () => {
  const rows = ["Partial periods", "Full periods", "When a period is due", "Rounding"].flatMap(
    (heading) => workedExamples(FILE, heading),
  );
  for (const row of rows as Row[]) {
    test(`${row.id}: ${row.lines}`, () => {
      const { subscription, how } = scenarioOf(row);
      const billedBefore = row["billed before"];
      const before = billedBefore
        ? billed(unbilled(subscription), plainDate(billedBefore), how)
        : unbilled(subscription);
      const { lines } = billed(before, plainDate(row["target date"] ?? ""), how);
      assert.equal(writtenLines(lines), row.lines);
    });
  }

  for (const row of workedExamples(FILE, "Through dates") as Row[]) {
    test(`${row.id}: billed through ${row.chargedThroughDate}`, () => {
      const { subscription, how } = scenarioOf(row);
      const after = billed(unbilled(subscription), plainDate(row["target date"] ?? ""), how);
      const [charge] = chargesOf(after.subscription);
      assert.equal(charge?.chargedThroughDate, row.chargedThroughDate);
      assert.equal(charge?.processedThroughDate, row.processedThroughDate);
    });
  }
});

const subscribed = (...charges: Charge[]) =>
  unbilled(aSubscription({ ratePlans: [aRatePlan({ charges })] }));

describe("what is due", () => {
  test("a one-time charge is billed once, for its day (A22)", () => {
    const once = billed(subscribed(aOneTimeCharge()), plainDate("2023-01-01"));
    assert.equal(writtenLines(once.lines), "2023-01-01..2023-01-01 30.00");
    const [charge] = chargesOf(once.subscription);
    assert.equal(charge?.chargedThroughDate, "2023-01-02");
    assert.equal(charge?.processedThroughDate, "2023-01-02");
    assert.deepEqual(billed(once, plainDate("2023-12-31")).lines, []);
  });

  test("a one-time charge is not due before its day", () => {
    const { lines } = billed(subscribed(aOneTimeCharge()), plainDate("2022-12-31"));
    assert.deepEqual(lines, []);
  });

  test("a one-time charge that would be credited at once is not billed", () => {
    const { subscription } = subscribed(aOneTimeCharge({ price: decimal("99") }));
    const cancelled = unbilled(cancelledOn(subscription, plainDate("2023-03-01")));
    const creditBack = { rules: { oneTimeCreditBack: true } };
    assert.deepEqual(billed(cancelled, plainDate("2023-03-01"), creditBack).lines, []);
    const before = billed(cancelled, plainDate("2023-02-28"), creditBack);
    assert.equal(writtenLines(before.lines), "2023-01-01..2023-01-01 99.00");
    const kept = billed(cancelled, plainDate("2023-03-01"));
    assert.equal(writtenLines(kept.lines), "2023-01-01..2023-01-01 99.00");
  });

  test("a charge that is billed to its end stays so when months are billed whole from now on", () => {
    const charge = aCharge({
      effective: { start: plainDate("2023-01-01"), end: plainDate("2023-03-20") },
    });
    const before = billed(subscribed(charge), plainDate("2023-03-01"));
    const wholeMonths = { rules: { prorateRecurringMonthlyCharges: false } };
    assert.deepEqual(billed(before, plainDate("2023-12-31"), wholeMonths).lines, []);
  });

  test("a pending charge is not billed", () => {
    const pending = { ...aCharge(), effective: undefined };
    assert.deepEqual(billed(subscribed(pending), plainDate("2023-12-31")).lines, []);
  });

  test("an excluded type of charge is not billed", () => {
    const both = subscribed(aCharge(), aOneTimeCharge());
    const billedTypes = (excluded: ChargeType): ChargeType[] =>
      billed(both, plainDate("2023-01-01"), { chargeTypesToExclude: [excluded] }).lines.map(
        (line) => line.chargeType,
      );
    assert.deepEqual(billedTypes("OneTime"), ["Recurring"]);
    assert.deepEqual(billedTypes("Recurring"), ["OneTime"]);
  });

  for (const status of ["Draft", "Pending Activation", "Pending Acceptance", "Expired"] as const) {
    test(`a subscription that is ${status} is not billed`, () => {
      const { lines } = billed(unbilled(aSubscription({ status })), plainDate("2023-12-31"));
      assert.deepEqual(lines, []);
    });
  }

  test("later segments keep the periods of the first", () => {
    const first = aCharge({
      recurrence: { billingPeriod: "Quarter" },
      effective: { start: plainDate("2023-01-01"), end: plainDate("2023-02-15") },
    });
    const second = aCharge({
      recurrence: { billingPeriod: "Quarter" },
      segment: 2,
      chargeId: "charge-2",
      effective: { start: plainDate("2023-02-15"), end: plainDate("2024-01-01") },
    });
    const { lines } = billed(subscribed(first, second), plainDate("2023-04-01"));
    assert.equal(
      writtenLines(lines),
      "2023-01-01..2023-02-14 15.00 part, 2023-02-15..2023-03-31 15.00 part, " +
        "2023-04-01..2023-06-30 30.00",
    );
  });

  test("a part says how it was reckoned", () => {
    const charge = aCharge({
      effective: { start: plainDate("2023-01-12"), end: plainDate("2024-01-01") },
    });
    const { lines } = billed(subscribed(charge), plainDate("2023-02-01"));
    assert.deepEqual(lines[0]?.derivation, {
      rule: "prorated by month",
      inputs: {
        listPrice: "30.00",
        listPriceBase: "Per_Billing_Period",
        quantity: "1",
        periodStartDate: "2023-01-01",
        periodEndDate: "2023-01-31",
        months: "20/31",
        monthsInPeriod: "1/1",
        daysInMonth: "UseActualDays",
        unrounded: "19.354838709677",
        roundingMode: "HalfUp",
        roundingIncrement: "0.01",
      },
    });
    assert.deepEqual(lines[1]?.derivation, { rule: "full period", inputs: {} });
  });
});
