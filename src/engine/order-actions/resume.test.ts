import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type BilledSubscription, billed, unbilled, writtenLine } from "#test/support/billing.ts";
import { resumeActionOf, suspendActionOf } from "#test/support/lifecycle-actions.ts";
import { anOrderContext } from "#test/support/order-context.ts";
import { aCharge, aOneTimeCharge, aRatePlan, aSubscription } from "#test/support/subscriptions.ts";
import { historyOf, rangeOf, writtenRange } from "#test/support/terms.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import { BillingError } from "../errors.ts";
import type { BillingPeriod, Charge } from "../model/charge.ts";
import type { Line } from "../model/document.ts";
import { chargesOf, type RatePlan, type Subscription } from "../model/subscription.ts";
import type { DateRange } from "../values/date-range.ts";
import { isEmpty } from "../values/date-range.ts";
import { decimal, formatDecimal } from "../values/decimal.ts";
import { plainDate } from "../values/plain-date.ts";
import { cancelSubscription } from "./cancel-subscription.ts";
import { resume } from "./resume.ts";
import { suspend } from "./suspend.ts";

const SPEC = "docs/spec/resume.md";
const CONTEXT = anOrderContext();

const suspendedOn = (subscription: Subscription, date: string): Subscription =>
  suspend(subscription, suspendActionOf(`SpecificDate ${date}`), CONTEXT);
const resumedBy = (subscription: Subscription, policy: string, extendsTerm = false): Subscription =>
  resume(subscription, resumeActionOf(policy, extendsTerm), CONTEXT);
const resumedOn = (subscription: Subscription, date: string, extendsTerm = false): Subscription =>
  resumedBy(subscription, `SpecificDate ${date}`, extendsTerm);
const cancelledOn = (subscription: Subscription, date: string): Subscription => {
  const cancellationEffectiveDate = plainDate(date);
  const policy = { cancellationPolicy: "SpecificDate", cancellationEffectiveDate } as const;
  return cancelSubscription(subscription, { type: "CancelSubscription", ...policy }, CONTEXT);
};

const withCharges = (charges: readonly Charge[], given: Partial<Subscription> = {}): Subscription =>
  aSubscription({ ratePlans: [aRatePlan({ charges })], ...given });

const segmentsOf = (subscription: Subscription): string =>
  chargesOf(subscription)
    .map(({ effective }) => (effective ? writtenRange(effective) : "pending"))
    .join("; ");

describe("resume date", () => {
  for (const row of workedExamples(SPEC, "Resume date")) {
    test(`${row.id}: ${row.policy} is ${row["resume date"]}`, () => {
      const suspended = suspendedOn(aSubscription(), "2023-04-15");
      const kept = resumedBy(suspended, row.policy ?? "");
      const last = kept.statusHistory.at(-1);
      assert.deepEqual([kept.status, last?.status], ["Active", "Active"]);
      if (row.id !== "P5") assert.equal(last?.startDate, row["resume date"]);
      assert.equal(kept.currentTerm.end, row["term end"]);
      const extended = resumedBy(suspended, row.policy ?? "", true);
      assert.equal(extended.currentTerm.end, row["extended to"]);
    });
  }
});

describe("days of service", () => {
  for (const row of workedExamples(SPEC, "Days of service")) {
    const extendsTerm = row["extends term"] === "yes";
    test(`${row.id}: ${row.charge}${extendsTerm ? ", extended" : ""}`, () => {
      const [, once, days = ""] = /^(one-time )?(.*)$/.exec(row.charge ?? "") ?? [];
      const effective = rangeOf(days);
      const charge = once
        ? aOneTimeCharge({ effective })
        : aCharge({ effective, ...ends(effective) });
      const suspended = suspendedOn(withCharges([charge]), "2023-04-01");
      const after = resumedOn(suspended, "2023-06-01", extendsTerm);
      assert.equal(segmentsOf(after), row.segments);
      const charges = chargesOf(after);
      assert.deepEqual(
        charges.map(({ segment }) => segment),
        [1, 2].slice(0, charges.length),
      );
      assert.ok(charges.every(({ endBeforeSuspension }) => endBeforeSuspension === null));
    });
  }
});

/** What ends before the term does so on a day of its own. */
const ends = ({ end }: DateRange): Partial<Pick<Charge, "endDate">> =>
  end < "2024-01-01"
    ? { endDate: { endDateCondition: "Specific_End_Date", specificEndDate: end } }
    : {};

describe("changes that lie ahead", () => {
  const basic = { price: decimal("10"), effective: rangeOf("2023-01-01 to 2023-06-01") };
  const premium = { price: decimal("20"), effective: rangeOf("2023-06-01 to 2024-01-01") };
  const changed: Readonly<Record<string, readonly RatePlan[]>> = {
    update: [aRatePlan({ charges: [aCharge(basic), aCharge({ ...premium, segment: 2 })] })],
    "remove and add": [
      aRatePlan({ lastChangeType: "Remove", charges: [aCharge(basic)] }),
      aRatePlan({ lastChangeType: "Add", charges: [aCharge({ ...premium, chargeNumber: "C-2" })] }),
    ],
  };
  for (const row of workedExamples(SPEC, "Changes that lie ahead")) {
    test(`${row.id}: ${row.change}`, () => {
      const ratePlans = changed[row.change ?? ""];
      assert(ratePlans);
      const suspended = suspendedOn(aSubscription({ ratePlans }), "2023-04-01");
      assert.equal(served(resumedOn(suspended, "2023-05-01")), row.served);
    });
  }
});

const served = (subscription: Subscription): string =>
  chargesOf(subscription)
    .flatMap(({ effective, price }) =>
      effective && !isEmpty(effective) ? { effective, price } : [],
    )
    .map(({ effective, price }) => `${formatDecimal(price)} ${writtenRange(effective)}`)
    .join("; ");

describe("status history", () => {
  for (const row of workedExamples(SPEC, "Status history")) {
    test(`${row.id}: cancelled on ${row.cancelled}`, () => {
      const before = aSubscription({
        currentTerm: rangeOf("2022-01-01 to 2025-01-01"),
        subscriptionStartDate: plainDate("2022-01-01"),
        statusHistory: historyOf(row.before ?? ""),
      });
      const resumed = resumedOn(suspendedOn(before, row.suspended ?? ""), row.resumed ?? "");
      const after = cancelledOn(resumed, row.cancelled ?? "");
      assert.deepEqual(after.statusHistory, historyOf(row.after ?? ""));
    });
  }
});

describe("billed", () => {
  for (const row of workedExamples(SPEC, "Billed")) {
    test(`${row.id}: suspended on ${row.suspended}, resumed on ${row.resumed}`, () => {
      const currentTerm = rangeOf(row.term ?? "");
      const recurrence = { billingPeriod: row["billing period"] as BillingPeriod };
      const given = { currentTerm, subscriptionStartDate: currentTerm.start };
      const before = withCharges([aCharge({ effective: currentTerm, recurrence })], given);
      const how = { billCycleDay: Number(row["billing day"]) };
      const first: BilledSubscription & { lines: readonly Line[] } =
        row.billed === "-"
          ? { ...unbilled(before), lines: [] }
          : billed(unbilled(before), plainDate(row.billed ?? ""), how);
      const suspended = suspendedOn(first.subscription, row.suspended ?? "");
      const subscription = resumedOn(suspended, row.resumed ?? "");
      const next = billed({ ...first, subscription }, plainDate(row.then ?? ""), how);
      const lines = [...first.lines, ...next.lines].map(writtenLine).sort(byDays);
      assert.equal(lines.join(", "), row.lines);
    });
  }

  test("S4: resumed and cancelled on the same day, nothing is charged for that day", () => {
    const first = billed(unbilled(aSubscription()), plainDate("2023-03-31"));
    const suspended = suspendedOn(first.subscription, "2023-04-01");
    const subscription = cancelledOn(resumedOn(suspended, "2023-06-15"), "2023-06-15");
    assert.deepEqual(billed({ ...first, subscription }, plainDate("2030-01-01")).lines, []);
  });
});

/** By the first day, then by the last, what was charged before what was credited. */
function byDays(one: string, other: string): number {
  const key = (line: string) => line.slice(0, 22) + (line.includes(" -") ? "1" : "0");
  return key(one) < key(other) ? -1 : key(one) > key(other) ? 1 : 0;
}

describe("refused", () => {
  for (const row of workedExamples(SPEC, "Refused")) {
    test(`${row.id}: ${row.policy}, ${row["status history"]}`, () => {
      const statusHistory = historyOf(row["status history"] ?? "");
      const status = statusHistory.at(-1)?.status ?? "Active";
      assert.throws(
        () => resumedBy(aSubscription({ status, statusHistory }), row.policy ?? ""),
        (error) => error instanceof BillingError && error.code === row.error,
      );
    });
  }
});

describe("a resumed subscription", () => {
  test("may be suspended and resumed again, each time with the next segment", () => {
    const once = resumedOn(suspendedOn(aSubscription(), "2023-02-01"), "2023-03-01");
    const twice = resumedOn(suspendedOn(once, "2023-05-01"), "2023-06-01");
    assert.equal(
      segmentsOf(twice),
      "2023-01-01 to 2023-02-01; 2023-03-01 to 2023-05-01; 2023-06-01 to 2024-01-01",
    );
  });

  test("may be suspended again on the day on which it was resumed", () => {
    const once = resumedOn(suspendedOn(aSubscription(), "2023-02-01"), "2023-03-01");
    const again = suspendedOn(once, "2023-03-01");
    assert.equal(segmentsOf(resumedBy(again, "SuspendDate")), segmentsOf(once));
  });

  test("a charge without end has none again", () => {
    const currentTerm = rangeOf("2023-01-01 to evergreen");
    const before = withCharges([aCharge({ effective: currentTerm })], { currentTerm });
    const after = resumedOn(suspendedOn(before, "2023-04-01"), "2023-06-01", true);
    assert.equal(segmentsOf(after), "2023-01-01 to 2023-04-01; 2023-06-01 to evergreen");
  });

  test("resumed after the term would have ended, it is extended to days of service", () => {
    const after = resumedOn(suspendedOn(aSubscription(), "2023-12-01"), "2024-03-01", true);
    assert.equal(segmentsOf(after), "2023-01-01 to 2023-12-01; 2024-03-01 to 2024-04-01");
  });
});
