import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { workedExamples } from "#test/support/worked-examples.ts";
import type { DateRange } from "../values/date-range.ts";
import { type PlainDate, plainDate } from "../values/plain-date.ts";
import { throughDatesBefore } from "./through-dates-before.ts";

const day = (text: string): PlainDate | null => (text === "" ? null : plainDate(text));

function days(text: string): DateRange | null {
  const [start = "", end = ""] = text.split("..");
  return text === "" ? null : { start: plainDate(start), end: plainDate(end) };
}

function written(before: ReturnType<typeof throughDatesBefore>): string[] {
  if (before === undefined) return ["refused", "refused"];
  if (before === null) return ["stay", "stay"];
  return [before.chargedThroughDate ?? "", before.processedThroughDate ?? ""];
}

describe("through dates before", () => {
  for (const row of workedExamples("docs/spec/taking-back.md", "Through dates before")) {
    const { id = "", charge = "" } = row;
    test(id, () => {
      const isOnce = charge === "OneTime";
      const before = throughDatesBefore({
        chargeType: isOnce ? "OneTime" : "Recurring",
        billingTiming: isOnce ? null : (charge as "IN_ADVANCE" | "IN_ARREARS"),
        chargedThroughDate: day(row["charged through"] ?? ""),
        charged: days(row["it billed"] ?? ""),
        credited: days(row["it credited"] ?? ""),
        lastKeptStart: day(row["newest item that stays"] ?? ""),
        caughtUpThroughDate: day(row["caught up through"] ?? ""),
      });
      assert.deepEqual(written(before), [
        row["charged through before"],
        row["processed through before"],
      ]);
    });
  }
});
