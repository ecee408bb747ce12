import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { someRecurrence } from "#test/support/arbitraries.ts";
import { recurrenceOf } from "#test/support/billing-scenario.ts";
import { changesOf } from "#test/support/change-story.ts";
import { aCharge, aOneTimeCharge, aRatePlan, aSubscription } from "#test/support/subscriptions.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import { DEFAULT_BILLING_RULES } from "../model/billing-rules.ts";
import type { Charge } from "../model/charge.ts";
import type { Ramp } from "../model/ramp.ts";
import { chargesOf, type Subscription } from "../model/subscription.ts";
import { currency } from "../values/currency.ts";
import type { DateRange } from "../values/date-range.ts";
import { type Decimal, decimal, formatDecimal, roundToDecimals, sum } from "../values/decimal.ts";
import { addDays, addMonths, plainDate } from "../values/plain-date.ts";
import {
  isRamped,
  type RampChargeChange,
  type RampedSubscription,
  type RampSegmentMetrics,
  rampChanges,
  rampMetrics,
} from "./ramp-metrics.ts";
import { contractedValue } from "./subscription-metrics.ts";
import { type BookedBilling, contractedBilling } from "./tcb.ts";

const SPEC = "docs/spec/ramps.md";
const START = plainDate("2021-01-01");
const TERM = { start: START, end: plainDate("2024-01-01") };
const YEARS = ["2021", "2022", "2023"] as const;

type Row = Readonly<Record<string, string>>;

const printed = (value: Decimal): string => formatDecimal(roundToDecimals(value, 9), 0);
const during = ({ start, end }: DateRange) => ` ${start} to ${end}`;

const aRamp = (intervals: readonly DateRange[]): Ramp => ({
  rampId: "ramp-1",
  rampNumber: "R-00000001",
  name: null,
  description: null,
  intervals: intervals.map((days) => ({ name: null, description: null, days })),
  chargeNumbers: null,
});

const BY_YEAR = aRamp(
  YEARS.map((_, index) => ({
    start: addMonths(START, index * 12),
    end: addMonths(START, index * 12 + 12),
  })),
);

function chargeOf(row: Row): Charge {
  const given = {
    price: decimal(row["list price"] ?? ""),
    quantity: decimal(row.quantity ?? ""),
    chargeModel: "PerUnit" as const,
  };
  if (row["billing period"] === "OneTime") {
    return aOneTimeCharge({ ...given, effective: { start: START, end: addDays(START, 1) } });
  }
  return aCharge({ ...given, effective: TERM, recurrence: recurrenceOf(row).recurrence });
}

const subscriptionOf = (charges: readonly Charge[], ramp: Ramp): Subscription =>
  aSubscription({
    currentTerm: TERM,
    subscriptionStartDate: START,
    contractEffectiveDate: START,
    ramp,
    ratePlans: [aRatePlan({ charges })],
  });

const billingOf = (row: Row): BookedBilling => ({
  billCycleDay: Number(row["billing day"]),
  currency: currency("USD"),
  rules: { ...DEFAULT_BILLING_RULES, prorationUnit: "ProrateByMonthFirst" },
});

/** Before and after the last order. */
function versionsOf(row: Row): { before: Subscription; after: RampedSubscription } {
  const base = subscriptionOf([chargeOf(row)], BY_YEAR);
  const changes = row.orders === "-" ? [] : changesOf(base, row.orders ?? "");
  const last = changes.at(-1);
  const after = last?.next ?? base;
  assert(isRamped(after));
  return { before: last?.base ?? base, after };
}

const ofSegment: Readonly<Record<string, (segment: RampSegmentMetrics) => string>> = {
  TCB: ({ tcb }) => printed(tcb),
  TCV: ({ tcv }) => printed(tcv),
  MRR: ({ mrr, days }) => (mrr ? printed(mrr) + during(days) : ""),
  quantity: ({ quantity, days }) => printed(quantity) + during(days),
};

const ofChange: Readonly<Record<string, (change: RampChargeChange) => string>> = {
  TCB: ({ tcb }) => printed(tcb),
  TCV: ({ tcv }) => printed(tcv),
  MRR: ({ mrr }) => mrr.map((each) => printed(each.amount) + during(each)).join(", "),
  quantity: ({ quantity }) =>
    quantity.map((each) => printed(each.amount) + during(each)).join(", "),
};

const cell = (texts: readonly string[]): string => texts.join(", ") || "-";

describe("metrics of a ramp", () => {
  for (const row of workedExamples(SPEC, "Metrics by interval")) {
    test(`${row.id}: ${row.metric} of ${row["list price"]}, ${row.orders}`, () => {
      const { after } = versionsOf(row);
      const { intervals } = rampMetrics(after, billingOf(row));
      const told = ofSegment[row.metric ?? ""];
      assert(told);
      assert.deepEqual(
        intervals.map(({ segments }) => cell(segments.map(told))),
        YEARS.map((year) => row[year]),
      );
    });
  }
});

describe("what an order changes of a ramp", () => {
  for (const row of workedExamples(SPEC, "What an order changes")) {
    test(`${row.id}: ${row.metric} of ${row["list price"]}, ${row.orders}`, () => {
      const { before, after } = versionsOf(row);
      const told = ofChange[row.metric ?? ""];
      assert(told);
      assert.deepEqual(
        rampChanges(before, after, billingOf(row)).map((changes) => cell(changes.map(told))),
        YEARS.map((year) => row[year]),
      );
    });
  }

  test("an order that creates the subscription has made all that it is worth", () => {
    const [row] = workedExamples(SPEC, "Metrics by interval");
    assert(row);
    const { after } = versionsOf(row);
    const { intervals } = rampMetrics(after, billingOf(row));
    assert.deepEqual(
      rampChanges(undefined, after, billingOf(row)).map((changes) =>
        printed(sum(changes.map(({ tcb }) => tcb))),
      ),
      intervals.map(({ tcb }) => printed(tcb)),
    );
  });
});

/** The term cut on some days. */
const someIntervals = () =>
  fc.uniqueArray(fc.integer({ min: 1, max: 1094 }), { maxLength: 11 }).map((days) => {
    const cuts = [0, ...days.toSorted((a, b) => a - b), 1095].map((day) => addDays(START, day));
    return cuts.slice(1).map((end, index) => ({ start: cuts[index] ?? START, end }));
  });

test("the intervals of the whole term sum to what the subscription is worth, TCV and TCB", () => {
  fc.assert(
    fc.property(
      someIntervals(),
      someRecurrence(),
      fc.integer({ min: 1, max: 31 }),
      fc.integer({ min: 1, max: 1094 }),
      (intervals, recurrence, billCycleDay, changedAfter) => {
        const charge = aCharge({ price: decimal("31.7"), effective: TERM, recurrence });
        const base = subscriptionOf(
          [
            charge,
            aOneTimeCharge({
              chargeNumber: "C-2",
              effective: { start: START, end: addDays(START, 1) },
            }),
          ],
          aRamp(intervals),
        );
        const [change] = changesOf(base, `price 47 on ${addDays(START, changedAfter)}`);
        const after = change?.next;
        assert(after && isRamped(after));
        const billing = { ...billingOf({}), billCycleDay };
        const { tcb, tcv } = rampMetrics(after, billing);
        const contracted = chargesOf(after).map((each) =>
          each.effective ? contractedBilling(after, each, each.effective, billing) : decimal("0"),
        );
        assert.equal(printed(tcv), printed(contractedValue(after) ?? decimal("-1")));
        assert.equal(printed(tcb), printed(sum(contracted)));
      },
    ),
  );
});
