import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import {
  aDaysInMonth,
  aMonthGrid,
  aProrationUnit,
  splitInPeriod,
} from "#test/support/arbitraries.ts";
import { billed, unbilled } from "#test/support/billing.ts";
import { type Row, recurrenceOf, scenarioOf } from "#test/support/billing-scenario.ts";
import { aRecurrence } from "#test/support/subscriptions.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import type { DaysInMonth, ProrationUnit } from "../model/billing-rules.ts";
import { PRICE_ALONE } from "../model/model-terms.ts";
import { currency, roundToCurrency } from "../values/currency.ts";
import { fromServicePeriod } from "../values/date-range.ts";
import { decimal, formatDecimal, ONE } from "../values/decimal.ts";
import { type PlainDate, plainDate } from "../values/plain-date.ts";
import { formatRatio, type Ratio, ratio } from "../values/ratio.ts";
import { type MonthGrid, periodAt, periodGrid, type WeekGrid } from "./billing-periods.ts";
import { priceOf } from "./price.ts";
import { measure, shareOfMonth } from "./prorate.ts";

const FILE = "docs/spec/proration.md";
const RULES: DaysInMonth[] = ["UseActualDays", "Assume30Days", "Assume30DaysStrict"];

const serviceOf = (row: Row) =>
  fromServicePeriod(plainDate(row["service start"] ?? ""), plainDate(row["service end"] ?? ""));

describe("shareOfMonth, worked examples", () => {
  const calendarMonths = workedExamples(FILE, "Share of a month").map((row) => ({
    ...row,
    "month start": `${row["service start"]?.slice(0, 8)}01`,
    "month end": lastOfMonth(row["service start"] ?? ""),
  }));
  const otherMonths = workedExamples(FILE, "Months from another billing day");
  for (const row of [...calendarMonths, ...otherMonths] as Row[]) {
    for (const rule of RULES) {
      test(`${row.id}: under ${rule} is ${row[rule]}`, () => {
        const month = fromServicePeriod(
          plainDate(row["month start"] ?? ""),
          plainDate(row["month end"] ?? ""),
        );
        assert.equal(formatRatio(shareOfMonth(serviceOf(row), month, rule)), row[rule]);
      });
    }
  }
});

function lastOfMonth(date: string): string {
  const yearMonth = Temporal.PlainYearMonth.from(date.slice(0, 7));
  return yearMonth.toPlainDate({ day: yearMonth.daysInMonth }).toString();
}

function gridFrom(row: Row, start: PlainDate): MonthGrid | WeekGrid {
  const grid = periodGrid(aRecurrence(recurrenceOf(row).recurrence), {
    accountBillCycleDay: Number(start.slice(8)),
    subscriptionStartDate: start,
    chargeStartDate: start,
    currentTerm: { start, end: plainDate("2100-01-01") },
  });
  assert(grid.unit !== "Term");
  return grid;
}

describe("measure, worked examples", () => {
  const months = workedExamples(FILE, "Parts of a longer period");
  const weeks = workedExamples(FILE, "Weeks");
  for (const row of [...months, ...weeks] as Row[]) {
    const units = row.months ?? row.weeks;
    test(`${row.id}: ${units} of ${row["billing period"]}, ${row.amount}`, () => {
      const start = plainDate(row["period start"] ?? "");
      const grid = gridFrom(
        { ...row, "billing day": row.months ? "1" : "ChargeTriggerDay" },
        start,
      );
      const measured = measure(grid, periodAt(grid, start), serviceOf(row), {
        daysInMonth: (row["days in month"] ?? "UseActualDays") as DaysInMonth,
        prorationUnit: (row["proration unit"] ?? "ProrateByDay") as ProrationUnit,
      });
      assert.equal(formatRatio(measured.units), units);

      const price = priceOf(
        {
          chargeModel: "FlatFee",
          price: decimal(row["list price"] ?? ""),
          quantity: ONE,
          modelTerms: PRICE_ALONE,
        },
        {
          recurrence: aRecurrence(recurrenceOf(row).recurrence),
          unit: grid.unit,
          unitsInPeriod: ratio(grid.length, 1),
        },
        measured.units,
      );
      assert.equal(formatDecimal(roundToCurrency(price, currency("USD"))), row.amount);
    });
  }
});

describe("prices of a whole period, worked examples", () => {
  for (const row of workedExamples(FILE, "Prices of a whole period")) {
    test(`${row.id}: ${row["list price"]} ${row["list price base"]} is ${row.amount}`, () => {
      const { subscription, how } = scenarioOf({ ...row, "billing day": "ChargeTriggerDay" });
      const { lines } = billed(unbilled(subscription), subscription.currentTerm.start, how);
      const [line] = lines;
      assert.equal(lines.length, 1);
      assert.equal(line?.chargeName, "Silver");
      assert.equal(line?.unitPrice.toFixed(), row["unit price"]);
      assert.equal(line && formatDecimal(line.amount), row.amount);
    });
  }
});

/** Cross-multiplied: exact. */
const isAtMost = (a: Ratio, b: Ratio): boolean =>
  a.numerator * b.denominator <= b.numerator * a.denominator;

const plus = (a: Ratio, b: Ratio): Ratio =>
  ratio(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);

describe("measure, properties", () => {
  test("with actual days, splitting a service never changes what it costs", () => {
    fc.assert(
      fc.property(splitInPeriod(aMonthGrid()), aProrationUnit(), (split, prorationUnit) => {
        const { grid, period, service, splitOn } = split;
        const rules = { prorationUnit, daysInMonth: "UseActualDays" } as const;
        const of = (start: PlainDate, end: PlainDate) =>
          measure(grid, period, { start, end }, rules).units;
        const whole = of(service.start, service.end);
        const parts = plus(of(service.start, splitOn), of(splitOn, service.end));
        assert(isAtMost(whole, parts) && isAtMost(parts, whole));
      }),
    );
  });

  test("no part costs more than its period", () => {
    fc.assert(
      fc.property(
        splitInPeriod(aMonthGrid()),
        aProrationUnit(),
        aDaysInMonth(),
        ({ grid, period, service }, prorationUnit, daysInMonth) => {
          const { units } = measure(grid, period, service, { prorationUnit, daysInMonth });
          assert(isAtMost(units, ratio(period.units, 1)));
        },
      ),
    );
  });

  test("more days never cost less", () => {
    fc.assert(
      fc.property(
        splitInPeriod(aMonthGrid()),
        aProrationUnit(),
        aDaysInMonth(),
        ({ grid, period, service, splitOn }, prorationUnit, daysInMonth) => {
          const rules = { prorationUnit, daysInMonth };
          const part = measure(grid, period, { start: service.start, end: splitOn }, rules).units;
          assert(isAtMost(part, measure(grid, period, service, rules).units));
        },
      ),
    );
  });
});
