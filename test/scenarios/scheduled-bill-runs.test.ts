/** Bill runs that wait for their time, one after the other. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { plainDate } from "#engine/values/plain-date.ts";
import { type Context, contextOf } from "#operations/context.ts";
import { startDueBillRuns } from "#operations/start-due-bill-runs.ts";
import { inTransaction, sql } from "#store/database.ts";
import { aBilledAccount, billedItems, ended } from "#test/support/bill-runs.ts";
import { aPlan, type Plan, succeed } from "#test/support/company.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let monthly: Plan;
const TIME_ZONE = "America/Los_Angeles";

before(async () => {
  server = await startTestServer();
  monthly = await aPlan(server, [{ price: 30 }]);
});
after(() => server.close());

/** A moment of the entity's: "2030-04-25T05:00" of its own time zone. */
const at = (local: string, timeZone = "UTC"): Context => {
  const { database, entityId, userId } = server;
  const entity = { entityId, timeZone, clockDate: null };
  const caller = { database, entity, userId, requestId: "t", entityChanged: () => undefined };
  const instant = Temporal.PlainDateTime.from(local).toZonedDateTime(timeZone).toInstant();
  return contextOf(caller, instant);
};

type Fields = Readonly<Record<string, unknown>>;

const create = (batch: string, schedule: Fields, fields: Fields = {}) =>
  succeed(server, "POST", "/v1/bill-runs", {
    batches: [batch],
    autoPost: true,
    ...fields,
    schedule: { repeatFrom: "2030-04-25", runTime: 5, ...schedule },
  });

const runsOf = async (batch: string) => {
  const { rows } = await inTransaction(server.database, server.entityId, (tx) =>
    sql<{ bill_run_id: string; status: string; run_date: string }>`
      select bill_run_id, status, run_date::text from bill_runs
      where batches = array[${batch}]::text[] order by run_date`.execute(tx),
  );
  return rows;
};

const refusal = async (fields: Fields): Promise<string> => {
  const { json } = await server.call("POST", "/v1/bill-runs", { batches: ["Batch9"], ...fields });
  assert.equal(json.success, false);
  return json.reasons[0].message;
};

describe("a scheduled run", () => {
  test("waits for its hour, runs once, and makes the next", async () => {
    const batch = "Batch1";
    const { accountId } = await aBilledAccount(server, monthly, { batch });
    const run = await create(batch, { repeatType: "Monthly" }, { targetDate: "2030-04-01" });
    assert.equal(run.status, "Pending");
    assert.deepEqual([run.targetDate, run.targetDateOffset, run.invoiceDateOffset], [null, -24, 0]);
    assert.equal(run.scheduledExecutionTime, "2030-04-25 05:00:00");
    assert.equal(run.schedule.repeatType, "Monthly");

    await startDueBillRuns(at("2030-04-25T04:59"));
    assert.equal((await succeed(server, "GET", `/v1/bill-runs/${run.id}`)).status, "Pending");
    assert.deepEqual(await billedItems(server, accountId), []);

    await Promise.all([
      startDueBillRuns(at("2030-04-25T05:00")),
      startDueBillRuns(at("2030-04-25T05:00")),
    ]);
    const done = await ended(server, run.id);
    assert.equal(done.status, "Posted");
    assert.deepEqual([done.targetDate, done.invoiceDate], ["2030-04-01", "2030-04-25"]);
    assert.equal((await billedItems(server, accountId)).length, 12);
    const [, next, ...others] = await runsOf(batch);
    assert.deepEqual([next?.status, next?.run_date, others], ["Pending", "2030-05-25", []]);
  });

  test("that was missed runs once, as on the last day that was missed", async () => {
    const batch = "Batch2";
    const { accountId } = await aBilledAccount(server, monthly, { batch });
    const run = await create(batch, { repeatType: "Daily", repeatFrom: "2030-01-01" });
    await startDueBillRuns(at("2030-01-04T12:00"));
    const done = await ended(server, run.id);
    assert.equal(done.status, "Posted");
    assert.equal(done.scheduledExecutionTime, "2030-01-04 05:00:00");
    assert.deepEqual([done.targetDate, done.invoiceDate], ["2030-01-04", "2030-01-04"]);
    assert.equal((await billedItems(server, accountId)).length, 12);
    assert.deepEqual(
      (await runsOf(batch)).map((each) => [each.status, each.run_date]),
      [
        ["Posted", "2030-01-04"],
        ["Pending", "2030-01-05"],
      ],
    );
  });

  test("ends with its last day", async () => {
    const run = await create("Batch3", {
      repeatType: "Weekly",
      weeklyOnDay: ["Fri"],
      repeatTo: "2030-05-01",
    });
    assert.equal(run.scheduledExecutionTime, "2030-04-26 05:00:00");
    await startDueBillRuns(at("2030-04-26T06:00"));
    await ended(server, run.id);
    assert.equal((await runsOf("Batch3")).length, 1);
  });

  test("that repeats not at all runs on its day", async () => {
    const run = await create("Batch4", { repeatType: "None" });
    await startDueBillRuns(at("2030-04-25T05:10"));
    assert.equal((await ended(server, run.id)).status, "Posted");
    assert.equal((await runsOf("Batch4")).length, 1);
  });

  test("bills the accounts whose bill cycle day it is, of a short month the rest of them", async () => {
    const batch = "Batch5";
    const billed = [];
    for (const billCycleDay of [27, 28, 31]) {
      billed.push(await aBilledAccount(server, monthly, { batch, billCycleDay }));
    }
    const run = await create(
      batch,
      { repeatType: "Monthly", repeatFrom: "2030-02-28" },
      { billCycleDay: "AsRunDay" },
    );
    await startDueBillRuns(at("2030-02-28T05:00"));
    const done = await ended(server, run.id);
    assert.equal(done.billCycleDay, "AsRunDay");
    assert.equal(done.accountsTotal, 2);
    const items = billed.map(({ accountId }) => billedItems(server, accountId));
    const counts = (await Promise.all(items)).map(({ length }) => length > 0);
    assert.deepEqual(counts, [false, true, true]);
  });

  test("O4: its day is that of the entity's time zone", async () => {
    const batch = "Batch6";
    const path = `/v1/bill-runs`;
    const run = await create(batch, { repeatType: "None", runTime: 19 });
    await inTransaction(server.database, server.entityId, (tx) =>
      sql`update bill_runs set scheduled_at = '2030-04-26T02:00Z'
        where bill_run_id = ${run.id}::uuid`.execute(tx),
    );
    await startDueBillRuns(at("2030-04-25T19:00", TIME_ZONE));
    const done = await ended(server, run.id);
    assert.equal((await succeed(server, "GET", `${path}/${run.id}`)).status, "Posted");
    assert.equal(done.invoiceDate, "2030-04-25");
  });
});

describe("cancelling a scheduled run", () => {
  test("once leaves the schedule, and says which run is next", async () => {
    const run = await create("Batch11", { repeatType: "Daily" });
    const cancelled = await succeed(server, "PUT", `/v1/bill-runs/${run.id}/cancel`, {});
    assert.equal(cancelled.status, "Canceled");
    assert.equal(cancelled.nextRun.status, "Pending");
    assert.equal(cancelled.nextRun.scheduledExecutionTime, "2030-04-26 05:00:00");
    await startDueBillRuns(at("2030-04-25T23:00"));
    assert.equal((await ended(server, run.id)).status, "Canceled");
    await succeed(server, "DELETE", `/v1/bill-runs/${run.id}`);
    assert.equal(await ended(server, run.id), undefined);
  });

  test("for good leaves nothing", async () => {
    const run = await create("Batch12", { repeatType: "Daily" });
    const body = { cancelOnce: false };
    const cancelled = await succeed(server, "PUT", `/v1/bill-runs/${run.id}/cancel`, body);
    assert.equal(cancelled.nextRun, undefined);
    await startDueBillRuns(at("2030-05-01T00:00"));
    assert.deepEqual(
      (await runsOf("Batch12")).map(({ status }) => status),
      ["Canceled"],
    );
  });

  test("of one that has run ends the schedule where that is asked for", async () => {
    const batch = "Batch13";
    await aBilledAccount(server, monthly, { batch });
    const schedule = { repeatType: "Daily", repeatFrom: "2030-01-01" };
    const run = await create(batch, schedule, { autoPost: false });
    await startDueBillRuns(at("2030-01-01T05:00"));
    await ended(server, run.id);
    const first = await succeed(server, "PUT", `/v1/bill-runs/${run.id}/cancel`, {});
    assert.equal(first.nextRun.scheduledExecutionTime, "2030-01-02 05:00:00");
    assert.equal((await ended(server, run.id)).status, "Canceled");
    const { id } = first.nextRun;
    await succeed(server, "PUT", `/v1/bill-runs/${id}/cancel`, { cancelOnce: false });
    assert.deepEqual(
      (await runsOf(batch)).map(({ status }) => status),
      ["Canceled", "Canceled"],
    );
  });
});

describe("what a schedule refuses", () => {
  const daily = { repeatType: "Daily", repeatFrom: "2030-04-25", runTime: 5 };
  const refused: readonly (readonly [string, Fields, RegExp])[] = [
    ["a day that has passed", { ...daily, repeatFrom: "2020-01-01" }, /not be before today/],
    ["an end before its start", { ...daily, repeatTo: "2030-04-24" }, /should not be before/],
    ["no hour", { repeatType: "Daily", repeatFrom: "2030-04-25" }, /runTime' may not be null/],
    ["an hour that no day has", { ...daily, runTime: 24 }, /runTime' should be less than or equal/],
    ["a week without days", { ...daily, repeatType: "Weekly" }, /weeklyOnDay' may not be null/],
    ["days without weeks", { ...daily, weeklyOnDay: ["Mon"] }, /is for weekly schedules/],
    ["an end of months without months", { ...daily, monthlyOnEndOfMonth: true }, /is for monthly/],
    [
      "an end before the first day of the week",
      { ...daily, repeatType: "Weekly", weeklyOnDay: ["Mon"], repeatTo: "2030-04-26" },
      /ends before its first run/,
    ],
  ];
  for (const [what, schedule, message] of refused) {
    test(what, async () => assert.match(await refusal({ schedule }), message));
  }

  const monthly = { ...daily, repeatType: "Monthly" };
  test("half an offset, an offset beside a date, or of days", async () => {
    const half = { schedule: monthly, targetDateMonthOffset: 1 };
    assert.match(await refusal(half), /'targetDateDayOfMonth' may not be null/);
    const whole = { ...half, targetDateDayOfMonth: 1 };
    assert.match(await refusal({ ...whole, targetDate: "2030-04-25" }), /either targetDate or/);
    assert.match(await refusal({ ...whole, schedule: daily }), /is for monthly schedules/);
  });

  test("more than 10 years ahead of its day", async () => {
    assert.match(
      await refusal({ schedule: daily, targetDate: plainDate("2040-05-01") }),
      /at most 10 years/,
    );
  });
});
