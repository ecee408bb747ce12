/** Money that goes back: of payments and of credit memos, by hand and through gateways. */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { aPlan, cancelOrder, type Plan, succeed } from "#test/support/company.ts";
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
import { type StripeStandIn, startStripeStandIn } from "#test/support/stripe-stand-in.ts";

let server: TestServer;
let plan: Plan;
let stripe: StripeStandIn;
let stripeId: string;

before(async () => {
  server = await startTestServer();
  plan = await aPlan(server, [{ price: 60 }, { price: 40 }]);
  stripe = await startStripeStandIn();
  process.env.STRIPE_SECRET_KEY = "sk_test_refunds";
  process.env.STRIPE_BASE_URL = stripe.baseUrl;
  const gateway = { name: "Stripe", type: "Stripe" };
  stripeId = (await succeed(server, "POST", "/v1/paymentgateways", gateway)).id;
});
after(async () => {
  await server.close();
  await stripe.close();
});
afterEach(() => assertConserved(server.database, server.entityId));

type Json = Answer["json"];
type Fields = Readonly<Record<string, unknown>>;

const get = (path: string) => succeed(server, "GET", path);
const post = (path: string, body: Fields) => succeed(server, "POST", path, body);

async function refused(method: string, path: string, body: Fields): Promise<string> {
  const { json, status, text } = await server.call(method, path, body);
  assert.equal(json.success, false, text);
  assert.ok(status < 500, text);
  return json.reasons[0].message;
}

const amounts = ({ amount, appliedAmount, unappliedAmount, refundAmount }: Json) =>
  `${amount} = ${appliedAmount} + ${unappliedAmount} + ${refundAmount}`;

const paid = async (debtor: Debtor, amount: number, fields: Fields = {}) =>
  post("/v1/payments", aPayment(debtor, amount, fields));

const byCheck = (totalAmount: number, fields: Fields = {}) => ({
  type: "External",
  methodType: "Check",
  totalAmount,
  ...fields,
});

describe("of a payment", () => {
  test("what is unapplied is given back by hand, and taken back when that was wrong", async () => {
    const debtor = await aDebtor(server, plan);
    const { id } = await paid(debtor, 130, {
      type: "External",
      effectiveDate: "2023-02-01",
      invoices: [{ invoiceId: debtor.invoiceIds[0], amount: 100 }],
    });
    const refundDate = "2023-03-01";
    const refund = await post(`/v1/payments/${id}/refunds`, byCheck(25, { refundDate }));
    assert.equal(refund.status, "Processed");
    assert.match(refund.number, /^R-\d{8}$/);
    assert.equal(refund.refundDate, refundDate);
    assert.equal(refund.methodType, "Check");
    assert.equal(refund.paymentId, id);
    assert.equal(refund.creditMemoId, null);
    assert.equal(amounts(await get(`/v1/payments/${id}`)), "130 = 100 + 5 + 25");
    const { parts } = await get(`/v1/refunds/${refund.number}/parts`);
    assert.deepEqual([parts[0].paymentId, parts[0].amount], [id, 25]);
    const path = `/v1/refunds/${refund.id}/parts/${parts[0].id}`;
    assert.equal((await get(path)).amount, 25);
    const { itemParts } = await get(`${path}/itemparts`);
    assert.equal(itemParts[0].creditMemoItemId, null);
    assert.equal((await get(`${path}/item-parts/${itemParts[0].id}`)).amount, 25);
    const changed = await succeed(server, "PUT", `/v1/refunds/${refund.id}`, {
      comment: "sorry",
      mine__c: "x",
    });
    assert.equal(changed.comment, "sorry");
    assert.equal(changed.mine__c, "x");
    const cancelled = await succeed(server, "PUT", `/v1/refunds/${refund.id}/cancel`, {});
    assert.equal(cancelled.status, "Canceled");
    assert.equal(amounts(await get(`/v1/payments/${id}`)), "130 = 100 + 30 + 0");
    assert.match(await refused("PUT", `/v1/refunds/${refund.id}/cancel`, {}), /Canceled/);
    await succeed(server, "DELETE", `/v1/refunds/${refund.id}`);
    assert.match(await refused("DELETE", `/v1/refunds/${refund.id}`, {}), /Cannot find/);
  });

  test("through the gateway that has taken it", async () => {
    const debtor = await aDebtor(server, plan);
    const { id } = await paid(debtor, 100, { invoices: undefined });
    const refund = await post(`/v1/payments/${id}/refunds`, {
      type: "Electronic",
      totalAmount: 40,
    });
    assert.equal(refund.status, "Processed");
    assert.equal(refund.gatewayState, "Submitted");
    assert.equal(refund.gatewayResponseCode, "approve");
    assert.equal(refund.paymentMethodId, debtor.paymentMethodId);
    assert.equal(amounts(await get(`/v1/payments/${id}`)), "100 = 0 + 60 + 40");
    assert.match(await refused("PUT", `/v1/refunds/${refund.id}/cancel`, {}), /cannot be taken/);
    assert.match(await refused("DELETE", `/v1/refunds/${refund.id}`, {}), /Processed/);
    const list = await get(`/v1/refunds?accountId=${debtor.accountId}&sort=-amount`);
    assert.deepEqual(
      list.refunds.map((each: Json) => each.number),
      [refund.number],
    );
  });

  test("what is applied is unapplied first, where that is asked for", async () => {
    const debtor = await aDebtor(server, plan);
    const { id } = await paid(debtor, 100);
    const invoices = [{ invoiceId: debtor.invoiceIds[0], amount: 70 }];
    const body = { type: "Electronic", invoices };
    const refund = await post(`/v1/payments/${id}/refunds/unapply`, body);
    assert.equal(refund.amount, 70);
    assert.equal(amounts(await get(`/v1/payments/${id}`)), "100 = 30 + 0 + 70");
    assert.equal((await invoiceOf(server, debtor)).balance, 70);
    const path = `/v1/payments/${id}/refunds/unapply`;
    assert.match(await refused("POST", path, body), /has paid 30/);
    assert.match(await refused("POST", path, { ...body, writeOff: true }), /writeOff/);
  });

  test("REFUND_TOO_HIGH: more than is unapplied, or is not being given back already", async () => {
    const debtor = await aDebtor(server, plan);
    const { id } = await paid(debtor, 120, {
      invoices: [{ invoiceId: debtor.invoiceIds[0], amount: 100 }],
    });
    const path = `/v1/payments/${id}/refunds`;
    assert.match(await refused("POST", path, byCheck(20.01)), /20 of it is not applied/);
    assert.match(await refused("POST", path, byCheck(0)), /greater than 0/);
    assert.match(await refused("POST", path, byCheck(1, { methodType: undefined })), /methodType/);
    const early = byCheck(1, { refundDate: "2020-01-01" });
    assert.match(await refused("POST", path, early), /is before/);
    assert.match(await refused("POST", "/v1/payments/P-0/refunds", byCheck(1)), /Cannot find/);
    const cash = await paid(debtor, 10, { type: "External", invoices: undefined });
    const electronic = { type: "Electronic", totalAmount: 1 };
    const message = await refused("POST", `/v1/payments/${cash.id}/refunds`, electronic);
    assert.match(message, /has no gateway/);
  });

  test("REFUND_DECLINED: the gateway says no, and the money stays", async () => {
    const debtor = await aDebtor(server, plan, { cardNumber: "4000000000005126" });
    const { id } = await paid(debtor, 50, { invoices: undefined });
    const body = { type: "Electronic", totalAmount: 50 };
    const message = await refused("POST", `/v1/payments/${id}/refunds`, body);
    const [, number] = /'(R-\d+)'/.exec(message) ?? [];
    assert.equal((await get(`/v1/refunds/${number}`)).status, "Error");
    assert.deepEqual((await get(`/v1/refunds/${number}/parts`)).parts, []);
    assert.equal(amounts(await get(`/v1/payments/${id}`)), "50 = 0 + 50 + 0");
    await succeed(server, "DELETE", `/v1/refunds/${number}`);
  });

  test("a gateway that does not answer is asked again; meanwhile the money is kept back", async () => {
    const jobs = await server.runJobs();
    const debtor = await aDebtor(server, plan, { cardNumber: "4000000000000119" });
    const payment = await paid(debtor, 50, { invoices: undefined });
    await askAgainNow(server);
    await until(() => get(`/v1/payments/${payment.id}`), "Processed");
    const path = `/v1/payments/${payment.id}/refunds`;
    const refund = await post(path, { type: "Electronic", totalAmount: 30 });
    assert.equal(refund.status, "Processing");
    assert.match(await refused("POST", path, byCheck(21)), /20 of it/);
    const invoices = [{ invoiceId: debtor.invoiceIds[0], amount: 50 }];
    const apply = `/v1/payments/${payment.id}/apply`;
    assert.match(await refused("PUT", apply, { invoices }), /left/);
    const elsewhere = { accountId: (await aDebtor(server, plan)).accountId };
    const transfer = `/v1/payments/${payment.id}/transfer`;
    assert.match(await refused("PUT", transfer, elsewhere), /cannot be transferred/);
    assert.match(
      await refused("PUT", `/v1/payments/${payment.id}/cancel`, {}),
      /refund it instead/,
    );
    assert.match(await refused("DELETE", `/v1/payments/${payment.id}`, {}), /Processed/);
    await askAgainNow(server);
    await until(() => get(`/v1/refunds/${refund.id}`), "Processed");
    assert.equal(amounts(await get(`/v1/payments/${payment.id}`)), "50 = 0 + 20 + 30");
    await jobs.stop();
  });

  test("by Stripe: once, however often its answer is lost", async () => {
    const debtor = await aDebtor(server, plan, { authGateway: stripeId });
    const key = { "idempotency-key": "refund-once" };
    const payment = await paid(debtor, 100, { invoices: undefined });
    const [charge] = stripe.charges;
    assert.deepEqual([charge?.id, charge?.amount], [payment.referenceId, 10_000]);
    const path = `/v1/payments/${payment.id}/refunds`;
    const body = { type: "Electronic", totalAmount: 12.34 };
    stripe.loseAnswers(1);
    const first = await succeed(server, "POST", path, body, key);
    assert.equal(first.status, "Processing");
    assert.deepEqual(await succeed(server, "POST", path, body, key), first);
    const jobs = await server.runJobs();
    await askAgainNow(server);
    await until(() => get(`/v1/refunds/${first.id}`), "Processed");
    assert.deepEqual(
      stripe.refunds.map(({ amount }) => amount),
      [1_234],
    );
    await jobs.stop();
  });
});

/** A credit memo of 60 of which nothing is applied: the subscription was cancelled in mid-period. */
async function aMemo(debtor: Debtor): Promise<Json> {
  await paid(debtor, 100);
  const order = cancelOrder({
    accountNumber: debtor.accountNumber,
    subscriptionNumber: debtor.subscriptionNumber,
    on: "2023-01-01",
    processingOptions: {
      runBilling: true,
      billingOptions: { targetDate: "2023-01-01", documentDate: "2023-01-01" },
    },
  });
  const { creditMemoNumbers } = await post("/v1/orders", order);
  return get(`/v1/credit-memos/${creditMemoNumbers[0]}`);
}

describe("of a credit memo", () => {
  test("by hand, item by item, and taken back", async () => {
    const debtor = await aDebtor(server, plan);
    const memo = await aMemo(debtor);
    assert.equal(amounts(memo), "100 = 0 + 100 + 0");
    const { items } = await get(`/v1/credit-memos/${memo.number}/items`);
    const sixty = items.find((item: Json) => item.amount === 60);
    const named = [{ creditMemoItemId: sixty.id, amount: 25 }];
    const body = byCheck(25, { items: named });
    const refund = await post(`/v1/credit-memos/${memo.number}/refund`, body);
    assert.equal(refund.creditMemoId, memo.id);
    assert.equal(amounts(await get(`/v1/credit-memos/${memo.id}`)), "100 = 0 + 75 + 25");
    const { parts } = await get(`/v1/refunds/${refund.id}/parts`);
    const { itemParts } = await get(`/v1/refunds/${refund.id}/parts/${parts[0].id}/itemparts`);
    assert.deepEqual([itemParts[0].creditMemoItemId, itemParts[0].amount], [sixty.id, 25]);
    const rest = await post(`/v1/creditmemos/${memo.id}/refunds`, byCheck(75));
    assert.equal(amounts(await get(`/v1/credit-memos/${memo.id}`)), "100 = 0 + 0 + 100");
    await succeed(server, "PUT", `/v1/refunds/${rest.id}/cancel`, {});
    assert.equal(amounts(await get(`/v1/credit-memos/${memo.id}`)), "100 = 0 + 75 + 25");
    const path = `/v1/credit-memos/${memo.id}/refund`;
    assert.match(await refused("POST", path, byCheck(76)), /75 of it/);
    const tooMuch = byCheck(40, { items: [{ creditMemoItemId: sixty.id, amount: 40 }] });
    assert.match(await refused("POST", path, tooMuch), /35 of it/);
    const less = byCheck(40, { items: [{ creditMemoItemId: sixty.id, amount: 30 }] });
    assert.match(await refused("POST", path, less), /add up/);
    const unknown = byCheck(1, { items: [{ creditMemoItemId: memo.id, amount: 1 }] });
    assert.match(await refused("POST", path, unknown), /Cannot find/);
  });

  test("through a gateway, by the card that is named", async () => {
    const debtor = await aDebtor(server, plan);
    const memo = await aMemo(debtor);
    const path = `/v1/credit-memos/${memo.id}/refund`;
    const body = { type: "Electronic", totalAmount: 100 };
    assert.match(await refused("POST", path, body), /paymentMethodId/);
    const { paymentMethodId } = debtor;
    const refund = await post(path, { ...body, paymentMethodId });
    assert.equal(refund.status, "Processed");
    assert.equal(amounts(await get(`/v1/credit-memos/${memo.id}`)), "100 = 0 + 0 + 100");
    const other = await aDebtor(server, plan);
    const stolen = { ...body, totalAmount: 1, paymentMethodId: other.paymentMethodId };
    assert.match(await refused("POST", path, stolen), /REFUND|Cannot find|of it/);
  });

  test("what is declined or in process is kept back no longer than that", async () => {
    const declined = await aDebtor(server, plan, { cardNumber: "4000000000005126" });
    const memo = await aMemo(declined);
    const { paymentMethodId } = declined;
    const body = { type: "Electronic", totalAmount: 100, paymentMethodId };
    await refused("POST", `/v1/credit-memos/${memo.id}/refund`, body);
    assert.equal(amounts(await get(`/v1/credit-memos/${memo.id}`)), "100 = 0 + 100 + 0");
    await post(`/v1/credit-memos/${memo.id}/refund`, byCheck(100));
  });

  test("what a gateway is giving back is neither applied, unposted, written off nor cancelled", async () => {
    const debtor = await aDebtor(server, plan, { cardNumber: "4000000000000119" });
    const memo = await post("/v1/credit-memos", {
      accountNumber: debtor.accountNumber,
      autoPost: true,
      charges: [{ productRatePlanChargeId: plan.chargeIds[0], amount: 50 }],
    });
    const path = `/v1/credit-memos/${memo.id}`;
    const { paymentMethodId } = debtor;
    const body = { type: "Electronic", totalAmount: 30, paymentMethodId };
    const refund = await post(`${path}/refund`, body);
    assert.equal(refund.status, "Processing");
    const applying = (amount: number, fields: Fields = {}) => ({
      invoices: [{ invoiceId: debtor.invoiceIds[0], amount, ...fields }],
    });
    const { items } = await get(`${path}/items`);
    const { invoiceItems } = await get(`/v1/invoices/${debtor.invoiceIds[0]}/items`);
    const owed = invoiceItems.find((item: Json) => item.chargeAmount === 60);
    const pair = { amount: 21, creditMemoItemId: items[0].id, invoiceItemId: owed.id };
    for (const wanted of [applying(21), applying(21, { items: [pair] })]) {
      assert.match(await refused("PUT", `${path}/apply`, wanted), /at most 20 can/);
    }
    assert.match(await refused("PUT", `${path}/unpost`, {}), /refunded/);
    assert.match(await refused("PUT", `${path}/write-off`, {}), /refunded/);
    assert.match(await refused("PUT", `${path}/cancel`, {}), /is Posted/);
    assert.equal(amounts(await get(path)), "50 = 0 + 50 + 0");
    await succeed(server, "PUT", `${path}/apply`, applying(20));
    const jobs = await server.runJobs();
    await askAgainNow(server);
    await until(() => get(`/v1/refunds/${refund.id}`), "Processed");
    await jobs.stop();
    assert.equal(amounts(await get(path)), "50 = 20 + 0 + 30");
  });
});
