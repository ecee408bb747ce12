/** Whole stories that mix what is billed, taxed, discounted, paid and taken back; reckoned by hand. */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { type PlanCharge, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { Life } from "#test/support/life.ts";
import { productOrder, updating } from "#test/support/product-orders.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";
import { aCalifornian, aTaxCodeOf, salesTax, taxable } from "#test/support/tax-company.ts";
import { books, itemsOf, settle } from "#test/support/told-alike.ts";

type Json = Answer["json"];
type Fields = Readonly<Record<string, unknown>>;

let server: TestServer;

before(async () => {
  server = await startTestServer();
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

const tier = (fields: Fields, Currency = "USD") => ({
  ProductRatePlanChargeTierData: { ProductRatePlanChargeTier: [{ Currency, ...fields }] },
});
const percentage = (DiscountPercentage: number, fields: Fields = {}) => ({
  Name: "Loyalty",
  ChargeModel: "Discount-Percentage",
  ...tier({ DiscountPercentage }),
  ...fields,
});
const fixed = (DiscountAmount: number, fields: Fields = {}) => ({
  Name: "Welcome",
  ChargeModel: "Discount-Fixed Amount",
  ...tier({ DiscountAmount }),
  ...fields,
});

const aLife = async (fields: Fields = {}) => new Life(server, await aCalifornian(server, fields));

const pay = ({ accountId }: Life, amount: number, fields: Fields = {}) =>
  post("/v1/payments", {
    accountId,
    type: "External",
    amount,
    currency: "USD",
    effectiveDate: "2023-02-05",
    paymentMethodType: "Check",
    ...fields,
  });

const MONTHLY = (price: number, fields: Fields = {}): PlanCharge => ({
  price,
  ...taxable("CA"),
  ...fields,
});

/** Pays so much of the first invoice. */
async function payFirst(life: Life, amount: number, fields: Fields = {}) {
  const { invoices } = await books(life);
  return pay(life, amount, { invoices: [{ invoiceId: invoices[0].id, amount }], ...fields });
}

describe("99.99 a month less 15 % and 7.00, with 8.25 % of tax, billed for January and February", () => {
  // 99.99 + 8.25 - 15.00 - 1.24 - 7.00 - 0.58 = 84.42 each month.
  const start = async () => {
    const life = await aLife();
    const charges = [MONTHLY(99.99), percentage(15), fixed(7)];
    const number = await life.subscribe(charges, "2023-01-01");
    await life.billRun("2023-02-01");
    assert.equal((await books(life)).balance, 168.84);
    return { life, number };
  };
  /** 18 of 28 days; the fixed discount is not shortened with its period. */
  const CREDIT = [
    "Loyalty -- Proration Credit -9.64 + -0.8",
    "Silver plan -- Proration Credit 64.28 + 5.3",
  ];

  test("cancelled in February and written off", async () => {
    const { life, number } = await start();
    await life.cancel(number, "2023-02-11", { runBilling: true, writeOff: true });
    const { balance, creditMemos, total } = await books(life);
    assert.equal(balance, 0);
    assert.deepEqual(itemsOf(creditMemos.find((memo) => memo.reasonCode !== "Write-off")), CREDIT);
    assert.deepEqual([total.credited, total.writtenOff], [59.14, 109.7]);
    // Twice 6.43 of tax were billed, and 5.30 less 0.80 of the discount's are credited.
    const writeOff = creditMemos.find((memo) => memo.reasonCode === "Write-off");
    assert.deepEqual([writeOff.amount, writeOff.taxAmount], [109.7, 8.36]);
  });

  test("paid, cancelled and refunded, with more money than was owed", async () => {
    const { life, number } = await start();
    const { invoices } = await books(life);
    await pay(life, 171.84, { invoices: [{ invoiceId: invoices[0].id, amount: 168.84 }] });
    await life.cancel(number, "2023-02-11", { runBilling: true });
    assert.equal((await books(life)).balance, -62.14);
    assert.deepEqual(await settle(life), ["UnappliedPayment", "UnappliedCredit"]);
    const { total } = await books(life);
    assert.deepEqual([total.received, total.refunded, total.writtenOff], [171.84, 62.14, 0]);
  });

  test("reversed, billed again, cancelled and written off", async () => {
    const { life, number } = await start();
    const { invoices } = await books(life);
    await put(`/v1/invoices/${invoices[0].id}/reverse`, { memoDate: "2023-02-02" });
    assert.equal((await books(life)).balance, 0);
    await life.billRun("2023-02-01");
    const again = await books(life);
    assert.equal(again.balance, 168.84);
    assert.deepEqual(itemsOf(again.invoices[0]), itemsOf(invoices[0]));
    await life.cancel(number, "2023-02-11", { runBilling: true, writeOff: true });
    assert.equal((await books(life)).balance, 0);
  });

  test("cancelled from the start is nothing", async () => {
    const { life, number } = await start();
    await life.cancel(number, "2023-01-01", { runBilling: true });
    assert.equal((await books(life)).balance, 0);
    assert.deepEqual(await settle(life), ["CancelledWithBalance"]);
    assert.equal((await books(life)).total.writtenOff, 0);
  });

  test("money that nobody has applied pays before anything is given up", async () => {
    const { life, number } = await start();
    await pay(life, 60);
    await life.cancel(number, "2023-01-20", { runBilling: true });
    await settle(life);
    const { paid, credited, writtenOff, refunded } = (await books(life)).total;
    assert.deepEqual(
      { paid, credited, writtenOff, refunded },
      {
        paid: 48.8,
        credited: 120.04,
        writtenOff: 0,
        refunded: 11.2,
      },
    );
  });

  test("a memo by hand, applied and unapplied, is not refunded to who has paid nothing", async () => {
    const { life, number } = await start();
    const { invoices } = await books(life);
    const [invoice] = invoices;
    const charges = invoice.items.filter((item: Json) => item.chargeAmount > 0);
    const memo = await post(`/v1/credit-memos/invoice/${invoice.id}`, {
      items: charges.map((item: Json) => ({ invoiceItemId: item.id, amount: 20 })),
      effectiveDate: "2023-02-02",
      autoPost: true,
    });
    assert.deepEqual([memo.amount, memo.taxAmount], [43.3, 3.3]);
    const use = { invoices: [{ invoiceId: invoice.id, amount: memo.amount }] };
    await put(`/v1/credit-memos/${memo.id}/apply`, { ...use, effectiveDate: "2023-02-03" });
    await books(life);
    await put(`/v1/credit-memos/${memo.id}/unapply`, { ...use, effectiveDate: "2023-02-04" });
    await books(life);
    await life.cancel(number, "2023-02-11", { runBilling: true });
    await settle(life);
    const { credited, writtenOff, refunded } = (await books(life)).total;
    assert.deepEqual([credited, writtenOff, refunded], [102.44, 66.4, 0]);
  });
});

describe("100.00 with 8.25 of tax, of which 30.00 are paid: all of the tax, and 21.75 of the charge", () => {
  const start = async () => {
    const life = await aLife();
    const number = await life.subscribe([MONTHLY(100)], "2023-01-01");
    await life.billRun("2023-01-01");
    await payFirst(life, 30);
    return { life, number };
  };

  test("cancelled and written off: credit for the tax pays the charge before anything is given up", async () => {
    const { life, number } = await start();
    const { writeOff } = await life.cancel(number, "2023-01-20", {
      runBilling: true,
      writeOff: true,
    });
    assert.equal(writeOff[0].amount, 36.34);
    const { balance, creditMemos, total } = await books(life);
    assert.equal(balance, 0);
    const { paid, credited, writtenOff, unappliedCredit } = total;
    // 38.71 of the charge and 3.20 of the tax; 108.25 less 30.00 less 41.91 are given up.
    assert.deepEqual([paid, credited, writtenOff, unappliedCredit], [30, 41.91, 36.34, 0]);
    const given = creditMemos.find((memo) => memo.reasonCode === "Write-off");
    assert.deepEqual(itemsOf(given), ["Silver plan 36.34 + 0"]);
  });

  test("cancelled without a write-off: what settles it does the same", async () => {
    const { life, number } = await start();
    await life.cancel(number, "2023-01-20", { runBilling: true });
    assert.equal((await books(life)).balance, 36.34);
    assert.deepEqual(await settle(life), ["CancelledWithBalance"]);
    const { paid, credited, writtenOff, refunded } = (await books(life)).total;
    assert.deepEqual([paid, credited, writtenOff, refunded], [30, 41.91, 36.34, 0]);
  });

  test("cancelled from the start: the 30.00 are the customer's", async () => {
    const { life, number } = await start();
    await life.cancel(number, "2023-01-01", { runBilling: true, writeOff: true });
    const { balance, total } = await books(life);
    assert.deepEqual([balance, total.writtenOff, total.unappliedCredit], [-30, 0, 30]);
    assert.deepEqual(await settle(life), ["UnappliedCredit"]);
  });
});

test("January is unpaid and February paid: credit for February pays January", async () => {
  const life = await aLife();
  const number = await life.subscribe([MONTHLY(100)], "2023-01-01");
  await life.billRun("2023-01-01");
  await life.billRun("2023-02-01");
  const { invoices } = await books(life);
  const [february] = invoices.filter((each) => each.invoiceDate === "2023-02-01");
  await pay(life, 108.25, { invoices: [{ invoiceId: february.id, amount: 108.25 }] });
  await life.cancel(number, "2023-02-15", { runBilling: true, writeOff: true });
  // Half of February is credited: 50.00, and 3.63 of 7.25 and 0.50 of 1.00 of tax.
  const { balance, total } = await books(life);
  assert.equal(balance, 0);
  assert.deepEqual(
    [total.paid, total.credited, total.writtenOff, total.unappliedCredit],
    [108.25, 54.13, 54.12, 0],
  );
});

test("tiers and tax: a quantity changes in the middle of a month", async () => {
  const life = await aLife();
  const number = await life.subscribe(
    [
      {
        ...taxable("CA"),
        ChargeModel: "Tiered Pricing",
        UOM: "Seat",
        DefaultQuantity: 15,
        ProductRatePlanChargeTierData: {
          ProductRatePlanChargeTier: [
            {
              Currency: "USD",
              StartingUnit: 0,
              EndingUnit: 10,
              Price: 7.77,
              PriceFormat: "Per Unit",
            },
            {
              Currency: "USD",
              StartingUnit: 11,
              EndingUnit: 20,
              Price: 5.55,
              PriceFormat: "Per Unit",
            },
            { Currency: "USD", StartingUnit: 21, Price: 3.33, PriceFormat: "Per Unit" },
          ],
        },
      },
    ],
    "2023-01-01",
  );
  await life.billRun("2023-03-01");
  // 10 × 7.77 + 5 × 5.55 = 105.45, and 8.70 of tax, three times.
  assert.equal((await books(life)).balance, 342.45);
  const { ratePlans } = await get(`/v1/subscriptions/${number}`);
  const chargeNumber = ratePlans[0].ratePlanCharges[0].number;
  const ratePlan = { ratePlanId: ratePlans[0].id };
  await life.order(
    productOrder({
      accountNumber: life.accountNumber,
      subscriptionNumber: number,
      on: "2023-03-12",
      actions: [
        updating(ratePlan, { chargeNumber, pricing: { recurringTiered: { quantity: 27 } } }),
      ],
      processingOptions: {
        runBilling: true,
        billingOptions: { targetDate: "2023-03-12", documentDate: "2023-03-12" },
      },
    }),
  );
  const after = await books(life);
  assert.equal(after.balance, 378.11);
  // 77.70 + 55.50 + 7 × 3.33 = 156.51: 20 of 31 days of it, and of what was billed.
  assert.deepEqual(itemsOf(after.invoices.find((i) => i.invoiceDate === "2023-03-12")), [
    "Silver plan -- Proration 100.97 + 8.33",
    "Silver plan -- Proration Credit -68.03 + -5.61",
  ]);
  await life.cancel(number, "2023-03-20", { runBilling: true, writeOff: true });
  assert.equal((await books(life)).balance, 0);
});

test("a bill run with a discount, taxes and usage is cancelled and run again", async () => {
  const life = await aLife();
  const number = await life.subscribe(
    [
      MONTHLY(40),
      {
        Name: "Calls",
        ChargeType: "Usage",
        ChargeModel: "Per Unit Pricing",
        BillingPeriod: "Month",
        BillingPeriodAlignment: "AlignToCharge",
        UOM: "Call",
        price: 0.37,
        ...taxable("CA"),
      },
      percentage(33),
    ],
    "2023-01-01",
  );
  for (const [day, Quantity] of [
    ["2023-01-03", 11],
    ["2023-01-31", 2],
    ["2023-02-01", 5],
  ] as const) {
    await post("/v1/object/usage", {
      AccountNumber: life.accountNumber,
      UOM: "Call",
      StartDateTime: day,
      Quantity,
      SubscriptionNumber: number,
    });
  }
  const id = await life.billRun("2023-02-01", { autoPost: false });
  const draft = await books(life);
  await put(`/v1/bill-runs/${id}/cancel`);
  while ((await get(`/v1/bill-runs/${id}`)).status !== "Canceled") await delay(10);
  assert.equal((await books(life)).balance, 0);
  await life.billRun("2023-02-01");
  const again = await books(life);
  const left = again.invoices.filter((i) => i.status === "Posted");
  assert.equal(again.balance, 61.5);
  assert.deepEqual(left.flatMap(itemsOf), draft.invoices.flatMap(itemsOf));
  await life.cancel(number, "2023-02-08", { runBilling: true, writeOff: true });
  assert.equal((await books(life)).balance, 0);
});

for (const { currency, price, paid, owed } of [
  { currency: "JPY", price: 1000, paid: 333, owed: 948 },
  { currency: "KWD", price: 10.125, paid: 3.333, owed: 9.589 },
]) {
  test(`${currency}: discounted and taxed, partly paid, cancelled and written off`, async () => {
    const life = await aLife({ currency });
    const number = await life.subscribe(
      [
        { ...taxable("CA"), ...tier({ Price: price }, currency) },
        percentage(12.5, tier({ DiscountPercentage: 12.5 }, currency)),
      ],
      "2023-01-01",
    );
    await life.billRun("2023-01-01");
    assert.equal((await books(life)).balance, owed);
    await payFirst(life, paid, { currency });
    await life.cancel(number, "2023-01-14", { runBilling: true, writeOff: true });
    // 13 of 31 days cost more than was paid: nothing is the customer's (decision 0530).
    assert.equal((await books(life)).balance, 0);
    assert.deepEqual(await settle(life), []);
  });
}

test("an account's fixed discount is given once to two subscriptions", async () => {
  const life = await aLife();
  const welcome = fixed(60, { DiscountLevel: "account" });
  const first = await life.subscribe([MONTHLY(50), welcome], "2023-01-01");
  const second = await life.subscribe([MONTHLY(30)], "2023-01-01");
  await life.billRun("2023-01-01");
  // 80.00 less 60.00, and its tax.
  assert.equal((await books(life)).balance, 21.65);
  await payFirst(life, 21.65);
  await life.cancel(second, "2023-01-16", { runBilling: true });
  assert.equal((await books(life)).balance, -16.75);
  await life.cancel(first, "2023-01-16", { runBilling: true });
  assert.equal((await books(life)).balance, -16.75);
  assert.deepEqual(await settle(life), ["UnappliedCredit"]);
});

test("prices that include taxes: paid, cancelled, a refund that did not happen", async () => {
  const life = await aLife();
  const charges = [{ price: 99.99, ...taxable("CA", "TaxInclusive") }, percentage(15)];
  const number = await life.subscribe(charges, "2023-01-01");
  await life.billRun("2023-01-01");
  const { invoices, balance } = await books(life);
  assert.deepEqual(
    [balance, ...itemsOf(invoices[0])],
    [84.99, "Loyalty -13.86 + -1.14", "Silver plan 92.37 + 7.62"],
  );
  await payFirst(life, 84.99);
  await life.cancel(number, "2023-01-11", { runBilling: true });
  const { creditMemos } = await books(life);
  // 67.74 and 10.16 with their taxes: 21 of 31 days.
  assert.deepEqual(itemsOf(creditMemos[0]), [
    "Loyalty -- Proration Credit -9.39 + -0.77",
    "Silver plan -- Proration Credit 62.58 + 5.16",
  ]);
  const refund = { type: "External", methodType: "Check", totalAmount: 20 };
  const { id } = await post(`/v1/credit-memos/${creditMemos[0].number}/refund`, refund);
  assert.equal((await books(life)).balance, -37.58);
  await put(`/v1/refunds/${id}/cancel`);
  assert.equal((await books(life)).balance, -57.58);
  await settle(life);
});

test("written off, then partly paid: the money takes the place of the write-off", async () => {
  const life = await aLife();
  await life.subscribe([MONTHLY(31), percentage(50)], "2023-01-01");
  await life.billRun("2023-01-01");
  const { invoices } = await books(life);
  await put(`/v1/invoices/${invoices[0].id}/write-off`, { memoDate: "2023-01-15" });
  await pay(life, 10);
  assert.deepEqual(await settle(life), ["WrittenOffThenPaid"]);
  const { paid, writtenOff } = (await books(life)).total;
  assert.deepEqual([paid, writtenOff], [10, 6.78]);
});

test("a debit memo from an invoice, with taxes, partly paid and written off", async () => {
  const life = await aLife();
  await life.subscribe([MONTHLY(30)], "2023-01-01", { billThrough: "2023-01-01" });
  const { invoices } = await books(life);
  const memo = await post(`/v1/debit-memos/invoice/${invoices[0].id}`, {
    items: [{ invoiceItemId: invoices[0].items[0].id, amount: 12.34 }],
    effectiveDate: "2023-01-15",
    autoPost: true,
  });
  // 12.34, and 0.89 and 0.12 of taxes.
  assert.equal(memo.amount, 13.35);
  await pay(life, 5, { debitMemos: [{ debitMemoId: memo.id, amount: 5 }] });
  assert.equal((await books(life)).balance, 40.83);
  await put(`/v1/debit-memos/${memo.number}/write-off`, { memoDate: "2023-02-15" });
  assert.equal((await books(life)).balance, 32.48);
  assert.deepEqual(await settle(life), ["Overdue"]);
});
