/** What happens by itself happens once, whatever becomes of the servers: real processes, one database. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { succeed } from "#test/support/company.ts";
import { aSubscriber, type Subscriber, subscriptionOf } from "#test/support/lifecycle.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";
import { startServerProcess } from "#test/support/server-process.ts";

/** It runs no jobs: it makes what is needed, and reads. */
let reader: TestServer;
let owner: pg.Client;

before(async () => {
  reader = await startTestServer();
  owner = new pg.Client({ connectionString: reader.ownerUrl });
  owner.on("error", () => undefined);
  await owner.connect();
  await owner.query("update entities set clock_date = '2024-02-15'");
});
after(async () => {
  await owner.end();
  await reader.close();
});

async function started() {
  const server = startServerProcess({ DATABASE_URL: reader.ownerUrl });
  const origin = await server.origin;
  if (!origin) assert.fail(`did not start: ${(await server.end).stderr}`);
  return server;
}

const MONTHLY = {
  createSubscription: {
    terms: {
      initialTerm: { termType: "TERMED", period: 12, periodType: "Month" },
      renewalTerms: [{ period: 1, periodType: "Month" }],
      autoRenew: true,
    },
  },
};

/** Two renewals are due on the entity's day: 2024-01-01 and 2024-02-01. */
const dueTwice = (): Promise<Subscriber> => aSubscriber(reader, [{}], MONTHLY);

async function isRenewedTwice(subscriber: Subscriber): Promise<void> {
  for (;;) {
    const { termEndDate, version } = await subscriptionOf(reader, subscriber);
    if (termEndDate === "2024-03-01") return assert.equal(version, 3);
    await delay(20);
  }
}

describe("a renewal that is due", () => {
  test("is done as a server starts", async () => {
    const subscriber = await dueTwice();
    const server = await started();
    await isRenewedTwice(subscriber);
    assert.equal(await server.stop(), 0);
  });

  test("is done once when its server is killed in the middle and two others start", async () => {
    const subscriber = await dueTwice();
    await owner.query("begin");
    await owner.query("select from accounts where account_number = $1 for update", [
      subscriber.accountNumber,
    ]);
    const killed = await started();
    const waiting = "select from pg_locks where not granted";
    while ((await owner.query(waiting)).rowCount === 0) await delay(10);
    await killed.stop("SIGKILL");
    const servers = await Promise.all([started(), started()]);
    await owner.query("commit");
    await isRenewedTwice(subscriber);
    for (const server of servers) assert.equal(await server.stop(), 0);
    assert.equal((await subscriptionOf(reader, subscriber)).version, 3);
  });
});

describe("a clock on its way", () => {
  test("arrives when its server is killed, and has done once what was due", async () => {
    const subscriber = await dueTwice();
    await owner.query("update entities set is_sandbox = true");
    await succeed(reader, "POST", "/v1/clock/advance", { months: 3 });
    await owner.query("begin");
    await owner.query("select from accounts where account_number = $1 for update", [
      subscriber.accountNumber,
    ]);
    const killed = await started();
    const waiting = "select from pg_locks where not granted";
    while ((await owner.query(waiting)).rowCount === 0) await delay(10);
    await killed.stop("SIGKILL");
    const next = await started();
    await owner.query("commit");
    for (;;) {
      const { date, move } = await succeed(reader, "GET", "/v1/clock");
      if (move.status === "Processing") {
        await delay(20);
        continue;
      }
      assert.deepEqual([date, move.status, move.reason], ["2024-05-15", "Completed", null]);
      break;
    }
    const { termEndDate, version } = await subscriptionOf(reader, subscriber);
    assert.deepEqual([termEndDate, version], ["2024-06-01", 6]);
    assert.equal(await next.stop(), 0);
  });
});
