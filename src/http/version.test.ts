import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseVersion } from "./version.ts";

const speaks = (
  header: string | undefined,
  name: Parameters<NonNullable<ReturnType<typeof parseVersion>>["atLeast"]>[0],
) => parseVersion(header)?.atLeast(name);

describe("Zuora-Version", () => {
  test("absent means 186.0", () => {
    assert.equal(parseVersion(undefined)?.text, "186.0");
    assert.equal(speaks(undefined, "187.0"), false);
  });

  test("with or without decimals is the same", () => {
    assert.equal(speaks("211", "211.0"), true);
    assert.equal(speaks("211.0", "211.0"), true);
    assert.equal(speaks("211.0", "214.0"), false);
  });

  test("a number in between is the highest supported one below it", () => {
    assert.equal(speaks("222", "216.0"), true);
    assert.equal(speaks("222.9", "223.0"), false);
    assert.equal(speaks("999", "341.0"), true);
    assert.equal(speaks("999", "2024-05-20"), false);
    assert.equal(speaks("12", "187.0"), false);
  });

  test("dates are newer than numbers, and ordered", () => {
    assert.equal(speaks("2024-05-20", "341.0"), true);
    assert.equal(speaks("2024-05-19", "2024-05-20"), false);
    assert.equal(speaks("2025-08-11", "2025-08-12"), false);
    assert.equal(speaks("2026-01-01", "2025-08-12"), true);
  });

  test("anything else is no version", () => {
    for (const header of ["", "latest", "-1", "1e3", "211.0.0", "2024-5-20", "99999", "٢١١"]) {
      assert.equal(parseVersion(header), undefined, header);
    }
  });
});
