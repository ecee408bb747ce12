/** Collecting what is due of many accounts at once. */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { aPlan, cancelOrder, type Plan, subscribe, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { aDebtor, aPayment, askAgainNow, invoiceOf, until } from "#test/support/payments.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;
let plan: Plan;

before(async () => {
  server = await startTestServer();
  await server.runJobs();
  plan = await aPlan(server, [{ price: 100 }]);
});
after(() => server.close());
afterEach(() => assertConserved(server.database, server.entityId));

type Json = Answer["json"];
type Fields = Readonly<Record<string, unknown>>;

const get = (path: string) => succeed(server, "GET", path);

let batches = 0;
/** A batch of its own for each test, so that it collects its own. */
function aBatch(): string {
  batches += 1;
  return `Batch${batches}`;
}

async function aPayer(batch: string, options: Parameters<typeof aDebtor>[2] = {}) {
  const debtor = await aDebtor(server, plan, { ...options, account: { batch } });
  await succeed(server, "PUT", `/v1/accounts/${debtor.accountId}`, { autoPay: true });
  return debtor;
}

/** A run as it is when it has ended, with its rows. */
async function ran(fields: Fields) {
  const { id, status } = await succeed(server, "POST", "/v1/payment-runs", fields);
  assert.equal(status, "Pending");
  const run = await until(() => get(`/v1/payment-runs/${id}`), "Completed");
  const { data } = await get(`/v1/payment-runs/${id}/data`);
  return { run, data, summary: await get(`/v1/payment-runs/${id}/summary`) };
}

async function refused(method: string, path: string, body: Fields): Promise<string> {
  const { json, text } = await server.call(method, path, body);
  assert.equal(json.success, false, text);
  return json.reasons[0].message;
}

const results = (data: Json[]) =>
  data.map((row) => `${row.result} ${row.amountCollected} of ${row.amountToCollect}`).sort();

test("a mixed race: nobody is charged for what somebody else settles at the same moment", async () => {
  const batch = aBatch();
  const payers = await Promise.all(Array.from({ length: 8 }, () => aPayer(batch)));
  const run = () =>
    succeed(server, "POST", "/v1/payment-runs", { targetDate: "2023-02-28", batch });
  const writeOff = ({ invoiceIds }: (typeof payers)[number]) =>
    server.call("PUT", `/v1/invoices/${invoiceIds[0]}/write-off`, {});
  const payNow = (payer: (typeof payers)[number]) =>
    server.call("POST", "/v1/payments", aPayment(payer, 100));
  const [first, second] = await Promise.all([
    run(),
    run(),
    ...payers.flatMap((payer) => [payNow(payer), writeOff(payer), payNow(payer)]),
  ]);
  for (const { id } of [first, second] as Json[]) {
    await until(() => get(`/v1/payment-runs/${id}`), "Completed");
  }
  for (const payer of payers) {
    assert.equal((await invoiceOf(server, payer)).balance, 0);
    const { payments } = await get(`/v1/payments?accountId=${payer.accountId}`);
    const processed = payments.filter(({ status }: Json) => status === "Processed");
    assert(processed.length <= 1);
    assert(processed.every(({ unappliedAmount }: Json) => unappliedAmount === 0));
  }
});

test("credit does not pay what another run is collecting", async () => {
  const batch = aBatch();
  const payer = await aPayer(batch, { cardNumber: "4000000000000119" });
  const fields = { targetDate: "2023-02-28", batch };
  const begun = await ran(fields);
  assert.deepEqual(results(begun.data), ["Error 0 of 100"]);
  const { accountId } = payer;
  const money = { accountId, type: "External", amount: 60, currency: "USD" };
  const { id } = await succeed(server, "POST", "/v1/payments", {
    ...money,
    paymentMethodType: "Check",
  });
  await ran({ ...fields, autoApplyUnappliedPayment: true });
  assert.equal((await get(`/v1/payments/${id}`)).unappliedAmount, 60);
  await askAgainNow(server);
  await until(async () => {
    const { balance } = await invoiceOf(server, payer);
    return { status: balance === 0 ? "Paid" : "Open" };
  }, "Paid");
  const { payments } = await get(`/v1/payments?accountId=${accountId}`);
  const charged = payments.find(({ type }: Json) => type === "Electronic");
  assert.deepEqual([charged.appliedAmount, charged.unappliedAmount], [100, 0]);
});

describe("what is due", () => {
  test("is collected of accounts that pay by themselves, each receivable by a payment", async () => {
    const batch = aBatch();
    const payers = [await aPayer(batch), await aPayer(batch, { billThrough: "2023-02-01" })];
    const byHand = await aDebtor(server, plan, { account: { batch } });
    const { run, data, summary } = await ran({ targetDate: "2023-02-28", batch });
    assert.match(run.number, /^PR-\d{8}$/);
    assert.notEqual(run.executedOn, null);
    assert.deepEqual(results(data), ["Processed 100 of 100", "Processed 200 of 200"]);
    for (const payer of payers) assert.equal((await invoiceOf(server, payer)).balance, 0);
    assert.equal((await invoiceOf(server, byHand)).balance, 100);
    assert.equal(summary.numberOfPayments, 2);
    assert.equal(summary.numberOfInvoices, 2);
    assert.equal(summary.numberOfUnprocessedReceivables, 0);
    assert.equal(summary.totalValues[0].totalValueOfPayments, "300 USD");
    const { payments } = await get(`/v1/payments?accountId=${payers[0]?.accountId}`);
    assert.equal(payments[0].type, "Electronic");
    assert.equal(data[0].transactions[0].status, "Processed");
    const again = await ran({ targetDate: "2023-02-28", batch });
    assert.deepEqual(again.data, []);
  });

  test("not before its day, nor of another account than the one that is named", async () => {
    const batch = aBatch();
    const [first, second] = [await aPayer(batch), await aPayer(batch)];
    assert.deepEqual((await ran({ targetDate: "2022-12-31", batch })).data, []);
    await ran({ targetDate: "2023-01-01", accountId: first.accountNumber });
    assert.equal((await invoiceOf(server, first)).balance, 0);
    assert.equal((await invoiceOf(server, second)).balance, 100);
  });

  test("credit and unapplied payments pay first, where that is asked for", async () => {
    const batch = aBatch();
    const payer = await aPayer(batch);
    const unapplied = { type: "External", invoices: undefined };
    await succeed(server, "POST", "/v1/payments", aPayment(payer, 30, unapplied));
    const flags = { autoApplyCreditMemo: true, autoApplyUnappliedPayment: true };
    const only = { applyCreditBalance: true, collectPayment: false };
    const { run, data, summary } = await ran({ targetDate: "2023-01-01", batch, ...only });
    assert.deepEqual(
      [run.applyCreditBalance, run.autoApplyCreditMemo, run.autoApplyUnappliedPayment],
      [true, true, true],
    );
    assert.deepEqual(results(data), ["Processed 30 of 100"]);
    assert.equal(data[0].transactions[0].type, "UnappliedPayment");
    assert.equal(summary.numberOfUnappliedPayments, 1);
    assert.equal(summary.totalValues[0].totalValueOfUnprocessedReceivables, "70 USD");
    const rest = await ran({ targetDate: "2023-01-01", batch, ...flags });
    assert.deepEqual(results(rest.data), ["Processed 70 of 70"]);
    const memoOwner = await aPayer(batch);
    await ran({ targetDate: "2023-01-01", accountId: memoOwner.accountId });
    const cancel = cancelOrder({
      ...memoOwner,
      on: "2023-01-01",
      processingOptions: { runBilling: true },
    });
    await succeed(server, "POST", "/v1/orders", cancel);
    const { accountNumber } = memoOwner;
    const order = { accountNumber, plan, from: "2023-03-01", billThrough: "2023-03-01" };
    await subscribe(server, order);
    const { data: credited } = await ran({
      targetDate: "2023-03-01",
      accountId: memoOwner.accountId,
      ...flags,
    });
    assert.deepEqual(
      credited[0].transactions.map((each: Json) => [each.type, each.appliedAmount]),
      [["CreditMemo", 100]],
    );
  });

  test("consolidated: one payment for all that an account owes", async () => {
    const batch = aBatch();
    const payer = await aPayer(batch);
    const { accountNumber } = payer;
    const from = "2023-01-01";
    await subscribe(server, { accountNumber, plan, from, billThrough: from });
    const { data, summary } = await ran({
      targetDate: "2023-01-01",
      batch,
      consolidatedPayment: true,
    });
    assert.equal(data.length, 2);
    assert.equal(data[0].transactions[0].id, data[1].transactions[0].id);
    assert.equal(data[0].transactions[0].amount, 200);
    assert.equal(summary.numberOfPayments, 1);
  });

  test("what is declined, resting or not answered holds up nobody", async () => {
    const batch = aBatch();
    const declined = await aPayer(batch, { cardNumber: "4000000000000341" });
    const silent = await aPayer(batch, { cardNumber: "4000000000000119" });
    const good = await aPayer(batch);
    const { data, summary } = await ran({ targetDate: "2023-01-01", batch });
    const of = (accountId: string) => data.find((row: Json) => row.accountId === accountId);
    assert.equal(of(declined.accountId).errorCode, "decline");
    assert.equal(of(silent.accountId).errorCode, "Processing");
    assert.equal(of(good.accountId).result, "Processed");
    assert.equal(summary.numberOfErrors, 2);
    await askAgainNow(server);
    const { payments } = await get(`/v1/payments?accountId=${silent.accountId}`);
    await until(() => get(`/v1/payments/${payments[0].id}`), "Processed");
    assert.equal((await invoiceOf(server, silent)).balance, 0);
    const rule = { useDefaultRetryRule: false, maxConsecutivePaymentFailures: 1 };
    await succeed(server, "PUT", `/v1/payment-methods/${declined.paymentMethodId}`, rule);
    const second = await ran({ targetDate: "2023-01-01", batch });
    assert.match(second.data[0].errorMessage, /failed 1 times in a row/);
    assert.equal(second.data.length, 1);
  });
});

describe("given data", () => {
  test("that names an invoice again and again is collected once", async () => {
    const debtor = await aDebtor(server, plan);
    const { accountId } = debtor;
    const row = { accountId, documentType: "Invoice", documentId: debtor.invoiceIds[0] };
    const { data } = await ran({ data: [60, 60, 60].map((amount) => ({ ...row, amount })) });
    assert.deepEqual(results(data), ["Error 0 of 60", "Error 0 of 60", "Processed 60 of 60"]);
    const { payments } = await get(`/v1/payments?accountId=${accountId}`);
    assert.equal(payments.length, 1);
    assert.equal((await invoiceOf(server, debtor)).balance, 40);
  });

  test("says what is collected, by what and how much of it", async () => {
    const [first, second] = [await aDebtor(server, plan), await aDebtor(server, plan)];
    const { data, summary } = await ran({
      data: [
        {
          accountId: first.accountId,
          documentType: "Invoice",
          documentId: first.invoiceIds[0],
          amount: 40,
          comment: "a part",
          paymentMethodId: first.paymentMethodId,
        },
        { accountNumber: second.accountNumber },
        { accountId: second.accountId, documentType: "Invoice", documentNumber: "INV-0" },
      ],
    });
    assert.deepEqual(results(data), ["Error 0 of 0", "Processed 100 of 100", "Processed 40 of 40"]);
    assert.equal((await invoiceOf(server, first)).balance, 60);
    assert.equal((await invoiceOf(server, second)).balance, 0);
    assert.equal(summary.numberOfErrorInputData, 1);
    const { payments } = await get(`/v1/payments?accountId=${first.accountId}`);
    assert.equal(payments[0].comment, "a part");
  });
});

describe("a run that comes to grief", () => {
  const failing = (on: string, where: string) =>
    withOwnerConnection(server.ownerUrl, (client) =>
      client.query(`
        create or replace function disk_is_full() returns trigger language plpgsql as
          $$ begin raise exception 'the disk is full'; end $$;
        create trigger disk_is_full before ${on} for each row when (${where})
          execute function disk_is_full()`),
    );
  const mended = (table: string) =>
    withOwnerConnection(server.ownerUrl, (client) =>
      client.query(`drop trigger disk_is_full on ${table}`),
    );

  async function failed(fields: Fields) {
    const { id } = await succeed(server, "POST", "/v1/payment-runs", fields);
    const run = await until(() => get(`/v1/payment-runs/${id}`), "Error");
    assert.equal(run.errorMessage, "the disk is full");
    return id;
  }

  test("after a gateway has taken the money: is Error, and takes it no second time", async () => {
    const batch = aBatch();
    const payers = [await aPayer(batch), await aPayer(batch)];
    const [first] = payers;
    assert(first);
    await failing("insert on applications", `new.target_id = '${first.invoiceIds[0]}'`);
    const id = await failed({ targetDate: "2023-01-01", batch });
    const { data } = await get(`/v1/payment-runs/${id}/data`);
    assert.deepEqual(
      data.map((row: Json) => [row.result, row.transactions[0].status]),
      [[undefined, "Processing"]].flatMap((row) => [row, row]),
    );
    await mended("applications");
    assert.match(await refused("PUT", `/v1/payment-runs/${id}`, { batch }), /begun already/);
    const retried = await succeed(server, "POST", `/v1/payment-runs/${id}/retry`, {});
    assert.equal(retried.status, "Processing");
    assert.equal(retried.errorMessage, undefined);
    await until(() => get(`/v1/payment-runs/${id}`), "Completed");
    for (const payer of payers) {
      assert.equal((await invoiceOf(server, payer)).balance, 0);
      const { payments } = await get(`/v1/payments?accountId=${payer.accountId}`);
      assert.deepEqual(
        payments.map((each: Json) => [each.status, each.appliedAmount, each.unappliedAmount]),
        [["Processed", 100, 0]],
      );
    }
    assert.match(await refused("POST", `/v1/payment-runs/${id}/retry`, {}), /Completed/);
    assert.match(await refused("POST", "/v1/payment-runs/PR-0/retry", {}), /Cannot find/);
  });

  test("before it knows what to collect: begins anew when it is retried", async () => {
    const batch = aBatch();
    const payer = await aPayer(batch);
    await failing("insert on payment_run_rows", `new.account_id = '${payer.accountId}'`);
    const id = await failed({ targetDate: "2023-01-01", batch });
    assert.deepEqual((await get(`/v1/payment-runs/${id}/data`)).data, []);
    await mended("payment_run_rows");
    const retried = await succeed(server, "POST", `/v1/payment-runs/${id}/retry`, {});
    assert.equal(retried.status, "Pending");
    await until(() => get(`/v1/payment-runs/${id}`), "Completed");
    assert.equal((await invoiceOf(server, payer)).balance, 0);
  });
});

describe("a run that waits", () => {
  test("is changed and deleted until it begins", async () => {
    const batch = aBatch();
    const runDate = "2099-01-01 05:17:00";
    const run = await succeed(server, "POST", "/v1/payment-runs", { runDate, batch });
    assert.equal(run.status, "Pending");
    assert.equal(run.runDate, "2099-01-01 05:00:00");
    const path = `/v1/payment-runs/${run.number}`;
    const changed = await succeed(server, "PUT", path, { consolidatedPayment: true });
    assert.equal(changed.consolidatedPayment, true);
    assert.equal(changed.batch, batch);
    const { paymentRuns } = await get("/v1/payment-runs?status=Pending");
    assert.deepEqual(
      paymentRuns.map((each: Json) => each.id),
      [run.id],
    );
    await succeed(server, "DELETE", path);
    assert.match(await refused("DELETE", path, {}), /Cannot find/);
    const { run: done } = await ran({ targetDate: "2023-01-01", batch });
    const completed = `/v1/payment-runs/${done.id}`;
    assert.match(await refused("DELETE", completed, {}), /Completed/);
    assert.match(await refused("PUT", completed, { batch }), /begun already/);
  });

  test("what makes no sense is refused", async () => {
    const { accountId } = await aDebtor(server, plan);
    const wrong: [Fields, RegExp][] = [
      [{}, /targetDate/],
      [{ targetDate: "2023-01-01", accountId, batch: "Batch1" }, /exclude each other/],
      [{ data: [{ accountId }], batch: "Batch1" }, /exclude each other/],
      [{ targetDate: "2023-01-01", accountId: "A0" }, /Cannot find/],
      [{ targetDate: "2023-01-01", paymentGatewayId: "G0" }, /Cannot find/],
      [{ targetDate: "2023-01-01", billingRunId: "BR-0" }, /Cannot find/],
      [{ data: [{ amount: 1 }] }, /accountId/],
      [{ data: [{ accountId, documentId: "x" }] }, /documentType/],
      [{ data: [{ accountId, standalone: true }] }, /standalone/],
      [{ runDate: "2099-02-31" }, /runDate/],
      [
        { targetDate: "2023-01-01", applyCreditBalance: true, autoApplyCreditMemo: false },
        /applyCreditBalance/,
      ],
    ];
    for (const [body, message] of wrong) {
      assert.match(await refused("POST", "/v1/payment-runs", body), message);
    }
  });
});
