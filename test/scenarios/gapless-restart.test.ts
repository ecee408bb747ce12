/** Numbers without gaps while servers are killed: real processes, one database. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { plainDate } from "#engine/values/plain-date.ts";
import { contextOf } from "#operations/context.ts";
import { createBillRun } from "#operations/create-bill-run.ts";
import { planBillRun } from "#store/bill-run-batches.ts";
import { inTransaction } from "#store/database.ts";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { aBilledAccount } from "#test/support/bill-runs.ts";
import { aPlan, type Plan, succeed } from "#test/support/company.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";
import { type ServerProcess, startServerProcess } from "#test/support/server-process.ts";

/** It runs no jobs: it makes what is needed, and reads. */
let reader: TestServer;
let monthly: Plan;

before(async () => {
  reader = await startTestServer();
  monthly = await aPlan(reader, [{ price: 30 }]);
});
after(async () => {
  for (const server of all) await server.stop("SIGKILL");
  await reader.close();
});

const all: ServerProcess[] = [];

async function started(): Promise<ServerProcess> {
  const server = startServerProcess({ DATABASE_URL: reader.ownerUrl });
  all.push(server);
  if (!(await server.origin)) assert.fail(`did not start: ${(await server.end).stderr}`);
  return server;
}

/** A run that is under way, of as many batches as there are accounts. */
async function aRunUnderWay(): Promise<string> {
  const { database, entityId, userId } = reader;
  const entity = { entityId, timeZone: "UTC", clockDate: null };
  const caller = { database, entity, userId, requestId: "t", entityChanged: () => undefined };
  const context = contextOf(caller, Temporal.Now.instant());
  const billRun = await createBillRun(context, {
    targetDate: plainDate("2023-02-01"),
    batches: ["AllBatches"],
    autoPost: true,
    noEmailForZeroAmountInvoice: false,
  });
  const plan = { ...billRun, oneTimeCreditBack: false, batchSize: 1 };
  await inTransaction(database, entityId, (tx) => planBillRun(tx, plan, context.now.toString()));
  return billRun.billRunId;
}

const numbers = (): Promise<string[]> =>
  withOwnerConnection(reader.ownerUrl, async (client) => {
    const select = "select invoice_number as number from invoices order by 1";
    return (await client.query<{ number: string }>(select)).rows.map(({ number }) => number);
  });

test("a bill run has the numbers from 1 on, whichever server is killed when", async () => {
  const rules = { sequentialInvoiceNumber: true, numberAssignmentTiming: "Posting" };
  await succeed(reader, "PUT", "/settings/billing-rules", rules);
  const accounts: string[] = [];
  while (accounts.length < 80) accounts.push((await aBilledAccount(reader, monthly)).accountId);
  const id = await aRunUnderWay();
  const status = async () => (await succeed(reader, "GET", `/v1/bill-runs/${id}`)).status;
  // Whoever draws waits, so the first is killed in the middle of it, however quick the run is.
  await withOwnerConnection(reader.ownerUrl, async (client) => {
    await client.query("begin");
    await client.query("select from document_sequences where kind = 'invoice' for update");
    const [victim] = await Promise.all([started(), started()]);
    await delay(200);
    await victim?.stop("SIGKILL");
    await client.query("commit");
  });
  for (let killed = 1; (await status()) === "Processing" && killed < 4; killed += 1) {
    await delay(Math.random() * 60);
    await all.at(-1)?.stop("SIGKILL");
    await started();
  }
  while (["Processing", "PostInProgress", "Completed"].includes(await status())) await delay(10);
  assert.equal(await status(), "Posted");
  const expected = accounts.map((_, at) => `INV${String(at + 1).padStart(8, "0")}`);
  assert.deepEqual(await numbers(), expected);
});
