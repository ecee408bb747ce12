import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { workedExamples } from "#test/support/worked-examples.ts";
import type { Smoothing } from "../model/model-terms.ts";
import { decimal, isNegative, sum, ZERO } from "../values/decimal.ts";
import { smoothedOverage } from "./smoothed-overage.ts";

const smoothingOf = (how: string, numberOfPeriods = 3): Smoothing => ({
  smoothingModel: how === "Rollover" ? "Rollover" : "RollingWindow",
  overageCalculationOption: how === "as it occurs" ? "PerBillingPeriod" : "EndOfSmoothingPeriod",
  numberOfPeriods,
});

describe("smoothed overage, worked examples", () => {
  for (const row of workedExamples("docs/spec/overage-smoothing.md", "Units")) {
    test(`${row.id}: ${row.how}, ${row.usage}`, () => {
      const quantities = row.usage?.split(",").map(decimal) ?? [];
      // December is the last month: a shorter year in the table ends just so.
      const overage = quantities.map((_, period) => {
        const isEnded = period === quantities.length - 1;
        const usage = { quantities: quantities.slice(0, period + 1), beginsInside: false, isEnded };
        return smoothedOverage(usage, decimal("500"), smoothingOf(row.how ?? "")).at(-1);
      });
      assert.equal(overage.join(","), row["overage units"]);
    });
  }
});

test("a part of a period at the beginning keeps nothing for those after it", () => {
  const usage = { quantities: [ZERO, decimal("600")], isEnded: false };
  const overage = (beginsInside: boolean) =>
    smoothedOverage({ ...usage, beginsInside }, decimal("500"), smoothingOf("Rollover")).join();
  assert.deepEqual([overage(false), overage(true)], ["0,0", "0,100"]);
});

test("smoothing never costs more than no smoothing, and never less than nothing", () => {
  const units = fc.array(fc.integer({ min: 0, max: 2000 }), { minLength: 1, maxLength: 24 });
  const how = fc.constantFrom("Rollover", "as it occurs", "at its end");
  fc.assert(
    fc.property(units, how, fc.integer({ min: 1, max: 6 }), (counts, model, periods) => {
      const quantities = counts.map((count) => decimal(String(count)));
      const usage = { quantities, beginsInside: false, isEnded: true };
      const smoothed = smoothedOverage(usage, decimal("500"), smoothingOf(model, periods));
      const plain = counts.reduce((all, count) => all + Math.max(0, count - 500), 0);
      assert(smoothed.every((each) => !isNegative(each)));
      assert(sum(smoothed).lte(String(plain)));
    }),
  );
});
