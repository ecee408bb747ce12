import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { aCharge, aOneTimeCharge, aRatePlan, aSubscription } from "#test/support/subscriptions.ts";
import { rangeOf } from "#test/support/terms.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import type { Subscription, SubscriptionStatus } from "../model/subscription.ts";
import { NO_END } from "../values/date-range.ts";
import { type PlainDate, plainDate } from "../values/plain-date.ts";
import { nextOwnChange } from "./next-own-change.ts";

const SPEC = "docs/spec/own-changes.md";

const dayOf = (text: string | undefined): PlainDate | null =>
  text === undefined || text === "-" ? null : plainDate(text);

const endingOn = (end: string, given: Partial<Subscription>): Subscription => {
  const currentTerm = rangeOf(`2024-01-01 to ${end}`);
  const termType = currentTerm.end === NO_END ? "EVERGREEN" : "TERMED";
  return aSubscription({
    subscriptionStartDate: currentTerm.start,
    currentTerm,
    termType,
    ...given,
  });
};

describe("first own change", () => {
  for (const row of workedExamples(SPEC, "First own change")) {
    test(`${row.id}: ${row.status}, ends ${row["term ends"]}: ${row.first}`, () => {
      const subscription = endingOn(row["term ends"] ?? "", {
        status: row.status as SubscriptionStatus,
        autoRenew: row.renews === "yes",
        scheduledCancelDate: dayOf(row.cancel),
        scheduledSuspendDate: dayOf(row.suspend),
        scheduledResumeDate: dayOf(row.resume),
      });
      const first = nextOwnChange(subscription, { renewNoChargeSubscription: true });
      assert.equal(first?.action.type ?? "nothing", row.first);
      assert.equal(first?.date ?? "-", row.on);
    });
  }
});

describe("no charge left", () => {
  for (const row of workedExamples(SPEC, "No charge left")) {
    test(`${row.id}: ${row.type}, ${row.charge}, renewed: ${row.renewed}`, () => {
      const effective = row.charge === "pending" ? undefined : rangeOf(row.charge ?? "");
      const charge =
        row.type === "OneTime"
          ? aOneTimeCharge({ effective })
          : aCharge({ effective, removedDate: dayOf(row.removed) });
      const ratePlans = [aRatePlan({ charges: [charge] })];
      const subscription = endingOn("2025-01-01", { autoRenew: true, ratePlans });
      const isRenewed = (renewNoChargeSubscription: boolean) =>
        nextOwnChange(subscription, { renewNoChargeSubscription }) !== undefined;
      assert.equal(isRenewed(false), row.renewed === "yes");
      assert.equal(isRenewed(true), true);
    });
  }
});
