import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { billed, unbilled, writtenLines } from "#test/support/billing.ts";
import { type Row, scenarioOf } from "#test/support/billing-scenario.ts";
import {
  aOneTimeCharge,
  aRatePlan,
  aSubscription,
  cancelledOn,
  endedOn,
} from "#test/support/subscriptions.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import { chargesOf, type Subscription } from "../model/subscription.ts";
import { decimal } from "../values/decimal.ts";
import { plainDate } from "../values/plain-date.ts";

const FILE = "docs/spec/credits.md";

describe("credits, worked examples", () => {
  const rows = ["Amounts", "Days", "Full periods"].flatMap((heading) =>
    workedExamples(FILE, heading),
  );
  for (const row of rows as Row[]) {
    test(`${row.id}: cancelled on ${row["cancelled on"]}, ${row.credits}`, () => {
      const { subscription, how } = scenarioOf(row);
      const before = billed(unbilled(subscription), plainDate(row["billed to"] ?? ""), how);
      const cancelled = cancelledOn(before.subscription, plainDate(row["cancelled on"] ?? ""));
      const after = { ...before, subscription: cancelled };
      const targetDate = plainDate(row["target date"] ?? row["cancelled on"] ?? "");
      assert.equal(writtenLines(billed(after, targetDate, how).lines), row.credits);
    });
  }

  for (const row of workedExamples(FILE, "Changes of quantity") as Row[]) {
    test(`${row.id}: from ${row.quantity} to ${row["new quantity"]}`, () => {
      const { subscription, how } = scenarioOf(row);
      const before = billed(unbilled(subscription), subscription.currentTerm.start, how);
      const changedOn = plainDate(row["changed on"] ?? "");
      const changed = withQuantity(before.subscription, changedOn, row["new quantity"] ?? "");
      const { lines } = billed({ ...before, subscription: changed }, changedOn, how);
      assert.equal(writtenLines(lines), row.lines);
    });
  }

  for (const row of workedExamples(FILE, "Names") as Row[]) {
    test(`${row.id}: the credit of a ${row.credited} item is named ${row.name}`, () => {
      const before = billed(unbilled(aSubscription()), plainDate("2023-01-01"));
      const date = plainDate(row.credited === "whole" ? "2023-01-01" : "2023-01-16");
      const cancelled = { ...before, subscription: cancelledOn(before.subscription, date) };
      const useSystemDefaultSuffixForCreditItems =
        row.useSystemDefaultSuffixForCreditItems === "Yes";
      const { lines } = billed(cancelled, date, {
        rules: { useSystemDefaultSuffixForCreditItems },
      });
      assert.deepEqual(
        lines.map((line) => line.chargeName),
        [row.name],
      );
    });
  }

  for (const row of workedExamples(FILE, "One-time charges") as Row[]) {
    test(`${row.id}: credited back ${row.oneTimeCreditBack}: ${row.credits}`, () => {
      const charges = [aOneTimeCharge({ price: decimal("99") })];
      const subscription = aSubscription({ ratePlans: [aRatePlan({ charges })] });
      const how = { rules: { oneTimeCreditBack: row.oneTimeCreditBack === "Yes" } };
      const before = billed(unbilled(subscription), plainDate("2023-01-01"), how);
      const date = plainDate(row["cancelled on"] ?? "");
      const cancelled = { ...before, subscription: cancelledOn(before.subscription, date) };
      const after = billed(cancelled, date, how);
      assert.equal(writtenLines(after.lines), row.credits);
      assert.deepEqual(billed(after, date, how).lines, []);
    });
  }
});

/** Ends the charge on `date` and begins a second segment there. */
function withQuantity(
  subscription: Subscription,
  date: ReturnType<typeof plainDate>,
  quantity: string,
): Subscription {
  const [charge] = chargesOf(subscription);
  assert(charge?.effective);
  const second = {
    ...charge,
    segment: 2,
    chargeId: "charge-2",
    quantity: decimal(quantity),
    effective: { start: date, end: charge.effective.end },
    chargedThroughDate: null,
    processedThroughDate: null,
  };
  return { ...subscription, ratePlans: [aRatePlan({ charges: [endedOn(charge, date), second] })] };
}

describe("credits", () => {
  test("a credit names the item, negates the unit price and says how it was reckoned", () => {
    const before = billed(unbilled(aSubscription()), plainDate("2023-01-01"));
    const cancelled = cancelledOn(before.subscription, plainDate("2023-01-11"));
    const { lines } = billed({ ...before, subscription: cancelled }, plainDate("2023-01-11"));
    const [line] = lines;
    assert.deepEqual(line?.creditedItem, {
      accountId: "account-1",
      documentType: "Invoice",
      documentId: "invoice-1",
      itemId: "item-1",
    });
    assert.equal(line?.unitPrice.toFixed(), "-30");
    assert.deepEqual(line?.derivation, {
      rule: "billed less charged",
      inputs: {
        billedAmount: "30.00",
        creditedBefore: "0.00",
        keptStartDate: "2023-01-01",
        keptEndDate: "2023-01-10",
        kept: "10/31 months",
        chargedAmount: "9.68",
        unrounded: "9.677419354839",
        roundingMode: "HalfUp",
        roundingIncrement: "0.01",
      },
    });
  });

  test("both through dates go back to the first credited day at most", () => {
    const before = billed(unbilled(aSubscription()), plainDate("2023-03-01"));
    const cancelled = cancelledOn(before.subscription, plainDate("2023-01-11"));
    const after = billed({ ...before, subscription: cancelled }, plainDate("2023-01-11"));
    const [charge] = chargesOf(after.subscription);
    assert.equal(charge?.chargedThroughDate, "2023-01-11");
    assert.equal(charge?.processedThroughDate, "2023-01-11");
  });

  test("the start of the last billed period stays where it is before the credited day", () => {
    const before = billed(unbilled(aSubscription()), plainDate("2023-01-01"));
    const cancelled = cancelledOn(before.subscription, plainDate("2023-01-11"));
    const after = billed({ ...before, subscription: cancelled }, plainDate("2023-01-11"));
    const [charge] = chargesOf(after.subscription);
    assert.equal(charge?.processedThroughDate, "2023-01-01");
  });

  test("a charge that ends before its first billed week goes back to that week", () => {
    const { subscription, how } = scenarioOf({
      "billing period": "Week",
      "billing day": "Monday",
      subscription: "2018-01-04..",
      "partial weeks": "No",
    });
    const before = billed(unbilled(subscription), plainDate("2018-01-15"), how);
    const cancelled = cancelledOn(before.subscription, plainDate("2018-01-05"));
    const after = billed({ ...before, subscription: cancelled }, plainDate("2018-01-15"), how);
    assert.equal(
      writtenLines(after.lines),
      "2018-01-15..2018-01-21 -30.00, 2018-01-08..2018-01-14 -30.00",
    );
    const [charge] = chargesOf(after.subscription);
    assert.equal(charge?.chargedThroughDate, "2018-01-08");
  });

  test("what an earlier credit rounded up is not charged again by the next", () => {
    const { subscription, how } = scenarioOf({
      "list price": "100",
      "billing period": "Annual",
      currency: "USD Up 1",
    });
    const first = billed(unbilled(subscription), plainDate("2023-01-01"), how);
    const july = plainDate("2023-07-01");
    const cancelled = { ...first, subscription: cancelledOn(first.subscription, july) };
    const older = { recurringCreditProrationOption: "EffectiveDateToEndOfBillingPeriod" } as const;
    const credited = billed(cancelled, july, { ...how, rules: older });
    assert.equal(writtenLines(credited.lines), "2023-07-01..2023-12-31 -51.00");

    const june = plainDate("2023-06-30");
    const again = { ...credited, subscription: cancelledOn(credited.subscription, june) };
    assert.equal(writtenLines(billed(again, june, how).lines), "2023-06-30..2023-06-30 0.00");
  });

  test("days that were credited and billed again are credited once", () => {
    const january = billed(unbilled(aSubscription()), plainDate("2023-01-01"));
    const date = plainDate("2023-01-11");
    const cancelled = cancelledOn(january.subscription, date);
    const credited = billed({ ...january, subscription: cancelled }, date);
    const revived = {
      ...aSubscription(),
      ratePlans: credited.subscription.ratePlans.map((ratePlan) => ({
        ...ratePlan,
        charges: ratePlan.charges.map((charge) => ({
          ...charge,
          effective: aSubscription().currentTerm,
        })),
      })),
    };
    const again = billed({ ...credited, subscription: revived }, date);
    assert.equal(writtenLines(again.lines), "2023-01-11..2023-01-31 20.32 part");

    const earlierDate = plainDate("2023-01-06");
    const cancelledAgain = cancelledOn(again.subscription, earlierDate);
    const { lines } = billed({ ...again, subscription: cancelledAgain }, earlierDate);
    assert.equal(
      writtenLines(lines),
      "2023-01-11..2023-01-31 -20.32, 2023-01-06..2023-01-10 -4.84",
    );
  });

  test("after the billing day has moved, an item is credited by its own days", () => {
    const before = billed(unbilled(aSubscription()), plainDate("2023-01-01"));
    const cancelled = cancelledOn(before.subscription, plainDate("2023-01-11"));
    const { lines } = billed({ ...before, subscription: cancelled }, plainDate("2023-01-11"), {
      billCycleDay: 15,
    });
    assert.equal(writtenLines(lines), "2023-01-11..2023-01-31 -20.32");
    assert.equal(lines[0]?.derivation.inputs.kept, "10/31 of the item");
  });
});
