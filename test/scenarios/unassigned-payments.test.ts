/** Money of which nobody knows yet whose it is, and money that is settled elsewhere. */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { contextOf } from "#operations/context.ts";
import { proveEntity } from "#operations/prove-entity.ts";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { aPlan, type Plan, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { aDebtor, aPayment, invoiceOf } from "#test/support/payments.ts";
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
const post = (path: string, body: Fields) => succeed(server, "POST", path, body);
const put = (path: string, body: Fields) => succeed(server, "PUT", path, body);

async function refused(method: string, path: string, body: Fields): Promise<string> {
  const { json, text, status } = await server.call(method, path, body);
  assert.equal(json.success, false, text);
  assert(status < 500, text);
  return json.reasons[0].message;
}

const cash = (amount: number, fields: Fields = {}) => ({
  type: "External",
  amount,
  currency: "USD",
  paymentMethodType: "WireTransfer",
  ...fields,
});

const byWire = (totalAmount: number) => ({
  type: "External",
  methodType: "WireTransfer",
  totalAmount,
});

const amounts = (payment: Json) =>
  `${payment.amount} = ${payment.appliedAmount} + ${payment.unappliedAmount} + ${payment.refundAmount}`;

/** What the entity's suspense has, by currency. */
async function suspense(): Promise<Record<string, number>> {
  const proof = await get("/v1/proofs/unassigned-payments");
  assert.equal(proof.isEqual, true);
  return Object.fromEntries(
    proof.totals.map((each: Json) => [each.currency, each.unappliedPayments]),
  );
}

const metricsOf = async (accountId: string) =>
  (await get(`/v1/accounts/${accountId}`)).metrics.unappliedPaymentAmount;

describe("a payment of no account", () => {
  test("waits in the suspense, is given to an account, pays, and comes back", async () => {
    const debtor = await aDebtor(server, plan);
    const payment = await post("/v1/payments", cash(100));
    assert.equal(payment.status, "Processed");
    assert.deepEqual([payment.accountId, payment.accountNumber], [null, null]);
    assert.equal(amounts(payment), "100 = 0 + 100 + 0");
    assert.deepEqual(await suspense(), { USD: 100 });
    const { payments } = await get("/v1/payments?accountId=null");
    assert.deepEqual(
      payments.map((each: Json) => each.number),
      [payment.number],
    );
    const queried = await get(`/object-query/payments/${payment.number}?expand[]=account`);
    assert.deepEqual([queried.accountId ?? null, queried.account ?? null], [null, null]);

    const invoices = [{ invoiceId: debtor.invoiceIds[0], amount: 100 }];
    const path = `/v1/payments/${payment.id}`;
    assert.match(await refused("PUT", `${path}/apply`, { invoices }), /of no account: transfer/);
    const given = await put(`${path}/transfer`, { accountId: debtor.accountNumber });
    assert.equal(given.accountNumber, debtor.accountNumber);
    assert.deepEqual(await suspense(), {});
    await put(`${path}/apply`, { invoices });
    assert.equal((await invoiceOf(server, debtor)).balance, 0);
    assert.match(await refused("PUT", `${path}/transfer`, { accountId: "" }), /applied/);
    await put(`${path}/unapply`, { invoices });
    const back = await put(`${path}/transfer`, { accountId: "" });
    assert.equal(back.accountId, null);
    assert.deepEqual(await suspense(), { USD: 100 });
    assert.equal(await metricsOf(debtor.accountId), 0);
    const cancelled = await put(`${path}/cancel`, {});
    assert.equal(cancelled.status, "Canceled");
    assert.deepEqual(await suspense(), {});
    await succeed(server, "DELETE", path);
    assert.match(await refused("GET", path, {}), /Cannot find/);
  });

  test("is given back, and that is taken back, while it is nobody's", async () => {
    const { id } = await post("/v1/payments", cash(70, { currency: "EUR" }));
    const refund = await post(`/v1/payments/${id}/refunds`, byWire(30));
    assert.equal(refund.accountId, null);
    assert.equal(refund.status, "Processed");
    assert.deepEqual(await suspense(), { EUR: 40 });
    const { refunds } = await get("/v1/refunds?accountId=null");
    assert.equal(refunds.length, 1);
    const one = await get(`/object-query/refunds/${refund.number}`);
    assert.equal(one.accountId ?? null, null);
    const { data } = await get("/object-query/refund-applications");
    assert.deepEqual(
      data.map((each: Json) => each.accountId ?? null),
      [null],
    );
    const debtor = await aDebtor(server, plan);
    const transfer = { accountId: debtor.accountId };
    assert.match(await refused("PUT", `/v1/payments/${id}/transfer`, transfer), /refunded/);
    assert.match(await refused("POST", `/v1/payments/${id}/refunds`, byWire(41)), /40/);
    await put(`/v1/refunds/${refund.id}`, { comment: "by mistake" });
    await put(`/v1/refunds/${refund.id}/cancel`, {});
    assert.deepEqual(await suspense(), { EUR: 70 });
    await succeed(server, "DELETE", `/v1/refunds/${refund.id}`);
    await put(`/v1/payments/${id}/transfer`, transfer);
    assert.deepEqual(await suspense(), {});
    await put(`/v1/payments/${id}/cancel`, {});
  });

  test("one of a card may become nobody's, and is given back through its gateway", async () => {
    const debtor = await aDebtor(server, plan);
    const { id } = await post("/v1/payments", aPayment(debtor, 25, { invoices: undefined }));
    await put(`/v1/payments/${id}/transfer`, { accountId: "" });
    const electronic = { type: "Electronic", totalAmount: 25 };
    const refund = await post(`/v1/payments/${id}/refunds`, electronic);
    assert.equal(refund.gatewayState, "Submitted");
    assert.deepEqual(await suspense(), { USD: 0 });
  });

  test("what makes no sense is refused", async () => {
    const debtor = await aDebtor(server, plan);
    const invoices = [{ invoiceId: debtor.invoiceIds[0], amount: 10 }];
    const wrong: [Fields, RegExp][] = [
      [cash(10, { invoices }), /accountId/],
      [cash(10, { type: "Electronic" }), /accountId/],
      [cash(10, { paymentMethodId: debtor.accountId }), /Cannot find/],
      [cash(10, { currency: "XXQ" }), /currency/],
      [cash(0), /greater than 0/],
    ];
    for (const [body, message] of wrong) {
      assert.match(await refused("POST", "/v1/payments", body), message);
    }
  });

  test("the proof of the entity counts it, and finds what is wrong with it", async () => {
    const { id, number } = await post("/v1/payments", cash(11));
    const prove = () => {
      const entity = { entityId: server.entityId, timeZone: "UTC", clockDate: null };
      const { database, userId } = server;
      const caller = { database, entity, userId, requestId: "t", entityChanged: () => undefined };
      return proveEntity(contextOf(caller, Temporal.Now.instant()));
    };
    assert.equal((await prove()).unequalAccounts, 0);
    const change = (by: number) =>
      withOwnerConnection(server.ownerUrl, (client) =>
        client.query(
          "update payments set unapplied_amount = unapplied_amount + $1 where payment_id = $2",
          [by, id],
        ),
      );
    await change(-1);
    const proof = await prove();
    assert.equal(proof.unequalAccounts, 1);
    const [difference] = proof.firstDifferences;
    assert.equal(difference?.accountNumber, "Unassigned payments");
    assert.equal(difference?.documentNumber, number);
    assert.equal((await get("/v1/proofs/unassigned-payments")).isEqual, false);
    await change(1);
    assert.equal((await prove()).unequalAccounts, 0);
  });
});

describe("a standalone payment", () => {
  test("is taken by the gateway, in any currency, and is in no balance", async () => {
    const debtor = await aDebtor(server, plan);
    const { accountId } = debtor;
    const body = aPayment(debtor, 40, { invoices: undefined, standalone: true, currency: "EUR" });
    const payment = await post("/v1/payments", body);
    assert.equal(payment.status, "Processed");
    assert.equal(payment.standalone, true);
    assert.equal(payment.gatewayState, "Submitted");
    assert.equal(payment.unappliedAmount, 0);
    assert.equal(await metricsOf(accountId), 0);
    const proof = await get(`/v1/accounts/${accountId}/proof`);
    assert.equal(proof.isEqual, true);
    assert.deepEqual(
      proof.documents.filter((each: Json) => each.documentType === "Payment"),
      [],
    );
    const path = `/v1/payments/${payment.id}`;
    const invoices = [{ invoiceId: debtor.invoiceIds[0], amount: 40 }];
    assert.match(await refused("PUT", `${path}/apply`, { invoices }), /cannot be applied/);
    assert.match(await refused("PUT", `${path}/unapply`, { invoices }), /cannot be unapplied/);
    const transfer = { accountId: "" };
    assert.match(await refused("PUT", `${path}/transfer`, transfer), /cannot be transferred/);
    const queried = await get(`/object-query/payments/${payment.id}`);
    assert.equal(queried.isStandalone, true);
    const { parts } = await get(`${path}/parts`);
    assert.deepEqual(parts, []);
  });

  test("is given back, by hand and through its gateway, and no more than it was", async () => {
    const debtor = await aDebtor(server, plan);
    const body = aPayment(debtor, 40, { invoices: undefined, standalone: true });
    const { id } = await post("/v1/payments", body);
    const path = `/v1/payments/${id}/refunds`;
    await post(path, { type: "Electronic", totalAmount: 15 });
    const byHand = await post(path, byWire(20));
    const payment = await get(`/v1/payments/${id}`);
    assert.equal(amounts(payment), "40 = 5 + 0 + 35");
    assert.match(await refused("POST", path, byWire(6)), /5/);
    await put(`/v1/refunds/${byHand.id}/cancel`, {});
    assert.equal((await get(`/v1/payments/${id}`)).refundAmount, 15);
    assert.equal(await metricsOf(debtor.accountId), 0);
    assert.equal((await get(`/v1/accounts/${debtor.accountId}/proof`)).isEqual, true);
  });

  test("is electronic, of an account, and pays nothing here", async () => {
    const debtor = await aDebtor(server, plan);
    const { accountId } = debtor;
    const wrong: [Fields, RegExp][] = [
      [cash(10, { accountId, standalone: true }), /Electronic/],
      [{ type: "Electronic", amount: 1, currency: "USD", standalone: true }, /accountId/],
      [aPayment(debtor, 10, { standalone: true }), /pays no documents/],
    ];
    for (const [body, message] of wrong) {
      assert.match(await refused("POST", "/v1/payments", body), message);
    }
  });
});
