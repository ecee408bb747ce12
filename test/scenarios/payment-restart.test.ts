/** Money moves once, also when the server is killed while a gateway moves it: real processes. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { aPlan, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { aDebtor, aPayment, askAgainNow, invoiceOf, until } from "#test/support/payments.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";
import { startServerProcess } from "#test/support/server-process.ts";
import { type StripeStandIn, startStripeStandIn } from "#test/support/stripe-stand-in.ts";

/** It runs no jobs: it makes what is needed, and reads. */
let reader: TestServer;
let stripe: StripeStandIn;

before(async () => {
  reader = await startTestServer();
  stripe = await startStripeStandIn();
  process.env.STRIPE_SECRET_KEY = "sk_test_restart";
  process.env.STRIPE_BASE_URL = stripe.baseUrl;
});
after(async () => {
  await reader.close();
  await stripe.close();
});

async function started() {
  const server = startServerProcess({
    DATABASE_URL: reader.ownerUrl,
    STRIPE_SECRET_KEY: "sk_test_restart",
    STRIPE_BASE_URL: stripe.baseUrl,
  });
  const origin = await server.origin;
  if (!origin) assert.fail(`did not start: ${(await server.end).stderr}`);
  return { ...server, origin };
}

describe("a payment that is sent to a gateway", () => {
  test("is taken once when the server is killed before the gateway answers", async () => {
    const gateway = { name: "Stripe", type: "Stripe" };
    const { id: authGateway } = await succeed(reader, "POST", "/v1/paymentgateways", gateway);
    const debtor = await aDebtor(reader, await aPlan(reader, [{ price: 30 }]), { authGateway });
    const killed = await started();
    stripe.beSilent(true);
    const request = fetch(`${killed.origin}/v1/payments`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${reader.token}`,
        "content-type": "application/json",
        "idempotency-key": "pay-once",
      },
      body: JSON.stringify(aPayment(debtor, 30)),
    });
    const answered = request.then(
      () => true,
      () => false,
    );
    while (stripe.charges.length === 0) await delay(10);
    await killed.stop("SIGKILL");
    assert.equal(await answered, false);
    const ofAccount = `/v1/payments?accountId=${debtor.accountId}`;
    const { payments } = await succeed(reader, "GET", ofAccount);
    assert.deepEqual(
      payments.map(({ status, amount }: { status: string; amount: number }) => [status, amount]),
      [["Processing", 30]],
    );

    stripe.beSilent(false);
    const next = await started();
    await askAgainNow(reader);
    const read = () => succeed(reader, "GET", `/v1/payments/${payments[0].id}`);
    const { appliedAmount, referenceId } = await until(read, "Processed");
    assert.equal(appliedAmount, 30);
    assert.deepEqual(
      stripe.charges.map(({ id, amount }) => [id, amount]),
      [[referenceId, 3_000]],
    );
    assert.equal(await next.stop(), 0);
    await assertConserved(reader.database, reader.entityId);
  });
});

describe("an item of a payment schedule", () => {
  test("is collected once when the server is killed before the gateway answers", async () => {
    const gateway = { name: "Stripe of schedules", type: "Stripe" };
    const { id: authGateway } = await succeed(reader, "POST", "/v1/paymentgateways", gateway);
    const debtor = await aDebtor(reader, await aPlan(reader, [{ price: 30 }]), { authGateway });
    const schedule = await succeed(reader, "POST", "/v1/payment-schedules", {
      accountId: debtor.accountId,
      billingDocument: { id: debtor.invoiceIds[0] },
      items: [{ amount: 30, scheduledDate: "2024-01-01" }],
    });
    const chargedBefore = stripe.charges.length;
    stripe.beSilent(true);
    const killed = await started();
    while (stripe.charges.length === chargedBefore) await delay(10);
    await killed.stop("SIGKILL");
    const read = () => succeed(reader, "GET", `/v1/payment-schedule-items/${schedule.items[0].id}`);
    assert.equal((await read()).status, "Processing");

    stripe.beSilent(false);
    const next = await started();
    await askAgainNow(reader);
    await until(read, "Processed");
    assert.equal((await invoiceOf(reader, debtor)).balance, 0);
    assert.equal(stripe.charges.length, chargedBefore + 1);
    assert.equal(await next.stop(), 0);
    await assertConserved(reader.database, reader.entityId);
  });
});

describe("a payment run", () => {
  test("goes on when the server is killed while gateways are asked, and takes all once", async () => {
    const gateway = { name: "Stripe of runs", type: "Stripe" };
    const { id: authGateway } = await succeed(reader, "POST", "/v1/paymentgateways", gateway);
    const plan = await aPlan(reader, [{ price: 30 }]);
    const payers = await Promise.all(
      Array.from({ length: 4 }, () =>
        aDebtor(reader, plan, { authGateway, account: { batch: "Batch7" } }),
      ),
    );
    for (const { accountId } of payers) {
      await succeed(reader, "PUT", `/v1/accounts/${accountId}`, { autoPay: true });
    }
    const chargedBefore = stripe.charges.length;
    const killed = await started();
    stripe.beSilent(true);
    const asked = { targetDate: "2023-01-01", batch: "Batch7" };
    const { id } = await succeed(reader, "POST", "/v1/payment-runs", asked);
    while (stripe.charges.length === chargedBefore) await delay(10);
    await killed.stop("SIGKILL");
    const read = () => succeed(reader, "GET", `/v1/payment-runs/${id}`);
    assert.equal((await read()).status, "Processing");

    stripe.beSilent(false);
    const next = await started();
    await until(read, "Completed");
    for (const { invoiceIds } of payers) {
      const { balance } = await succeed(reader, "GET", `/v1/invoices/${invoiceIds[0]}`);
      assert.equal(balance, 0);
    }
    assert.equal(stripe.charges.length, chargedBefore + payers.length);
    assert.equal(await next.stop(), 0);
    await assertConserved(reader.database, reader.entityId);
  });
});
