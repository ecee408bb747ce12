/** One run, several servers, any of which may be killed at any moment: real processes, one database. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { plainDate } from "#engine/values/plain-date.ts";
import { contextOf } from "#operations/context.ts";
import { createBillRun } from "#operations/create-bill-run.ts";
import { planBillRun } from "#store/bill-run-batches.ts";
import { inTransaction } from "#store/database.ts";
import { aBilledAccount, billedItems, ended } from "#test/support/bill-runs.ts";
import { aPlan, type Plan, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";
import { type ServerProcess, startServerProcess } from "#test/support/server-process.ts";

/** It runs no jobs: it makes what is needed, and reads. */
let reader: TestServer;
let monthly: Plan;
let owner: pg.Client;

before(async () => {
  reader = await startTestServer();
  monthly = await aPlan(reader, [{ price: 30 }]);
  owner = new pg.Client({ connectionString: reader.ownerUrl });
  owner.on("error", () => undefined);
  await owner.connect();
});
after(async () => {
  for (const server of all) await server.stop("SIGKILL");
  await owner.end();
  await reader.close();
});

const JANUARY_AND_FEBRUARY = ["2023-01-01..2023-01-31 30", "2023-02-01..2023-02-28 30"];

const all: ServerProcess[] = [];

async function started(): Promise<ServerProcess & { readonly at: string }> {
  const server = startServerProcess({ DATABASE_URL: reader.ownerUrl });
  all.push(server);
  const at = await server.origin;
  if (!at) assert.fail(`did not start: ${(await server.end).stderr}`);
  return { ...server, at };
}

/** A run that is under way, of as many batches as there are accounts. */
async function aRunUnderWay(batch: string): Promise<string> {
  const { database, entityId, userId } = reader;
  const entity = { entityId, timeZone: "UTC", clockDate: null };
  const caller = { database, entity, userId, requestId: "t", entityChanged: () => undefined };
  const context = contextOf(caller, Temporal.Now.instant());
  const billRun = await createBillRun(context, {
    targetDate: plainDate("2023-02-01"),
    batches: [batch],
    autoPost: true,
    noEmailForZeroAmountInvoice: false,
  });
  const plan = { ...billRun, oneTimeCreditBack: false, batchSize: 1 };
  await inTransaction(database, entityId, (tx) => planBillRun(tx, plan, context.now.toString()));
  return billRun.billRunId;
}

const progress = (id: string) => succeed(reader, "GET", `/v1/bill-runs/${id}`);

describe("a run that several servers work on", () => {
  test("bills each account once, whichever of them is killed when", async () => {
    const batch = "Batch21";
    const accounts: { accountId: string }[] = [];
    while (accounts.length < 120) accounts.push(await aBilledAccount(reader, monthly, { batch }));
    const id = await aRunUnderWay(batch);
    const alive = await Promise.all([started(), started()]);
    let killed = 0;
    while ((await progress(id)).status === "Processing" && killed < 6) {
      await delay(Math.random() * 60);
      const [victim] = alive.splice(Math.floor(Math.random() * alive.length), 1);
      await victim?.stop("SIGKILL");
      killed += 1;
      alive.push(await started());
    }
    const run = await ended(reader, id);
    assert.ok(killed >= 1, `${killed} servers were killed`);
    assert.deepEqual([run.status, run.accountsTotal, run.errors], ["Posted", 120, []]);
    assert.deepEqual([run.accountsDone, run.invoicesGenerated], [120, 120]);
    assert.deepEqual(run.amounts, [{ currency: "USD", invoiced: 7200, credited: 0 }]);
    for (const { accountId } of accounts) {
      assert.deepEqual(await billedItems(reader, accountId), JANUARY_AND_FEBRUARY);
    }
    await assertConserved(reader.database, reader.entityId);
    for (const server of alive) assert.equal(await server.stop(), 0);
  });

  test("goes on without a start of anybody when the one that began it is killed", async () => {
    const batch = "Batch22";
    const { accountId, accountNumber } = await aBilledAccount(reader, monthly, { batch });
    const [first, other] = await Promise.all([started(), started()]);
    await owner.query("begin");
    await owner.query("select from accounts where account_number = $1 for update", [accountNumber]);
    const answer = await fetch(`${first.at}/v1/bill-runs`, {
      method: "POST",
      headers: { authorization: `Bearer ${reader.token}`, "content-type": "application/json" },
      body: JSON.stringify({ targetDate: "2023-02-01", batches: [batch], autoPost: true }),
    });
    const { id } = (await answer.json()) as { id: string };
    while ((await owner.query("select from pg_locks where not granted")).rowCount === 0) {
      await delay(10);
    }
    await first.stop("SIGKILL");
    await owner.query("commit");
    const run = await ended(reader, id);
    assert.deepEqual([run.status, run.invoicesGenerated], ["Posted", 1]);
    assert.deepEqual(await billedItems(reader, accountId), JANUARY_AND_FEBRUARY);
    assert.equal(await other.stop(), 0);
  });

  test("begins once, also when it is scheduled and two servers start at once", async () => {
    const batch = "Batch23";
    const { accountId } = await aBilledAccount(reader, monthly, { batch });
    const { id } = await succeed(reader, "POST", "/v1/bill-runs", {
      batches: [batch],
      autoPost: true,
      schedule: { repeatType: "Monthly", repeatFrom: "2090-01-01", runTime: 3 },
      targetDate: "2090-01-01",
    });
    await owner.query(
      `update bill_runs set scheduled_at = now(), run_date = '2023-02-01',
        schedule = schedule || '{"repeatFrom": "2023-02-01", "repeatTo": "2023-02-28"}'
      where bill_run_id = $1`,
      [id],
    );
    await owner.query("update bill_runs set target_date = run_date where bill_run_id = $1", [id]);
    const servers = await Promise.all([started(), started()]);
    const run = await ended(reader, id);
    assert.deepEqual([run.status, run.invoicesGenerated], ["Posted", 1]);
    assert.deepEqual(await billedItems(reader, accountId), JANUARY_AND_FEBRUARY);
    for (const server of servers) assert.equal(await server.stop(), 0);
    assert.equal((await billedItems(reader, accountId)).length, 2);
  });
});
