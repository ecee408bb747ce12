/** Accepted orders survive the servers that accepted them: real processes on one database. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { anAccount, aPlan, type Plan, subscribeOrder } from "#test/support/company.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";
import { startServerProcess } from "#test/support/server-process.ts";

/** It runs no jobs: it makes what is needed, and reads. */
let reader: TestServer;
let plan: Plan;
let owner: pg.Client;

before(async () => {
  reader = await startTestServer();
  plan = await aPlan(reader, [{ price: 30 }]);
  owner = new pg.Client({ connectionString: reader.ownerUrl });
  owner.on("error", () => undefined);
  await owner.connect();
});
after(async () => {
  await owner.end();
  await reader.close();
});

async function started() {
  const server = startServerProcess({ DATABASE_URL: reader.ownerUrl });
  const origin = await server.origin;
  if (!origin) assert.fail(`did not start: ${(await server.end).stderr}`);
  return { ...server, origin };
}

/** Accepts an order for an account that is locked, and waits until its job waits for it. */
async function inTheMiddle(origin: string) {
  const { accountNumber } = await anAccount(reader);
  await owner.query("begin");
  await owner.query("select from accounts where account_number = $1 for update", [accountNumber]);
  const jobId = await accept(origin, accountNumber);
  const waiting = "select from pg_locks where not granted";
  while ((await owner.query(waiting)).rowCount === 0) await delay(10);
  return { accountNumber, jobId };
}

async function accept(origin: string, accountNumber: string): Promise<string> {
  const answer = await fetch(`${origin}/v1/async/orders`, {
    method: "POST",
    headers: { authorization: `Bearer ${reader.token}`, "content-type": "application/json" },
    body: JSON.stringify(subscribeOrder({ accountNumber, plan, from: "2024-01-01" })),
  });
  const { success, jobId } = (await answer.json()) as { success: boolean; jobId: string };
  assert.equal(success, true);
  return jobId;
}

async function ended(jobId: string): Promise<{ status: string; errors: string | null }> {
  for (;;) {
    const { json } = await reader.call("GET", `/v1/async-jobs/${jobId}`);
    if (json.status !== "Processing") return json;
    await delay(20);
  }
}

async function countOrders(accountNumber: string): Promise<number> {
  const { rows } = await owner.query(
    `select count(*)::int as count from orders join accounts using (entity_id, account_id)
     where account_number = $1`,
    [accountNumber],
  );
  return rows[0].count;
}

async function isCompletedOnce({ accountNumber, jobId }: Awaited<ReturnType<typeof inTheMiddle>>) {
  const { status, errors } = await ended(jobId);
  assert.deepEqual([status, errors], ["Completed", null]);
  assert.equal(await countOrders(accountNumber), 1);
}

describe("an order that was accepted is executed once", () => {
  test("when the server is killed in the middle of it and started again", async () => {
    const killed = await started();
    const accepted = await inTheMiddle(killed.origin);
    await killed.stop("SIGKILL");
    await owner.query("commit");
    assert.equal(await countOrders(accepted.accountNumber), 0);

    const next = await started();
    await isCompletedOnce(accepted);
    assert.equal(await next.stop(), 0);
  });

  test("when one of two servers is killed in the middle of it", async () => {
    const killed = await started();
    const accepted = await inTheMiddle(killed.origin);
    const living = await started();
    await killed.stop("SIGKILL");
    await owner.query("commit");
    await isCompletedOnce(accepted);
    assert.equal(await living.stop(), 0);
  });

  test("when the server is killed as soon as it has accepted many", async () => {
    const killed = await started();
    const { accountNumber } = await anAccount(reader);
    const accepting = Array.from({ length: 20 }, () => accept(killed.origin, accountNumber));
    const jobIds = await Promise.all(accepting);
    await killed.stop("SIGKILL");

    const next = await started();
    const jobs = await Promise.all(jobIds.map(ended));
    assert(jobs.every(({ status }) => status === "Completed"));
    assert.equal(await countOrders(accountNumber), 20);
    assert.equal(await next.stop(), 0);
  });

  test("when the server is stopped in the middle of it, which waits for it", async () => {
    const stopped = await started();
    const accepted = await inTheMiddle(stopped.origin);
    const stopping = stopped.stop("SIGTERM");
    await delay(200);
    await owner.query("commit");
    assert.equal(await stopping, 0);
    await isCompletedOnce(accepted);
  });
});
