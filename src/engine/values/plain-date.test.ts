import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { addDays, addMonths, daysBetween, plainDate } from "./plain-date.ts";

/** From the year 0 to 9999. */
const anyDay = fc
  .date({ min: new Date("0000-01-01"), max: new Date("9999-12-31"), noInvalidDate: true })
  .map((date) => plainDate(date.toISOString().slice(0, 10)));

/** As Temporal counts, which is slower by a multiple. */
const temporal = Temporal.PlainDate.from;
const upTo9999 = (date: Temporal.PlainDate): string =>
  date.year > 9999 ? "9999-12-31" : date.toString();

test("days and months are added as Temporal adds them, and stop at the last day", () => {
  const count = fc.integer({ min: 0, max: 30_000 });
  fc.assert(
    fc.property(anyDay, count, (day, howMany) => {
      assert.equal(addDays(day, howMany), upTo9999(temporal(day).add({ days: howMany })));
      assert.equal(addMonths(day, howMany), upTo9999(temporal(day).add({ months: howMany })));
    }),
    { numRuns: 3_000 },
  );
  assert.equal(addDays(plainDate("2023-01-01"), 1e12), "9999-12-31");
  assert.equal(addMonths(plainDate("2023-01-01"), 1e12), "9999-12-31");
});

test("they are taken away as well, and days between two days lead from one to the other", () => {
  fc.assert(
    fc.property(anyDay, anyDay, (a, b) => {
      const days = daysBetween(a, b);
      assert.equal(days, temporal(a).until(temporal(b), { largestUnit: "days" }).days);
      assert.equal(addDays(a, days), b);
    }),
    { numRuns: 3_000 },
  );
});

test("a month that is too short ends it", () => {
  assert.equal(addMonths(plainDate("2024-01-31"), 1), "2024-02-29");
  assert.equal(addMonths(plainDate("2023-03-31"), -1), "2023-02-28");
  assert.equal(addMonths(plainDate("2023-12-31"), 2), "2024-02-29");
});
