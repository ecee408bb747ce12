/** Charges that are billed on days and with amounts of their own, and what is credited of them. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { runDailyWork } from "#operations/run-daily-work.ts";
import { billRun, invoicesOf, ofAccount } from "#test/support/bill-runs.ts";
import {
  anAccount,
  aPlan,
  cancelOrder,
  type Plan,
  subscribe,
  succeed,
} from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let four: Plan;
let zero: Plan;

const annual = (price: number, Name: string) => ({ price, Name, BillingPeriod: "Annual" });

before(async () => {
  server = await startTestServer();
  const rules = { prorationUnit: "ProrateByMonthFirst" };
  await succeed(server, "PUT", "/settings/billing-rules", rules);
  four = await aPlan(server, [
    annual(36_900, "C1"),
    annual(21_500, "C2"),
    annual(11_000, "C3"),
    annual(800, "C4"),
  ]);
  zero = await aPlan(server, [annual(2000, "C1"), annual(0, "C2")]);
});
after(() => server.close());

type Item = { amount?: number; percentage?: number; runDate?: string; name?: string };
const ITEMS: Item[] = [
  { amount: 50_000, runDate: "2023-02-04" },
  { amount: 14_000, runDate: "2023-05-01" },
  { amount: 6200, runDate: "2023-09-16" },
];

async function subscribed(plan: Plan, months = 12) {
  const { accountId, accountNumber } = await anAccount(server);
  const order = await subscribe(server, { accountNumber, plan, from: "2023-01-01", months });
  const [subscriptionNumber] = order.subscriptionNumbers;
  return { accountId, accountNumber, subscriptionNumber, orderNumber: order.orderNumber };
}

async function aSchedule(plan: Plan, scheduleItems: Item[]) {
  const customer = await subscribed(plan);
  const schedule = await succeed(server, "POST", "/v1/invoice-schedules", {
    accountKey: customer.accountNumber,
    orders: [customer.orderNumber],
    notes: "2023",
    scheduleItems,
  });
  return { ...customer, schedule, path: `/v1/invoice-schedules/${schedule.number}` };
}

const execute = (path: string) => succeed(server, "POST", `${path}/execute`, {});

async function executeAndPost(path: string, times: number) {
  let schedule = await succeed(server, "GET", path);
  for (let done = 0; done < times; done += 1) {
    schedule = await execute(path);
    const { invoiceId } = schedule.scheduleItems.filter(isProcessed).at(-1);
    if (invoiceId) await succeed(server, "PUT", `/v1/invoices/${invoiceId}/post`, {});
  }
  return schedule;
}

const isProcessed = ({ status }: { status: string }) => status === "Processed";

type Line = {
  chargeName: string;
  amount: number;
  chargeAmount: number;
  serviceStartDate: string;
  serviceEndDate: string;
};
const itemsOf = async (id: string): Promise<string[]> =>
  (await succeed(server, "GET", `/v1/invoices/${id}/items`)).invoiceItems
    .map(
      ({ chargeName, serviceStartDate, serviceEndDate, chargeAmount }: Line) =>
        `${chargeName} ${serviceStartDate}..${serviceEndDate} ${chargeAmount}`,
    )
    .sort();

async function cancel(customer: { accountNumber: string; subscriptionNumber: string }, on: string) {
  const processingOptions = { runBilling: true, billingOptions: { targetDate: on } };
  const order = cancelOrder({ ...customer, on, processingOptions });
  const { creditMemoNumbers = [] } = await succeed(server, "POST", "/v1/orders", order);
  const credits: string[] = [];
  for (const number of creditMemoNumbers) {
    const { items } = await succeed(server, "GET", `/v1/credit-memos/${number}/items`);
    for (const { serviceStartDate, serviceEndDate, amount } of items) {
      credits.push(`${serviceStartDate}..${serviceEndDate} ${amount}`);
    }
  }
  return credits.sort();
}

async function isProved(accountNumber: string) {
  const { isEqual, ...rest } = await succeed(server, "GET", `/v1/accounts/${accountNumber}/proof`);
  assert.equal(isEqual, true, JSON.stringify(rest));
  await assertConserved(server.database, server.entityId);
}

async function refusal(method: string, path: string, body?: object) {
  const { json } = await server.call(method, path, body);
  assert.equal(json.success, false, JSON.stringify(json));
  return json.reasons[0].message;
}

describe("an invoice schedule", () => {
  test("bills each item's amount, for the days that it pays for, and no bill run does", async () => {
    const { accountId, accountNumber, schedule, path } = await aSchedule(four, ITEMS);
    assert.deepEqual(
      [schedule.status, schedule.totalAmount, schedule.unbilledAmount, schedule.nextRunDate],
      ["Pending", 70_200, 70_200, "2023-02-04"],
    );
    await billRun(server, { targetDate: "2023-12-31", ...ofAccount(accountId) });
    assert.deepEqual(await invoicesOf(server, accountId), []);
    const partly = await executeAndPost(path, 1);
    const [billedFirst] = partly.scheduleItems;
    const billed = await succeed(server, "GET", `/v1/invoices/${billedFirst.invoiceId}/items`);
    assert.ok(billed.invoiceItems.length > 0);
    for (const item of billed.invoiceItems) {
      assert.equal(item.invoiceScheduleId, schedule.id);
      assert.equal(item.invoiceScheduleItemId, billedFirst.id);
    }
    const queried = await succeed(
      server,
      "GET",
      `/object-query/invoice-items?filter[]=invoiceScheduleId.EQ:${schedule.id}`,
    );
    assert.equal(queried.data.length, billed.invoiceItems.length);
    assert.deepEqual(
      [partly.status, partly.billedAmount, partly.unbilledAmount, partly.nextRunDate],
      ["PartiallyProcessed", 50_000, 20_200, "2023-05-01"],
    );
    const [first] = partly.scheduleItems;
    assert.deepEqual([first.status, first.amount, first.actualAmount], ["Processed", 50_000, 0]);
    assert.deepEqual(await itemsOf(first.invoiceId), [
      "C1 2023-01-01..2023-09-17 26282.05",
      "C2 2023-01-01..2023-09-17 15313.39",
      "C3 2023-01-01..2023-09-17 7834.76",
      "C4 2023-01-01..2023-09-17 569.8",
    ]);
    const invoice = await succeed(server, "GET", `/v1/invoices/${first.invoiceId}`);
    assert.deepEqual([invoice.invoiceDate, invoice.amount], ["2023-02-04", 50_000]);
    const done = await executeAndPost(path, 2);
    assert.deepEqual(
      [done.status, done.unbilledAmount, done.nextRunDate],
      ["FullyProcessed", 0, null],
    );
    assert.match(await refusal("POST", `${path}/execute`, {}), /nothing left to bill/);
    await isProved(accountNumber);
  });

  test("B21: what was billed beyond an early end is credited, newest invoice first", async () => {
    const customer = await aSchedule(four, ITEMS);
    await executeAndPost(customer.path, 3);
    assert.deepEqual(await cancel(customer, "2023-11-01"), [
      "2023-11-01..2023-11-28 1684.47",
      "2023-11-01..2023-11-28 2891.03",
      "2023-11-01..2023-11-28 62.67",
      "2023-11-01..2023-11-28 861.82",
      "2023-11-29..2023-12-31 1898.86",
      "2023-11-29..2023-12-31 3258.97",
      "2023-11-29..2023-12-31 70.66",
      "2023-11-29..2023-12-31 971.51",
    ]);
    await isProved(customer.accountNumber);
  });

  test("B20: a charge that costs nothing is billed and credited with the others", async () => {
    const items = [{ amount: 1000 }, { amount: 500 }, { amount: 500 }];
    const customer = await aSchedule(zero, items);
    const done = await executeAndPost(customer.path, 3);
    assert.deepEqual(await itemsOf(done.scheduleItems[1].invoiceId), [
      "C1 2023-07-01..2023-09-30 500",
      "C2 2023-07-01..2023-09-30 0",
    ]);
    assert.deepEqual(await cancel(customer, "2023-11-01"), [
      "2023-11-01..2023-12-31 0",
      "2023-11-01..2023-12-31 333.33",
    ]);
    await isProved(customer.accountNumber);
  });

  test("B22: after an early end the next items bill what is left, and then nothing", async () => {
    const customer = await aSchedule(four, ITEMS);
    await executeAndPost(customer.path, 1);
    assert.deepEqual(await cancel(customer, "2023-11-01"), []);
    const { scheduleItems } = await succeed(server, "GET", customer.path);
    assert.deepEqual(
      scheduleItems.map(({ actualAmount }: { actualAmount: number }) => actualAmount),
      [0, 8500.01, 0],
    );
    const done = await executeAndPost(customer.path, 2);
    assert.equal(done.status, "FullyProcessed");
    const [, second, third] = done.scheduleItems;
    const invoice = await succeed(server, "GET", `/v1/invoices/${second.invoiceId}`);
    assert.equal(invoice.amount, 8500.01);
    assert.equal(third.invoiceId, null);
    assert.equal(done.billedAmount, 58_500.01);
    await isProved(customer.accountNumber);
  });

  test("is billed by itself on its days, unless it is paused", async () => {
    const { accountId, path } = await aSchedule(four, ITEMS);
    await succeed(server, "PUT", `${path}/pause`, {});
    assert.equal((await succeed(server, "GET", path)).status, "Paused");
    assert.match(await refusal("POST", `${path}/execute`, {}), /is paused/);
    const context = {
      database: server.database,
      entityId: server.entityId,
      now: Temporal.Instant.from("2023-05-01T12:00:00Z"),
      timeZone: "UTC",
      today: () => "2023-05-01" as never,
      afterCommit: () => undefined,
      entityChanged: () => undefined,
      requestId: "test",
    };
    await runDailyWork(context);
    assert.deepEqual(await invoicesOf(server, accountId), []);
    await succeed(server, "PUT", `${path}/resume`, {});
    assert.match(await refusal("PUT", `${path}/resume`, {}), /is not paused/);
    assert.deepEqual((await runDailyWork(context)).failed, []);
    const amounts = (await invoicesOf(server, accountId)).map(
      ({ amount }: { amount: number }) => amount,
    );
    assert.deepEqual(amounts.sort(), [14_000, 50_000]);
    await runDailyWork(context);
    assert.equal((await invoicesOf(server, accountId)).length, 2);
  });

  test("an invoice that is cancelled is billed again by its item, and by no bill run", async () => {
    const { accountId, accountNumber, path } = await aSchedule(four, ITEMS);
    const first = (await execute(path)).scheduleItems[0].invoiceId;
    const before = await itemsOf(first);
    await succeed(server, "PUT", `/v1/invoices/${first}/cancel`, {});
    const open = await succeed(server, "GET", path);
    assert.deepEqual([open.status, open.unbilledAmount], ["Pending", 70_200]);
    await billRun(server, { targetDate: "2023-12-31", ...ofAccount(accountId) });
    assert.equal((await invoicesOf(server, accountId)).length, 1);
    const again = (await execute(path)).scheduleItems[0].invoiceId;
    assert.deepEqual(await itemsOf(again), before);
    await isProved(accountNumber);
  });

  test("percentages are of the total, and items that wait may be changed", async () => {
    const thirds = [{ percentage: 33.33 }, { percentage: 33.33 }, { percentage: 33.34 }];
    const { path } = await aSchedule(four, thirds);
    const made = await succeed(server, "GET", path);
    assert.deepEqual(
      made.scheduleItems.map(({ amount }: { amount: number }) => amount),
      [23_397.66, 23_397.66, 23_404.68],
    );
    await execute(path);
    const left = 70_200 - 23_397.66;
    const body = {
      notes: "changed",
      scheduleItems: [{ amount: left, runDate: "2023-08-01", name: "the rest" }],
    };
    const changed = await succeed(server, "PUT", path, body);
    assert.deepEqual([changed.notes, changed.nextRunDate], ["changed", "2023-08-01"]);
    assert.equal(changed.scheduleItems.length, 2);
    const moved = await succeed(server, "PUT", path, { nextRunDate: "2023-09-01" });
    assert.equal(moved.nextRunDate, "2023-09-01");
    const wrong = { scheduleItems: [{ amount: 1 }] };
    assert.match(await refusal("PUT", path, wrong), /should sum to 46802.34/);
    assert.match(await refusal("PUT", path, { orders: ["O-1"] }), /orders/);
  });

  test("an item is billed before its turn when it is named, and changed by its id", async () => {
    const { schedule, path } = await aSchedule(four, ITEMS);
    const [first, second, third] = schedule.scheduleItems;
    const executed = await succeed(server, "POST", `${path}/execute`, {
      scheduleItemId: second.id,
    });
    const statuses = executed.scheduleItems.map(({ status }: { status: string }) => status);
    assert.deepEqual(statuses, ["Pending", "Processed", "Pending"]);
    assert.match(
      await refusal("POST", `${path}/execute`, { scheduleItemId: second.id }),
      /has billed item/,
    );
    const scheduleItems = [
      { id: third.id, name: "Later" },
      { amount: 50_000, name: "New" },
    ];
    const changed = await succeed(server, "PUT", path, { scheduleItems });
    const [kept] = changed.scheduleItems.filter(({ id }: { id: string }) => id === third.id);
    assert.deepEqual([kept.name, kept.amount, kept.runDate], ["Later", 6200, "2023-09-16"]);
    assert.equal(
      changed.scheduleItems.some(({ id }: { id: string }) => id === first.id),
      false,
    );
    const foreign = { scheduleItems: [{ id: second.id }] };
    assert.match(await refusal("PUT", path, foreign), /Cannot find entity/);
    const page = await succeed(server, "GET", `${path}?page=2&pageSize=2`);
    assert.equal(page.scheduleItems.length, 1);
  });

  test("deleted before it has billed anything, bill runs bill its charges", async () => {
    const { accountId, path } = await aSchedule(four, ITEMS);
    await succeed(server, "DELETE", path);
    assert.match(await refusal("GET", path), /Cannot find entity/);
    await billRun(server, { targetDate: "2023-01-01", ...ofAccount(accountId) });
    const [invoice] = await invoicesOf(server, accountId);
    assert.equal(invoice.amount, 70_200);
    const other = await aSchedule(four, ITEMS);
    await execute(other.path);
    assert.match(await refusal("DELETE", other.path), /has billed something/);
  });
});

test("what cannot be billed by a schedule is refused by name", async () => {
  const { accountNumber, orderNumber, schedule } = await aSchedule(four, ITEMS);
  const create = (body: object) =>
    refusal("POST", "/v1/invoice-schedules", { accountKey: accountNumber, ...body });
  const items = { scheduleItems: ITEMS };
  assert.match(await create({ orders: [orderNumber], ...items }), /in an invoice schedule/);
  assert.match(await create(items), /should name what is billed/);
  assert.match(await create({ orders: ["O-99999999"], ...items }), /Cannot find entity/);
  const additional = { additionalSubscriptionsToBill: ["A-S1"] };
  assert.match(await create({ orders: [orderNumber], ...items, ...additional }), /additional/);
  const other = await subscribed(four);
  const of = (scheduleItems: Item[]) =>
    refusal("POST", "/v1/invoice-schedules", {
      accountKey: other.accountNumber,
      specificSubscriptions: [{ subscriptionKey: other.subscriptionNumber }],
      scheduleItems,
    });
  assert.match(await of([{ amount: 70_199 }]), /should sum to 70200/);
  assert.match(await of([{ amount: 1 }, { percentage: 99 }]), /an amount, or all a percentage/);
  assert.match(await of([{ percentage: 99 }]), /sum to 100/);
  await billRun(server, { targetDate: "2023-01-01", ...ofAccount(other.accountId) });
  assert.match(await of(ITEMS), /has been billed/);
  assert.match(schedule.number, /^IS-\d{8}$/);
});
