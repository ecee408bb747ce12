import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Row } from "#test/support/billing-scenario.ts";
import { aRecurrence } from "#test/support/subscriptions.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import type { EndDate, UpToPeriodsType } from "../model/charge.ts";
import { addDays, plainDate } from "../values/plain-date.ts";
import { chargeEnd } from "./charge-end.ts";

/** "Fixed_Period 3 Months", "Specific_End_Date 2026-11-17" (last day), "Subscription_End". */
function endDateOf(text: string): EndDate {
  const [endDateCondition, first = "", second] = text.split(" ");
  if (endDateCondition === "Fixed_Period") {
    const upToPeriodsType = second as UpToPeriodsType;
    return { endDateCondition, upToPeriods: Number(first), upToPeriodsType };
  }
  if (endDateCondition === "Specific_End_Date")
    return { endDateCondition, specificEndDate: addDays(plainDate(first), 1) };
  return { endDateCondition: "Subscription_End" };
}

describe("chargeEnd, worked examples", () => {
  const rows: Row[] = workedExamples("docs/spec/charge-end.md", "End date conditions");
  for (const row of rows) {
    test(`${row.id}: ${row["end date condition"]} in a subscription to ${row["subscription end"]}`, () => {
      const end = chargeEnd(
        {
          endDate: endDateOf(row["end date condition"] ?? ""),
          recurrence: aRecurrence({ billingPeriod: "Quarter" }),
        },
        plainDate(row["charge start"] ?? ""),
        addDays(plainDate(row["subscription end"] ?? ""), 1),
      );
      assert.equal(addDays(end, -1), row["charge end"]);
    });
  }
});
