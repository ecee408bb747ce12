/** Bill runs that are cancelled and deleted: what they billed is due again. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { inTransaction, sql } from "#store/database.ts";
import {
  aBilledAccount,
  billedItems,
  billRun,
  ended,
  invoicesOf,
  ofAccount,
} from "#test/support/bill-runs.ts";
import { aPlan, cancelOrder, type Plan, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let monthly: Plan;

before(async () => {
  server = await startTestServer();
  monthly = await aPlan(server, [{ price: 30 }]);
});
after(() => server.close());

const conserved = () => assertConserved(server.database, server.entityId);
const JANUARY = "2023-01-01..2023-01-31 30";
const FEBRUARY = "2023-02-01..2023-02-28 30";

async function cancel(id: string) {
  const answer = await succeed(server, "PUT", `/v1/bill-runs/${id}/cancel`, { cancelOnce: true });
  const run = await ended(server, id);
  return { answer, run };
}

async function remove(id: string) {
  const answer = await succeed(server, "DELETE", `/v1/bill-runs/${id}`);
  return { answer, run: await ended(server, id) };
}

const refusal = async (method: string, path: string, body?: unknown): Promise<string> => {
  const { json } = await server.call(method, path, body);
  assert.equal(json.success, false);
  return json.reasons[0].message;
};

const inEntity = (statement: ReturnType<typeof sql>) =>
  inTransaction(server.database, server.entityId, (tx) => statement.execute(tx));

const chargedThrough = async (subscriptionNumber: string): Promise<string | null> => {
  const { ratePlans } = await succeed(server, "GET", `/v1/subscriptions/${subscriptionNumber}`);
  return ratePlans[0].ratePlanCharges[0].chargedThroughDate;
};

describe("a run that is cancelled", () => {
  test("bills the same again afterwards", async () => {
    const { accountId, subscriptionNumber } = await aBilledAccount(server, monthly);
    const fields = { targetDate: "2023-02-01", ...ofAccount(accountId) };
    const first = await billRun(server, fields);
    const items = await billedItems(server, accountId);
    assert.deepEqual(items, [JANUARY, FEBRUARY]);

    const { answer, run } = await cancel(first.id);
    assert.equal(answer.status, "CancelInProgress");
    assert.equal(run.status, "Canceled");
    assert.deepEqual(run.errors, []);
    const [invoice] = await invoicesOf(server, accountId);
    assert.equal(invoice.status, "Canceled");
    assert.equal(await chargedThrough(subscriptionNumber), null);
    await conserved();

    assert.equal((await billRun(server, fields)).invoicesGenerated, 1);
    assert.deepEqual(await billedItems(server, accountId), items);
    await conserved();
  });

  test("keeps what runs before it have billed", async () => {
    const { accountId, subscriptionNumber } = await aBilledAccount(server, monthly);
    await billRun(server, { targetDate: "2023-01-01", autoPost: true, ...ofAccount(accountId) });
    const run = await billRun(server, { targetDate: "2023-02-01", ...ofAccount(accountId) });
    await cancel(run.id);
    assert.equal(await chargedThrough(subscriptionNumber), "2023-02-01");
    assert.deepEqual(await billedItems(server, accountId), [JANUARY]);
    await billRun(server, { targetDate: "2023-02-01", ...ofAccount(accountId) });
    assert.deepEqual(await billedItems(server, accountId), [JANUARY, FEBRUARY]);
    await conserved();
  });

  test("gives back what it credited", async () => {
    const { accountId, accountNumber, subscriptionNumber } = await aBilledAccount(server, monthly);
    await billRun(server, { targetDate: "2023-01-01", autoPost: true, ...ofAccount(accountId) });
    const order = cancelOrder({ accountNumber, subscriptionNumber, on: "2023-01-11" });
    await succeed(server, "POST", "/v1/orders", order);
    const fields = { targetDate: "2023-01-31", ...ofAccount(accountId) };
    const run = await billRun(server, fields);
    assert.deepEqual(run.amounts, [{ currency: "USD", invoiced: 0, credited: 20.32 }]);
    await cancel(run.id);
    assert.equal(await chargedThrough(subscriptionNumber), "2023-02-01");
    await conserved();
    const again = await billRun(server, { ...fields, autoPost: true });
    assert.deepEqual(again.amounts, run.amounts);
    assert.equal(await chargedThrough(subscriptionNumber), "2023-01-11");
    await conserved();
  });

  test("gives discounts back, of what it billed and of what it credited", async () => {
    const tier = (fields: Readonly<Record<string, unknown>>) => ({
      ProductRatePlanChargeTierData: {
        ProductRatePlanChargeTier: [{ Currency: "USD", ...fields }],
      },
    });
    const plan = await aPlan(server, [
      { price: 100 },
      { Name: "A", ChargeModel: "Discount-Percentage", ...tier({ DiscountPercentage: 10 }) },
      { Name: "B", ChargeModel: "Discount-Fixed Amount", ...tier({ DiscountAmount: 30 }) },
    ]);
    const { accountId, accountNumber, subscriptionNumber } = await aBilledAccount(server, plan);
    const fields = { targetDate: "2023-01-01", ...ofAccount(accountId) };
    const first = await billRun(server, fields);
    const items = await billedItems(server, accountId);
    assert.equal(items.length, 3);
    await cancel(first.id);
    await conserved();
    const again = await billRun(server, fields);
    assert.deepEqual(again.amounts, first.amounts);
    assert.deepEqual(await billedItems(server, accountId), items);
    await succeed(server, "PUT", `/v1/bill-runs/${again.id}/post`, { invoiceDate: "2023-01-01" });
    await ended(server, again.id);

    const order = cancelOrder({ accountNumber, subscriptionNumber, on: "2023-01-11" });
    await succeed(server, "POST", "/v1/orders", order);
    const credits = { targetDate: "2023-01-31", ...ofAccount(accountId) };
    const credited = await billRun(server, credits);
    assert.equal(credited.creditMemosGenerated, 1);
    assert.deepEqual((await cancel(credited.id)).run.errors, []);
    await conserved();
    assert.deepEqual((await billRun(server, credits)).amounts, credited.amounts);
    await conserved();
  });

  test("bills one-time charges again", async () => {
    const plan = await aPlan(server, [{ price: 30 }, { price: 99, ChargeType: "OneTime" }]);
    const { accountId } = await aBilledAccount(server, plan);
    const fields = { targetDate: "2023-01-01", ...ofAccount(accountId) };
    const run = await billRun(server, fields);
    const items = await billedItems(server, accountId);
    assert.equal(items.length, 2);
    await cancel(run.id);
    await billRun(server, fields);
    assert.deepEqual(await billedItems(server, accountId), items);
  });

  test("bills order line items again", async () => {
    const { accountId, accountNumber } = await aBilledAccount(server, monthly);
    const item = {
      itemName: "webcam",
      itemState: "SentToBilling",
      quantity: 2,
      amountPerUnit: 15,
      transactionStartDate: "2023-01-01",
      billTargetDate: "2023-01-01",
    };
    const order = { orderDate: "2023-01-01", orderLineItems: [item] };
    await succeed(server, "POST", "/v1/orders", {
      ...order,
      existingAccountNumber: accountNumber,
    });
    const fields = { targetDate: "2023-01-01", ...ofAccount(accountId) };
    const run = await billRun(server, fields);
    const items = await billedItems(server, accountId);
    assert.equal(items.length, 2);
    await cancel(run.id);
    await billRun(server, fields);
    assert.deepEqual(await billedItems(server, accountId), items);
    await conserved();
  });

  test("leaves an order to be deleted that came after it", async () => {
    const { accountId, accountNumber, subscriptionNumber } = await aBilledAccount(server, monthly);
    const fields = { targetDate: "2023-02-01", ...ofAccount(accountId) };
    const run = await billRun(server, fields);
    const order = cancelOrder({ accountNumber, subscriptionNumber, on: "2023-01-11" });
    const { orderNumber } = await succeed(server, "POST", "/v1/orders", order);
    await cancel(run.id);
    await succeed(server, "DELETE", `/v1/orders/${orderNumber}`);
    assert.equal(await chargedThrough(subscriptionNumber), null);
    await billRun(server, fields);
    assert.deepEqual(await billedItems(server, accountId), [JANUARY, FEBRUARY]);
  });

  test("keeps the drafts of an account that was billed since, and lists it", async () => {
    const batch = "Batch11";
    const free = await aBilledAccount(server, monthly, { batch });
    const billed = await aBilledAccount(server, monthly, { batch });
    const run = await billRun(server, { targetDate: "2023-01-01", batches: [batch] });
    const later = await billRun(server, {
      targetDate: "2023-02-01",
      ...ofAccount(billed.accountId),
    });
    const { run: kept } = await cancel(run.id);
    assert.equal(kept.status, "Completed");
    assert.deepEqual(
      kept.errors.map((error: { accountId: string }) => error.accountId),
      [billed.accountId],
    );
    assert.match(kept.errors[0].reason, /drafts of the run stay: charge 'C-\d+' was billed/);
    assert.deepEqual(await billedItems(server, free.accountId), []);
    assert.deepEqual(await billedItems(server, billed.accountId), [JANUARY, FEBRUARY]);
    await conserved();

    await cancel(later.id);
    assert.equal((await cancel(run.id)).run.status, "Canceled");
    assert.deepEqual(await billedItems(server, billed.accountId), []);
    await conserved();
  });

  test("is refused once something of it is posted", async () => {
    const { accountId } = await aBilledAccount(server, monthly);
    const run = await billRun(server, { targetDate: "2023-01-01", ...ofAccount(accountId) });
    await inEntity(sql`
      update invoices set status = 'Posted', posted_at = now() where bill_run_id = ${run.id}::uuid`);
    const path = `/v1/bill-runs/${run.id}`;
    assert.match(await refusal("PUT", `${path}/cancel`, {}), /has posted documents/);
    await inEntity(sql`update invoices set status = 'Draft' where bill_run_id = ${run.id}::uuid`);
    await succeed(server, "PUT", `${path}/post`, { invoiceDate: "2023-01-01" });
    assert.equal((await ended(server, run.id)).status, "Posted");
    assert.match(await refusal("PUT", `${path}/cancel`, {}), /is Posted: only one that is Pending/);
    assert.match(await refusal("DELETE", path), /is Posted: only one that is Canceled or Error/);
    await conserved();
  });
});

test("a run is Completed again once an invoice of it is unposted, and can be posted or cancelled", async () => {
  const { accountId } = await aBilledAccount(server, monthly);
  const fields = { targetDate: "2023-01-01", autoPost: true, ...ofAccount(accountId) };
  const run = await billRun(server, fields);
  const path = `/v1/bill-runs/${run.id}`;
  const unpost = async () => {
    const [invoice] = await invoicesOf(server, accountId);
    await succeed(server, "PUT", `/v1/invoices/${invoice.id}/unpost`, {});
    assert.equal((await succeed(server, "GET", path)).status, "Completed");
  };
  await unpost();
  await succeed(server, "PUT", `${path}/post`, { invoiceDate: "2023-01-02" });
  assert.equal((await ended(server, run.id)).status, "Posted");
  await unpost();
  assert.equal((await cancel(run.id)).run.status, "Canceled");
  assert.deepEqual(await billedItems(server, accountId), []);
  await conserved();
});

describe("a run that is deleted", () => {
  test("is gone with its documents", async () => {
    const { accountId } = await aBilledAccount(server, monthly);
    const fields = { targetDate: "2023-01-01", ...ofAccount(accountId) };
    const run = await billRun(server, fields);
    await cancel(run.id);
    const { answer, run: gone } = await remove(run.id);
    assert.equal(answer.status, "RemoveInProgress");
    assert.equal(gone, undefined);
    assert.deepEqual(await invoicesOf(server, accountId), []);
    await conserved();
    const again = await billRun(server, fields);
    assert.notEqual(again.billRunNumber, run.billRunNumber);
    assert.deepEqual(await billedItems(server, accountId), [JANUARY]);
  });

  test("after an error takes its drafts along", async () => {
    const { accountId } = await aBilledAccount(server, monthly);
    const fields = { targetDate: "2023-01-01", ...ofAccount(accountId) };
    const run = await billRun(server, fields);
    await inEntity(sql`update bill_runs set status = 'Error' where bill_run_id = ${run.id}::uuid`);
    assert.equal((await remove(run.id)).run, undefined);
    assert.deepEqual(await invoicesOf(server, accountId), []);
    await billRun(server, fields);
    assert.deepEqual(await billedItems(server, accountId), [JANUARY]);
    await conserved();
  });
});

describe("while it runs, and when it has", () => {
  test("a run says how much it billed and how fast", async () => {
    const { accountId } = await aBilledAccount(server, monthly);
    const run = await billRun(server, { targetDate: "2023-02-01", ...ofAccount(accountId) });
    assert.deepEqual(run.amounts, [{ currency: "USD", invoiced: 60, credited: 0 }]);
    assert.ok(run.accountsPerSecond > 0);
    assert.equal(run.secondsLeft, null);
  });
});
