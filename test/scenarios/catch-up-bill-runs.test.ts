/** Catching up: what was billed elsewhere before is not billed again, and is not credited. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { aBilledAccount, billedItems, billRun, ofAccount } from "#test/support/bill-runs.ts";
import { aPlan, cancelOrder, type Plan, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let monthly: Plan;

before(async () => {
  server = await startTestServer();
  monthly = await aPlan(server, [{ price: 100 }]);
  await succeed(server, "PUT", "/settings/billing-rules", { catchUpBillRun: true });
});
after(() => server.close());

const catchUp = (accountId: string, targetDate: string) =>
  billRun(server, { targetDate, billRunType: "CatchUp", ...ofAccount(accountId) });

const chargedThrough = async (subscriptionNumber: string): Promise<string | null> => {
  const { ratePlans } = await succeed(server, "GET", `/v1/subscriptions/${subscriptionNumber}`);
  return ratePlans[0].ratePlanCharges[0].chargedThroughDate;
};

test("O1: a catch-up bills nothing, and the next run bills what comes after it", async () => {
  const { accountId, subscriptionNumber } = await aBilledAccount(server, monthly);
  const done = await catchUp(accountId, "2023-06-30");
  assert.deepEqual([done.status, done.invoicesGenerated], ["Completed", 0]);
  assert.equal(done.billRunType, "CatchUp");
  assert.equal(await chargedThrough(subscriptionNumber), "2023-07-01");
  assert.deepEqual(await billedItems(server, accountId), []);

  await billRun(server, { targetDate: "2023-07-01", ...ofAccount(accountId) });
  assert.deepEqual(await billedItems(server, accountId), ["2023-07-01..2023-07-31 100"]);
  await assertConserved(server.database, server.entityId);
});

test("a second one goes on, while nothing is billed", async () => {
  const { accountId, subscriptionNumber } = await aBilledAccount(server, monthly);
  await catchUp(accountId, "2023-06-30");
  await catchUp(accountId, "2023-08-15");
  assert.equal(await chargedThrough(subscriptionNumber), "2023-09-01");
  await billRun(server, { targetDate: "2023-09-01", ...ofAccount(accountId) });
  const third = await catchUp(accountId, "2023-12-31");
  assert.equal(third.accountsTotal, 0);
  assert.equal(await chargedThrough(subscriptionNumber), "2023-10-01");
});

test("a run after it that is cancelled goes back to it and no further", async () => {
  const { accountId, subscriptionNumber } = await aBilledAccount(server, monthly);
  await catchUp(accountId, "2023-06-30");
  const { id } = await billRun(server, { targetDate: "2023-07-01", ...ofAccount(accountId) });
  await succeed(server, "PUT", `/v1/bill-runs/${id}/cancel`, {});
  while ((await chargedThrough(subscriptionNumber)) === "2023-08-01");
  assert.equal(await chargedThrough(subscriptionNumber), "2023-07-01");
});

test("A18: what was caught up with cannot be cancelled, for there is nothing to credit", async () => {
  const { accountId, accountNumber, subscriptionNumber } = await aBilledAccount(server, monthly);
  await catchUp(accountId, "2023-12-31");
  assert.equal(await chargedThrough(subscriptionNumber), "2024-01-01");
  const early = cancelOrder({ accountNumber, subscriptionNumber, on: "2023-07-01" });
  const { json } = await server.call("POST", "/v1/orders", early);
  assert.equal(json.success, false);
  assert.match(
    json.reasons[0].message,
    /A catch-up bill run, or .+ imported from, has billed charge 'C-\d+' through 2024-01-01: it cannot end on 2023-07-01/,
  );
  const onTime = cancelOrder({ accountNumber, subscriptionNumber, on: "2024-01-01" });
  await succeed(server, "POST", "/v1/orders", onTime);
});

test("it cannot be taken back, scheduled or posted", async () => {
  const { accountId } = await aBilledAccount(server, monthly);
  const { id } = await catchUp(accountId, "2023-06-30");
  const cancel = await server.call("PUT", `/v1/bill-runs/${id}/cancel`, {});
  assert.match(cancel.json.reasons[0].message, /is a catch-up: what it did cannot be undone/);
  const body = { targetDate: "2023-06-30", billRunType: "CatchUp", ...ofAccount(accountId) };
  const posted = await server.call("POST", "/v1/bill-runs", { ...body, autoPost: true });
  assert.match(posted.json.reasons[0].message, /makes nothing that could be posted/);
  const schedule = { repeatType: "Daily", repeatFrom: "2030-01-01", runTime: 1 };
  const scheduled = await server.call("POST", "/v1/bill-runs", { ...body, schedule });
  assert.match(scheduled.json.reasons[0].message, /cannot be scheduled/);
});
