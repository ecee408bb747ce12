import assert from "node:assert/strict";
import { test } from "node:test";
import { aSubscription } from "#test/support/subscriptions.ts";
import type { Subscription } from "../model/subscription.ts";
import { plainDate } from "../values/plain-date.ts";
import { renewalsUntil } from "./renewals-until.ts";

/** Its term ends on 2024-01-01. */
const monthly = (given: Partial<Subscription> = {}): Subscription =>
  aSubscription({ autoRenew: true, renewalTerm: { period: 1, periodType: "Month" }, ...given });

test("renewals follow each other until the day, and no further", () => {
  assert.equal(renewalsUntil(monthly(), plainDate("2024-01-01")), 1);
  assert.equal(renewalsUntil(monthly(), plainDate("2024-02-01")), 1);
  assert.equal(renewalsUntil(monthly(), plainDate("2024-02-02")), 2);
  assert.equal(renewalsUntil(monthly(), plainDate("2025-01-15")), 13);
});

test("what is scheduled comes in between", () => {
  const cancelled = monthly({ scheduledCancelDate: plainDate("2024-03-15") });
  assert.equal(renewalsUntil(cancelled, plainDate("2025-01-15")), 3);
});

test("evergreen is for good, and a thousand at once are enough", () => {
  const evergreen = monthly({ renewalSetting: "RENEW_TO_EVERGREEN" });
  assert.equal(renewalsUntil(evergreen, plainDate("2025-01-15")), 1);
  const daily = monthly({ renewalTerm: { period: 1, periodType: "Day" } });
  assert.equal(renewalsUntil(daily, plainDate("2100-01-01")), 1000);
});
