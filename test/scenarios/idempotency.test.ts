/** Idempotency-Key: what is sent twice is done once. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { runDailyWorkOfAll } from "#jobs/run-daily-work.ts";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { anAccount, aPlan, subscribeOrder, succeed } from "#test/support/company.ts";
import { Life } from "#test/support/life.ts";
import { probeRoutes } from "#test/support/probe-routes.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
before(async () => {
  server = await startTestServer(probeRoutes);
});
after(() => server.close());

const count = (key: string, how = "x", headers = {}) =>
  server.call("POST", `/v1/probe-counts/${how}`, {}, { "idempotency-key": key, ...headers });

const TODAY = "2024-01-01";

const asOwner = (query: string) =>
  withOwnerConnection(server.ownerUrl, (client) => client.query(query));

async function ordersOf(accountNumber: string): Promise<string[]> {
  const { orders } = await succeed(server, "GET", `/v1/orders/invoiceOwner/${accountNumber}`);
  return orders.map(({ orderNumber }: { orderNumber: string }) => orderNumber);
}

const REFUSE_TO_KEEP = `
  create or replace function refuse() returns trigger language plpgsql as $$
    begin raise exception sqlstate 'P0001'; end $$;
  create trigger refuse before insert on idempotency_keys for each row execute function refuse();
`;

describe("a repeated request", () => {
  test("gets the first answer, and is not done again", async () => {
    const first = await count("a");
    const repeat = await count("a");
    assert.equal(repeat.status, 200);
    assert.equal(repeat.text, first.text);
    assert.equal(repeat.headers["content-type"], "application/json;charset=UTF-8");
    assert.notEqual((await count("b")).json.count, first.json.count);
  });

  test("gets the first failure, in the version of the first", async () => {
    const first = await count("c", "refuse", { "zuora-version": "2024-05-20" });
    assert.equal(first.status, 400);
    const repeat = await count("c", "refuse");
    assert.equal(repeat.status, 400);
    assert.equal(repeat.text, first.text);
  });

  test("is done when the first one failed by a mistake of ours: it has changed nothing", async () => {
    assert.equal((await count("d", "bug")).status, 500);
    assert.equal((await count("d", "bug")).status, 500);
    assert.equal((await count("d")).status, 200);
  });

  test("is 409 while the first one runs, also when it comes at the same time", async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => count("e")));
    const [done, ...others] = answers.toSorted((a, b) => a.status - b.status);
    assert.equal(done?.status, 200);
    // One that comes when the first has ended gets its answer.
    for (const { status, json } of others) {
      if (status === 200) assert.equal(json.count, done?.json.count);
      else assert.equal(status, 409);
    }
    const again = await count("e");
    assert.deepEqual([again.status, again.json.count], [200, done?.json.count]);
  });

  test("to another URL or by another method is 422", async () => {
    await count("f");
    const { status, json } = await count("f", "y");
    assert.equal(status, 422);
    assert.equal(json.success, false);
  });

  test("is done when the first one waited for a lock in vain", async () => {
    assert.equal((await count("g", "lock")).json.reasons[0].code, 58560050);
    assert.equal((await count("g")).json.success, true);
  });

  test("is done a day later", async () => {
    const first = await count("h");
    await withOwnerConnection(server.ownerUrl, (client) =>
      client.query("update idempotency_keys set claimed_at = now() - interval '24 hours 1 second'"),
    );
    const later = await count("h");
    assert.notEqual(later.json.count, first.json.count);
    assert.equal((await count("h")).text, later.text);
  });

  test("is done when its first answer could not be kept: then nothing was done", async () => {
    const { accountNumber } = await anAccount(server);
    const order = subscribeOrder({ accountNumber, plan: await aPlan(server, [{}]), from: TODAY });
    await asOwner(REFUSE_TO_KEEP);
    const failed = await server.call("POST", "/v1/orders", order, { "idempotency-key": "i" });
    assert.equal(failed.status, 500);
    await asOwner("drop trigger refuse on idempotency_keys");
    assert.deepEqual(await ordersOf(accountNumber), []);
    const done = await server.call("POST", "/v1/orders", order, { "idempotency-key": "i" });
    assert.equal(done.json.success, true, done.text);
    assert.deepEqual(await ordersOf(accountNumber), [done.json.orderNumber]);
  });

  test("to create a bill run gets the first one, which has run", async () => {
    const life = new Life(server, await anAccount(server));
    await life.subscribe([{ price: 30 }], "2023-01-01");
    const billRunFilters = [{ filterType: "Account", accountId: life.accountId }];
    const body = { targetDate: "2023-01-01", invoiceDate: "2023-01-01", billRunFilters };
    const create = () =>
      server.call("POST", "/v1/bill-runs", body, { "idempotency-key": "one bill run" });
    const [first, second] = [await create(), await create()];
    assert.equal(second.text, first.text);
    const { id } = first.json;
    for (;;) {
      const { status } = await succeed(server, "GET", `/v1/bill-runs/${id}`);
      if (status === "Completed") break;
      assert(["Pending", "Processing"].includes(status), status);
      await delay(10);
    }
    assert.equal((await life.readBooks()).invoices.length, 1);
  });

  test("is forgotten by what is done each day", async () => {
    await count("old");
    await count("new");
    await asOwner(
      "update idempotency_keys set claimed_at = now() - interval '24 hours 1 second' where key = 'old'",
    );
    await runDailyWorkOfAll(server.database, new AbortController().signal);
    const { rows } = await asOwner("select key from idempotency_keys where key in ('old', 'new')");
    assert.deepEqual(rows, [{ key: "new" }]);
  });

  test("without a key is done again", async () => {
    const counts = [await count(""), await count("")].map(({ json }) => json.count);
    assert.notEqual(counts[0], counts[1]);
  });
});
