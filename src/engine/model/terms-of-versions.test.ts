import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type DateRange, NO_END } from "../values/date-range.ts";
import { plainDate } from "../values/plain-date.ts";
import { termsOfVersions } from "./terms-of-versions.ts";

const term = (start: string, end: string | null): DateRange => ({
  start: plainDate(start),
  end: end === null ? NO_END : plainDate(end),
});
const first = term("2023-01-01", "2024-01-01");
const second = term("2024-01-01", "2024-07-01");

describe("the terms of a subscription", () => {
  test("are one until it renews, as the latest version has it", () => {
    assert.deepEqual(termsOfVersions([first, first]), [first]);
    assert.deepEqual(termsOfVersions([first, term("2023-01-01", "2025-01-01")]), [
      term("2023-01-01", "2025-01-01"),
    ]);
  });

  test("are one more with each renewal", () => {
    assert.deepEqual(termsOfVersions([first, second]), [first, second]);
    assert.deepEqual(termsOfVersions([first, second, term("2024-01-01", "2024-03-01")]), [
      first,
      term("2024-01-01", "2024-03-01"),
    ]);
  });

  test("have the term in between where one version renewed twice", () => {
    const third = term("2024-07-01", null);
    assert.deepEqual(termsOfVersions([first, third]), [first, second, third]);
  });

  test("lose what a later version has gone back behind", () => {
    const cut = term("2023-01-01", "2023-05-01");
    assert.deepEqual(termsOfVersions([first, second, cut]), [cut]);
  });

  test("end where the next begins, if it begins before they would have ended", () => {
    const evergreen = term("2023-01-01", null);
    assert.deepEqual(termsOfVersions([evergreen, term("2023-04-01", "2024-04-01")]), [
      term("2023-01-01", "2023-04-01"),
      term("2023-04-01", "2024-04-01"),
    ]);
  });
});
