import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { daysOf, recurrenceOf } from "#test/support/billing-scenario.ts";
import { anOrderContext, triggeredOn } from "#test/support/order-context.ts";
import {
  aCharge,
  aOneTimeCharge,
  aRatePlan,
  aSubscription,
  cancelledOn,
} from "#test/support/subscriptions.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import type { Charge } from "../model/charge.ts";
import { chargesOf, type Subscription } from "../model/subscription.ts";
import { removeProduct } from "../order-actions/remove-product.ts";
import { suspend } from "../order-actions/suspend.ts";
import { updateProduct } from "../order-actions/update-product.ts";
import { type DateRange, NO_END } from "../values/date-range.ts";
import { type Decimal, decimal, formatDecimal, roundToDecimals, ZERO } from "../values/decimal.ts";
import { addDays, addMonths, plainDate } from "../values/plain-date.ts";
import { contractedMrr, deltaMetrics, mrrOf } from "./subscription-metrics.ts";
import { monthsIn, totalContractedValue } from "./tcv.ts";

const SPEC = "docs/spec/metrics.md";
const TODAY = plainDate("2023-01-01");
const TERMED = { termType: "TERMED" } as const;

type Row = Readonly<Record<string, string>>;

/** As the tables print it: null for none. */
const printed = (value: Decimal | null, decimals: number): string =>
  value === null ? "null" : formatDecimal(roundToDecimals(value, decimals), 0);

/** "2023-01-01 to 2023-03-01", where the second is not served. */
function range(text: string): DateRange {
  const [start = "", end = ""] = text.split(" to ");
  return { start: plainDate(start), end: end === "evergreen" ? NO_END : plainDate(end) };
}

const monthly = (row: Row, effective: DateRange | undefined): Charge =>
  aCharge({
    recurrence: recurrenceOf(row).recurrence,
    price: decimal(row["list price"] ?? ""),
    effective,
    chargedThroughDate: null,
  });

describe("monthly recurring revenue", () => {
  for (const row of workedExamples(SPEC, "MRR")) {
    test(`${row.id}: ${row["list price"]} for a ${row["billing period"]} is ${row.MRR}`, () => {
      const charge = monthly(row, daysOf("2023-01-01.."));
      assert.equal(printed(mrrOf(charge), 9), row.MRR);
    });
  }

  test("a one-time charge has none", () => {
    assert.equal(mrrOf(aOneTimeCharge()), null);
  });
});

describe("total contracted value", () => {
  for (const row of workedExamples(SPEC, "TCV")) {
    test(`${row.id}: ${row["list price"]} for ${row.service} is ${row.TCV}`, () => {
      assert.equal(printed(tcvOf(row), 9), row.TCV);
    });
  }

  test("whole months count as such, from any day", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 0, max: 60 }), (day, m) => {
        const start = addDays(TODAY, day);
        const { numerator, denominator } = monthsIn({ start, end: addMonths(start, m) });
        assert.equal(numerator, m * denominator);
      }),
    );
  });

  test("a day more is never worth less, and never as much as a month", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 800 }), fc.integer({ min: 0, max: 800 }), (day, n) => {
        const start = addDays(TODAY, day);
        const months = [n, n + 1].map((days) => {
          const { numerator, denominator } = monthsIn({ start, end: addDays(start, days) });
          return numerator / denominator;
        });
        const gained = (months[1] ?? 0) - (months[0] ?? 0);
        assert.ok(gained > -1e-9 && gained < 0.2, `${gained}`);
      }),
      // Once it was worth less on 30 March than on the 29th, and on the 31st than on the 30th.
      {
        examples: [
          [29, 58],
          [30, 58],
        ],
      },
    );
  });
});

function tcvOf(row: Row): Decimal | null {
  const { service = "" } = row;
  const price = decimal(row["list price"] ?? "");
  switch (row["billing period"]) {
    case "OneTime":
      return totalContractedValue(aOneTimeCharge({ price, effective: range(service) }), TERMED);
    case "pending":
      return totalContractedValue(aCharge({ price, effective: undefined }), TERMED);
    default: {
      const isEvergreen = service === "evergreen";
      const effective = isEvergreen ? daysOf("2023-01-01..") : range(service);
      const termType = isEvergreen ? "EVERGREEN" : "TERMED";
      return totalContractedValue(monthly(row, effective), { termType });
    }
  }
}

describe("what a cancellation changes", () => {
  for (const row of workedExamples(SPEC, "Deltas of a cancellation")) {
    test(`${row.id}: ${row.term} cancelled on ${row.cancelled}`, () => {
      const currentTerm = range(row.term ?? "");
      const charge = monthly(row, currentTerm);
      const before = aSubscription({
        currentTerm,
        subscriptionStartDate: currentTerm.start,
        ratePlans: [aRatePlan({ charges: [charge] })],
      });
      const after = cancelledOn(before, plainDate(row.cancelled ?? ""));
      const { totalDeltaMrr, totalDeltaTcv } = deltaMetrics(before, after, TODAY);
      assert.equal(printed(totalDeltaMrr, 7), row.totalDeltaMrr);
      assert.equal(printed(totalDeltaTcv, 7), row.totalDeltaTcv);
    });
  }
});

/** The charge of a row with a new price and quantity, as an order makes it. */
function withUpdate(row: Row): { before: Subscription; after: Subscription } {
  const currentTerm = range(row.term ?? "");
  const quantity = decimal(row.quantity ?? "1");
  const charge = { ...monthly(row, currentTerm), chargeModel: "PerUnit" as const, quantity };
  const before = aSubscription({
    currentTerm,
    subscriptionStartDate: currentTerm.start,
    ratePlans: [aRatePlan({ charges: [charge] })],
  });
  const update = {
    chargeNumber: charge.chargeNumber,
    description: null,
    pricing: null,
    price: decimal(row["new price"] ?? ""),
    quantity: decimal(row["new quantity"] ?? "1"),
    triggerEvent: null,
    specificTriggerDate: null,
  };
  const after = updateProduct(
    before,
    {
      type: "UpdateProduct",
      ratePlan: RATE_PLAN,
      chargeUpdates: [update],
      specificUpdateDate: null,
      customFields: {},
    },
    anOrderContext({ triggerDates: triggeredOn(plainDate(row["updated on"] ?? "")) }),
  );
  return { before, after };
}

const RATE_PLAN = { by: "subscriptionRatePlanNumber", key: "SRP-00000001" } as const;

describe("what an update changes", () => {
  for (const row of workedExamples(SPEC, "Deltas of an update")) {
    test(`${row.id}: ${row.term} updated on ${row["updated on"]}`, () => {
      const { before, after } = withUpdate(row);
      const { totalDeltaMrr, totalDeltaTcv } = deltaMetrics(before, after, TODAY);
      assert.equal(printed(totalDeltaMrr, 7), row.totalDeltaMrr);
      assert.equal(printed(totalDeltaTcv, 7), row.totalDeltaTcv);
      const [whole] = chargesOf(before);
      const [first, second] = chargesOf(after);
      assert(whole && first && second);
      const mrr = (charge: Charge) => mrrOf(charge) ?? ZERO;
      assert.equal(printed(mrr(second).minus(mrr(first)), 9), row.dmrc);
      const tcv = (charge: Charge) => totalContractedValue(charge, TERMED) ?? ZERO;
      const segments = [tcv(first).minus(tcv(whole)), tcv(second)];
      assert.equal(segments.map((value) => printed(value, 7)).join(", "), row.segments);
    });
  }
});

describe("what a removal changes", () => {
  for (const row of workedExamples(SPEC, "Deltas of a removal")) {
    test(`${row.id}: updated on ${row["updated on"]}, removed on ${row["removed on"]}`, () => {
      const { after: before } = withUpdate(row);
      const triggerDates = triggeredOn(plainDate(row["removed on"] ?? ""));
      const action = { type: "RemoveProduct", ratePlan: RATE_PLAN } as const;
      const after = removeProduct(before, action, anOrderContext({ triggerDates }));
      const { totalDeltaMrr, totalDeltaTcv } = deltaMetrics(before, after, TODAY);
      assert.equal(printed(totalDeltaMrr, 7), row.totalDeltaMrr);
      assert.equal(printed(totalDeltaTcv, 7), row.totalDeltaTcv);
    });
  }
});

describe("a one-time charge", () => {
  test("M11: removed on its first day, takes its price from the contract", () => {
    const charges = [aOneTimeCharge({ price: decimal("100") })];
    const before = aSubscription({ ratePlans: [aRatePlan({ charges })] });
    const action = { type: "RemoveProduct", ratePlan: RATE_PLAN } as const;
    const triggerDates = triggeredOn(plainDate("2023-01-01"));
    const after = removeProduct(before, action, anOrderContext({ triggerDates }));
    assert.equal(printed(deltaMetrics(before, after, TODAY).totalDeltaTcv, 2), "-100");
  });
});

describe("contracted MRR", () => {
  const whole = { start: plainDate("2023-01-01"), end: plainDate("2024-01-01") };
  const threeMonths = { start: whole.start, end: plainDate("2023-04-01") };
  const subscriptionOf = (charges: Charge[]) =>
    aSubscription({ currentTerm: whole, ratePlans: [aRatePlan({ charges })] });

  test("counts a charge for three months until it is over", () => {
    const subscription = subscriptionOf([
      aCharge({ price: decimal("30"), effective: whole }),
      aCharge({ price: decimal("5"), effective: threeMonths, chargeNumber: "C-2" }),
    ]);
    assert.equal(printed(contractedMrr(subscription, plainDate("2023-03-31")), 2), "35");
    assert.equal(printed(contractedMrr(subscription, plainDate("2023-04-01")), 2), "30");
  });

  test("counts the last segment of a charge", () => {
    const later = { start: threeMonths.end, end: whole.end };
    const subscription = subscriptionOf([
      aCharge({ price: decimal("30"), effective: threeMonths, segment: 1 }),
      aCharge({ price: decimal("50"), effective: later, segment: 2 }),
    ]);
    assert.equal(printed(contractedMrr(subscription, TODAY), 2), "50");
  });

  test("stays after the cancellation date has come", () => {
    const cancelled = cancelledOn(subscriptionOf([aCharge({ effective: whole })]), threeMonths.end);
    assert.equal(printed(contractedMrr(cancelled, plainDate("2025-01-01")), 2), "30");
  });

  const later = { start: threeMonths.end, end: whole.end };
  const changing = subscriptionOf([
    aCharge({ price: decimal("30"), effective: threeMonths, segment: 1 }),
    aCharge({ price: decimal("50"), effective: later, segment: 2 }),
  ]);

  test("counts the last segment of a charge that was suspended before it began", () => {
    const suspendSpecificDate = plainDate("2023-03-01");
    const policy = { suspendPolicy: "SpecificDate", suspendSpecificDate } as const;
    const suspended = suspend(changing, { type: "Suspend", ...policy }, anOrderContext());
    assert.equal(printed(contractedMrr(suspended, TODAY), 2), "50");
  });

  test("counts no charge that was over by itself, suspended or not", () => {
    const ended = aCharge({
      effective: { start: whole.start, end: plainDate("2023-02-01") },
      endBeforeSuspension: threeMonths.end,
    });
    const subscription = subscriptionOf([ended]);
    assert.equal(printed(contractedMrr(subscription, plainDate("2023-03-31")), 2), "30");
    assert.equal(printed(contractedMrr(subscription, plainDate("2023-04-01")), 2), "0");
  });

  const withRemoved = (charge: Charge) =>
    aSubscription({
      currentTerm: whole,
      ratePlans: [aRatePlan(), aRatePlan({ lastChangeType: "Remove", charges: [charge] })],
    });

  test("counts no pending charge of a rate plan that was removed", () => {
    const pending = aCharge({ effective: undefined, chargeNumber: "C-2" });
    assert.equal(printed(contractedMrr(withRemoved(pending), TODAY), 2), "30");
  });

  test("counts no charge that was removed, cancelled before its removal", () => {
    const removed = aCharge({ effective: threeMonths, chargeNumber: "C-2" });
    const cancelled = cancelledOn(withRemoved(removed), plainDate("2023-02-01"));
    assert.equal(printed(contractedMrr(cancelled, plainDate("2023-05-01")), 2), "30");
  });
});
