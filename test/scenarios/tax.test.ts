/** What is taxed, from the first bill to the last credit. */
import assert from "node:assert/strict";
import { after, afterEach, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { withOwnerConnection } from "#store/owner-connection.ts";
import {
  aPlan,
  cancelOrder,
  type PlanCharge,
  subscribe,
  subscribeOrder,
  succeed,
} from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { type Answer, startTestServer } from "#test/support/server.ts";
import {
  aCalifornian,
  aTaxCodeOf,
  invoicesOf,
  salesTax,
  taxable,
} from "#test/support/tax-company.ts";

const server = await startTestServer();
await server.runJobs();
after(server.close);
afterEach(async () => {
  await assertConserved(server.database, server.entityId);
  await withOwnerConnection(server.ownerUrl, (client) => client.query("delete from settings"));
});

let codes = 0;
/** A code of its own for each test: 10 % for Californians, unless it says otherwise. */
async function aCode(...rates: readonly object[]): Promise<string> {
  codes += 1;
  const all = rates.length > 0 ? rates : [salesTax(0.1)];
  await aTaxCodeOf(server, `Code ${codes}`, [{ from: "2000-01-01", rates: all }]);
  return `Code ${codes}`;
}

const change = (rules: object) => succeed(server, "PUT", "/settings/billing-rules", rules);

type Subscribed = { readonly accountNumber: string; readonly subscriptionNumber: string };

async function subscribed(
  charges: readonly PlanCharge[],
  given: { billThrough?: string; account?: object; from?: string } = {},
): Promise<Subscribed> {
  const { accountNumber } = await aCalifornian(server, given.account);
  const plan = await aPlan(server, charges);
  const { billThrough = "2023-01-01", from = "2023-01-01" } = given;
  const order = await subscribe(server, { accountNumber, plan, from, billThrough });
  return { accountNumber, subscriptionNumber: order.subscriptionNumbers[0] };
}

const theInvoice = async ({ accountNumber }: Subscribed) => {
  const [invoice, ...others] = await invoicesOf(server, accountNumber);
  assert.equal(others.length, 0);
  return invoice;
};

const amountsOf = (items: readonly Answer["json"][]) =>
  items.map(({ chargeAmount, taxAmount }) => `${chargeAmount} + ${taxAmount}`);

describe("an invoice", () => {
  test("has the taxes of its items, and they are owed", async () => {
    const code = await aCode(
      salesTax(0.0725, { taxRate2: 0.01, taxRateType2: "Percentage", taxName2: "City" }),
    );
    const made = await subscribed([
      { price: 30, ...taxable(code) },
      { price: 20, Name: "Untaxed" },
    ]);
    const invoice = await theInvoice(made);
    assert.deepEqual(
      [invoice.amount, invoice.amountWithoutTax, invoice.taxAmount, invoice.balance],
      [52.48, 50, 2.48, 52.48],
    );
    assert.equal(invoice.taxStatus, "Complete");
    assert.deepEqual(amountsOf(invoice.items).sort(), ["20 + 0", "30 + 2.48"]);
    const [item] = invoice.items.filter(({ taxCode }: Answer["json"]) => taxCode === code);
    assert.equal(item.taxMode, "TaxExclusive");
    const { data } = item.taxationItems;
    assert.deepEqual(
      data.map(({ name, taxAmount, taxRate, balance, taxDate }: Answer["json"]) => [
        name,
        taxAmount,
        taxRate,
        balance,
        taxDate,
      ]),
      [
        ["Sales Tax", 2.18, 0.0725, 2.18, invoice.invoiceDate],
        ["City", 0.3, 0.01, 0.3, invoice.invoiceDate],
      ],
    );
    const path = `/v1/invoices/${invoice.id}/items/${item.id}/taxation-items`;
    assert.deepEqual((await succeed(server, "GET", path)).data, data);
    const tax = await succeed(server, "GET", `/v1/taxation-items/${data[0].id}`);
    assert.deepEqual(
      [tax.invoiceItemId, tax.taxAmount, tax.taxMode],
      [item.id, 2.18, "TaxExclusive"],
    );
    const account = await succeed(server, "GET", `/v1/accounts/${made.accountNumber}`);
    assert.equal(account.metrics.balance, 52.48);
  });

  test("of prices that include their taxes comes to the price", async () => {
    const code = await aCode();
    const invoice = await theInvoice(
      await subscribed([{ price: 33, ...taxable(code, "TaxInclusive") }]),
    );
    assert.deepEqual([invoice.amount, invoice.amountWithoutTax, invoice.taxAmount], [33, 30, 3]);
    assert.equal(invoice.items[0].taxMode, "TaxInclusive");
  });

  test("of an exempt customer says what it was spared", async () => {
    const code = await aCode();
    const taxInfo = { exemptStatus: "Yes", exemptCertificateId: "C-1" };
    const invoice = await theInvoice(
      await subscribed([{ price: 30, ...taxable(code) }], { account: { taxInfo } }),
    );
    assert.deepEqual([invoice.amount, invoice.taxAmount, invoice.taxExemptAmount], [30, 0, 3]);
  });

  test("of a customer whom no rate is for has no taxes", async () => {
    const code = await aCode(salesTax(0.1, { state: "NV" }));
    const invoice = await theInvoice(await subscribed([{ price: 30, ...taxable(code) }]));
    assert.deepEqual([invoice.amount, invoice.taxAmount, invoice.taxStatus], [30, 0, null]);
  });
});

test("an order may say how a charge is taxed, instead of the catalog", async () => {
  const code = await aCode();
  const { accountNumber } = await aCalifornian(server);
  const plan = await aPlan(server, [{ price: 33 }]);
  const override = { productRatePlanChargeId: plan.chargeIds[0], taxMode: "TaxInclusive" };
  const order = { accountNumber, plan, from: "2023-01-01", billThrough: "2023-01-01" };
  const { json } = await server.call(
    "POST",
    "/v1/orders",
    subscribeOrder({ ...order, chargeOverrides: [override] }),
  );
  assert.match(json.reasons[0].message, /'taxCode' may not be null/);
  const made = await subscribe(server, {
    ...order,
    chargeOverrides: [{ ...override, taxCode: code }],
  });
  const [subscriptionNumber] = made.subscriptionNumbers;
  const invoice = await theInvoice({ accountNumber, subscriptionNumber });
  assert.deepEqual([invoice.amount, invoice.taxAmount], [33, 3]);
  const path = `/v1/subscriptions/${subscriptionNumber}`;
  const { ratePlans } = await succeed(server, "GET", path);
  const [charge] = ratePlans[0].ratePlanCharges;
  assert.deepEqual([charge.taxCode, charge.taxMode], [code, "TaxInclusive"]);
});

describe("a bill run", () => {
  test("taxes as an order does, by the day of its invoices", async () => {
    codes += 1;
    const code = `Code ${codes}`;
    await aTaxCodeOf(server, code, [
      { from: "2000-01-01", rates: [salesTax(0.1)] },
      { from: "2023-02-01", rates: [salesTax(0.11)] },
    ]);
    const made = await subscribed([{ price: 100, ...taxable(code) }]);
    const { id } = await succeed(server, "POST", "/v1/bill-runs", {
      targetDate: "2023-02-01",
      invoiceDate: "2023-02-01",
      batches: ["AllBatches"],
      autoPost: true,
    });
    let status = "";
    while (status !== "Posted") {
      await delay(10);
      ({ status } = await succeed(server, "GET", `/v1/bill-runs/${id}`));
      assert.notEqual(status, "Error");
    }
    const [newest] = await invoicesOf(server, made.accountNumber);
    assert.deepEqual(amountsOf(newest.items), ["100 + 11"]);
  });
});

describe("cancelling", () => {
  for (const mode of ["TaxExclusive", "TaxInclusive"]) {
    test(`from the start takes back all taxes: ${mode}`, async () => {
      const code = await aCode(
        salesTax(0.0725, { taxRate2: 1.5, taxRateType2: "FlatFee", taxName2: "Fee" }),
      );
      const made = await subscribed([{ price: 33.33, ...taxable(code, mode) }], {
        billThrough: "2023-03-01",
      });
      const invoice = await theInvoice(made);
      const { creditMemoNumbers } = await succeed(
        server,
        "POST",
        "/v1/orders",
        cancelOrder({
          ...made,
          on: "2023-01-01",
          processingOptions: { runBilling: true, billingOptions: { targetDate: "2023-03-01" } },
        }),
      );
      const memo = await succeed(server, "GET", `/v1/credit-memos/${creditMemoNumbers[0]}`);
      assert.equal(memo.amount, invoice.amount);
    });
  }

  test("in a billed period takes taxes back by the rates that were billed", async () => {
    codes += 1;
    const code = `Code ${codes}`;
    await aTaxCodeOf(server, code, [{ from: "2000-01-01", rates: [salesTax(0.1)] }]);
    const made = await subscribed([{ price: 31, ...taxable(code) }]);
    await succeed(server, "PUT", `/settings/tax-codes/ztax/${await idOfCode(code)}`, {
      active: false,
    });
    const { creditMemoNumbers } = await succeed(
      server,
      "POST",
      "/v1/orders",
      cancelOrder({
        ...made,
        on: "2023-01-11",
        processingOptions: { runBilling: true, billingOptions: { targetDate: "2023-01-11" } },
      }),
    );
    const memo = await succeed(server, "GET", `/v1/credit-memos/${creditMemoNumbers[0]}`);
    assert.equal(memo.amount, 23.1);
    const { items } = await succeed(server, "GET", `/v1/credit-memos/${memo.id}/items`);
    const path = `/v1/credit-memos/${memo.id}/items/${items[0].id}/taxation-items`;
    const { data } = await succeed(server, "GET", path);
    const [billedTax] = (await theInvoice(made)).items[0].taxationItems.data;
    assert.deepEqual(
      data.map(({ taxAmount, sourceTaxItemId, unappliedAmount }: Answer["json"]) => [
        taxAmount,
        sourceTaxItemId,
        unappliedAmount,
      ]),
      [[2.1, billedTax.id, 2.1]],
    );
  });

  test("and writing off leaves nothing owed, of items and of taxes", async () => {
    const code = await aCode();
    const made = await subscribed([{ price: 31, ...taxable(code) }], { billThrough: "2023-02-01" });
    const answer = await succeed(
      server,
      "POST",
      "/v1/orders",
      cancelOrder({
        ...made,
        on: "2023-02-08",
        processingOptions: { runBilling: true, writeOff: true },
      }),
    );
    assert.equal(answer.writeOff[0].status, "Success");
    const invoice = await theInvoice(made);
    assert.equal(invoice.balance, 0);
    for (const item of invoice.items) {
      assert.equal(item.balance, 0);
      for (const tax of item.taxationItems.data) assert.equal(tax.balance, 0);
    }
  });
});

const idOfCode = async (name: string): Promise<string> => {
  const { taxCodes } = await succeed(server, "GET", "/settings/tax-codes");
  return taxCodes.find((code: { name: string }) => code.name === name).id;
};

describe("what is an invoice and what a credit memo", () => {
  test("is decided with taxes: I7, I8", async () => {
    for (const [credit, charge, amount] of [
      [-29.99, 29.99, 3],
      [-1200, 1250, 70],
    ] as const) {
      const code = await aCode();
      const { accountNumber } = await aCalifornian(server);
      const plan = await aPlan(server, [
        { price: credit, ...taxable(code) },
        { price: charge, Name: "Dues" },
      ]);
      const order = await subscribe(server, {
        accountNumber,
        plan,
        from: "2023-01-01",
        billThrough: "2023-01-01",
      });
      assert.deepEqual(order.invoiceNumbers ?? [], []);
      const memo = await succeed(server, "GET", `/v1/credit-memos/${order.creditMemoNumbers[0]}`);
      assert.equal(memo.amount, amount);
    }
  });
});

describe("rules", () => {
  test("MultipleTaxItems: a tax for each rate, taken back for the credited days", async () => {
    await change({ taxRateChangeOption: "MultipleTaxItems", prorationUnit: "ProrateByMonthFirst" });
    codes += 1;
    const code = `Code ${codes}`;
    await aTaxCodeOf(server, code, [
      { from: "2000-01-01", rates: [salesTax(0.08)] },
      { from: "2019-10-01", rates: [salesTax(0.1)] },
    ]);
    const annual = { price: 12_000, BillingPeriod: "Annual", ...taxable(code) };
    const made = await subscribed([annual], { from: "2019-01-01", billThrough: "2019-01-01" });
    const invoice = await theInvoice(made);
    const taxes = (item: Answer["json"]) =>
      item.taxationItems.data.map(({ taxAmount, taxDate }: Answer["json"]) => [taxAmount, taxDate]);
    assert.deepEqual(taxes(invoice.items[0]), [
      [720, "2019-01-01"],
      [300, "2019-10-01"],
    ]);
    const { creditMemoNumbers } = await succeed(
      server,
      "POST",
      "/v1/orders",
      cancelOrder({
        ...made,
        on: "2019-07-01",
        processingOptions: { runBilling: true, billingOptions: { targetDate: "2019-07-01" } },
      }),
    );
    const memo = await succeed(server, "GET", `/v1/credit-memos/${creditMemoNumbers[0]}`);
    assert.equal(memo.amount, 6540);
  });

  test("zuoraTaxRoundingDiffDispersion: S3", async () => {
    await change({ zuoraTaxRoundingDiffDispersion: true });
    const code = await aCode(salesTax(0.08));
    const inclusive = taxable(code, "TaxInclusive");
    const invoice = await theInvoice(
      await subscribed([
        { price: 30, ...inclusive },
        { price: 50, ...inclusive },
      ]),
    );
    assert.deepEqual(amountsOf(invoice.items), ["27.78 + 2.22", "46.29 + 3.71"]);
  });
});

test("discounts take off taxes too, and a credit gives both back", async () => {
  const discount = {
    Name: "Loyalty",
    ChargeModel: "Discount-Percentage",
    ProductRatePlanChargeTierData: {
      ProductRatePlanChargeTier: [{ Currency: "USD", DiscountPercentage: 10 }],
    },
  };
  for (const mode of ["TaxExclusive", "TaxInclusive"]) {
    const code = await aCode(salesTax(0.0725));
    const made = await subscribed([{ price: 33.33, ...taxable(code, mode) }, discount]);
    const invoice = await theInvoice(made);
    assert.deepEqual(
      [invoice.amount, invoice.taxAmount],
      mode === "TaxExclusive" ? [32.18, 2.18] : [30, 2.02],
    );
    const { creditMemoNumbers } = await succeed(
      server,
      "POST",
      "/v1/orders",
      cancelOrder({
        ...made,
        on: "2023-01-01",
        processingOptions: { runBilling: true, billingOptions: { targetDate: "2023-01-11" } },
      }),
    );
    const memo = await succeed(server, "GET", `/v1/credit-memos/${creditMemoNumbers[0]}`);
    assert.equal(memo.amount, invoice.amount);
  }
});

test("a taxed invoice is reversed with its taxes, and is due again", async () => {
  for (const mode of ["TaxExclusive", "TaxInclusive"]) {
    const code = await aCode(salesTax(0.0725));
    const made = await subscribed([{ price: 33.33, ...taxable(code, mode) }]);
    const invoice = await theInvoice(made);
    await succeed(server, "PUT", `/v1/invoices/${invoice.id}/reverse`, {});
    const reversed = await theInvoice(made);
    assert.deepEqual([reversed.reversed, reversed.balance], [true, 0]);
    const [{ taxationItems }] = reversed.items;
    assert.deepEqual(
      taxationItems.data.map(({ balance }: Answer["json"]) => balance),
      [0],
    );
  }
});

test("what is billed and cancelled from its start leaves no tax, whatever the rates", async () => {
  const rules = ["RoundingNetAmount", "RoundingTaxAmount"];
  for (const taxInclusiveRoundingRule of rules) {
    await change({ taxInclusiveRoundingRule, zuoraTaxRoundingDiffDispersion: true });
    for (const [mode, price, rate] of [
      ["TaxExclusive", 0.05, 0.1],
      ["TaxInclusive", 0.05, 0.1],
      ["TaxExclusive", 19.99, 0.08875],
      ["TaxInclusive", 19.99, 0.08875],
    ] as const) {
      const code = await aCode(salesTax(rate));
      const charges = [price, price, price * 3].map((each) => ({
        price: Number(each.toFixed(2)),
        ...taxable(code, mode),
      }));
      const made = await subscribed(charges, { billThrough: "2023-02-01" });
      const invoice = await theInvoice(made);
      const on = { on: "2023-01-16" };
      const billingOptions = { targetDate: "2023-02-01" };
      const processingOptions = { runBilling: true, billingOptions };
      const part = await succeed(
        server,
        "POST",
        "/v1/orders",
        cancelOrder({ ...made, ...on, processingOptions }),
      );
      const memo = await succeed(server, "GET", `/v1/credit-memos/${part.creditMemoNumbers[0]}`);
      assert(memo.amount > 0 && memo.amount < invoice.amount);
    }
  }
});
