import assert from "node:assert/strict";
import { test } from "node:test";
import { offsetTimestamp, timestamp } from "./timestamps.ts";

const AT = "2024-07-01T03:04:05.678Z";

test("v1 timestamps are local and name no zone", () => {
  for (const at of [new Date(AT), Temporal.Instant.from(AT)]) {
    assert.equal(timestamp(at, "UTC"), "2024-07-01 03:04:05");
    assert.equal(timestamp(at, "America/Los_Angeles"), "2024-06-30 20:04:05");
  }
});

test("others name the offset and no milliseconds", () => {
  for (const at of [new Date(AT), Temporal.Instant.from(AT)]) {
    assert.equal(offsetTimestamp(at, "UTC"), "2024-07-01T03:04:05+00:00");
    assert.equal(offsetTimestamp(at, "Europe/London"), "2024-07-01T04:04:05+01:00");
  }
});
