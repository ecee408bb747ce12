import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { workedExamples } from "#test/support/worked-examples.ts";
import { addDays, type PlainDate, plainDate } from "../values/plain-date.ts";
import {
  type BillRunSchedule,
  billCycleDaysOf,
  dateOfRun,
  daysFrom,
  filterVariable,
  nextRunDate,
  type RunDateRule,
} from "./bill-run-schedule.ts";

type Row = Record<string, string>;

const scheduleOf = (row: Row): BillRunSchedule => ({
  repeatType: row.repeats as BillRunSchedule["repeatType"],
  repeatFrom: plainDate(row.from ?? ""),
  repeatTo: row.to ? plainDate(row.to) : null,
  runTime: 0,
  weeklyOnDay:
    row.repeats === "Weekly"
      ? ((row.on ?? "").split(", ") as unknown as BillRunSchedule["weeklyOnDay"])
      : [],
  monthlyOnEndOfMonth: row.on === "end of month",
});

/** "month 1, day 31", a date, or nothing. */
function ruleOf(text: string, repeatFrom: PlainDate): RunDateRule {
  const offset = /^month (\d+), day (\d+)$/.exec(text);
  if (offset) return { months: Number(offset[1]), dayOfMonth: Number(offset[2]) };
  return daysFrom(repeatFrom, text === "" ? repeatFrom : plainDate(text));
}

function firstRuns(schedule: BillRunSchedule): PlainDate[] {
  const runs: PlainDate[] = [];
  let next = nextRunDate(schedule, plainDate("1999-01-01"));
  while (next !== undefined && runs.length < 3) {
    runs.push(next);
    next = nextRunDate(schedule, addDays(next, 1));
  }
  return runs;
}

describe("run dates", () => {
  for (const row of workedExamples("docs/spec/bill-run-schedules.md", "Run dates")) {
    test(row.id ?? "", () => {
      const schedule = scheduleOf(row);
      const runs = firstRuns(schedule);
      const dates = (rule: string) =>
        runs.map((run) => dateOfRun(ruleOf(rule, schedule.repeatFrom), run)).join(", ");
      assert.equal(runs.join(", "), row.runs);
      assert.equal(dates(row["invoice date"] ?? ""), row["invoice dates"]);
      assert.equal(dates(row["target date"] ?? ""), row["target dates"]);
    });
  }
});

describe("variables in filters", () => {
  for (const row of workedExamples("docs/spec/bill-run-schedules.md", "Variables in filters")) {
    test(`${row.id}, ${row["run date"]}`, () => {
      const runDate = plainDate(row["run date"] ?? "");
      const dates = { runDate, targetDate: runDate, invoiceDate: runDate };
      for (const name of ["BillRunDate", "AsRunDay"]) {
        assert.equal(filterVariable(name, dates), row[name]);
      }
    });
  }

  test("each bill cycle day is matched once in every month", () => {
    for (const month of ["2023-02", "2024-02", "2024-04", "2024-05"]) {
      const days: number[] = [];
      for (let day = plainDate(`${month}-01`); day.startsWith(month); day = addDays(day, 1)) {
        days.push(...billCycleDaysOf(day));
      }
      assert.deepEqual(
        days,
        Array.from({ length: 31 }, (_, index) => index + 1),
      );
    }
  });
});
