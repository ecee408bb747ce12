import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { aDay, someRecurrence } from "#test/support/arbitraries.ts";
import { type Row, scenarioOf } from "#test/support/billing-scenario.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import { chargesOf } from "../model/subscription.ts";
import { daysIn, serviceEndDate } from "../values/date-range.ts";
import { addDays, earlier, later, type PlainDate } from "../values/plain-date.ts";
import { type MonthGrid, periodAt, periodGrid, type WeekGrid } from "./billing-periods.ts";

const FILE = "docs/spec/billing-periods.md";

/** The first periods from the start of the charge, the first one cut to it. */
function writtenPeriods(grid: MonthGrid | WeekGrid, start: PlainDate, count: number): string {
  const periods: string[] = [];
  let from = start;
  while (periods.length < count) {
    const { end } = periodAt(grid, from);
    periods.push(`${from}..${serviceEndDate({ start: from, end })}`);
    from = end;
  }
  return periods.join(", ");
}

describe("periodGrid, worked examples", () => {
  const rows = ["Alignment", "Month ends", "Lengths"].flatMap((heading) =>
    workedExamples(FILE, heading),
  );
  for (const row of rows as Row[]) {
    const name = `${row.id}: ${row["billing period"]} on ${row["billing day"]} from ${row["charge start"]}`;
    test(name, () => {
      const { subscription, how } = scenarioOf({ ...row, charge: `${row["charge start"]}..` });
      const [charge] = chargesOf(subscription);
      assert(charge?.recurrence && charge.effective);
      const grid = periodGrid(charge.recurrence, {
        accountBillCycleDay: how.billCycleDay,
        subscriptionStartDate: subscription.subscriptionStartDate,
        currentTerm: subscription.currentTerm,
        chargeStartDate: charge.effective.start,
      });
      assert(grid.unit !== "Term");
      const count = row.periods?.split(", ").length ?? 0;
      assert.equal(writtenPeriods(grid, charge.effective.start, count), row.periods);
    });
  }
});

describe("periodAt, properties", () => {
  const aGrid = () =>
    fc
      .tuple(someRecurrence(), aDay(), aDay(), fc.integer({ min: 0, max: 31 }))
      .filter(([recurrence]) => recurrence.billingPeriod !== "Subscription_Term")
      .map(([recurrence, one, other, accountBillCycleDay]) => {
        const start = earlier(one, other);
        const grid = periodGrid(recurrence, {
          accountBillCycleDay,
          subscriptionStartDate: start,
          currentTerm: { start, end: addDays(start, 900) },
          chargeStartDate: later(one, other),
        });
        assert(grid.unit !== "Term");
        return grid;
      });

  test("every day lies in exactly one period, and periods meet without gap", () => {
    fc.assert(
      fc.property(aGrid(), aDay(), (grid, date) => {
        const period = periodAt(grid, date);
        assert(period.start <= date && date < period.end);
        assert.deepEqual(periodAt(grid, period.start), period);
        assert.deepEqual(periodAt(grid, addDays(period.end, -1)), period);
        assert.equal(periodAt(grid, period.end).start, period.end);
      }),
    );
  });

  test("a period is as long as its months or weeks", () => {
    fc.assert(
      fc.property(aGrid(), aDay(), (grid, date) => {
        const period = periodAt(grid, date);
        const days = daysIn(period);
        if (grid.unit === "Week") assert.equal(days, 7 * period.units);
        else assert(days >= 28 * period.units && days <= 31 * period.units);
      }),
    );
  });
});
