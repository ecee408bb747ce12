import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { workedExamples } from "#test/support/worked-examples.ts";
import { fromServicePeriod } from "../values/date-range.ts";
import { decimal, formatDecimal, minimum, sum } from "../values/decimal.ts";
import { addDays, plainDate } from "../values/plain-date.ts";
import { type Spend, shortfalls } from "./shortfalls.ts";

const FILE = "docs/spec/commitments.md";

const parts = (text: string, separator: string) => (text === "" ? [] : text.split(separator));

const commitmentFrom = (text: string) => {
  const [amount = "", days = ""] = text.split(" ");
  const [from = "", to = ""] = days.split("..");
  return {
    committed: decimal(amount),
    period: fromServicePeriod(plainDate(from), plainDate(to)),
  };
};

const spendFrom = (text: string): Spend => {
  const [amount = "", day = ""] = text.split(" ");
  const last = plainDate(day);
  return { amount: decimal(amount), service: { start: last, end: addDays(last, 1) } };
};

describe("shortfalls, worked examples", () => {
  for (const row of workedExamples(FILE, "Shortfalls")) {
    test(`${row.id}: ${row.commitments}, ${row.spending} is ${row.shortfalls}`, () => {
      const commitments = parts(row.commitments ?? "", "; ").map(commitmentFrom);
      const found = shortfalls(commitments, parts(row.spending ?? "", ", ").map(spendFrom));
      const written = found.map(({ shortfall }) => formatDecimal(shortfall)).join(", ");
      assert.equal(written, row.shortfalls);
    });
  }
});

test("what is committed is spent or short, and nothing that is spent counts twice", () => {
  const START = plainDate("2023-01-01");
  const period = fc
    .tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 1, max: 6 }))
    .map(([from, months]) => ({
      start: addDays(START, from * 30),
      end: addDays(START, (from + months) * 30),
    }));
  const amount = fc.integer({ min: 0, max: 50_000 }).map((cents) => decimal(String(cents / 100)));
  const commitments = fc.array(fc.record({ period, committed: amount }), { maxLength: 5 });
  const day = fc.integer({ min: 0, max: 400 }).map((days) => addDays(START, days));
  const spends = fc.array(
    fc.record({ amount, service: day.map((start) => ({ start, end: addDays(start, 1) })) }),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(commitments, spends, (agreed, spent) => {
      const found = shortfalls(agreed, spent);
      for (const each of found) {
        const { committed } = each.commitment;
        const isMore = each.spent.gt(committed) && each.shortfall.eq("0");
        assert(isMore || each.spent.plus(each.shortfall).eq(committed));
      }
      for (const own of Map.groupBy(found, (each) => each.commitment.period.end).values()) {
        const counted = sum(own.map((each) => minimum(each.spent, each.commitment.committed)));
        assert(counted.lte(sum(spent.map((each) => each.amount))));
      }
    }),
  );
});
