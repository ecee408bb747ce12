/** Stories across what is billed in new ways: prepaid, committed, split, scheduled; reckoned by hand. */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import {
  aPlan,
  cancelOrder,
  type PlanCharge,
  subscribeOrder,
  succeed,
} from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { Life } from "#test/support/life.ts";
import { aCard } from "#test/support/payments.ts";
import { prepay, used, YEARLY } from "#test/support/prepaid-company.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";
import { aCalifornian, aTaxCodeOf, salesTax, taxable } from "#test/support/tax-company.ts";
import { books, itemsOf, settle } from "#test/support/told-alike.ts";

type Json = Answer["json"];
type Fields = Readonly<Record<string, unknown>>;

let server: TestServer;

before(async () => {
  server = await startTestServer();
  await succeed(server, "PUT", "/settings/billing-rules", { invoiceSplit: true });
  await aTaxCodeOf(server, "CA", [
    {
      from: "2000-01-01",
      rates: [salesTax(0.0725, { taxRate2: 0.01, taxRateType2: "Percentage", taxName2: "City" })],
    },
  ]);
});
after(() => server.close());
afterEach(() => assertConserved(server.database, server.entityId));

const get = (path: string) => succeed(server, "GET", path);
const post = (path: string, body: Fields = {}) => succeed(server, "POST", path, body);
const put = (path: string, body: Fields = {}) => succeed(server, "PUT", path, body);

const aLife = async (fields: Fields = {}) => new Life(server, await aCalifornian(server, fields));

const MONTHLY = (price: number, fields: Fields = {}): PlanCharge => ({
  price,
  ...taxable("CA"),
  ...fields,
});

const pay = ({ accountId }: Life, amount: number, fields: Fields = {}) =>
  post("/v1/payments", {
    accountId,
    type: "External",
    amount,
    currency: "USD",
    effectiveDate: "2023-03-31",
    paymentMethodType: "Check",
    ...fields,
  });

const payInvoice = (life: Life, { id }: Json, amount: number, fields: Fields = {}) =>
  pay(life, amount, { invoices: [{ invoiceId: id, amount }], ...fields });

const SETTLING = { runBilling: true, writeOff: true };

/** Every item says how it came to be, and from what. */
async function areExplained({ invoices, creditMemos }: Awaited<ReturnType<typeof books>>) {
  for (const [kind, documents] of [
    ["invoices", invoices],
    ["credit-memos", creditMemos],
  ] as const) {
    for (const { id, items } of documents) {
      for (const item of items) {
        const explained = await get(`/v1/${kind}/${id}/items/${item.id}/explain`);
        assert.ok(explained.rule, JSON.stringify(explained));
      }
    }
  }
}

/** What became of what was billed, and what the account has in the end. */
async function end(life: Life) {
  const all = await books(life);
  await areExplained(all);
  const { paid, credited, writtenOff, refunded } = all.total;
  return { balance: all.balance, paid, credited, writtenOff, refunded };
}

describe("120 prepaid calls a year for 120.00, 8.70 and 1.20 of taxes, cancelled on 11 March", () => {
  /** 10 calls in February, and more in March before the end. */
  const start = async (CreditOption: string, { paid = 30, march = 3 } = {}) => {
    const life = await aLife();
    const topup = { ...YEARLY, ...taxable("CA"), CreditOption };
    const number = await prepay(life, topup, "2022-01-01");
    await life.billRun("2022-01-01");
    const { invoices, balance } = await books(life);
    assert.equal(balance, 129.9);
    await payInvoice(life, invoices[0], paid, { effectiveDate: "2022-01-05" });
    await used(life, "2022-02-05", 10, { SubscriptionNumber: number });
    await life.billRun("2022-03-01");
    await used(life, "2022-03-05", march, { SubscriptionNumber: number });
    await life.cancel(number, "2022-03-11", SETTLING);
    return life;
  };

  test("by time: 69 of 365 days cost 22.68 and 1.87 of taxes, whatever was used", async () => {
    // Credited: 120.00 - 22.68 = 97.32, 7.06 and 0.97: 105.35. 129.90 - 60.00 - 105.35 = -35.45.
    const life = await start("TimeBased", { paid: 60 });
    const { balance, writtenOff } = await end(life);
    assert.deepEqual([balance, writtenOff], [-35.45, 0]);
    assert.deepEqual(await settle(life), ["UnappliedCredit"]);
    assert.equal((await end(life)).refunded, 35.45);
  });

  test("by consumption: 36 of 120 calls were drawn, 70 % comes back", async () => {
    // 84.00, 6.09 and 0.84 of 129.90; 129.90 - 30.00 - 90.93 = 8.97.
    const life = await start("ConsumptionBased", { march: 26 });
    assert.deepEqual(await end(life), {
      ...{ balance: 0, paid: 30, credited: 90.93 },
      ...{ writtenOff: 8.97, refunded: 0 },
    });
  });

  test("in full: 129.90 comes back, and 13 calls cost 5.00 each", async () => {
    // 65.00 are due for calls, of which 30.00 are paid.
    const life = await start("FullCreditBack");
    const { balance, writtenOff } = await end(life);
    assert.deepEqual([balance, writtenOff], [0, 35]);
  });

  test("in full, all paid: the customer gets 64.90 back", async () => {
    const life = await start("FullCreditBack", { paid: 129.9 });
    const { balance, writtenOff } = await end(life);
    assert.deepEqual([balance, writtenOff], [-64.9, 0]);
    assert.deepEqual(await settle(life), ["UnappliedCredit"]);
  });
});

test("12,000.00 are committed, 4,500.00 used, 1,000.00 paid: the rest is billed, and given up", async () => {
  const life = await aLife();
  const aligned = { BillCycleType: "TermStartDay", BillingPeriodAlignment: "AlignToTermStart" };
  const number = await life.subscribe(
    [
      {
        Name: "Commitment",
        ChargeFunction: "CommitmentTrueUp",
        CommitmentType: "CURRENCY",
        BillingPeriod: "Subscription Term",
        ValidityPeriodType: "SUBSCRIPTION_TERM",
        BillingTiming: "In Arrears",
        ...MONTHLY(12_000, aligned),
      },
      {
        Name: "Calls",
        ChargeType: "Usage",
        ChargeModel: "Per Unit Pricing",
        ChargeFunction: "CreditCommitment",
        BillingPeriod: "Month",
        UOM: "Call",
        ...MONTHLY(1, aligned),
      },
    ],
    "2023-01-01",
  );
  await used(life, "2023-02-05", 4000);
  await life.billRun("2023-03-01");
  const { invoices, balance } = await books(life);
  // 290.00 and 40.00 of taxes.
  assert.equal(balance, 4330);
  await payInvoice(life, invoices[0], 1000);
  await used(life, "2023-04-05", 500);
  await life.cancel(number, "2023-04-15", SETTLING);
  // 12,000.00 - 4,500.00 and 500.00 for April's calls, with 660.00: 8,660.00 beside 3,330.00.
  assert.deepEqual(await end(life), {
    ...{ balance: 0, paid: 1000, credited: 0 },
    ...{ writtenOff: 11_990, refunded: 0 },
  });
});

describe("an invoice that is split", () => {
  const start = async (charges: PlanCharge[], percentages: number[], account: Fields = {}) => {
    const life = await aLife(account);
    const number = await life.subscribe(charges, "2023-01-01");
    await life.billRun("2023-01-01", { autoPost: false });
    const draft = await books(life);
    const invoices = percentages.map((percentage, at) => ({
      percentage,
      invoiceDate: `2023-0${at + 1}-05`,
    }));
    const split = await put(`/v1/invoices/${draft.invoices[0].id}/split`, { invoices });
    await put(`/v1/invoices/${split.invoices[0].id}/post`);
    return { life, number, parts: split.invoices };
  };

  test("108.25 as 43.30 and 64.95, of which 30.00 and 10.00 are paid, cancelled", async () => {
    const { life, number, parts } = await start([MONTHLY(100)], [40, 60]);
    assert.equal((await books(life)).balance, 108.25);
    await payInvoice(life, parts[0], 30);
    await payInvoice(life, parts[1], 10);
    const { writeOff } = await life.cancel(number, "2023-01-20", SETTLING);
    // 12 of 31 days: 38.71, which the newest part takes: 64.95 - 10.00 - 38.71. Its taxes are paid, so
    // the 2.81 and 0.39 pay the oldest: 43.30 - 30.00 - 3.20.
    const amounts = writeOff.map(({ amount }: Json) => amount);
    assert.deepEqual(amounts.toSorted(), [10.1, 16.24]);
    assert.deepEqual(await end(life), {
      ...{ balance: 0, paid: 40, credited: 41.91 },
      ...{ writtenOff: 26.34, refunded: 0 },
    });
  });

  test("KWD 10.960 in thirds, 1.000 is paid, cancelled", async () => {
    const currency = "KWD";
    const tiers = { ProductRatePlanChargeTier: [{ Currency: currency, Price: 10.125 }] };
    const charge = { ...taxable("CA"), ProductRatePlanChargeTierData: tiers };
    const thirds = [33.333333333, 33.333333333, 33.333333334];
    const { life, number, parts } = await start([charge], thirds, { currency });
    // 10.125, 0.734 and 0.101.
    assert.equal((await books(life)).balance, 10.96);
    await payInvoice(life, parts[0], 1, { currency });
    await life.cancel(number, "2023-01-11", SETTLING);
    const { balance, credited, writtenOff } = await end(life);
    // 21 of 31 days: 6.859, and 8.25 % of it as the taxes of the parts are rounded.
    assert.deepEqual([balance, Math.round((credited + writtenOff) * 1000)], [0, 9960]);
    assert.ok(Math.abs(credited - 6.859 * 1.0825) < 0.003, String(credited));
  });
});

test("1,200.00 a year, scheduled as 500, 400 and 300, executed twice, cancelled", async () => {
  const life = await aLife();
  await life.rules({ prorationUnit: "ProrateByMonthFirst" });
  const { accountNumber } = life;
  const plan = await aPlan(server, [{ price: 1200, BillingPeriod: "Annual" }]);
  const order = await life.order(subscribeOrder({ accountNumber, plan, from: "2023-01-01" }));
  const { number } = await post("/v1/invoice-schedules", {
    accountKey: accountNumber,
    orders: [order.orderNumber],
    scheduleItems: [
      { amount: 500, runDate: "2023-01-01" },
      { amount: 400, runDate: "2023-03-01" },
      { amount: 300, runDate: "2023-10-01" },
    ],
  });
  for (const paid of [500, 100]) {
    const { scheduleItems } = await post(`/v1/invoice-schedules/${number}/execute`);
    const { invoiceId } = scheduleItems.findLast((item: Json) => item.status === "Processed");
    await put(`/v1/invoices/${invoiceId}/post`);
    await payInvoice(life, { id: invoiceId }, paid);
  }
  assert.equal((await books(life)).balance, 300);
  // Five months and four are billed; August and September are credited.
  await life.cancel(order.subscriptionNumbers[0], "2023-08-01", SETTLING);
  const expected = {
    ...{ balance: 0, paid: 600, credited: 200 },
    ...{ writtenOff: 100, refunded: 0 },
  };
  assert.deepEqual(await end(life), expected);
  const { status } = await post(`/v1/invoice-schedules/${number}/execute`);
  assert.equal(status, "FullyProcessed");
  assert.deepEqual(await end(life), expected);
  await life.rules({ prorationUnit: "ProrateByDay" });
});

test("taxed and discounted, partly paid, cancelled, reverted, and cancelled again", async () => {
  const life = await aLife();
  const tiers = { ProductRatePlanChargeTier: [{ Currency: "USD", DiscountPercentage: 15 }] };
  const discount = {
    Name: "Loyalty",
    ChargeModel: "Discount-Percentage",
    ProductRatePlanChargeTierData: tiers,
  };
  const number = await life.subscribe([MONTHLY(99.99), discount], "2023-01-01");
  await life.billRun("2023-02-01");
  // 99.99 + 7.25 + 1.00 - 15.00 - 1.09 - 0.15 = 92.00, twice.
  const { invoices, balance } = await books(life);
  assert.equal(balance, 184);
  await payInvoice(life, invoices[0], 50);
  const { orderNumber } = await life.cancel(number, "2023-02-11", SETTLING);
  // 18 of 28 days: 64.28, 4.66 and 0.64, less 9.64, 0.70 and 0.10: 59.14. 134.00 - 59.14 = 74.86.
  const expected = {
    ...{ balance: 0, paid: 50, credited: 59.14 },
    ...{ writtenOff: 74.86, refunded: 0 },
  };
  assert.deepEqual(await end(life), expected);
  await post(`/v1/orders/${orderNumber}/revert`, { orderDate: "2023-02-11" });
  assert.equal((await books(life)).balance, 134);
  await life.cancel(number, "2023-02-11", SETTLING);
  const { balance: left, writtenOff } = await end(life);
  assert.deepEqual([left, writtenOff], [0, 74.86]);
});

test("25.00 and 2.06 of taxes by hand, applied, partly unapplied, refunded, which did not happen", async () => {
  const life = await aLife();
  const plan = await aPlan(server, [MONTHLY(100)]);
  const number = await life.subscribe([], "2023-01-01", { plan });
  await life.billRun("2023-01-01");
  const { invoices } = await books(life);
  const memo = await post("/v1/credit-memos", {
    accountId: life.accountId,
    charges: [{ chargeId: plan.chargeIds[0], amount: 25 }],
    effectiveDate: "2023-01-06",
    autoPost: true,
  });
  assert.equal(memo.amount, 27.06);
  const use = (amount: number) => ({ invoices: [{ invoiceId: invoices[0].id, amount }] });
  await put(`/v1/credit-memos/${memo.id}/apply`, use(20));
  await put(`/v1/credit-memos/${memo.id}/unapply`, use(5));
  const back = { type: "External", methodType: "Check", totalAmount: 12.06 };
  const refund = await post(`/v1/credit-memos/${memo.id}/refund`, back);
  assert.equal((await books(life)).balance, 93.25);
  await life.cancel(number, "2023-01-20", SETTLING);
  // 108.25 - 15.00 - 41.91.
  const { balance, writtenOff, refunded } = await end(life);
  assert.deepEqual([balance, writtenOff, refunded], [0, 51.34, 12.06]);
  await put(`/v1/refunds/${refund.id}/cancel`);
  assert.equal((await books(life)).balance, -12.06);
  await settle(life);
});

test("80.00 of nobody are given to who owes 108.25, of which 20.00 go back and 30.00 pay", async () => {
  const life = await aLife();
  const number = await life.subscribe([MONTHLY(100)], "2023-01-01");
  await life.billRun("2023-01-01");
  const { invoices } = await books(life);
  const { id } = await pay({ accountId: undefined } as never, 80, { effectiveDate: "2023-01-05" });
  await put(`/v1/payments/${id}/transfer`, { accountId: life.accountId });
  const refund = { type: "External", methodType: "Check", totalAmount: 20 };
  await post(`/v1/payments/${id}/refunds`, refund);
  const applied = { invoices: [{ invoiceId: invoices[0].id, amount: 30 }] };
  await put(`/v1/payments/${id}/apply`, applied);
  assert.equal((await books(life)).balance, 48.25);
  await life.cancel(number, "2023-01-20", { ...SETTLING, applyCredit: true });
  // 108.25 - 30.00 - 41.91: what is on the account pays only what the order bills, which is nothing.
  const ended = await end(life);
  assert.deepEqual([ended.balance, ended.writtenOff], [-30, 36.34]);
  await settle(life);
});

for (const { on, left, writtenOff } of [
  { on: "2023-02-20", left: 0, writtenOff: 24.96 },
  { on: "2023-02-10", left: -7.52, writtenOff: 0 },
]) {
  test(`two full periods of 32.48, 40.00 are paid, cancelled on ${on}`, async () => {
    const life = await aLife();
    const full = {
      BillCycleType: "TermStartDay",
      BillingPeriodAlignment: "AlignToTermStart",
      ProrationOption: "ChargeFullPeriod",
    };
    const number = await life.subscribe([MONTHLY(30, full)], "2023-01-10");
    await life.billRun("2023-02-10");
    const { invoices, balance } = await books(life);
    // 30.00, 2.18 and 0.30, twice. What has begun is not credited.
    assert.equal(balance, 64.96);
    await payInvoice(life, invoices[0], 40);
    await life.cancel(number, on, SETTLING);
    const ended = await end(life);
    assert.deepEqual([ended.balance, ended.writtenOff], [left, writtenOff]);
    await settle(life);
  });
}

test("one leaves and another comes: credit, money and card pay as the receipt says; then a refund", async () => {
  const life = await aLife();
  const { accountNumber, accountId } = life;
  await post("/v1/payment-methods", { ...aCard(), accountKey: accountId, makeDefault: true });
  const plan = await aPlan(server, [MONTHLY(100)]);
  const subscriptionNumber = await life.subscribe([], "2023-01-01", { plan });
  await life.billRun("2023-01-01");
  const { invoices } = await books(life);
  await payInvoice(life, invoices[0], 108.25);
  await pay(life, 5, { effectiveDate: "2023-01-05" });
  const dates = { targetDate: "2023-01-20", documentDate: "2023-01-20" };
  const cancelling = cancelOrder({ accountNumber, subscriptionNumber, on: "2023-01-20" });
  const creating = subscribeOrder({ accountNumber, plan, from: "2023-01-20" });
  const order = {
    ...creating,
    subscriptions: [...(cancelling.subscriptions as Json[]), ...(creating.subscriptions as Json[])],
    processingOptions: {
      ...{ runBilling: true, applyCredit: true, collectPayment: true },
      billingOptions: dates,
    },
  };
  // 12 days are given up and 12 days begin: 41.91 each way, so that 5.00 stay the customer's.
  const told = await holds(life, order);
  assert.deepEqual(told, [-5, 0]);
  const { balance } = await end(life);
  assert.equal(balance, -5);
  // All of it, with 41.91 of the first payment, which was by cheque.
  assert.deepEqual(await settle(life), ["UnappliedPayment"]);
});

/** Orders what it previews; the account's balance, and what was asked of the card, are as told. */
async function holds({ accountNumber }: Life, order: Fields): Promise<[number, number]> {
  const { receipt } = await post("/v1/orders/preview", order);
  const { previewId, payment } = receipt;
  const made = await post("/v1/orders", { ...order, previewId });
  const { metrics } = await get(`/v1/accounts/${accountNumber}`);
  const { balance, unappliedCredit, unappliedPayment } = receipt.account.after;
  assert.deepEqual(
    [metrics.balance, metrics.unappliedCreditMemoAmount, metrics.unappliedPaymentAmount],
    [balance, unappliedCredit, unappliedPayment],
  );
  assert.equal(made.paidAmount ?? 0, payment?.amount ?? 0);
  return [balance, payment?.amount ?? 0];
}

test("paid by card, taxed, cancelled with a refund of all that is credited", async () => {
  const life = await aLife();
  const { accountNumber, accountId } = life;
  await post("/v1/payment-methods", { ...aCard(), accountKey: accountId, makeDefault: true });
  const plan = await aPlan(server, [MONTHLY(100)]);
  const creating = subscribeOrder({ accountNumber, plan, from: "2023-01-01" });
  await pay(life, 8, { effectiveDate: "2023-01-01" });
  const options = { runBilling: true, applyCredit: true, collectPayment: true };
  const billingOptions = { targetDate: "2023-01-01", documentDate: "2023-01-01" };
  const processingOptions = { ...options, billingOptions };
  // 108.25 less 8.00.
  assert.deepEqual(await holds(life, { ...creating, processingOptions }), [0, 100.25]);
  const { subscriptions } = await get(`/v1/subscriptions/accounts/${accountNumber}`);
  const { subscriptionNumber } = subscriptions[0];
  const on = "2023-01-20";
  const refunding = { runBilling: true, refund: true, refundAmount: 41.91, writeOff: true };
  const order = cancelOrder({
    accountNumber,
    subscriptionNumber,
    on,
    processingOptions: { ...refunding, billingOptions: { targetDate: on, documentDate: on } },
  });
  assert.deepEqual(await holds(life, order), [0, 0]);
  // What the customer has used, 66.34, is paid.
  assert.deepEqual(await end(life), {
    ...{ balance: 0, paid: 66.34, credited: 41.91 },
    ...{ writtenOff: 0, refunded: 41.91 },
  });
});

test("numbers without gaps, through drafts that are cancelled, deleted and posted", async () => {
  await life0Rules(true);
  const sequence = (prefix: string) => ({ prefix, startNumber: 1 });
  const { sequenceSets } = await post("/v1/sequence-sets", {
    sequenceSets: [
      {
        name: "Story",
        ...{ invoice: sequence("SI-"), creditMemo: sequence("SC-"), debitMemo: sequence("SD-") },
      },
    ],
  });
  const life = await aLife({ sequenceSetId: sequenceSets[0].id });
  const number = await life.subscribe([MONTHLY(100)], "2023-01-01");
  const run = await life.billRun("2023-01-01", { autoPost: false });
  await put(`/v1/bill-runs/${run}/cancel`);
  while ((await get(`/v1/bill-runs/${run}`)).status !== "Canceled");
  await life.billRun("2023-01-01");
  const standalone = (status: string) =>
    post("/v1/invoices", {
      accountId: life.accountId,
      invoiceDate: "2023-01-02",
      status,
      invoiceItems: [{ chargeName: "Stones", amount: 40, serviceStartDate: "2023-01-02" }],
    });
  const draft = await standalone("Draft");
  await put(`/v1/invoices/${draft.id}/cancel`);
  await succeed(server, "DELETE", `/v1/invoices/${draft.id}`);
  await standalone("Posted");
  await life.cancel(number, "2023-01-20", SETTLING);
  const { invoices, creditMemos, balance } = await books(life);
  assert.equal(balance, 40);
  const posted = (documents: Json[], field: string) =>
    documents.filter(({ status }) => status === "Posted").map((each) => each[field]);
  assert.deepEqual(posted(invoices, "invoiceNumber").toSorted(), ["SI-00000001", "SI-00000002"]);
  assert.deepEqual(posted(creditMemos, "number").toSorted(), ["SC-00000001", "SC-00000002"]);
  assert.deepEqual(itemsOf(invoices.find((each) => each.amount === 40)), ["Stones 40 + 0"]);
  await life0Rules(false);
});

const life0Rules = (sequentialInvoiceNumber: boolean) =>
  put("/settings/billing-rules", {
    sequentialInvoiceNumber,
    ...(sequentialInvoiceNumber && { numberAssignmentTiming: "Posting" }),
  });
