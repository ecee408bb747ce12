/** Orders of which the bill is paid at once, or that are not made. */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { decimal } from "#engine/values/decimal.ts";
import { askForPayment } from "#operations/ask-for-payment.ts";
import { authorOf, contextOf } from "#operations/context.ts";
import { paymentFor } from "#operations/create-order-and-collect.ts";
import { inTransaction, sql } from "#store/database.ts";
import { saveNewPayments } from "#store/payments.ts";
import { aPlan, type Plan, subscribeOrder, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { aDebtor, aPayment, askAgainNow, type Debtor, until } from "#test/support/payments.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";

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

/** Somebody with a card who owes nothing yet. */
const aCustomer = (cardNumber?: string) =>
  aDebtor(server, plan, { cardNumber, billThrough: "2022-01-01" });

function collecting({ accountNumber }: Debtor, options: Fields = {}, number = "") {
  const from = "2023-01-01";
  const subscribed = { accountNumber, plan, from, billThrough: from };
  const named = number === "" ? subscribed : { ...subscribed, subscriptionNumber: number };
  const body = subscribeOrder(named);
  const processingOptions = { ...(body.processingOptions as Fields), collectPayment: true };
  return { ...body, processingOptions: { ...processingOptions, ...options } };
}

async function refused(body: Fields): Promise<string> {
  const { json, text, status } = await server.call("POST", "/v1/orders", body);
  assert.equal(json.success, false, text);
  assert.ok(status < 500, text);
  return json.reasons[0].message;
}

const paymentsOf = async ({ accountId }: Debtor): Promise<Json[]> =>
  (await get(`/v1/payments?accountId=${accountId}`)).payments;

describe("collectPayment", () => {
  test("the order is made and paid", async () => {
    const customer = await aCustomer();
    const answer = await succeed(server, "POST", "/v1/orders?returnIds=true", collecting(customer));
    assert.equal(answer.paidAmount, 100);
    const payment = await get(`/v1/payments/${answer.paymentNumber}`);
    assert.equal(payment.id, answer.paymentId);
    assert.deepEqual([payment.status, payment.appliedAmount], ["Processed", 100]);
    const invoice = await get(`/v1/invoices/${answer.invoiceNumbers[0]}`);
    assert.equal(invoice.balance, 0);
    assert.equal((await paymentsOf(customer)).length, 1);
  });

  test("only what credit does not pay, by the method and gateway that are named", async () => {
    const customer = await aCustomer();
    const unapplied = aPayment(customer, 30, { type: "External", invoices: undefined });
    await succeed(server, "POST", "/v1/payments", unapplied);
    const electronicPaymentOptions = {
      paymentMethodId: customer.paymentMethodId,
      paymentGatewayId: "Test Gateway Adapter",
      gatewayOrderId: "mine-1",
    };
    const body = collecting(customer, { applyCredit: true, electronicPaymentOptions });
    const answer = await succeed(server, "POST", "/v1/orders", body);
    assert.equal(answer.paidAmount, 70);
    const payment = await get(`/v1/payments/${answer.paymentNumber}`);
    assert.equal(payment.gatewayOrderId, "mine-1");
    assert.equal((await get(`/v1/invoices/${answer.invoiceNumbers[0]}`)).balance, 0);
  });

  test("nothing is asked for where nothing is owed", async () => {
    const customer = await aCustomer();
    const billingOptions = { targetDate: "2022-01-01", documentDate: "2023-01-01" };
    const answer = await succeed(
      server,
      "POST",
      "/v1/orders",
      collecting(customer, { billingOptions }),
    );
    assert.equal("paymentNumber" in answer, false);
    assert.deepEqual(await paymentsOf(customer), []);
  });

  test("declined: there is no order, and no invoice", async () => {
    const customer = await aCustomer("4000000000000341");
    const message = await refused(collecting(customer, {}, "NEVER-1"));
    assert.match(message, /declined by the gateway/);
    const [payment, ...others] = await paymentsOf(customer);
    assert.equal(others.length, 0);
    assert.equal(payment.status, "Error");
    const subscription = await server.call("GET", "/v1/subscriptions/NEVER-1");
    assert.equal(subscription.json.success, false);
    const { metrics } = await get(`/v1/accounts/${customer.accountNumber}`);
    assert.equal(metrics.balance, 0);
  });

  test("the order cannot be made after all: the money is given back", async () => {
    const customer = await aCustomer();
    const others = await aCustomer();
    const number = { "idempotency-key": "taken-meanwhile" };
    // Taken between the rehearsal and the order: two at once, of which one comes first.
    const both = await Promise.all([
      server.call("POST", "/v1/orders", collecting(customer, {}, "TAKEN-1"), number),
      server.call("POST", "/v1/orders", collecting(others, {}, "TAKEN-1")),
    ]);
    const made = both.filter(({ json }) => json.success);
    assert.equal(made.length, 1);
    const loser = both[0]?.json.success ? others : customer;
    const payments = await paymentsOf(loser);
    for (const payment of payments) {
      assert.deepEqual([payment.appliedAmount, payment.unappliedAmount], [0, 0]);
      assert.equal(payment.refundAmount, payment.status === "Processed" ? 100 : 0);
    }
  });

  test("PAYMENT_NOT_ANSWERED: there is no order, and what was taken is given back", async () => {
    const jobs = await server.runJobs();
    const customer = await aCustomer("4000000000000119");
    const message = await refused(collecting(customer, {}, "NEVER-2"));
    assert.match(message, /not answered/);
    const [{ id }] = await paymentsOf(customer);
    await askAgainNow(server);
    await until(() => get(`/v1/payments/${id}`), "Processed");
    await inTransaction(server.database, server.entityId, async (tx) => {
      await sql`update payments set submitted_at = submitted_at - interval '1 hour'`.execute(tx);
    });
    await askAgainNow(server);
    const path = `/v1/refunds?paymentId=${id}`;
    const refund = await until(async () => (await get(path)).refunds[0] ?? {}, "Processing");
    await askAgainNow(server);
    await until(() => get(`/v1/refunds/${refund.id}`), "Processed");
    assert.equal((await get(`/v1/payments/${id}`)).refundAmount, 100);
    assert.equal((await server.call("GET", "/v1/subscriptions/NEVER-2")).json.success, false);
    await jobs.stop();
  });

  test("asynchronously: the job has what was paid, or says that it was declined", async () => {
    const jobs = await server.runJobs();
    const ended = async (body: Fields): Promise<Json> => {
      const { jobId } = await succeed(server, "POST", "/v1/async/orders?returnIds=true", body);
      for (;;) {
        const job = await get(`/v1/async-jobs/${jobId}`);
        if (job.status !== "Processing") return job;
        await delay(20);
      }
    };
    const customer = await aCustomer();
    const { status, result, errors } = await ended(collecting(customer));
    assert.equal(status, "Completed", errors);
    assert.equal(result.paidAmount, 100);
    const payment = await get(`/v1/payments/${result.paymentId}`);
    assert.deepEqual([payment.number, payment.appliedAmount], [result.paymentNumber, 100]);
    assert.equal((await get(`/v1/invoices/${result.invoiceNumbers[0]}`)).balance, 0);
    const unlucky = await aCustomer("4000000000000341");
    const failed = await ended(collecting(unlucky, {}, "NEVER-3"));
    assert.equal(failed.status, "Failed");
    assert.match(failed.errors, /declined by the gateway/);
    assert.equal((await server.call("GET", "/v1/subscriptions/NEVER-3")).json.success, false);
    const nothing = await ended(
      collecting(customer, {
        runBilling: true,
        billingOptions: {
          targetDate: "2022-01-01",
          documentDate: "2023-01-01",
        },
      }),
    );
    assert.equal(nothing.status, "Completed", nothing.errors);
    assert.equal("paymentNumber" in nothing.result, false);
    assert.equal((await paymentsOf(customer)).length, 1);
    await jobs.stop();
  });

  test("a job that goes on after a crash finds what was paid", async () => {
    const customer = await aCustomer();
    const body = collecting(customer, {}, "CRASHED-1");
    const { jobId } = await succeed(server, "POST", "/v1/async/orders", body);
    // The process died when the money had come, before the order was made.
    const { database, entityId, userId } = server;
    const entity = { entityId, timeZone: "UTC", clockDate: null };
    const entityChanged = () => undefined;
    const caller = { database, entity, userId, requestId: "test", entityChanged };
    const idempotencyKey = `AsyncCreateOrder ${jobId}`;
    const context = { ...contextOf(caller, Temporal.Now.instant()), idempotencyKey };
    const collect = { paymentMethodId: null, gatewayKey: null, gatewayOrderId: null };
    const bill = { accountId: customer.accountId, currency: "USD", amount: decimal("100") };
    const begun = await inTransaction(server.database, server.entityId, async (tx) => {
      const payment = await paymentFor(tx, context, bill, collect);
      await saveNewPayments(tx, [payment], authorOf(context));
      return payment;
    });
    await askForPayment(context, begun);
    const jobs = await server.runJobs();
    const job = await until(() => get(`/v1/async-jobs/${jobId}`), "Completed");
    assert.equal(job.result.paymentNumber, begun.paymentNumber);
    assert.equal((await paymentsOf(customer)).length, 1);
    await jobs.stop();
  });

  test("the same request, sent twice with its key, is one order and one payment", async () => {
    const customer = await aCustomer();
    const key = { "idempotency-key": "collect-once" };
    const first = await succeed(server, "POST", "/v1/orders", collecting(customer), key);
    const second = await succeed(server, "POST", "/v1/orders", collecting(customer), key);
    assert.deepEqual(second, first);
    assert.equal((await paymentsOf(customer)).length, 1);
  });

  test("what it cannot do is refused by name", async () => {
    const customer = await aCustomer();
    const { newAccount, existingAccountNumber, ...rest } = {
      newAccount: {
        name: "New",
        currency: "USD",
        billCycleDay: 1,
        billToContact: { firstName: "A", lastName: "B", country: "US" },
      },
      ...(collecting(customer) as Json),
    };
    assert.match(await refused({ ...rest, newAccount }), /collectPayment with newAccount/);
    const scheduled = {
      ...rest,
      existingAccountNumber,
      status: "Scheduled",
      schedulingOptions: { scheduledDate: "2099-01-01" },
    };
    assert.match(await refused(scheduled), /executed at once/);
    const options = { electronicPaymentOptions: { gatewayOrderId: "x" }, collectPayment: false };
    assert.match(await refused(collecting(customer, options)), /needs 'collectPayment'/);
    const unbilled = collecting(customer, { runBilling: false });
    assert.match(await refused(unbilled), /'runBilling' is false/);
    const { accountNumber } = await aDebtor(server, plan);
    const noCard = { electronicPaymentOptions: { paymentMethodId: "x" } };
    assert.match(
      await refused({ ...collecting(customer, noCard), existingAccountNumber: accountNumber }),
      /Cannot find/,
    );
    assert.deepEqual(await paymentsOf(customer), []);
  });
});
