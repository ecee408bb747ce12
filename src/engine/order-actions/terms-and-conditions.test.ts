import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { billed, unbilled, writtenLines } from "#test/support/billing.ts";
import { anOrderContext } from "#test/support/order-context.ts";
import { aCharge, aRatePlan, aSubscription } from "#test/support/subscriptions.ts";
import { historyOf, lastTermOf, rangeOf, writtenRange } from "#test/support/terms.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import { BillingError } from "../errors.ts";
import type { BillingPeriod, Charge } from "../model/charge.ts";
import type { TermsAndConditionsAction } from "../model/order.ts";
import { chargesOf, type Subscription, type SubscriptionStatus } from "../model/subscription.ts";
import { lengthOfTerm } from "../model/term.ts";
import { plainDate } from "../values/plain-date.ts";
import { termsAndConditions } from "./terms-and-conditions.ts";

const SPEC = "docs/spec/terms-and-conditions.md";

type Given = Omit<TermsAndConditionsAction, "type">;

const changed = (subscription: Subscription, given: Given): Subscription =>
  termsAndConditions(subscription, { type: "TermsAndConditions", ...given }, anOrderContext());
const withLastTerm = (subscription: Subscription, text: string): Subscription =>
  changed(subscription, { lastTerm: lastTermOf(text) });

const withCharge = (charge: Charge, given: Partial<Subscription> = {}): Subscription =>
  aSubscription({ ratePlans: [aRatePlan({ charges: [charge] })], ...given });

const daysOf = (subscription: Subscription): string => {
  const [charge] = chargesOf(subscription);
  assert(charge?.effective);
  return writtenRange(charge.effective);
};

describe("last term", () => {
  for (const row of workedExamples(SPEC, "Last term")) {
    test(`${row.id}: ${row.now} becomes ${row["last term"]}`, () => {
      const before = aSubscription({ currentTerm: rangeOf(row.now ?? "") });
      const after = withLastTerm(before, row["last term"] ?? "");
      assert.equal(writtenRange(after.currentTerm), row.then);
      assert.equal(after.termType, row["term type"]);
      assert.deepEqual(after.initialTerm, before.initialTerm);
      assert.equal(after.subscriptionStartDate, before.subscriptionStartDate);
    });
  }
});

describe("days of service", () => {
  for (const row of workedExamples(SPEC, "Days of service")) {
    test(`${row.id}: ${row.first}, then ${row.second}`, () => {
      const own = row["end of its own"] ?? "-";
      const charge = aCharge({
        effective: rangeOf(row.charge ?? ""),
        ...(own !== "-" && {
          endDate: { endDateCondition: "Specific_End_Date", specificEndDate: plainDate(own) },
        }),
      });
      const once = withLastTerm(withCharge(charge), row.first ?? "");
      assert.equal(daysOf(once), row["after it"]);
      assert.equal(daysOf(withLastTerm(once, row.second ?? "")), row["after both"]);
    });
  }
});

describe("billed before and after", () => {
  for (const row of workedExamples(SPEC, "Billed before and after")) {
    test(`${row.id}: ${row["last term"]}`, () => {
      const first = billed(unbilled(aSubscription()), plainDate(row.billed ?? ""));
      const subscription = withLastTerm(first.subscription, row["last term"] ?? "");
      const next = billed({ ...first, subscription }, plainDate("2024-03-31"));
      assert.equal(writtenLines(next.lines), row.next);
    });
  }
});

describe("refused", () => {
  for (const row of workedExamples(SPEC, "Refused")) {
    test(`${row.id}: ${row.status}, ${row.now}, ${row["last term"]}`, () => {
      const currentTerm = rangeOf(row.now ?? "");
      const recurrence = { billingPeriod: row["billing period"] as BillingPeriod };
      const charge = aCharge({ effective: currentTerm, recurrence });
      const status = row.status as SubscriptionStatus;
      assert.throws(
        () => withLastTerm(withCharge(charge, { status, currentTerm }), row["last term"] ?? ""),
        (error) => error instanceof BillingError && error.code === row.error,
      );
    });
  }
});

describe("scheduled dates", () => {
  const KINDS = ["scheduledCancelDate", "scheduledSuspendDate", "scheduledResumeDate"] as const;
  const today = plainDate("2025-02-12");

  for (const row of workedExamples(SPEC, "Scheduled dates")) {
    test(`${row.id}: ${row.given}`, () => {
      const had = (row.had ?? "").split(", ").map((day) => (day === "-" ? null : plainDate(day)));
      const before = aSubscription({
        subscriptionStartDate: plainDate("2025-01-01"),
        ...Object.fromEntries(KINDS.map((kind, index) => [kind, had[index]])),
      });
      const given: Given = Object.fromEntries(
        (row.given ?? "").split(", ").flatMap((day, index) => {
          if (day === "-") return [];
          return [[KINDS[index], day === "none" ? null : plainDate(day)]];
        }),
      );
      const action = { type: "TermsAndConditions", ...given } as const;
      const change = () => termsAndConditions(before, action, anOrderContext({ today }));
      if (row.id?.startsWith("V")) {
        assert.throws(change, (error) => error instanceof BillingError && error.code === row.then);
      } else {
        const after = change();
        assert.equal(KINDS.map((kind) => after[kind] ?? "-").join(", "), row.then);
      }
    });
  }
});

describe("changed terms", () => {
  test("are what the action names; the rest stays", () => {
    const before = aSubscription({ notes: "Kept", billToContactId: "contact-1" });
    const after = changed(before, {
      autoRenew: true,
      renewalSetting: "RENEW_TO_EVERGREEN",
      renewalTerm: { period: 3, periodType: "Week" },
      paymentTerm: "Net 60",
    });
    assert.deepEqual(after, {
      ...before,
      autoRenew: true,
      renewalSetting: "RENEW_TO_EVERGREEN",
      renewalTerm: { period: 3, periodType: "Week" },
      paymentTerm: "Net 60",
      lastBookingDate: "2023-05-01",
    });
    const cleared = changed(after, { paymentTerm: null, billToContactId: null, notes: "New" });
    assert.deepEqual(
      [cleared.paymentTerm, cleared.billToContactId, cleared.notes],
      [null, null, "New"],
    );
  });

  test("do not bring back days of a suspension, however short the term was in between", () => {
    const cut = aCharge({ effective: rangeOf("2023-01-01 to 2023-04-01") });
    const resumed = aCharge({ effective: rangeOf("2023-06-01 to 2024-01-01"), segment: 2 });
    const before = aSubscription({
      statusHistory: historyOf(
        "Active from 2023-01-01; Suspended from 2023-04-01; Active from 2023-06-01",
      ),
      ratePlans: [aRatePlan({ charges: [cut, resumed] })],
    });
    const after = withLastTerm(withLastTerm(before, "2 Month"), "12 Month");
    assert.deepEqual(
      chargesOf(after).map(({ effective }) => effective),
      chargesOf(before).map(({ effective }) => effective),
    );
  });

  test("a term is as long as one that the subscription knows, else in months, else in days", () => {
    const year = { period: 1, periodType: "Year" } as const;
    const length = (text: string) => lengthOfTerm(rangeOf(text), [null, year]);
    assert.deepEqual(length("2023-01-01 to 2024-01-01"), year);
    assert.deepEqual(length("2023-01-01 to 2023-07-01"), { period: 6, periodType: "Month" });
    assert.deepEqual(length("2023-01-01 to 2023-01-11"), { period: 10, periodType: "Day" });
  });
});
