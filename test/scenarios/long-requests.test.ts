/** A request that takes too long is answered 504, and what it does is done once. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { anAccount, aPlan, subscribeOrder, succeed } from "#test/support/company.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let owner: pg.Client;

before(async () => {
  server = await startTestServer([], { longestMs: 300 });
  owner = new pg.Client({ connectionString: server.ownerUrl });
  await owner.connect();
});
after(async () => {
  await owner.end();
  await server.close();
});

async function ordersOf(accountNumber: string) {
  const { orders } = await succeed(server, "GET", `/v1/orders/invoiceOwner/${accountNumber}`);
  return orders;
}

async function untilDone(accountNumber: string) {
  for (;;) {
    const orders = await ordersOf(accountNumber);
    if (orders.length > 0) return orders;
    await delay(10);
  }
}

/** An order for an account that somebody holds, and what it is answered. */
async function heldUp(headers: Record<string, string>) {
  const { accountNumber } = await anAccount(server);
  const plan = await aPlan(server, [{ price: 30 }]);
  const body = subscribeOrder({ accountNumber, plan, from: "2024-01-01" });
  await owner.query("begin");
  await owner.query("select from accounts where account_number = $1 for update", [accountNumber]);
  const send = () => server.call("POST", "/v1/orders", body, headers);
  return { accountNumber, send, answer: await send() };
}

test("it is answered 504 and goes on, whatever the version", async () => {
  const { accountNumber, answer } = await heldUp({ "zuora-version": "211.0" });
  assert.equal(answer.status, 504);
  assert.equal(answer.json.success, false);
  assert.equal(answer.json.reasons[0].code, 58560060);
  assert.deepEqual(await ordersOf(accountNumber), []);
  await owner.query("commit");
  assert.equal((await untilDone(accountNumber)).length, 1);
});

test("sent again with its Idempotency-Key, it is 409 until it is done, then its answer", async () => {
  const { accountNumber, send, answer } = await heldUp({ "idempotency-key": "long" });
  assert.equal(answer.status, 504);
  assert.equal((await send()).status, 409);
  await owner.query("commit");
  const [{ orderNumber }] = await untilDone(accountNumber);
  assert.equal((await send()).json.orderNumber, orderNumber);
  assert.equal((await ordersOf(accountNumber)).length, 1);
});
