import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type PlainDate, plainDate } from "#engine/values/plain-date.ts";
import { type Caller, contextOf } from "./context.ts";

const AT = Temporal.Instant.from("2024-03-10T07:30:00Z");

function aContext(timeZone: string, clockDate: PlainDate | null) {
  const entity = { entityId: "0".repeat(32), timeZone, clockDate };
  // A context only hands the database on.
  const caller = { entity, userId: "u", requestId: "r", entityChanged: () => undefined };
  return contextOf(caller as Caller, AT);
}

describe("today", () => {
  test("is the calendar day in the entity's time zone", () => {
    assert.equal(aContext("UTC", null).today(), "2024-03-10");
    assert.equal(aContext("America/Los_Angeles", null).today(), "2024-03-09");
    assert.equal(aContext("Pacific/Kiritimati", null).today(), "2024-03-10");
  });

  test("is the entity's own day where it has one, and now is on it", () => {
    const { today, now, timeZone } = aContext("America/New_York", plainDate("2030-07-01"));
    assert.equal(today(), "2030-07-01");
    // 03:30 in New York on both days.
    assert.equal(now.toString(), "2030-07-01T07:30:00Z");
    assert.equal(now.toZonedDateTimeISO(timeZone).toPlainDate().toString(), "2030-07-01");
  });
});
