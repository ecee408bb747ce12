import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { aCharge, aRatePlan, aRecurrence, aSubscription } from "#test/support/subscriptions.ts";
import { NO_END } from "../values/date-range.ts";
import { plainDate } from "../values/plain-date.ts";
import { previewTargetDate } from "./preview-through.ts";

const ordered = plainDate("2024-01-31");
const currentTerm = { start: plainDate("2024-01-31"), end: plainDate("2025-01-31") };
const recurring = (billingPeriod: "Month" | "Annual" | "Week") =>
  aSubscription({
    currentTerm,
    ratePlans: [aRatePlan({ charges: [aCharge({ recurrence: aRecurrence({ billingPeriod }) })] })],
  });

describe("the target date of a preview", () => {
  test("is the day that is named", () => {
    const date = plainDate("2024-03-05");
    assert.equal(previewTargetDate({ type: "SpecificDate", date }, [], ordered), date);
  });

  test("is the last day of the term", () => {
    const subscriptions = [recurring("Month")];
    assert.equal(previewTargetDate({ type: "TermEnd" }, subscriptions, ordered), "2025-01-30");
  });

  test("is the last day of so many of the shortest periods", () => {
    const through = { type: "NumberOfPeriods", periods: 2 } as const;
    const both = [recurring("Annual"), recurring("Month")];
    assert.equal(previewTargetDate(through, both, ordered), "2024-03-30");
    assert.equal(previewTargetDate(through, [recurring("Week")], ordered), "2024-02-13");
  });

  test("is refused where there is no end, and where nothing recurs", () => {
    const evergreen = aSubscription({
      termType: "EVERGREEN",
      currentTerm: { start: ordered, end: NO_END },
      ratePlans: [],
    });
    const refused = { code: "NOT_ALLOWED" };
    assert.throws(() => previewTargetDate({ type: "TermEnd" }, [evergreen], ordered), refused);
    const periods = { type: "NumberOfPeriods", periods: 1 } as const;
    assert.throws(() => previewTargetDate(periods, [evergreen], ordered), refused);
  });
});
