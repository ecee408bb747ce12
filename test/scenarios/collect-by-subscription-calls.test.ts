/** The calls about one subscription collect what they bill, or nothing has happened. */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { anAccount, aPlan, type Plan, subscribe, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { aCard, aDebtor, aPayment, type Debtor } from "#test/support/payments.ts";
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

const NOW = { "zuora-version": "211.0" };
const get = (path: string) => succeed(server, "GET", path);

/** Somebody with a card who owes nothing, and has a subscription from January 2023 not billed yet. */
async function aCustomer(cardNumber?: string): Promise<Debtor> {
  const customer = await aDebtor(server, plan, { cardNumber, billThrough: "2022-01-01" });
  const path = `/v1/subscriptions/${customer.subscriptionNumber}`;
  await succeed(server, "PUT", path, { renewalTerm: 12 }, NOW);
  return customer;
}

const creation = ({ accountNumber }: Pick<Debtor, "accountNumber">, fields: Fields = {}) => ({
  accountKey: accountNumber,
  contractEffectiveDate: "2023-01-01",
  termType: "TERMED",
  initialTerm: 12,
  renewalTerm: 12,
  subscribeToRatePlans: [{ productRatePlanId: plan.productRatePlanId }],
  targetDate: "2023-01-31",
  ...fields,
});

const create = (body: Fields, headers = NOW) =>
  succeed(server, "POST", "/v1/subscriptions", body, headers);

async function paid({ accountId }: Pick<Debtor, "accountId">): Promise<number[]> {
  const { payments } = await get(`/v1/payments?accountId=${accountId}`);
  return payments.map((each: Json) => (each.status === "Processed" ? each.amount : 0));
}

const owedBy = async ({ accountNumber }: Pick<Debtor, "accountNumber">): Promise<number> =>
  (await get(`/v1/accounts/${accountNumber}`)).metrics.totalInvoiceBalance;

async function refused(method: string, path: string, body: Fields): Promise<string> {
  const { json, text, status } = await server.call(method, path, body, NOW);
  assert.equal(json.success, false, text);
  assert.ok(status < 500, text);
  return json.reasons[0].message;
}

/** Each call, what it is asked besides, and what of January to March 2023 it bills. */
const CALLS: readonly (readonly [call: string, body: Fields, amount: number])[] = [
  ["", { notes: "x", autoRenew: true }, 200],
  ["/cancel", { cancellationPolicy: "SpecificDate", cancellationEffectiveDate: "2023-02-15" }, 150],
  ["/renew", {}, 200],
  ["/suspend", { suspendPolicy: "SpecificDate", suspendSpecificDate: "2023-02-15" }, 150],
];

describe("collect", () => {
  for (const [call, body, amount] of CALLS) {
    test(`PUT /v1/subscriptions/{key}${call} is paid what it bills`, async () => {
      const customer = await aCustomer();
      const path = `/v1/subscriptions/${customer.subscriptionNumber}${call}`;
      const billed = { ...body, runBilling: true, targetDate: "2023-02-28" };
      const answer = await succeed(server, "PUT", path, { ...billed, collect: true }, NOW);
      assert.equal(answer.paidAmount, amount);
      assert.equal((await get(`/v1/payments/${answer.paymentId}`)).appliedAmount, amount);
      assert.equal((await get(`/v1/invoices/${answer.invoiceId}`)).balance, 0);
      const unpaid = await aCustomer();
      const owing = `/v1/subscriptions/${unpaid.subscriptionNumber}${call}`;
      const without = await succeed(server, "PUT", owing, billed, NOW);
      assert.equal("paymentId" in without || "paidAmount" in without, false);
      assert.deepEqual([await owedBy(unpaid), await paid(unpaid)], [amount, []]);
    });
  }

  test("PUT /v1/subscriptions/{key}/resume too, once it is suspended", async () => {
    const customer = await aCustomer();
    const path = `/v1/subscriptions/${customer.subscriptionNumber}`;
    const suspended = { suspendPolicy: "SpecificDate", suspendSpecificDate: "2023-02-01" };
    await succeed(server, "PUT", `${path}/suspend`, suspended, NOW);
    const resumed = { resumePolicy: "SpecificDate", resumeSpecificDate: "2023-03-01" };
    const billed = { ...resumed, runBilling: true, targetDate: "2023-03-31", collect: true };
    const answer = await succeed(server, "PUT", `${path}/resume`, billed, NOW);
    assert.equal(answer.paidAmount, 200);
    assert.equal(await owedBy(customer), 0);
  });

  test("only what this subscription is billed, and only what credit does not pay", async () => {
    const customer = await aCustomer();
    const { accountNumber } = customer;
    await subscribe(server, { accountNumber, plan, from: "2023-01-01", billThrough: "2023-01-01" });
    const external = aPayment(customer, 30, { type: "External", invoices: undefined });
    await succeed(server, "POST", "/v1/payments", external);
    const path = `/v1/subscriptions/${customer.subscriptionNumber}/renew`;
    const options = {
      runBilling: true,
      targetDate: "2023-01-31",
      applyCredit: true,
      collect: true,
    };
    const answer = await succeed(server, "PUT", path, options, NOW);
    assert.equal(answer.paidAmount, 70);
    assert.equal(await owedBy(customer), 100);
  });

  test("declined: nothing is changed, and the payment is kept as it was answered", async () => {
    const customer = await aCustomer("4000000000000341");
    const path = `/v1/subscriptions/${customer.subscriptionNumber}`;
    const renewed = { runBilling: true, targetDate: "2023-01-31", collect: true };
    assert.match(await refused("PUT", `${path}/renew`, renewed), /declined by the gateway/);
    const cancelled = { ...renewed, cancellationPolicy: "EndOfCurrentTerm" };
    assert.match(await refused("PUT", `${path}/cancel`, cancelled), /declined by the gateway/);
    const updated = { ...renewed, autoRenew: true };
    assert.match(await refused("PUT", path, updated), /declined by the gateway/);
    const subscription = await get(path);
    assert.deepEqual([subscription.version, subscription.status], [2, "Active"]);
    assert.deepEqual([await owedBy(customer), await paid(customer)], [0, [0, 0, 0]]);
  });

  test("a version that was replaced is refused before anything is asked for", async () => {
    const customer = await aCustomer();
    const path = `/v1/subscriptions/${customer.subscriptionNumber}`;
    const { id } = await get(path);
    await succeed(server, "PUT", path, { autoRenew: true }, NOW);
    const renewed = { runBilling: true, targetDate: "2023-01-31", collect: true };
    await refused("PUT", `/v1/subscriptions/${id}/renew`, renewed);
    await refused("PUT", `/v1/subscriptions/${id}`, { ...renewed, autoRenew: false });
    assert.deepEqual(await paid(customer), []);
  });
});

describe("POST /v1/subscriptions", () => {
  test("collects by default where the account has a default payment method", async () => {
    const customer = await aCustomer();
    const answer = await create(creation(customer));
    assert.equal(answer.paidAmount, 100);
    assert.equal((await get(`/v1/invoices/${answer.invoiceId}`)).balance, 0);
    const not = await create(creation(customer, { collect: false }));
    assert.equal("paymentId" in not, false);
    const unbilled = await create(creation(customer, { runBilling: false }));
    assert.equal("invoiceId" in unbilled || "paymentId" in unbilled, false);
    assert.deepEqual(await paid(customer), [100]);
  });

  test("leaves what it bills owed where there is nothing to pay with, unless it is asked", async () => {
    const account = await anAccount(server);
    const answer = await create(creation(account));
    assert.equal("paymentId" in answer, false);
    assert.equal(await owedBy(account), 100);
    const asked = creation(account, { collect: true, subscriptionNumber: "NEVER-PAID" });
    assert.match(await refused("POST", "/v1/subscriptions", asked), /no default payment method/);
    assert.equal(await owedBy(account), 100);
    assert.equal((await server.call("GET", "/v1/subscriptions/NEVER-PAID")).json.success, false);
  });

  test("collects by the method and through the gateway that are named", async () => {
    const account = await anAccount(server);
    const card = { ...aCard(), accountKey: account.accountId };
    const { id } = await succeed(server, "POST", "/v1/payment-methods", card);
    const named = { paymentMethodId: id, gatewayId: "Test Gateway Adapter" };
    const answer = await create(creation(account, named));
    const payment = await get(`/v1/payments/${answer.paymentId}`);
    assert.deepEqual([payment.paymentMethodId, payment.amount], [id, 100]);
    const unpaid = creation(account, { ...named, collect: false });
    assert.match(await refused("POST", "/v1/subscriptions", unpaid), /'paymentMethodId' needs/);
    const strange = creation(account, { paymentMethodId: "f".repeat(32) });
    assert.match(await refused("POST", "/v1/subscriptions", strange), /Cannot find/);
  });

  test("older versions say it in their own words", async () => {
    const customer = await aCustomer();
    const { targetDate: invoiceTargetDate, ...body } = creation(customer);
    const older = { ...body, invoiceTargetDate };
    const in186 = await create({ ...older, invoiceCollect: true }, { "zuora-version": "186.0" });
    assert.equal(in186.paidAmount, 100);
    const in196 = { "zuora-version": "196.0" };
    const invoiced = await create({ ...older, invoice: true, collect: false }, in196);
    assert.deepEqual(["paymentId" in invoiced, "invoiceId" in invoiced], [false, true]);
    const collected = await create({ ...older, invoice: true, collect: true }, in196);
    assert.equal(collected.paidAmount, 100);
  });

  test("sent twice with its key, it is one subscription and one payment", async () => {
    const customer = await aCustomer();
    const headers = { ...NOW, "idempotency-key": "created-and-paid" };
    const first = await create(creation(customer), headers);
    assert.deepEqual(await create(creation(customer), headers), first);
    assert.deepEqual(await paid(customer), [100]);
  });
});
