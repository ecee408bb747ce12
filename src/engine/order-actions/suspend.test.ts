import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { billed, unbilled, writtenLines } from "#test/support/billing.ts";
import { suspendActionOf } from "#test/support/lifecycle-actions.ts";
import { anOrderContext } from "#test/support/order-context.ts";
import { aCharge, aRatePlan, aSubscription } from "#test/support/subscriptions.ts";
import { historyOf, rangeOf, writtenRange } from "#test/support/terms.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import { BillingError } from "../errors.ts";
import { contractedMrr } from "../metrics/subscription-metrics.ts";
import type { Charge } from "../model/charge.ts";
import { chargesOf, type Subscription } from "../model/subscription.ts";
import { NO_END } from "../values/date-range.ts";
import { plainDate } from "../values/plain-date.ts";
import { suspend } from "./suspend.ts";

const SPEC = "docs/spec/suspend.md";

const suspended = (subscription: Subscription, policy: string, today = "2023-05-01") =>
  suspend(subscription, suspendActionOf(policy), anOrderContext({ today: plainDate(today) }));

const onlyCharge = (subscription: Subscription): Charge => {
  const [charge] = chargesOf(subscription);
  assert(charge?.effective);
  return charge;
};

describe("suspend date", () => {
  for (const row of workedExamples(SPEC, "Suspend date")) {
    test(`${row.id}: ${row.policy} is ${row["suspend date"]}`, () => {
      const currentTerm = rangeOf("2019-01-01 to 2020-01-01");
      const charges = (row["charged through"] ?? "").split(", ").map((date) =>
        aCharge({
          effective: currentTerm,
          chargedThroughDate: date === "-" ? null : plainDate(date),
        }),
      );
      const statusHistory = historyOf("Active from 2019-01-01");
      const ratePlans = [aRatePlan({ charges })];
      const subscriptionStartDate = currentTerm.start;
      const given = { currentTerm, subscriptionStartDate, statusHistory, ratePlans };
      const before = aSubscription(given);
      const after = suspended(before, row.policy ?? "", "2019-05-15");
      assert.equal(after.status, "Suspended");
      const last = after.statusHistory.at(-1);
      assert.deepEqual([last?.status, last?.startDate], ["Suspended", row["suspend date"]]);
      assert.deepEqual(after.currentTerm, before.currentTerm);
      assert.equal(after.lastBookingDate, "2023-05-01");
    });
  }
});

describe("days of service", () => {
  for (const row of workedExamples(SPEC, "Days of service")) {
    test(`${row.id}: ${row.before} becomes ${row.after}`, () => {
      const effective = rangeOf(row.before ?? "");
      const end = effective.end === NO_END ? NO_END : plainDate("2024-01-01");
      const currentTerm = { start: plainDate("2023-01-01"), end };
      const ratePlans = [aRatePlan({ charges: [aCharge({ effective })] })];
      const after = suspended(aSubscription({ currentTerm, ratePlans }), "SpecificDate 2023-04-01");
      const charge = onlyCharge(after);
      assert(charge.effective);
      assert.equal(writtenRange(charge.effective), row.after);
      const until = charge.endBeforeSuspension;
      assert.equal(until === NO_END ? "evergreen" : (until ?? "-"), row["would have ended"]);
    });
  }

  test("a pending charge stays as it is", () => {
    const charge = aCharge({ effective: undefined, estimatedStartDate: plainDate("2023-06-01") });
    const before = aSubscription({ ratePlans: [aRatePlan({ charges: [charge] })] });
    assert.deepEqual(suspended(before, "Today").ratePlans, before.ratePlans);
  });
});

describe("billed before and after", () => {
  for (const row of workedExamples(SPEC, "Billed before and after")) {
    test(`${row.id}: suspended on ${row.suspended}`, () => {
      const first = billed(unbilled(aSubscription()), plainDate(row.billed ?? ""));
      const subscription = suspended(first.subscription, `SpecificDate ${row.suspended}`);
      const next = billed({ ...first, subscription }, plainDate("2030-01-01"));
      assert.equal(writtenLines(next.lines), row.next);
    });
  }
});

describe("refused", () => {
  for (const row of workedExamples(SPEC, "Refused")) {
    test(`${row.id}: ${row.policy}, ${row["status history"]}`, () => {
      const statusHistory = historyOf(row["status history"] ?? "");
      const status = statusHistory.at(-1)?.status ?? "Active";
      assert.throws(
        () => suspended(aSubscription({ status, statusHistory }), row.policy ?? ""),
        (error) => error instanceof BillingError && error.code === row.error,
      );
    });
  }
});

test("what is contracted a month stays while it is suspended", () => {
  const before = aSubscription();
  const after = suspended(before, "SpecificDate 2023-04-01");
  for (const day of ["2023-03-01", "2023-08-01"].map(plainDate)) {
    assert.deepEqual(contractedMrr(after, day), contractedMrr(before, day));
  }
});
