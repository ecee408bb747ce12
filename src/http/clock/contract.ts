import { z } from "zod";
import { CLOCK_WORK } from "#engine/model/clock.ts";
import { contract } from "../contract.ts";
import { count } from "../events/event-type.ts";
import * as wire from "../wire.ts";

const tag = "Clock";
const resource = "599000";

const work = z.enum(CLOCK_WORK);

const clock = z.object({
  date: wire.date.describe("The day on which the entity lives."),
  now: wire.timestamp,
  timeZone: z.string(),
  isSandbox: z.boolean().describe("Whether it may have a clock of its own."),
  followsRealClock: z.boolean(),
  move: z
    .object({
      id: wire.id,
      status: z.enum(["Processing", "Completed", "Canceled", "Error"]),
      fromDate: wire.date,
      toDate: wire.date,
      followsRealClock: z.boolean().describe("Once it has arrived."),
      reachedDate: wire.date,
      daysDone: z.number(),
      daysTotal: z.number(),
      work: z
        .array(z.object({ work, done: z.number(), failed: z.number() }))
        .describe("What was done on the way, and how often; /v1/clock/steps has each."),
      reason: z.string().nullable().describe("Why it has not arrived."),
    })
    .nullable()
    .describe("The latest way of the clock to a later day; null where it never went."),
});

const FORWARD =
  "What becomes due on the way is done in order, each at its hour, as the daily work and the schedulers would: scheduled orders, renewals, invoice schedules, payment schedules, bill runs, payment runs, events by date. The answer comes at once; read the clock to see how far it is.";

export const getClock = contract({
  operation: "getClock",
  method: "GET",
  path: "/v1/clock",
  summary: "Read the clock",
  description: "Quittance's own: which day it is for the entity, and how far its clock has come.",
  tag,
  response: clock,
  errors: [],
});

export const setClock = contract({
  operation: "setClock",
  method: "PUT",
  path: "/v1/clock",
  summary: "Set the clock",
  description: `Quittance's own, in sandbox entities: sets their clock to a day. To a later one it goes: ${FORWARD} To an earlier one it is set at once, and only where nothing was written after that moment.`,
  tag,
  request: wire.body({
    date: wire.billingDate
      .nullable()
      .describe("Null: the real clock is followed again, and its day is the one to go to."),
  }),
  response: clock,
  errors: ["NOT_ALLOWED"],
  resource,
});

export const advanceClock = contract({
  operation: "advanceClock",
  method: "POST",
  path: "/v1/clock/advance",
  summary: "Advance the clock",
  description: `Quittance's own, in sandbox entities: moves their clock forward. ${FORWARD}`,
  tag,
  request: wire.body({
    toDate: wire.billingDate.optional(),
    days: wire.intBetween(1, 3660).optional(),
    months: wire.intBetween(1, 120).optional(),
  }),
  response: clock,
  errors: ["NOT_ALLOWED", "INVALID_VALUE"],
  resource,
});

export const stopClock = contract({
  operation: "stopClock",
  method: "POST",
  path: "/v1/clock/stop",
  summary: "Stop the clock",
  description:
    "Quittance's own: stops a clock on its way. What is being done is finished; the clock stays there.",
  tag,
  response: clock,
  errors: ["NOT_ALLOWED"],
  resource,
});

export const listClockSteps = contract({
  operation: "listClockSteps",
  method: "GET",
  path: "/v1/clock/steps",
  summary: "List steps of the clock",
  description:
    "Quittance's own: what was done on the latest way of the clock, and what could not be, in order. Go on with `after`.",
  tag,
  query: z.object({
    after: count(0, 999_999_999_999_999, 0).describe("Steps with greater numbers."),
    limit: count(1, 1000, 100),
  }),
  response: z.object({
    steps: z.array(
      z.object({
        stepNumber: z.number(),
        doneAt: wire.timestamp,
        work,
        subject: z.string().describe("Number or name of what it was done to."),
        result: z.string().nullable().describe("What it has made: an order's number, a status."),
        reason: z.string().nullable().describe("Why it could not be done; null where it was."),
      }),
    ),
    isMore: z.boolean(),
  }),
  errors: [],
});

export const lookAhead = contract({
  operation: "lookAhead",
  method: "GET",
  path: "/v1/clock/ahead",
  summary: "Look ahead",
  description:
    "Quittance's own: what the clock would meet on its way to a day, without doing it. What waits for its time now, the runs that follow by schedule and the renewals that follow renewals; not what is only made on the way.",
  tag,
  query: z.object({
    through: wire.billingDate.optional().describe("Default: 31 days from today."),
    limit: count(1, 1000, 100),
  }),
  response: z.object({
    ahead: z.array(
      z.object({
        date: wire.date,
        dueAt: wire.timestamp,
        work,
        subject: z.string(),
        accountNumber: z.string().nullable(),
        isRepeated: z.boolean().describe("It follows from one before, if that goes as it should."),
      }),
    ),
    isMore: z.boolean(),
  }),
  errors: ["INVALID_VALUE"],
});

const PATH = "/v1/clock/snapshots";

const snapshot = z.object({
  id: wire.id,
  name: z.string(),
  clockDate: wire.date.nullable().describe("Null: it followed the real clock."),
  takenDate: wire.timestamp.describe("On the entity's clock."),
  rows: z.number(),
  isOfThisVersion: z.boolean().describe("Whether this version of Quittance can put it back."),
  restored: z.number().describe("How often it was put back."),
});

export const takeClockSnapshot = contract({
  operation: "takeClockSnapshot",
  method: "POST",
  path: PATH,
  summary: "Take a snapshot",
  description:
    "Quittance's own, in sandbox entities: keeps all that the entity has, with its clock, to go back to.",
  tag,
  request: wire.body({ name: wire.requiredText(100) }),
  response: snapshot,
  errors: ["NOT_ALLOWED"],
  resource,
});

export const listClockSnapshots = contract({
  operation: "listClockSnapshots",
  method: "GET",
  path: PATH,
  summary: "List snapshots",
  description: "Quittance's own: the latest first.",
  tag,
  response: z.object({ snapshots: z.array(snapshot) }),
  errors: [],
});

export const restoreClockSnapshot = contract({
  operation: "restoreClockSnapshot",
  method: "POST",
  path: `${PATH}/{id}/restore`,
  summary: "Restore a snapshot",
  description:
    "Quittance's own, in sandbox entities: makes the entity what it was, with its clock. What came since is gone, and nobody is told. Users and clients, the audit trail and the log of events stay; numbers are not given again.",
  tag,
  response: snapshot,
  errors: ["NOT_ALLOWED", "NOT_SUPPORTED"],
  resource,
});

export const deleteClockSnapshot = contract({
  operation: "deleteClockSnapshot",
  method: "DELETE",
  path: `${PATH}/{id}`,
  summary: "Delete a snapshot",
  tag,
  response: z.object({}),
  errors: [],
});
