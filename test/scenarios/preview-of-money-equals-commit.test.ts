/** Whatever happens between the two: an order that moves money does what its receipt says, or nothing. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { aPlan, cancelOrder, subscribe, subscribeOrder, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { fingerprint } from "#test/support/fingerprint.ts";
import { aCard, aDebtor, aPayment, type Debtor } from "#test/support/payments.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());

type Json = Answer["json"];

const get = (path: string) => succeed(server, "GET", path);

const cents = fc.integer({ min: 1, max: 30_000 }).map((each) => each / 100);

/** Cards that approve, that decline charges, that decline refunds. */
const cardNumber = fc.oneof(
  { weight: 3, arbitrary: fc.constant("4111111111111111") },
  fc.constantFrom("4000000000000341", "4000000000005126"),
);

const happening = fc.oneof(
  fc.record({ does: fc.constant("a payment comes in" as const), amount: cents }),
  fc.record({ does: fc.constant("a payment is refunded in part" as const), amount: cents }),
  fc.record({ does: fc.constant("an invoice is paid" as const) }),
  fc.record({ does: fc.constant("another card becomes the default" as const) }),
  fc.record({ does: fc.constant("another subscription is billed" as const) }),
  fc.record({ does: fc.constant("the rule of application changes" as const) }),
);
type Happening = typeof happening extends fc.Arbitrary<infer Drawn> ? Drawn : never;

const history = fc.record({
  prices: fc.array(cents, { minLength: 1, maxLength: 3 }),
  cardNumber,
  /** Whether the first invoice is paid by card, and what else has come in. */
  isPaid: fc.boolean(),
  unapplied: fc.array(cents, { maxLength: 2 }),
  order: fc.oneof(
    fc.record({
      does: fc.constant("subscribes" as const),
      applyCredit: fc.boolean(),
      applicationOrder: fc.constantFrom(undefined, ["UnappliedPayment"], ["CreditMemo"]),
      collectPayment: fc.boolean(),
    }),
    fc.record({
      does: fc.constant("cancels" as const),
      day: fc.integer({ min: 1, max: 31 }),
      refundAmount: fc.option(cents, { nil: undefined }),
      applyCredit: fc.boolean(),
      writeOff: fc.boolean(),
    }),
  ),
  between: fc.option(happening, { nil: null, freq: 2 }),
});
type History = typeof history extends fc.Arbitrary<infer Drawn> ? Drawn : never;

type Plan = Awaited<ReturnType<typeof aPlan>>;
const FROM = "2022-01-01";

async function live(drawn: History): Promise<{ customer: Debtor; plan: Plan }> {
  const priced = drawn.prices.map((price, index) => ({ price, Name: `Charge ${index}` }));
  const plan = await aPlan(server, priced);
  const good =
    drawn.isPaid && drawn.cardNumber === "4000000000000341" ? undefined : drawn.cardNumber;
  const billed = { cardNumber: good, from: FROM, billThrough: FROM };
  const customer = await aDebtor(server, plan, billed);
  if (drawn.isPaid) await pay(customer);
  for (const amount of drawn.unapplied) await receive(customer, amount);
  return { customer, plan };
}

async function pay(customer: Debtor): Promise<void> {
  const { balance } = await get(`/v1/invoices/${customer.invoiceIds[0]}`);
  if (balance === 0) return;
  await server.call("POST", "/v1/payments", aPayment(customer, balance));
}

const receive = (customer: Debtor, amount: number) =>
  succeed(
    server,
    "POST",
    "/v1/payments",
    aPayment(customer, amount, { type: "External", invoices: undefined }),
  );

function orderOf({ order }: History, { accountNumber, subscriptionNumber }: Debtor, plan: Plan) {
  if (order.does === "subscribes") {
    const { does: _, ...options } = order;
    const { applicationOrder } = options;
    const body = subscribeOrder({ accountNumber, plan, from: FROM, billThrough: FROM });
    const processingOptions = {
      ...(body.processingOptions as object),
      ...options,
      applicationOrder: options.applyCredit ? applicationOrder : undefined,
    };
    return { ...body, processingOptions };
  }
  const { day, refundAmount, writeOff, applyCredit } = order;
  const on = `2022-01-${String(day).padStart(2, "0")}`;
  const refund = refundAmount !== undefined;
  const billingOptions = { targetDate: on, documentDate: on };
  const money = { refund, refundAmount, writeOff, applyCredit };
  const processingOptions = { runBilling: true, billingOptions, ...money };
  return cancelOrder({ accountNumber, subscriptionNumber, on, processingOptions });
}

/** It may or may not be possible, and may or may not matter to the order. */
const HAPPENINGS: {
  readonly [Does in Happening["does"]]: (
    customer: Debtor,
    plan: Plan,
    happens: Happening,
  ) => Promise<unknown>;
} = {
  "a payment comes in": (customer, _, happens) =>
    receive(customer, "amount" in happens ? happens.amount : 1),
  async "a payment is refunded in part"(customer, _, happens) {
    const { payments } = await get(`/v1/payments?accountId=${customer.accountId}`);
    const payment = payments.find((each: Json) => each.unappliedAmount > 0);
    if (!payment || !("amount" in happens)) return;
    const totalAmount = Math.min(happens.amount, payment.unappliedAmount);
    const body = { type: "External", methodType: "Check", totalAmount };
    await succeed(server, "POST", `/v1/payments/${payment.id}/refunds`, body);
  },
  "an invoice is paid": (customer) => pay(customer),
  "another card becomes the default": ({ accountId: accountKey }) =>
    succeed(server, "POST", "/v1/payment-methods", { ...aCard(), accountKey, makeDefault: true }),
  "another subscription is billed": ({ accountNumber }, plan) =>
    subscribe(server, { accountNumber, plan, from: FROM, billThrough: FROM }),
  "the rule of application changes": () =>
    succeed(server, "PUT", "/settings/application-rules", {
      paymentApplicationRule: "FirstInFirstOut",
      creditMemoApplicationRule: "FirstInFirstOut",
    }),
};

const sumOf = (amounts: readonly number[]): string =>
  (amounts.reduce((total, amount) => total + Math.round(amount * 100), 0) / 100).toFixed(2);

/** Of invoices: what was there is told by its number, what is new by what it was billed. */
async function assertInvoices({ accountId }: Debtor, receipt: Json): Promise<void> {
  const { invoices } = await get(`/v1/transactions/invoices/accounts/${accountId}`);
  const said = new Map(receipt.invoices.map((each: Json) => [each.invoiceNumber, each.after]));
  const isNew = ({ invoiceNumber }: Json) => invoiceNumber === null;
  const known = invoices.filter((each: Json) => said.has(each.invoiceNumber));
  for (const { invoiceNumber, balance } of known) {
    assert.equal(balance, said.get(invoiceNumber), invoiceNumber);
  }
  assert.equal(known.length + receipt.invoices.filter(isNew).length, receipt.invoices.length);
  const made = receipt.invoices.filter(isNew).map((each: Json) => each.after);
  const others = invoices.filter((each: Json) => !said.has(each.invoiceNumber));
  for (const after of made) {
    assert.ok(
      others.some(({ balance }: Json) => balance === after),
      `${after}`,
    );
  }
}

async function assertDone(customer: Debtor, receipt: Json, answer: Json): Promise<void> {
  assert.equal(answer.paidAmount, receipt.payment?.amount);
  const refunds = answer.refunds?.map((each: Json) => each.status) ?? [];
  assert.equal(refunds.length, receipt.refunds?.length ?? 0);
  const { metrics } = await get(`/v1/accounts/${customer.accountNumber}`);
  const declined = receipt.refunds?.some(
    ({ status }: Json, index: number) =>
      status === "DependsOnGateway" && refunds[index] === "Error",
  );
  if (declined) return;
  const { balance, unappliedCredit, unappliedPayment } = receipt.account.after;
  assert.deepEqual(
    [metrics.balance, metrics.unappliedCreditMemoAmount, metrics.unappliedPaymentAmount],
    [balance, unappliedCredit, unappliedPayment],
  );
  await assertInvoices(customer, receipt);
  const amounts = (results: Json[] = []) => results.map((each) => each.amount).sort();
  assert.deepEqual(amounts(answer.writeOff), amounts(receipt.writeOff));
  const { payments } = await get(`/v1/payments?accountId=${customer.accountId}`);
  const given = sumOf(payments.map((each: Json) => each.refundAmount));
  const promised = sumOf([receipt.dependsOnGateway?.refunded ?? 0]);
  assert.ok(Number(given) >= Number(promised), `${given} of ${promised} is given back`);
}

const RULES = { paymentApplicationRule: "Proration", creditMemoApplicationRule: "Proration" };

test("an order that moves money does what its receipt has said, or nothing", async () => {
  const property = fc.asyncProperty(history, async (drawn) => {
    await succeed(server, "PUT", "/settings/application-rules", RULES);
    const { customer, plan } = await live(drawn);
    const order = orderOf(drawn, customer, plan);
    const unmoved = await fingerprint(server);
    const preview = await server.call("POST", "/v1/orders/preview", order);
    assert.deepEqual(await fingerprint(server), unmoved, "a preview changes nothing");
    const { receipt } = preview.json;
    const { between } = drawn;
    if (between && receipt) await HAPPENINGS[between.does](customer, plan, between);

    const print = await fingerprint(server);
    const held = receipt ? { ...order, previewId: receipt.previewId } : order;
    const { json, text, status } = await server.call("POST", "/v1/orders", held);
    await assertConserved(server.database, server.entityId);
    if (json.success) {
      assert.ok(receipt, preview.text);
      await assertDone(customer, receipt, json);
      return;
    }
    assert.ok(status < 500, text);
    const [{ message }] = json.reasons;
    if (receipt && /declined by the gateway/.test(message)) {
      assert.ok(receipt.dependsOnGateway.collected > 0, "it has said so");
      return;
    }
    assert.deepEqual(await fingerprint(server), print, "what has moved is not committed");
    if (!receipt) assert.equal(message, preview.json.reasons[0].message);
    else {
      assert.equal(status, 409, text);
      assert.notEqual(between, null, message);
    }
  });
  await fc.assert(property, { numRuns: 8 });
});
