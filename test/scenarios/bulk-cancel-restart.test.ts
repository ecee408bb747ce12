/** One bulk cancel, several servers, any of which may be killed at any moment: each row once. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import {
  aColleague,
  billedAccounts,
  bulkCancel,
  rowsOf,
  settled,
  started,
} from "#test/support/bulk-cancels.ts";
import { aPlan, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";
import { type ServerProcess, startServerProcess } from "#test/support/server-process.ts";

/** It runs no jobs: it makes what is needed, and reads. */
let reader: TestServer;
const all: ServerProcess[] = [];

before(async () => {
  reader = await startTestServer();
});
after(async () => {
  for (const server of all) await server.stop("SIGKILL");
  await reader.close();
});

async function aServer(): Promise<ServerProcess> {
  const server = startServerProcess({ DATABASE_URL: reader.ownerUrl });
  all.push(server);
  assert.ok(await server.origin, "it has started");
  return server;
}

test("is planned and done once row by row, whichever of its servers is killed when", async () => {
  const plan = await aPlan(reader, [{ price: 30 }]);
  const batch = "Batch21";
  const accounts = await billedAccounts(reader, plan, {
    ...{ batch, howMany: 60, billedOn: ["2023-01-01"] },
  });
  const colleague = await aColleague(reader, ["Finance Standard User"]);
  const alive = await Promise.all([aServer(), aServer()]);
  const kill = async () => {
    const [victim] = alive.splice(Math.floor(Math.random() * alive.length), 1);
    await victim?.stop("SIGKILL");
    alive.push(await aServer());
  };
  const { number } = await succeed(reader, "POST", "/v1/bulk-cancels", {
    kind: "Cancel",
    filter: { batches: [batch] },
    options: { cancellationEffectiveDate: "2023-01-16", targetDate: "2023-01-16", writeOff: true },
  });
  await delay(Math.random() * 100);
  await kill();
  const planned = await settled(reader, number, ["Planning"]);
  assert.deepEqual([planned.status, planned.progress.rowsToDo], ["Planned", 60]);
  await started(reader, planned, colleague.authorization);
  let killed = 0;
  while ((await bulkCancel(reader, number)).status === "Running" && killed < 3) {
    await delay(Math.random() * 60);
    await kill();
    killed += 1;
  }
  const run = await settled(reader, number, ["Running"]);
  assert.deepEqual([run.status, run.progress.rowsDone], ["Completed", 60]);
  assert.ok(killed >= 1, `${killed} servers were killed`);
  const rows = await rowsOf(reader, number);
  assert.equal(new Set(rows.map(({ orderNumber }) => orderNumber)).size, 60);
  for (const { accountNumber, subscriptionNumber } of accounts) {
    const path = `/v1/orders/subscription/${subscriptionNumber}`;
    const { orders } = await succeed(reader, "GET", path);
    assert.equal(orders.length, 2, "it was created, and cancelled once");
    const { metrics } = await succeed(reader, "GET", `/v1/accounts/${accountNumber}`);
    assert.equal(metrics.totalInvoiceBalance, 0);
  }
  await assertConserved(reader.database, reader.entityId);
  for (const server of alive) assert.equal(await server.stop(), 0);
});
