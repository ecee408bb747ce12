import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { plainDate } from "#engine/values/plain-date.ts";
import { resumeBillRuns } from "#operations/background-bill-runs.ts";
import { type Context, contextOf } from "#operations/context.ts";
import { createBillRun } from "#operations/create-bill-run.ts";
import { runBillRun } from "#operations/run-bill-run.ts";
import { inTransaction, sql } from "#store/database.ts";
import { withOwnerConnection } from "#store/owner-connection.ts";
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
let monthly: Plan;

before(async () => {
  server = await startTestServer();
  monthly = await aPlan(server, [{ price: 30 }]);
});
after(() => server.close());

const conserved = () => assertConserved(server.database, server.entityId);

type Fields = Readonly<Record<string, unknown>>;

/** An account with a monthly subscription of 30 from 1 January 2023. */
async function aSubscriber(plan: Plan = monthly, fields: Fields = {}) {
  const { accountId, accountNumber } = await anAccount(server, fields);
  const { subscriptionNumbers } = await subscribe(server, {
    accountNumber,
    plan,
    from: "2023-01-01",
  });
  const [subscriptionNumber] = subscriptionNumbers;
  return { accountId, accountNumber, subscriptionNumber };
}

const ofAccount = (accountId: string) => ({
  billRunFilters: [{ filterType: "Account", accountId }],
});

const FINISHED = ["Completed", "Error", "Posted"];

/** A bill run as it is when it has ended. */
async function billRun(fields: Fields) {
  const { id } = await succeed(server, "POST", "/v1/bill-runs", fields);
  return ended(id);
}

async function ended(id: string) {
  for (;;) {
    const run = await succeed(server, "GET", `/v1/bill-runs/${id}`);
    if (FINISHED.includes(run.status)) return run;
    await delay(10);
  }
}

const invoicesOf = async (accountId: string) => {
  const path = `/v1/transactions/invoices/accounts/${accountId}`;
  const { invoices } = await succeed(server, "GET", path);
  return invoices;
};

type Item = {
  serviceStartDate: string;
  serviceEndDate: string;
  chargeAmount: number;
  chargeName: string;
};

/** "2023-01-01..2023-01-31 30": every item of the account's invoices, in the order of service. */
async function billedItems(accountId: string): Promise<string[]> {
  const items: string[] = [];
  for (const { id } of await invoicesOf(accountId)) {
    const { invoiceItems } = await succeed(server, "GET", `/v1/invoices/${id}/items`);
    for (const { serviceStartDate, serviceEndDate, chargeAmount } of invoiceItems as Item[]) {
      items.push(`${serviceStartDate}..${serviceEndDate} ${chargeAmount}`);
    }
  }
  return items.sort();
}

const creditMemosOf = async (accountId: string) => {
  const { creditmemos } = await succeed(server, "GET", `/v1/creditmemos?accountId=${accountId}`);
  return creditmemos;
};

/** What an operation that is called without HTTP is given. */
function context(): Context {
  const { database, entityId, userId } = server;
  const entity = { entityId, timeZone: "UTC", clockDate: null };
  const entityChanged = () => undefined;
  const caller = { database, entity, userId, requestId: "test", entityChanged };
  return contextOf(caller, Temporal.Now.instant());
}

/** A run over all accounts of a batch that is this test's own. */
const createRunOf = (batch: string, targetDate: string) =>
  createBillRun(context(), {
    targetDate: plainDate(targetDate),
    batches: [batch],
    autoPost: true,
    noEmailForZeroAmountInvoice: false,
  });

describe("a bill run", () => {
  test("bills what is due once: a second run finds nothing", async () => {
    const { accountId } = await aSubscriber();
    const run = { targetDate: "2023-03-15", autoPost: true, ...ofAccount(accountId) };

    const first = await billRun(run);
    assert.equal(first.status, "Posted");
    assert.equal(first.invoicesGenerated, 1);
    assert.deepEqual(first.errors, []);
    assert.deepEqual(await billedItems(accountId), JANUARY_TO_MARCH);

    const second = await billRun(run);
    assert.equal(second.invoicesGenerated, 0);
    assert.deepEqual(await billedItems(accountId), JANUARY_TO_MARCH);
    await conserved();
  });

  test("bills month by month what it would bill at once", async () => {
    const { accountId } = await aSubscriber();
    for (const targetDate of ["2023-01-31", "2023-02-28", "2023-03-31"]) {
      await billRun({ targetDate, autoPost: true, ...ofAccount(accountId) });
    }
    assert.deepEqual(await billedItems(accountId), JANUARY_TO_MARCH);
    assert.equal((await invoicesOf(accountId)).length, 3);
    await conserved();
  });

  test("answers at once, and names its invoices as their source", async () => {
    const { accountId } = await aSubscriber();
    const fields = { targetDate: "2023-01-01", invoiceDate: "2023-01-05", name: "January" };
    const created = await succeed(server, "POST", "/v1/bill-runs", {
      ...fields,
      ...ofAccount(accountId),
    });
    assert.equal(created.status, "Pending");
    assert.equal(created.name, "January");
    assert.match(created.billRunNumber, /^BR-\d{8}$/);
    assert.deepEqual(created.billRunFilters, [{ filterType: "Account", accountId }]);

    await ended(created.billRunNumber);
    const [invoice] = await invoicesOf(accountId);
    assert.equal(invoice.invoiceDate, "2023-01-05");
    assert.equal(invoice.status, "Draft");
    const { source, sourceId, billRunId } = await succeed(
      server,
      "GET",
      `/v1/invoices/${invoice.id}`,
    );
    assert.deepEqual([source, sourceId], ["BillRun", created.billRunNumber]);
    assert.equal(billRunId, created.id);
  });

  test("leaves drafts, which count as billed, and posts them when it is told to", async () => {
    const { accountId } = await aSubscriber();
    const run = await billRun({ targetDate: "2023-02-01", ...ofAccount(accountId) });
    assert.equal(run.status, "Completed");
    await conserved();
    const again = await billRun({ targetDate: "2023-02-01", ...ofAccount(accountId) });
    assert.equal(again.invoicesGenerated, 0);

    const body = { invoiceDate: "2023-02-03" };
    const posting = await succeed(server, "PUT", `/v1/bill-runs/${run.id}/post`, body);
    assert.equal(posting.status, "PostInProgress");
    assert.equal((await ended(run.id)).status, "Posted");
    const [invoice] = await invoicesOf(accountId);
    assert.equal(invoice.status, "Posted");
    assert.equal(invoice.invoiceDate, "2023-02-03");
    assert.equal(invoice.balance, 60);
    await conserved();

    const twice = await server.call("PUT", `/v1/bill-runs/${run.id}/post`, body);
    assert.match(twice.json.reasons[0].message, /is Posted: only completed bill runs/);
  });

  test("bills the accounts of a batch and a bill cycle day", async () => {
    const batch = "Batch31";
    const first = await aSubscriber(monthly, { batch });
    const other = await aSubscriber(monthly, { batch, billCycleDay: 15 });
    const elsewhere = await aSubscriber(monthly, { batch: "Batch32" });
    const fields = { targetDate: "2023-01-31", batches: [batch] };
    const run = await billRun({ ...fields, billCycleDay: 15 });
    assert.equal(run.accountsTotal, 1);
    assert.equal((await invoicesOf(other.accountId)).length, 1);
    await billRun({ ...fields, billCycleDay: "AllBillCycleDays" });
    assert.equal((await invoicesOf(first.accountId)).length, 1);
    assert.equal((await invoicesOf(elsewhere.accountId)).length, 0);
  });

  test("bills the subscriptions that a filter names", async () => {
    const { accountId, accountNumber, subscriptionNumber } = await aSubscriber();
    await subscribe(server, { accountNumber, plan: monthly, from: "2023-01-01" });
    const filter = { filterType: "Subscription", accountId: accountNumber };
    const billRunFilters = [{ ...filter, subscriptionId: subscriptionNumber }];
    await billRun({ targetDate: "2023-01-31", billRunFilters });
    assert.deepEqual(await billedItems(accountId), ["2023-01-01..2023-01-31 30"]);
  });

  test("leaves out the charge types that it is told to leave out", async () => {
    const plan = await aPlan(server, [{ price: 30 }, { price: 99, ChargeType: "OneTime" }]);
    const { accountId } = await aSubscriber(plan);
    const run = { targetDate: "2023-01-31", ...ofAccount(accountId) };
    await billRun({ ...run, chargeTypeToExclude: ["Recurring", "Usage"] });
    assert.deepEqual(await billedItems(accountId), ["2023-01-01..2023-01-01 99"]);
    await billRun(run);
    assert.equal((await billedItems(accountId)).length, 2);
  });
});

const JANUARY_TO_MARCH = [
  "2023-01-01..2023-01-31 30",
  "2023-02-01..2023-02-28 30",
  "2023-03-01..2023-03-31 30",
];

describe("credits", () => {
  test("a cancelled subscription's bill run makes the credit memo, once its day has come", async () => {
    const { accountId, accountNumber, subscriptionNumber } = await aSubscriber();
    const run = { autoPost: true, ...ofAccount(accountId) };
    await billRun({ targetDate: "2023-03-01", ...run });
    const cancel = cancelOrder({ accountNumber, subscriptionNumber, on: "2023-03-11" });
    await succeed(server, "POST", "/v1/orders", cancel);

    const early = await billRun({ targetDate: "2023-03-10", ...run });
    assert.equal(early.creditMemosGenerated, 0);
    const due = await billRun({ targetDate: "2023-03-11", ...run });
    assert.equal(due.creditMemosGenerated, 1);
    const [memo] = await creditMemosOf(accountId);
    // 30 less 30 x 10/31, rounded
    assert.equal(memo.amount, 20.32);
    assert.equal(memo.unappliedAmount, 20.32);
    const again = await billRun({ targetDate: "2023-04-01", ...run });
    assert.deepEqual([again.invoicesGenerated, again.creditMemosGenerated], [0, 0]);
    await conserved();
  });

  test("posting a run posts its credit memos too", async () => {
    const { accountId, accountNumber, subscriptionNumber } = await aSubscriber();
    await billRun({ targetDate: "2023-03-01", autoPost: true, ...ofAccount(accountId) });
    const cancel = cancelOrder({ accountNumber, subscriptionNumber, on: "2023-03-11" });
    await succeed(server, "POST", "/v1/orders", cancel);
    const run = await billRun({ targetDate: "2023-03-31", ...ofAccount(accountId) });
    assert.equal((await creditMemosOf(accountId))[0].status, "Draft");
    await conserved();
    await succeed(server, "PUT", `/v1/bill-runs/${run.id}/post`, { invoiceDate: "2023-04-02" });
    await ended(run.id);
    const [memo] = await creditMemosOf(accountId);
    assert.deepEqual([memo.status, memo.creditMemoDate], ["Posted", "2023-04-02"]);
    await conserved();
  });
});

describe("accounts that cannot be billed", () => {
  test("one that cannot be computed is listed, the others are billed", async () => {
    const batch = "Batch41";
    const good = await aSubscriber(monthly, { batch });
    const bad = await aSubscriber(monthly, { batch });
    await inEntity(sql`
      update accounts set payment_term = 'Whenever' where account_id = ${bad.accountId}::uuid`);
    const run = await billRun({ targetDate: "2023-01-31", batches: [batch], autoPost: true });
    assert.equal(run.status, "Posted");
    assert.equal(run.invoicesGenerated, 1);
    const { accountId, accountNumber } = bad;
    const reason = '"Whenever" is a payment term';
    assert.deepEqual(run.errors, [{ accountId, accountNumber, reason }]);
    assert.equal((await invoicesOf(good.accountId)).length, 1);

    await inEntity(sql`
      update accounts set payment_term = 'Net 30' where account_id = ${bad.accountId}::uuid`);
    await aSubscriber(monthly, { batch });
    const { id } = await succeed(server, "POST", `/v1/bill-runs/${run.id}/retry`, {});
    const retry = await ended(id);
    assert.deepEqual([retry.status, retry.accountsTotal], ["Posted", 1]);
    assert.equal(retry.invoicesGenerated, 1);
    const again = await server.call("POST", `/v1/bill-runs/${id}/retry`, {});
    assert.match(again.json.reasons[0].message, /has billed all of its accounts/);
    const hour = `startTime=2020-01-01T00:00:00Z&endTime=2100-01-01T00:00:00Z`;
    const health = await server.call(
      "GET",
      `/system-health/billing-documents/volume-summary?${hour}`,
    );
    const [volume] = health.json.data;
    assert.ok(volume.totalFailedAccounts >= 1 && volume.totalGeneratedInvoices >= 2);
    await conserved();
  });

  test("one that the database refuses is found among the others", async () => {
    const batch = "Batch42";
    const subscribers = [];
    for (let count = 0; count < 5; count += 1) {
      subscribers.push(await aSubscriber(monthly, { batch }));
    }
    const bad = subscribers[2]?.accountId ?? "";
    await asOwner(`
      alter table invoices add constraint refused check (account_id <> '${bad}') not valid`);
    const run = await billRun({ targetDate: "2023-01-31", batches: [batch], autoPost: true });
    await asOwner("alter table invoices drop constraint refused");
    assert.equal(run.invoicesGenerated, 4);
    assert.equal(run.errors.length, 1);
    assert.equal(run.errors[0].accountId, bad);
    assert.equal(run.errors[0].accountNumber, subscribers[2]?.accountNumber);
    await conserved();
  });
});

const asOwner = (statement: string) =>
  withOwnerConnection(server.ownerUrl, (client) => client.query(statement));

const inEntity = (statement: ReturnType<typeof sql>) =>
  inTransaction(server.database, server.entityId, (tx) => statement.execute(tx));

describe("at the same time", () => {
  test("two runs bill nothing twice", async () => {
    const batch = "Batch43";
    const subscribers = [];
    for (let count = 0; count < 6; count += 1) {
      subscribers.push(await aSubscriber(monthly, { batch }));
    }
    const runs = await Promise.all([
      createRunOf(batch, "2023-02-01"),
      createRunOf(batch, "2023-02-01"),
    ]);
    const options = { batchSize: 2, workers: 2 };
    await Promise.all(runs.map(({ billRunId }) => runBillRun(context(), billRunId, options)));
    for (const { accountId } of subscribers) {
      assert.deepEqual(await billedItems(accountId), JANUARY_TO_MARCH.slice(0, 2));
    }
    await conserved();
  });

  test("one run that two processes work on is done once", async () => {
    const batch = "Batch44";
    for (let count = 0; count < 6; count += 1) await aSubscriber(monthly, { batch });
    const { billRunId } = await createRunOf(batch, "2023-02-01");
    const options = { batchSize: 1, workers: 2 };
    await Promise.all([
      runBillRun(context(), billRunId, options),
      runBillRun(context(), billRunId, options),
    ]);
    const run = await succeed(server, "GET", `/v1/bill-runs/${billRunId}`);
    assert.deepEqual([run.status, run.accountsDone, run.invoicesGenerated], ["Posted", 6, 6]);
    await conserved();
  });

  test("a cancel that bills and a run give the credit once", async () => {
    const batch = "Batch45";
    const subscribers = [];
    for (let count = 0; count < 5; count += 1) {
      subscribers.push(await aSubscriber(monthly, { batch }));
    }
    await billRun({ targetDate: "2023-03-01", batches: [batch], autoPost: true });
    const { billRunId } = await createRunOf(batch, "2023-03-20");
    const billingOptions = { targetDate: "2023-03-20" };
    const processingOptions = { runBilling: true, billingOptions };
    const cancels = subscribers.map(({ accountNumber, subscriptionNumber }) => {
      const cancel = { accountNumber, subscriptionNumber, on: "2023-03-11", processingOptions };
      return succeed(server, "POST", "/v1/orders", cancelOrder(cancel));
    });
    await Promise.all([...cancels, runBillRun(context(), billRunId, { batchSize: 1 })]);
    for (const { accountId } of subscribers) {
      const memos = await creditMemosOf(accountId);
      assert.deepEqual(
        memos.map((memo: { amount: number }) => memo.amount),
        [20.32],
      );
    }
    await conserved();
  });
});

describe("a run that was interrupted", () => {
  test("goes on after the last committed batch and bills nothing twice", async () => {
    const batch = "Batch46";
    const subscribers = [];
    for (let count = 0; count < 6; count += 1) {
      subscribers.push(await aSubscriber(monthly, { batch }));
    }
    const { billRunId } = await createRunOf(batch, "2023-02-01");
    const stopping = new AbortController();
    const stopAfterFirstBatch = inEntityWhenBilled(billRunId, () => stopping.abort());
    await runBillRun(context(), billRunId, {
      batchSize: 1,
      workers: 1,
      signal: stopping.signal,
    });
    await stopAfterFirstBatch;
    const halted = await succeed(server, "GET", `/v1/bill-runs/${billRunId}`);
    assert.equal(halted.status, "Processing");
    assert.ok(halted.accountsDone < 6, `${halted.accountsDone} of 6 accounts are done`);
    await conserved();

    await resumeBillRuns(server.database);
    const run = await ended(billRunId);
    assert.deepEqual([run.status, run.accountsDone, run.invoicesGenerated], ["Posted", 6, 6]);
    for (const { accountId } of subscribers) {
      assert.deepEqual(await billedItems(accountId), JANUARY_TO_MARCH.slice(0, 2));
    }
    await conserved();
  });
});

test("a run goes on however often its database connections are cut", async () => {
  const batch = "Batch47";
  const subscribers = [];
  for (let count = 0; count < 8; count += 1) {
    subscribers.push(await aSubscriber(monthly, { batch }));
  }
  const { billRunId } = await createRunOf(batch, "2023-02-01");
  const cutConnections = async (): Promise<void> => {
    for (let times = 0; times < 150; times += 1) {
      await asOwner(`select pg_terminate_backend(pid) from pg_stat_activity
        where application_name = 'quittance' and datname = current_database()`);
      await delay(2);
    }
  };
  await Promise.all([
    runBillRun(context(), billRunId, { batchSize: 1, workers: 2 }),
    cutConnections(),
  ]);
  const run = await ended(billRunId);
  assert.deepEqual([run.status, run.accountsDone, run.invoicesGenerated], ["Posted", 8, 8]);
  for (const { accountId } of subscribers) {
    assert.deepEqual(await billedItems(accountId), JANUARY_TO_MARCH.slice(0, 2));
  }
  await conserved();
});

/** Calls `then` as soon as a batch of the run is committed. */
async function inEntityWhenBilled(billRunId: string, then: () => unknown): Promise<void> {
  for (;;) {
    const run = await succeed(server, "GET", `/v1/bill-runs/${billRunId}`);
    if (run.accountsDone > 0) {
      await then();
      return;
    }
  }
}

describe("what a bill run refuses", () => {
  const refused = [
    ["no target date", { batches: ["AllBatches"] }, "'targetDate' may not be null"],
    ["neither batches nor filters", { targetDate: "2023-01-01" }, "'batches' may not be null"],
    [
      "batches and filters",
      { batches: ["Batch1"], billRunFilters: [{ filterType: "Account", accountId: "A" }] },
      "Specify either batches or billRunFilters, not both",
    ],
    ["an unknown batch", { batches: ["Batch51"] }, "'batches[0]' value should be one of"],
    [
      "a catch-up run that the rules do not allow",
      { batches: ["Batch1"], billRunType: "CatchUp" },
      "'billRunType CatchUp' needs the billing rule catchUpBillRun, which is off.",
    ],
    [
      "conditions on nothing",
      { billRunFilters: [{ filterType: "FilterCondition" }] },
      "'billRunFilters[0].objectType' may not be null",
    ],
    [
      "schedules of invoices",
      { billRunFilters: [{ filterType: "InvoiceSchedule" }] },
      "'filterType' InvoiceSchedule is not supported",
    ],
    [
      "the day of the run, of a run that is not scheduled",
      { batches: ["Batch1"], billCycleDay: "AsRunDay" },
      "'billCycleDay' AsRunDay is only for scheduled bill runs",
    ],
    [
      "a month offset of a run that is not scheduled",
      { batches: ["Batch1"], invoiceDateMonthOffset: 1 },
      "'invoiceDateMonthOffset' is for monthly schedules",
    ],
    [
      "a bill cycle day without batches",
      { billCycleDay: 1, billRunFilters: [{ filterType: "Account", accountId: "A" }] },
      "'billCycleDay' is only for bill runs with batches",
    ],
    [
      "an account that does not exist",
      { billRunFilters: [{ filterType: "Account", accountId: "A-none" }] },
      "Cannot find entity by key: 'A-none'.",
    ],
    [
      "three charge types left out",
      { batches: ["Batch1"], chargeTypeToExclude: ["OneTime", "Recurring", "Usage"] },
      "'chargeTypeToExclude' may name two charge types at most",
    ],
  ] as const;
  for (const [what, fields, message] of refused) {
    test(what, async () => {
      const targetDate = what === "no target date" ? undefined : "2023-01-01";
      const { json } = await server.call("POST", "/v1/bill-runs", { targetDate, ...fields });
      assert.equal(json.success, false);
      assert.ok(json.reasons[0].message.includes(message), json.reasons[0].message);
    });
  }

  test("another account's subscription", async () => {
    const one = await aSubscriber();
    const other = await aSubscriber();
    const { json } = await server.call("POST", "/v1/bill-runs", {
      targetDate: "2023-01-01",
      billRunFilters: [
        {
          filterType: "Subscription",
          accountId: one.accountId,
          subscriptionId: other.subscriptionNumber,
        },
      ],
    });
    assert.match(json.reasons[0].message, /does not belong to account/);
  });
});

describe("GET /v1/bill-runs/{id}/amounts", () => {
  test("counts invoices by their amounts, and tells whose bill is not that of last time", async () => {
    const dear = await aPlan(server, [{ price: 130 }]);
    const batch = { batch: "Batch37" };
    await aSubscriber(monthly, batch);
    const growing = await aSubscriber(monthly, batch);
    const run = (targetDate: string) =>
      billRun({ targetDate, batches: [batch.batch], autoPost: true });
    const first = await run("2023-01-01");
    await aSubscriber(dear, batch);
    const { accountNumber } = growing;
    await subscribe(server, { accountNumber, plan: monthly, from: "2023-02-01" });
    const { id } = await run("2023-02-01");
    const path = `/v1/bill-runs/${id}/amounts`;
    const { bars, largestChanges } = await succeed(server, "GET", path);
    const count = (from: number) =>
      bars.find(({ fromAmount }: { fromAmount: number }) => fromAmount === from)?.invoices;
    // 30, 60 and, of two months, 260 in twelve bars of 230 / 12 each.
    assert.deepEqual([count(30), bars.length], [1, 3]);
    assert.equal(bars.at(-1).toAmount, 260);
    assert.deepEqual(largestChanges, [
      {
        ...{ accountNumber, accountName: "Clark Ltd", currency: "USD" },
        ...{ amount: 60, amountBefore: 30, billRunNumberBefore: first.billRunNumber },
      },
    ]);
  });
});
