import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { billed, unbilled, writtenLines } from "#test/support/billing.ts";
import { anOrderContext } from "#test/support/order-context.ts";
import {
  aCharge,
  aOneTimeCharge,
  aRatePlan,
  aRecurrence,
  aSubscription,
} from "#test/support/subscriptions.ts";
import { historyOf, periodsOf, rangeOf, writtenRange } from "#test/support/terms.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import { chargeEnd } from "../billing/charge-end.ts";
import { BillingError } from "../errors.ts";
import { deltaMetrics } from "../metrics/subscription-metrics.ts";
import type {
  BillingPeriod,
  BillingPeriodAlignment,
  Charge,
  EndDate,
  ListPriceBase,
  UpToPeriodsType,
} from "../model/charge.ts";
import type { Subscription, SubscriptionStatus } from "../model/subscription.ts";
import { chargesOf } from "../model/subscription.ts";
import { NO_END, serviceEndDate } from "../values/date-range.ts";
import { decimal } from "../values/decimal.ts";
import { addDays, plainDate } from "../values/plain-date.ts";
import { renewSubscription } from "./renew-subscription.ts";

const SPEC = "docs/spec/renew-subscription.md";

type Row = Readonly<Record<string, string>>;

const CONTEXT = anOrderContext();

const renewed = (subscription: Subscription): Subscription =>
  renewSubscription(subscription, { type: "RenewSubscription" }, CONTEXT);

/** "12 Month", "evergreen", "-" for none. */
function renewalOf(text: string): Pick<Subscription, "renewalSetting" | "renewalTerm"> {
  if (text === "evergreen") return { renewalSetting: "RENEW_TO_EVERGREEN", renewalTerm: null };
  const renewalTerm = text === "-" ? null : periodsOf(text);
  return { renewalSetting: "RENEW_WITH_SPECIFIC_TERM", renewalTerm };
}

function subscriptionOf(row: Row, charges?: readonly Charge[]): Subscription {
  const currentTerm = rangeOf(row.term ?? "");
  const recurrence = recurrenceOf(row);
  const charge = aCharge({ effective: currentTerm, price: decimal("100"), recurrence });
  return aSubscription({
    status: (row.status ?? "Active") as SubscriptionStatus,
    currentTerm,
    subscriptionStartDate: currentTerm.start,
    ...renewalOf(row.renewal ?? ""),
    ratePlans: [aRatePlan({ charges: charges ?? [charge] })],
  });
}

function recurrenceOf(row: Row) {
  const [billingPeriod = "", count] = (row["billing period"] ?? "Month").split(" ");
  return aRecurrence({
    billingPeriod: billingPeriod as BillingPeriod,
    specificBillingPeriod: count ? Number(count) : null,
    billCycleType: count ? "TermStartDay" : "DefaultFromCustomer",
    ...(count && { billCycleType: "SpecificDayofWeek", weeklyBillCycleDay: "Monday" }),
    billingPeriodAlignment: (row.alignment ?? "AlignToCharge") as BillingPeriodAlignment,
    listPriceBase: (row["price base"] ?? "Per_Billing_Period") as ListPriceBase,
  });
}

const onlyCharge = (subscription: Subscription): Charge => {
  const [charge] = chargesOf(subscription);
  assert(charge);
  return charge;
};

describe("next term", () => {
  for (const row of workedExamples(SPEC, "Next term")) {
    test(`${row.id}: ${row.renewal} after ${row.term}`, () => {
      const before = subscriptionOf(row);
      const after = renewed(before);
      assert.equal(writtenRange(after.currentTerm), row["next term"]);
      assert.equal(after.termType, row["term type"]);
      assert.deepEqual(after.initialTerm, before.initialTerm);
      assert.deepEqual(after.renewalTerm, before.renewalTerm);
    });
  }
});

describe("end of a charge", () => {
  for (const row of workedExamples(SPEC, "End of a charge")) {
    test(`${row.id}: ${row["end date condition"]}, renewed to ${row["renewed to"]}`, () => {
      const endDate = endDateOf(row["end date condition"] ?? "");
      const start = plainDate(row["charge start"] ?? "");
      const termEnd = addDays(plainDate(row["term end"] ?? ""), 1);
      const terms = { endDate, recurrence: aRecurrence() };
      const charge = aCharge({
        endDate,
        effective: { start, end: chargeEnd(terms, start, termEnd) },
      });
      assert.equal(lastDay(charge), row["charge end"]);
      const term = `2025-11-01 to ${termEnd}`;
      const renewal = row["renewed to"] === "evergreen" ? "evergreen" : "1 Year";
      const after = renewed(subscriptionOf({ term, renewal }, [charge]));
      assert.equal(lastDay(onlyCharge(after)), row["charge end then"]);
      assert.equal(onlyCharge(after).version, row.id === "R2" ? 1 : 2);
    });
  }
});

const lastDay = ({ effective }: Charge): string => {
  assert(effective);
  return effective.end === NO_END ? "evergreen" : serviceEndDate(effective);
};

/** "Subscription_End", "Specific_End_Date 2026-11-17", "Fixed_Period 3 Months". */
function endDateOf(text: string): EndDate {
  const [condition, value = "", type] = text.split(" ");
  if (condition === "Specific_End_Date") {
    return { endDateCondition: condition, specificEndDate: addDays(plainDate(value), 1) };
  }
  if (condition !== "Fixed_Period") return { endDateCondition: "Subscription_End" };
  const upToPeriodsType = type as UpToPeriodsType;
  return { endDateCondition: condition, upToPeriods: Number(value), upToPeriodsType };
}

describe("billing after a renewal", () => {
  for (const row of workedExamples(SPEC, "Billing after a renewal")) {
    test(`${row.id}: ${row["billing period"]}, renewed by ${row.renewal}`, () => {
      const before = unbilled(subscriptionOf(row));
      const first =
        row.billed === "-" ? { ...before, lines: [] } : billed(before, plainDate(row.billed ?? ""));
      const subscription = renewed(first.subscription);
      const next = billed({ ...first, subscription }, plainDate(row.next ?? ""));
      assert.equal(writtenLines([...first.lines, ...next.lines]), row.lines);
      assert.deepEqual(billed(next, plainDate(row.next ?? "")).lines, []);
    });
  }
});

describe("refused", () => {
  for (const row of workedExamples(SPEC, "Refused")) {
    test(`${row.id}: ${row.status}, ${row.term}, renewal ${row.renewal}`, () => {
      assert.throws(
        () => renewed(subscriptionOf(row)),
        (error) => error instanceof BillingError && error.code === row.error,
      );
    });
  }
});

describe("a renewed subscription", () => {
  const row = { term: "2023-01-01 to 2024-01-01", renewal: "12 Month" };

  test("is booked on the order date and has the attributes that the action gives", () => {
    const action = {
      type: "RenewSubscription",
      paymentTerm: "Net 60",
      billToContactId: null,
    } as const;
    const after = renewSubscription(subscriptionOf(row), action, anOrderContext());
    assert.equal(after.lastBookingDate, "2023-05-01");
    assert.equal(after.paymentTerm, "Net 60");
    assert.equal(after.billToContactId, null);
  });

  test("leaves one-time charges and rate plans that were removed as they were", () => {
    const before = subscriptionOf(row, [aOneTimeCharge()]);
    const charges = [aCharge({ removedDate: before.currentTerm.end })];
    const removed = aRatePlan({ lastChangeType: "Remove", charges });
    const both = { ...before, ratePlans: [...before.ratePlans, removed] };
    assert.deepEqual(renewed(both).ratePlans, both.ratePlans);
  });

  test("a charge that would only have started after the old term starts in the new one", () => {
    const start = plainDate("2024-03-01");
    const late = aCharge({ effective: { start, end: start } });
    const after = renewed(subscriptionOf(row, [late]));
    assert.deepEqual(onlyCharge(after).effective, { start, end: plainDate("2025-01-01") });
  });

  test("a second renewal by subscription term makes a third segment", () => {
    const byTerm = subscriptionOf({ ...row, "billing period": "Subscription_Term" });
    const segments = chargesOf(renewed(renewed(byTerm)));
    assert.deepEqual(
      segments.map(({ segment, effective }) => [segment, effective?.start, effective?.end]),
      [
        [1, "2023-01-01", "2024-01-01"],
        [2, "2024-01-01", "2025-01-01"],
        [3, "2025-01-01", "2026-01-01"],
      ],
    );
    assert.equal(new Set(segments.map(({ chargeId }) => chargeId)).size, 3);
  });

  test("M15: renewing 10 at 5 a month by three months adds 150 to the contracted value", () => {
    const price = decimal("5");
    const quantity = decimal("10");
    const effective = rangeOf("2021-01-01 to 2022-01-01");
    const charge = aCharge({ chargeModel: "PerUnit", price, quantity, effective });
    const before = subscriptionOf({ term: "2021-01-01 to 2022-01-01", renewal: "3 Month" }, [
      charge,
    ]);
    const { totalDeltaTcv } = deltaMetrics(before, renewed(before), plainDate("2021-06-01"));
    assert.equal(totalDeltaTcv?.toFixed(2), "150.00");
  });
});

test("a charge that came after a suspension, for days from before it on, goes on", () => {
  const parts = ["2023-01-01 to 2023-03-01", "2023-04-01 to 2024-01-01"];
  const resumed = parts.map((days, index) =>
    aCharge({ effective: rangeOf(days), segment: index + 1 }),
  );
  const added = aCharge({ effective: rangeOf("2023-02-01 to 2024-01-01"), chargeNumber: "C-2" });
  const after = renewed(
    aSubscription({
      statusHistory: historyOf(
        "Active from 2023-01-01; Suspended from 2023-03-01; Active from 2023-04-01",
      ),
      ratePlans: [aRatePlan({ charges: [...resumed, added] })],
    }),
  );
  assert.deepEqual(
    chargesOf(after).map(({ effective }) => effective?.end),
    ["2023-03-01", "2025-01-01", "2025-01-01"],
  );
});
