/** Orders that move money besides billing: a cancel with refund, and credit that pays what is billed. */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { inTransaction, sql } from "#store/database.ts";
import { aPlan, cancelOrder, type Plan, subscribeOrder, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import {
  aDebtor,
  aPayment,
  askAgainNow,
  type Debtor,
  invoiceOf,
  until,
} from "#test/support/payments.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";
import { workedExamples } from "#test/support/worked-examples.ts";

let server: TestServer;
let plan: Plan;

before(async () => {
  server = await startTestServer();
  plan = await aPlan(server, [{ price: 100 }]);
});
after(() => server.close());
afterEach(() => assertConserved(server.database, server.entityId));

type Json = Answer["json"];
type Fields = Readonly<Record<string, unknown>>;

const get = (path: string) => succeed(server, "GET", path);
const order = (body: Fields) => succeed(server, "POST", "/v1/orders", body);

/** Somebody whose first invoice, of 2022-01-01, is paid by card. */
async function aPayer(billThrough = "2022-01-01", cardNumber?: string): Promise<Debtor> {
  const from = "2022-01-01";
  const debtor = await aDebtor(server, plan, { from, billThrough, cardNumber });
  const { balance } = await invoiceOf(server, debtor);
  await succeed(server, "POST", "/v1/payments", aPayment(debtor, balance));
  return debtor;
}

const cancelled = ({ accountNumber, subscriptionNumber }: Debtor, on: string, options: Fields) =>
  cancelOrder({
    accountNumber,
    subscriptionNumber,
    on,
    processingOptions: {
      runBilling: true,
      billingOptions: { targetDate: on, documentDate: on },
      ...options,
    },
  });

const paymentOf = async ({ accountId }: Debtor): Promise<Json> =>
  (await get(`/v1/payments?accountId=${accountId}`)).payments[0];

describe("cancel and refund, worked examples", () => {
  for (const row of workedExamples("docs/spec/cancel-and-refund.md", "Cases")) {
    const { id, through, refund = "" } = row;
    test(`${id} ${row.billed} cancelled on ${row["cancelled on"]}, ${refund} refunded`, async () => {
      const debtor = await aPayer(through);
      const writeOff = row["write off"] === "yes";
      const options = { refund: true, refundAmount: Number(refund), writeOff };
      const answer = await order(cancelled(debtor, row["cancelled on"] ?? "", options));
      const [refunded] = answer.refunds;
      const invoice = await invoiceOf(server, debtor);
      assert.equal(refunded.status, "Success");
      assert.deepEqual(refunded.refundInvoiceNumbers, [invoice.invoiceNumber]);
      assert.equal((await get(`/v1/refunds/${refunded.number}`)).amount, Number(refund));
      const payment = await paymentOf(debtor);
      assert.equal(payment.appliedAmount, Number(row["payment applied after"]));
      assert.equal(payment.unappliedAmount, 0);
      assert.equal(payment.refundAmount, Number(refund));
      const memo = await get(`/v1/credit-memos/${answer.creditMemoNumbers[0]}`);
      assert.equal(memo.appliedAmount, Number(row["memo applied"]));
      assert.equal(memo.unappliedAmount, Number(row["memo left"]));
      const writtenOff = (answer.writeOff ?? []).map((each: Json) => String(each.amount));
      assert.equal(writtenOff.join() || "-", row["written off"]);
      assert.equal(invoice.balance, Number(row["invoice owes"]));
    });
  }
});

/** As if the time to ask the gateway about this refund, and of no other, had come. */
async function askOnlyNow(refundNumber: string): Promise<void> {
  await inTransaction(server.database, server.entityId, (tx) =>
    sql`update refunds set next_attempt_at = now() where refund_number = ${refundNumber}`.execute(
      tx,
    ),
  );
  await server.database.pool.query("select graphile_worker.add_job('FindOutcomes')");
}

describe("what becomes of a refund does not take back the order", () => {
  test("the gateway declines it: what was taken back is paid again", async () => {
    const debtor = await aPayer("2022-01-01", "4000000000005126");
    const options = {
      refund: true,
      refundAmount: 74.19,
      writeOff: true,
      refundReasonCode: "Chargeback",
    };
    const answer = await order(cancelled(debtor, "2022-01-09", options));
    const [refunded] = answer.refunds;
    assert.equal(refunded.status, "Error");
    assert.match(refunded.failedReason, /declined/);
    assert.equal((await get(`/v1/refunds/${refunded.number}`)).reasonCode, "Chargeback");
    assert.deepEqual(answer.writeOff, []);
    const payment = await paymentOf(debtor);
    assert.deepEqual([payment.appliedAmount, payment.refundAmount], [100, 0]);
    assert.equal((await invoiceOf(server, debtor)).balance, 0);
    const subscription = await get(`/v1/subscriptions/${debtor.subscriptionNumber}`);
    assert.equal(subscription.status, "Cancelled");
  });

  test("the gateway does not answer: credit and write-off wait until it is found out", async () => {
    const jobs = await server.runJobs();
    const from = "2022-01-01";
    const cardNumber = "4000000000000119";
    const debtor = await aDebtor(server, plan, { from, billThrough: from, cardNumber });
    const paying = await succeed(server, "POST", "/v1/payments", aPayment(debtor, 100));
    await askAgainNow(server);
    await until(() => get(`/v1/payments/${paying.id}`), "Processed");
    const options = { refund: true, refundAmount: 100, writeOff: true };
    const answer = await order(cancelled(debtor, "2022-01-09", options));
    assert.equal(answer.refunds[0].status, "Processing");
    assert.equal((await invoiceOf(server, debtor)).balance, 100);
    await askAgainNow(server);
    await until(() => get(`/v1/refunds/${answer.refunds[0].number}`), "Processed");
    assert.equal((await invoiceOf(server, debtor)).balance, 0);
    const { creditmemos } = await get(`/v1/credit-memos?accountId=${debtor.accountId}`);
    const amounts = creditmemos.map((memo: Json) => [memo.reasonCode, memo.amount]);
    assert.equal(amounts.length, 2);
    assert.deepEqual(
      amounts.find(([reason]: [string]) => reason === "Write-off"),
      ["Write-off", 25.81],
    );
    await jobs.stop();
  });

  test("credit that another refund is giving back meanwhile pays nothing", async () => {
    const jobs = await server.runJobs();
    const from = "2022-01-01";
    const cardNumber = "4000000000000119";
    const debtor = await aDebtor(server, plan, { from, billThrough: from, cardNumber });
    const paying = await succeed(server, "POST", "/v1/payments", aPayment(debtor, 100));
    await askAgainNow(server);
    await until(() => get(`/v1/payments/${paying.id}`), "Processed");
    const options = { refund: true, refundAmount: 100, writeOff: true };
    const answer = await order(cancelled(debtor, "2022-01-09", options));
    const ofOrder = answer.refunds[0].number;
    const memo = await get(`/v1/credit-memos/${answer.creditMemoNumbers[0]}`);
    const { paymentMethodId } = debtor;
    const body = { type: "Electronic", totalAmount: memo.amount, paymentMethodId };
    const other = await succeed(server, "POST", `/v1/credit-memos/${memo.id}/refund`, body);
    assert.equal(other.status, "Processing");
    await inTransaction(server.database, server.entityId, (tx) =>
      sql`update refunds set next_attempt_at = next_attempt_at + interval '1 day'
        where refund_number = ${other.number}`.execute(tx),
    );
    await askOnlyNow(ofOrder);
    await until(() => get(`/v1/refunds/${ofOrder}`), "Processed");
    assert.equal((await get(`/v1/credit-memos/${memo.id}`)).unappliedAmount, memo.amount);
    assert.equal((await invoiceOf(server, debtor)).balance, 0);
    await askOnlyNow(other.number);
    await until(() => get(`/v1/refunds/${other.number}`), "Processed");
    assert.equal((await get(`/v1/credit-memos/${memo.id}`)).refundAmount, memo.amount);
    await jobs.stop();
  });

  test("nothing was paid by card: it is said, and what is owed is written off all the same", async () => {
    const from = "2022-01-01";
    const debtor = await aDebtor(server, plan, { from, billThrough: from });
    const options = { refund: true, refundAmount: 50, writeOff: true };
    const answer = await order(cancelled(debtor, "2022-01-09", options));
    assert.equal(answer.refunds[0].status, "Error");
    assert.match(answer.refunds[0].failedReason, /50 of the refund amount/);
    assert.equal(answer.writeOff[0].amount, 25.81);
    assert.equal((await invoiceOf(server, debtor)).balance, 0);
  });

  test("only what was paid for the cancelled subscription is given back", async () => {
    const from = "2022-01-01";
    const debtor = await aDebtor(server, plan, { from, billThrough: "2021-01-01" });
    const { accountNumber } = debtor;
    const both = { accountNumber, plan, from };
    const other = (await order(subscribeOrder(both))).subscriptionNumbers[0];
    const billing = { accountId: debtor.accountId, targetDate: from, documentDate: from };
    const run = await succeed(server, "POST", "/v1/bill-runs", {
      targetDate: from,
      invoiceDate: from,
      autoPost: true,
      billRunFilters: [{ filterType: "Account", accountId: billing.accountId }],
    });
    await until(() => get(`/v1/bill-runs/${run.id}`), "Posted");
    const listed = await get(`/v1/transactions/invoices/accounts/${debtor.accountId}`);
    const [invoice] = listed.invoices;
    assert.equal(invoice.amount, 200);
    const invoices = [{ invoiceId: invoice.id, amount: 200 }];
    await succeed(server, "POST", "/v1/payments", aPayment(debtor, 200, { invoices }));
    const options = { refund: true, refundAmount: 150 };
    const answer = await order(cancelled(debtor, "2022-01-09", options));
    assert.equal(answer.refunds[0].status, "Success");
    assert.match(answer.refunds[1].failedReason, /50 of the refund amount/);
    const { invoiceItems } = await get(`/v1/invoices/${invoice.id}/items`);
    const owed = invoiceItems.map((item: Json) => [item.subscriptionName, item.balance]);
    assert.deepEqual(
      owed.find(([number]: [string]) => number === other),
      [other, 0],
    );
    assert.equal((await paymentOf(debtor)).refundAmount, 100);
  });

  test("what makes no sense is refused, and nothing is done", async () => {
    const debtor = await aPayer();
    const wrong: [Fields, RegExp][] = [
      [{ refund: true }, /refundAmount/],
      [{ refund: true, refundAmount: 0 }, /greater than 0/],
      [{ refund: true, refundAmount: 1, collectPayment: true }, /cannot both be true/],
      [{ applicationOrder: ["CreditMemo"] }, /applyCredit/],
      [
        { refund: true, refundAmount: 1, billingOptions: { generateDraftInvoice: true } },
        /generateDraftInvoice/,
      ],
    ];
    for (const [options, message] of wrong) {
      const body = cancelled(debtor, "2022-01-09", options);
      const { json } = await server.call("POST", "/v1/orders", body);
      assert.equal(json.success, false);
      assert.match(json.reasons[0].message, message);
    }
    const { accountNumber } = debtor;
    const created = subscribeOrder({ accountNumber, plan, from: "2022-01-01" });
    const refunding = { ...created, processingOptions: { refund: true, refundAmount: 1 } };
    const { json } = await server.call("POST", "/v1/orders", refunding);
    assert.match(json.reasons[0].message, /cancels a subscription/);
    const subscription = await get(`/v1/subscriptions/${debtor.subscriptionNumber}`);
    assert.equal(subscription.status, "Active");
  });
});

describe("applyCredit", () => {
  /** With a credit memo of 74.19 and an unapplied payment of 50. */
  async function withCredit(): Promise<Debtor> {
    const debtor = await aPayer();
    await order(cancelled(debtor, "2022-01-09", {}));
    await succeed(server, "POST", "/v1/payments", aPayment(debtor, 50, { invoices: undefined }));
    return debtor;
  }

  const subscribing = ({ accountNumber }: Debtor, options: Fields) => {
    const from = "2022-02-01";
    const body = subscribeOrder({ accountNumber, plan, from, billThrough: from });
    return { ...body, processingOptions: { ...(body.processingOptions as Fields), ...options } };
  };

  async function left({ accountNumber }: Debtor) {
    const { metrics } = await get(`/v1/accounts/${accountNumber}`);
    const { totalInvoiceBalance, unappliedCreditMemoAmount, unappliedPaymentAmount } = metrics;
    return [totalInvoiceBalance, unappliedCreditMemoAmount, unappliedPaymentAmount];
  }

  test("credit memos pay first, then unapplied payments", async () => {
    const debtor = await withCredit();
    await order(subscribing(debtor, { applyCredit: true }));
    assert.deepEqual(await left(debtor), [0, 0, 24.19]);
  });

  test("in the order that is given, and only what is named", async () => {
    const reversed = await withCredit();
    const applicationOrder = ["UnappliedPayment", "CreditMemo"];
    await order(subscribing(reversed, { applyCredit: true, applicationOrder }));
    assert.deepEqual(await left(reversed), [0, 24.19, 0]);
    const one = await withCredit();
    await order(subscribing(one, { applyCredit: true, applicationOrder: ["UnappliedPayment"] }));
    assert.deepEqual(await left(one), [50, 74.19, 0]);
  });

  test("not without being asked, and not the credit that the order itself makes", async () => {
    const debtor = await withCredit();
    await order(subscribing(debtor, {}));
    assert.deepEqual(await left(debtor), [100, 74.19, 50]);
    const own = await aPayer();
    await order(cancelled(own, "2022-01-09", { applyCredit: true }));
    assert.deepEqual(await left(own), [0, 74.19, 0]);
  });

  test("older clients ask for the same by applyCreditBalance", async () => {
    const debtor = await withCredit();
    await order(subscribing(debtor, { applyCreditBalance: true }));
    assert.deepEqual(await left(debtor), [0, 0, 24.19]);
    const unbilled = subscribing(debtor, { applyCreditBalance: true, runBilling: false });
    const { json } = await server.call("POST", "/v1/orders", unbilled);
    assert.match(json.reasons[0].message, /'applyCreditBalance' cannot be true/);
  });

  for (const asked of ["applyCredit", "applyCreditBalance"]) {
    test(`by PUT /v1/subscriptions/{key}/cancel too, ${asked}: what is billed last is paid from it`, async () => {
      await cancelsFromCredit(asked);
    });
  }

  async function cancelsFromCredit(asked: string): Promise<void> {
    const debtor = await withCredit();
    const { subscriptionNumbers } = await order(subscribing(debtor, { runBilling: false }));
    const body = {
      cancellationPolicy: "SpecificDate",
      cancellationEffectiveDate: "2022-02-15",
      runBilling: true,
      targetDate: "2022-02-15",
      [asked]: true,
    };
    const path = `/v1/subscriptions/${subscriptionNumbers[0]}/cancel`;
    await succeed(server, "PUT", path, body, { "zuora-version": "211.0" });
    assert.deepEqual(await left(debtor), [0, 24.19, 50]);
  }
});
