/** Payments that are collected on days of their own, once each. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { plainDate } from "#engine/values/plain-date.ts";
import { runDailyWork } from "#operations/run-daily-work.ts";
import { anAccount, aPlan, type Plan, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import {
  aCard,
  aDebtor,
  askAgainNow,
  type Debtor,
  invoiceOf,
  until,
} from "#test/support/payments.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let plan: Plan;

before(async () => {
  server = await startTestServer();
  plan = await aPlan(server, [{ price: 30 }]);
});
after(() => server.close());

type Json = Awaited<ReturnType<typeof succeed>>;
const PATH = "/v1/payment-schedules";

/** The hourly work as it is done on a day, at noon. */
async function workOn(day: string, hour = 12) {
  const { database, entityId } = server;
  const now = Temporal.Instant.from(`${day}T${String(hour).padStart(2, "0")}:30:00Z`);
  const work = await runDailyWork({
    database,
    entityId,
    now,
    timeZone: "UTC",
    today: () => plainDate(day),
    afterCommit: () => undefined,
    entityChanged: () => undefined,
    requestId: "daily-work",
  });
  return work.failed;
}

const ofInvoice = ({ invoiceIds }: Debtor) => ({ billingDocument: { id: invoiceIds[0] } });

const schedule = ({ accountId }: { accountId: string }, fields: object): Promise<Json> =>
  succeed(server, "POST", PATH, { accountId, ...fields });

const read = ({ id }: { id: string }): Promise<Json> => succeed(server, "GET", `${PATH}/${id}`);

const statesOf = (of: Json): string[] =>
  of.items.map(
    ({ status, balance }: { status: string; balance: number }) => `${status} ${balance}`,
  );

const paymentsOf = async ({ accountId }: { accountId: string }): Promise<Json[]> =>
  (await succeed(server, "GET", `/v1/payments?accountId=${accountId}`)).payments;

async function refusal(method: string, path: string, body?: object): Promise<string> {
  const { json } = await server.call(method, path, body);
  assert.equal(json.success, false, JSON.stringify(json));
  return json.reasons[0].message;
}

describe("a custom payment schedule", () => {
  test("is collected on its days, of the document, and no more than is owed", async () => {
    const debtor = await aDebtor(server, plan);
    const made = await schedule(debtor, {
      ...ofInvoice(debtor),
      description: "in three parts",
      mine__c: "x",
      items: [
        { amount: 10, scheduledDate: "2030-01-01", part__c: "1" },
        { amount: 15, scheduledDate: "2030-02-01" },
        { amount: 15, scheduledDate: "2030-03-01" },
      ],
    });
    assert.match(made.paymentScheduleNumber, /^PS-\d{8}$/);
    const { isCustom, status, totalAmount, nextPaymentDate, mine__c, period, occurrences } = made;
    assert.deepEqual(
      { isCustom, status, totalAmount, nextPaymentDate, mine__c, period, occurrences },
      {
        isCustom: true,
        status: "Active",
        totalAmount: 40,
        nextPaymentDate: "2030-01-01",
        mine__c: "x",
        period: null,
        occurrences: 3,
      },
    );
    assert.equal(made.items[0].part__c, "1");
    assert.deepEqual(await workOn("2029-12-31"), []);
    assert.deepEqual(await paymentsOf(debtor), []);
    assert.deepEqual(await workOn("2030-02-01"), []);
    assert.deepEqual(statesOf(await read(made)), ["Processed 0", "Processed 0", "Pending 15"]);
    assert.equal((await invoiceOf(server, debtor)).balance, 5);
    assert.deepEqual(await workOn("2030-03-01"), []);
    const done = await read(made);
    assert.deepEqual(statesOf(done), ["Processed 0", "Processed 0", "Processed 10"]);
    assert.equal(done.status, "Completed");
    assert.equal(done.recentPaymentDate, "2030-03-01");
    assert.equal(done.totalPaymentsProcessed, 3);
    assert.equal((await invoiceOf(server, debtor)).balance, 0);
    assert.equal((await paymentsOf(debtor)).length, 3);
    await assertConserved(server.database, server.entityId);
  });

  test("asks for nothing where nothing is owed any more", async () => {
    const debtor = await aDebtor(server, plan);
    const items = [{ amount: 30, scheduledDate: "2030-01-01" }];
    const first = await schedule(debtor, { ...ofInvoice(debtor), items });
    const second = await schedule(debtor, { ...ofInvoice(debtor), items });
    const [failed] = await workOn("2030-01-01");
    assert.match(failed?.reason ?? "", /^Nothing is owed of INV/);
    assert.deepEqual(statesOf(await read(first)), ["Processed 0"]);
    assert.deepEqual(statesOf(await read(second)), ["Error 30"]);
    assert.match((await read(second)).items[0].errorMessage, /^Nothing is owed of INV/);
    assert.deepEqual(await workOn("2030-01-02"), []);
    assert.equal((await paymentsOf(debtor)).length, 1);
  });

  test("leaves money unapplied where it pays no document, at its hour", async () => {
    const debtor = await aDebtor(server, plan);
    const items = [{ amount: 12.5, scheduledDate: "2030-01-01", runHour: 15 }];
    const made = await schedule(debtor, { items });
    await workOn("2030-01-01", 14);
    assert.deepEqual(await paymentsOf(debtor), []);
    await workOn("2030-01-01", 15);
    const [payment] = await paymentsOf(debtor);
    assert.equal(payment?.unappliedAmount, 12.5);
    const { paymentId, psiPayments } = (await read(made)).items[0];
    assert.deepEqual(psiPayments, [{ paymentId }]);
    assert.equal(paymentId, payment?.id);
  });

  test("makes standalone payments, which are in no balance", async () => {
    const debtor = await aDebtor(server, plan);
    const items = [{ amount: 7, scheduledDate: "2030-01-01" }];
    const made = await schedule(debtor, { standalone: true, items });
    assert.equal(made.standalone, true);
    await workOn("2030-01-01");
    const [payment] = await paymentsOf(debtor);
    assert.deepEqual([payment?.standalone, payment?.unappliedAmount], [true, 0]);
    const both = { standalone: true, items, ...ofInvoice(debtor) };
    const message = await refusal("POST", PATH, { accountId: debtor.accountId, ...both });
    assert.match(message, /pay no billing documents/);
    await assertConserved(server.database, server.entityId);
  });

  test("takes more items, which a recurring one does not", async () => {
    const debtor = await aDebtor(server, plan);
    const items = [{ amount: 1, scheduledDate: "2031-01-01" }];
    const made = await schedule(debtor, { items });
    const more = { items: [{ amount: 2, scheduledDate: "2030-12-01" }] };
    const now = await succeed(server, "POST", `${PATH}/${made.id}/items`, more);
    assert.deepEqual(
      now.items.map(({ number, amount }: Json) => [number, amount]),
      [
        [1, 1],
        [2, 2],
      ],
    );
    assert.equal(now.nextPaymentDate, "2030-12-01");
    const recurring = await schedule(debtor, monthly);
    assert.match(await refusal("POST", `${PATH}/${recurring.id}/items`, more), /is no custom one/);
  });
});

const monthly = { period: "Monthly", startDate: "2031-01-31", occurrences: 3, amount: 10 };

describe("a recurring payment schedule", () => {
  test("has its days and amounts from its period and total", async () => {
    const { accountId } = await anAccount(server);
    const { amount: _, ...rest } = monthly;
    const made = await schedule({ accountId }, { ...rest, totalAmount: 100, runHour: 9 });
    assert.deepEqual(
      made.items.map(({ scheduledDate, amount, runHour }: Json) => [
        scheduledDate,
        amount,
        runHour,
      ]),
      [
        ["2031-01-31", 33.33, 9],
        ["2031-02-28", 33.33, 9],
        ["2031-03-31", 33.34, 9],
      ],
    );
    const listed = await succeed(
      server,
      "GET",
      `${PATH}?accountId=${accountId}&nextPendingItems=1`,
    );
    assert.deepEqual(
      listed.paymentSchedules.map(({ id, items }: Json) => [id, items.length]),
      [[made.id, 1]],
    );
  });

  test("skips an item, and has another one after its last", async () => {
    const { accountId } = await anAccount(server);
    const made = await schedule({ accountId }, monthly);
    const [first] = made.items;
    const next = await succeed(server, "PUT", `/v1/payment-schedule-items/${first.id}/skip`, {});
    assert.deepEqual([next.number, next.scheduledDate, next.status], [4, "2031-04-30", "Pending"]);
    const skipped = await succeed(server, "GET", `/v1/payment-schedule-items/${first.id}`);
    assert.deepEqual([skipped.status, skipped.cancellationReason], ["Canceled", "Skip Payment"]);
    assert.match(
      await refusal("PUT", `/v1/payment-schedule-items/${first.id}/skip`, {}),
      /is Canceled: it is not skipped/,
    );
  });

  test("says what is missing of it, and refuses what does not fit", async () => {
    const { accountId } = await anAccount(server);
    const of = (fields: object) => refusal("POST", PATH, { accountId, ...monthly, ...fields });
    assert.match(await of({ period: undefined }), /'period'/);
    assert.match(await of({ occurrences: undefined }), /'occurrences'/);
    assert.match(await of({ totalAmount: 3 }), /should not be given both/);
    assert.match(await of({ amount: 0 }), /should be greater than 0/);
    assert.match(await of({ amount: 0.001 }), /more than the 2 decimals/);
    assert.match(await of({ currency: "XXQ" }), /not a valid currency/);
    assert.match(await of({ prepayment: true }), /'prepayment' is not supported/);
    assert.match(await of({ paymentScheduleNumber: "1A" }), /begin with a letter/);
    assert.match(await refusal("POST", PATH, monthly), /'accountId'/);
    const own = { paymentScheduleNumber: `Own-${accountId.slice(0, 6)}` };
    assert.equal(
      (await schedule({ accountId }, { ...monthly, ...own })).paymentScheduleNumber,
      own.paymentScheduleNumber,
    );
    assert.match(await of(own), /of another payment schedule/);
  });

  test("is made together with others, all of them or none", async () => {
    const { accountId } = await anAccount(server);
    const paymentSchedules = [
      { accountId, ...monthly },
      { accountId, ...monthly },
    ];
    const made = await succeed(server, "POST", `${PATH}/batch`, { paymentSchedules });
    assert.equal(made.paymentSchedules.length, 2);
    const wrong = [...paymentSchedules, { accountId, ...monthly, amount: 0 }];
    await refusal("POST", `${PATH}/batch`, { paymentSchedules: wrong });
    const listed = await succeed(server, "GET", `${PATH}?accountId=${accountId}`);
    assert.equal(listed.paymentSchedules.length, 2);
  });
});

describe("a payment schedule that is cancelled", () => {
  test("collects nothing from that day on, and can be deleted once nothing is left", async () => {
    const debtor = await aDebtor(server, plan);
    const made = await schedule(debtor, monthly);
    const path = `${PATH}/${made.id}`;
    assert.match(await refusal("DELETE", path), /is not cancelled/);
    const now = await succeed(server, "PUT", `${path}/cancel`, { cancelDate: "2031-02-01" });
    assert.deepEqual(statesOf(now), ["Pending 10", "Canceled 10", "Canceled 10"]);
    assert.deepEqual([now.status, now.cancelDate], ["Active", "2031-02-01"]);
    await succeed(server, "PUT", `/v1/payment-schedule-items/${made.items[0].id}/cancel`, {});
    assert.equal((await read(made)).status, "Canceled");
    await workOn("2032-01-01");
    assert.deepEqual(await paymentsOf(debtor), []);
    assert.match(
      await refusal("PUT", `${path}/cancel`, { cancelDate: "2031-01-01" }),
      /has no item to cancel/,
    );
    await succeed(server, "DELETE", `/v1/payment-schedule-items/${made.items[0].id}`);
    await succeed(server, "DELETE", path);
    await refusal("GET", path);
  });
});

describe("an item whose payment fails", () => {
  test("is Error with the gateway's words, and is retried with another card", async () => {
    const debtor = await aDebtor(server, plan, { cardNumber: "4000000000000341" });
    const made = await schedule(debtor, {
      ...ofInvoice(debtor),
      items: [{ amount: 30, scheduledDate: "2030-01-01" }],
    });
    await workOn("2030-01-01");
    const [failed] = (await read(made)).items;
    assert.equal(failed.status, "Error");
    assert.ok(failed.errorMessage);
    await workOn("2030-01-02");
    assert.equal((await paymentsOf(debtor)).length, 1);
    const method = await succeed(server, "POST", "/v1/payment-methods", {
      ...aCard(),
      accountKey: debtor.accountId,
    });
    const again = { items: [{ id: failed.id, paymentMethodId: method.id }] };
    const retry = () => succeed(server, "POST", "/v1/payment-schedule-items/retry-payment", again);
    const [tried] = (await retry()).items;
    assert.deepEqual([tried.status, tried.errorMessage], ["Processed", null]);
    assert.equal((await invoiceOf(server, debtor)).balance, 0);
    const unknown = { items: [...again.items, { id: "f".repeat(32) }] };
    await refusal("POST", "/v1/payment-schedule-items/retry-payment", unknown);
    const [refused] = (await retry()).items;
    assert.match(refused.errorMessage, /payment Processed status is not allowed/);
    assert.equal((await paymentsOf(debtor)).length, 2);
    await assertConserved(server.database, server.entityId);
  });

  test("is Processing while the gateway is silent, and is asked for once", async () => {
    const debtor = await aDebtor(server, plan, { cardNumber: "4000000000000119" });
    const made = await schedule(debtor, {
      ...ofInvoice(debtor),
      items: [{ amount: 30, scheduledDate: "2024-01-01" }],
    });
    await Promise.all([workOn("2024-01-01"), workOn("2024-01-01")]);
    await workOn("2024-01-02");
    assert.deepEqual(statesOf(await read(made)), ["Processing 30"]);
    const path = `/v1/payment-schedule-items/${made.items[0].id}`;
    assert.match(await refusal("PUT", `${path}/cancel`, {}), /is Processing/);
    assert.match(await refusal("PUT", path, { amount: 3 }), /is Processing/);
    await askAgainNow(server);
    await server.runJobs();
    await until(() => succeed(server, "GET", path), "Processed");
    assert.equal((await paymentsOf(debtor)).length, 1);
    assert.equal((await invoiceOf(server, debtor)).balance, 0);
    await assertConserved(server.database, server.entityId);
  });

  test("has no payment where the account has no method: it waits for a retry", async () => {
    const account = await anAccount(server);
    const made = await schedule(account, { items: [{ amount: 3, scheduledDate: "2030-01-01" }] });
    await workOn("2030-01-01");
    const [item] = (await read(made)).items;
    assert.deepEqual([item.status, item.paymentId], ["Error", null]);
    assert.match(item.errorMessage, /no default payment method/);
    assert.deepEqual(await paymentsOf(account), []);
  });
});

test("an item that waits is changed, and is counted on its day", async () => {
  const account = await anAccount(server);
  const made = await schedule(account, { items: [{ amount: 3, scheduledDate: "2033-01-01" }] });
  const path = `/v1/payment-schedule-items/${made.items[0].id}`;
  const change = { amount: 4, scheduledDate: "2033-05-05", runHour: 3, note__c: "n" };
  const changed = await succeed(server, "PUT", path, change);
  const { amount, scheduledDate, runHour, note__c } = changed;
  assert.deepEqual({ amount, scheduledDate, runHour, note__c }, change);
  const counted = await succeed(server, "GET", `${PATH}/statistics/2033-05-05`);
  assert.deepEqual(counted.paymentScheduleItems, { error: 0, pending: 1, processed: 0 });
  assert.match(await refusal("PUT", path, { amount: -1 }), /greater than 0/);
  const option = { paymentOption: [{ type: "GatewayOptions" }] };
  assert.match(await refusal("PUT", path, option), /not supported/);
});

test("items that wait of a recurring schedule are moved, added and taken away", async () => {
  const { accountId } = await anAccount(server);
  const made = await schedule({ accountId }, monthly);
  await succeed(server, "PUT", `/v1/payment-schedule-items/${made.items[0].id}/cancel`, {});
  const path = `${PATH}/${made.id}`;
  const days = ({ items }: Json): string[] =>
    items.map(
      ({ number, status, scheduledDate, amount }: Json) =>
        `${number} ${status} ${scheduledDate} ${amount}`,
    );
  const change = { periodStartDate: "2031-11-01", occurrences: 4, amount: 5, runHour: 23 };
  const after = [
    "1 Canceled 2031-01-31 10",
    "2 Pending 2031-11-01 5",
    "3 Pending 2031-12-01 5",
    "4 Pending 2032-01-01 5",
  ];
  assert.deepEqual(days(await succeed(server, "PUT", `${path}/preview`, change)), after);
  assert.deepEqual(days(await read(made)).slice(1), [
    "2 Pending 2031-02-28 10",
    "3 Pending 2031-03-31 10",
  ]);
  const changed = await succeed(server, "PUT", path, change);
  assert.deepEqual(days(changed), after);
  assert.equal(changed.runHour, 23);
  const fewer = await succeed(server, "PUT", path, { occurrences: 2, description: "d" });
  assert.deepEqual(days(fewer), after.slice(0, 2));
  const weekly = await succeed(server, "PUT", path, { period: "Weekly" });
  assert.deepEqual(days(weekly)[1], "2 Pending 2031-02-07 5");
  await succeed(server, "PUT", `/v1/payment-schedule-items/${made.items[1].id}/cancel`, {});
  assert.match(await refusal("PUT", path, { occurrences: 1 }), /not be less than the 2 items/);
  const custom = await schedule(
    { accountId },
    { items: [{ amount: 1, scheduledDate: "2031-01-01" }] },
  );
  const ofCustom = `${PATH}/${custom.id}`;
  assert.match(await refusal("PUT", ofCustom, { amount: 3 }), /changed one by one/);
  assert.equal((await succeed(server, "PUT", ofCustom, { mine__c: 1 })).mine__c, 1);
});

test("a payment that came otherwise counts for an item, which is not collected then", async () => {
  const debtor = await aDebtor(server, plan);
  const other = await aDebtor(server, plan);
  const external = async ({ accountId }: Debtor, amount: number) =>
    (
      await succeed(server, "POST", "/v1/payments", {
        accountId,
        amount,
        currency: "USD",
        type: "External",
        effectiveDate: "2024-01-01",
      })
    ).id;
  const items = [
    { amount: 20, scheduledDate: "2030-01-01" },
    { amount: 1, scheduledDate: "2031-01-01" },
  ];
  const made = await schedule(debtor, { items });
  const [path, next] = made.items.map(({ id }: Json) => `/v1/payment-schedule-items/${id}`);
  const paid = await external(debtor, 12);
  const linked = await succeed(server, "PUT", path, { linkPayments: [paid] });
  assert.deepEqual(
    [linked.status, linked.balance, linked.psiPayments],
    ["Processed", 8, [{ paymentId: paid }]],
  );
  await workOn("2030-01-02");
  assert.equal((await paymentsOf(debtor)).length, 1);
  assert.match(await refusal("PUT", next, { linkPayments: [paid] }), /is an item's already/);
  const strange = await external(other, 1);
  await refusal("PUT", next, { linkPayments: [strange] });
  const unlinked = await succeed(server, "PUT", path, { unlinkPayments: [{ paymentId: paid }] });
  assert.deepEqual([unlinked.status, unlinked.balance], ["Pending", 20]);
  assert.match(await refusal("PUT", path, { unlinkPayments: [paid] }), /is not linked/);
});
