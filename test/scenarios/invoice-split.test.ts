/** A draft invoice becomes several, which go through their life together and owe what it owed. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  aBilledAccount,
  billedItems,
  billRun,
  ended,
  invoicesOf,
  ofAccount,
} from "#test/support/bill-runs.ts";
import { aPlan, cancelOrder, type Plan, subscribe, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";
import { aCalifornian, aTaxCodeOf, salesTax, taxable } from "#test/support/tax-company.ts";

let server: TestServer;
let plan: Plan;
let taxed: Plan;

const allow = (invoiceSplit: boolean) =>
  succeed(server, "PUT", "/settings/billing-rules", { invoiceSplit });

before(async () => {
  server = await startTestServer();
  await allow(true);
  plan = await aPlan(server, [{ price: 100_000 }]);
  const taxCode = "Split";
  await aTaxCodeOf(server, taxCode, [{ from: "2020-01-01", rates: [salesTax(0.0725)] }]);
  const discount = { ProductRatePlanChargeTier: [{ Currency: "USD", DiscountPercentage: 33 }] };
  taxed = await aPlan(server, [
    { price: 99.99, ...taxable(taxCode) },
    {
      Name: "Loyalty",
      ChargeModel: "Discount-Percentage",
      ProductRatePlanChargeTierData: discount,
    },
  ]);
});
after(() => server.close());

type Part = { percentage: number; invoiceDate: string; paymentTerm?: string };

const parts = (...percentages: number[]): Part[] =>
  percentages.map((percentage, index) => ({ percentage, invoiceDate: `2023-0${index + 3}-01` }));

const split = (key: string, invoices: Part[]) =>
  succeed(server, "PUT", `/v1/invoices/${key}/split`, { invoices });
const put = (key: string, done: string) =>
  succeed(server, "PUT", `/v1/invoices/${key}/${done}`, {});
const read = (key: string) => succeed(server, "GET", `/v1/invoices/${key}`);
const itemsOf = async (key: string) =>
  (await succeed(server, "GET", `/v1/invoices/${key}/items`)).invoiceItems;

async function refusal(method: string, path: string, body: object = {}) {
  const { json } = await server.call(method, path, body);
  assert.equal(json.success, false, JSON.stringify(json));
  return json.reasons[0];
}

async function aDraft(of: Plan = plan) {
  const account = await aBilledAccount(server, of);
  const run = await billRun(server, {
    targetDate: "2023-01-01",
    invoiceDate: "2023-02-05",
    ...ofAccount(account.accountId),
  });
  const [invoice] = await invoicesOf(server, account.accountId);
  return { ...account, invoice, run };
}

const isProved = async (accountNumber: string) => {
  const { isEqual, ...rest } = await succeed(server, "GET", `/v1/accounts/${accountNumber}/proof`);
  assert.equal(isEqual, true, JSON.stringify(rest));
  await assertConserved(server.database, server.entityId);
};

const statuses = async (accountId: string): Promise<string[]> =>
  (await invoicesOf(server, accountId)).map(({ status }: { status: string }) => status).sort();

describe("splitting", () => {
  test("L2: 100,000 by 40, 30, 20 and 10 percent", async () => {
    const { accountId, accountNumber, invoice } = await aDraft();
    const answer = await split(invoice.invoiceNumber, parts(40, 30, 20, 10));
    const amounts = answer.invoices.map(({ amount }: { amount: number }) => amount);
    assert.deepEqual(amounts, [40_000, 30_000, 20_000, 10_000]);
    const [first, second] = answer.invoices;
    const [whole, part] = [await read(invoice.id), await read(second.id)];
    assert.deepEqual([whole.status, whole.amount, whole.balance], ["Split", 0, 0]);
    assert.deepEqual([part.status, part.amount, part.balance], ["Draft", 30_000, 30_000]);
    assert.deepEqual([part.invoiceDate, part.dueDate], ["2023-04-01", "2023-04-01"]);
    assert.equal(part.billRunId, whole.billRunId);
    assert.deepEqual(await itemsOf(invoice.id), []);
    const [item] = await itemsOf(second.id);
    assert.equal(item.chargeAmount, 30_000);
    assert.deepEqual([item.serviceStartDate, item.serviceEndDate], ["2023-01-01", "2023-01-31"]);
    await put(first.invoiceNumber, "post");
    assert.deepEqual(await statuses(accountId), ["Posted", "Posted", "Posted", "Posted", "Split"]);
    assert.equal((await read(second.id)).invoiceDate, "2023-04-01");
    const { accountBalance } = await succeed(server, "GET", `/v1/accounts/${accountId}/ageing`);
    assert.equal(accountBalance, 100_000);
    await isProved(accountNumber);
  });

  test("payment terms move due dates; discounts and taxes are split as well, to the cent", async () => {
    const account = await aCalifornian(server);
    const from = "2023-01-01";
    await subscribe(server, { accountNumber: account.accountNumber, plan: taxed, from });
    await billRun(server, { targetDate: from, ...ofAccount(account.accountId) });
    const [whole] = await invoicesOf(server, account.accountId);
    const before = await itemsOf(whole.id);
    const given = [
      { percentage: 33.333333333, invoiceDate: "2023-03-01", paymentTerm: "Net 30" },
      ...parts(33.333333333, 33.333333334),
    ];
    const { invoices } = await split(whole.id, given);
    assert.deepEqual([invoices[0].dueDate, invoices[0].paymentTerm], ["2023-03-31", "Net 30"]);
    const items = await Promise.all(invoices.map(({ id }: { id: string }) => itemsOf(id)));
    for (const [index, { chargeAmount, taxAmount, chargeName }] of before.entries()) {
      const own = items.map((of) => of[index]);
      const total = (field: string) =>
        own.reduce((all, of) => all + Math.round(of[field] * 100), 0);
      assert.equal(total("chargeAmount"), Math.round(chargeAmount * 100), chargeName);
      assert.equal(total("taxAmount"), Math.round(taxAmount * 100), chargeName);
    }
    const [charge, discount] = items[1] ?? [];
    assert.equal(discount.appliedToItemId, charge.id);
    assert.equal(discount.balance, 0);
    assert.equal(
      Math.round(charge.balance * 100),
      Math.round((charge.chargeAmount + discount.chargeAmount) * 100),
    );
    await put(invoices[2].id, "post");
    await isProved(account.accountNumber);
  });

  test("a part is split anew with all the others: new drafts, the same whole", async () => {
    const { accountId, accountNumber, invoice } = await aDraft(taxed);
    const first = await split(invoice.id, parts(50, 30, 20));
    const again = await split(first.invoices[1].id, parts(99.999999999, 0.000000001));
    assert.equal(again.invoiceSplitId, first.invoiceSplitId);
    assert.deepEqual(
      again.invoices.map(({ amount }: { amount: number }) => amount),
      [invoice.amount, 0],
    );
    assert.deepEqual(await statuses(accountId), ["Draft", "Draft", "Split"]);
    await split(again.invoices[0].id, parts(50, 50));
    await put((await invoicesOf(server, accountId)).find(isDraft)?.id, "post");
    await isProved(accountNumber);
  });

  test("the objects of the split and of its parts are read by their ids", async () => {
    const { invoice } = await aDraft();
    const { invoiceSplitId, invoices } = await split(invoice.id, parts(49.1, 50.9));
    const whole = await succeed(server, "GET", `/v1/object/invoice-split/${invoiceSplitId}`);
    assert.deepEqual([whole.Id, whole.InvoiceId], [invoiceSplitId, invoice.id]);
    const path = `/v1/object/invoice-split-item/${invoices[1].invoiceSplitItemId}`;
    const { CreatedById, CreatedDate, UpdatedById, UpdatedDate, ...item } = (
      await server.call("GET", path)
    ).json;
    assert.ok(CreatedById && CreatedDate && UpdatedById && UpdatedDate);
    assert.deepEqual(item, {
      Id: invoices[1].invoiceSplitItemId,
      InvoiceSplitId: invoiceSplitId,
      InvoiceId: invoices[1].id,
      InvoiceDate: "2023-04-01",
      PaymentTerm: "Due Upon Receipt",
      SplitPercentage: 50.9,
    });
    assert.equal((await server.call("GET", path.replace(/.$/, "x"))).status, 404);
    const query = `/object-query/invoices?filter[]=id.EQ:${invoices[0].id}`;
    assert.equal((await succeed(server, "GET", query)).data[0].isSplit, true);
  });
});

const isDraft = ({ status }: { status: string }) => status === "Draft";

describe("parts go through their life together", () => {
  test("posted by the bill run on their own dates, unposted, cancelled, and billed again", async () => {
    const { accountId, accountNumber, invoice, run } = await aDraft();
    const due = await billedItems(server, accountId);
    const { invoices } = await split(invoice.id, parts(60, 40));
    await succeed(server, "PUT", `/v1/bill-runs/${run.id}/post`, { invoiceDate: "2023-02-20" });
    assert.equal((await ended(server, run.id)).status, "Posted");
    const posted = await read(invoices[1].id);
    assert.deepEqual([posted.status, posted.invoiceDate], ["Posted", "2023-04-01"]);
    await put(invoices[1].id, "unpost");
    assert.deepEqual(await statuses(accountId), ["Draft", "Draft", "Split"]);
    assert.equal((await ended(server, run.id)).status, "Completed");
    await put(invoices[0].id, "cancel");
    assert.deepEqual(await statuses(accountId), ["Canceled", "Canceled", "Canceled"]);
    await succeed(server, "DELETE", `/v1/invoices/${invoices[0].id}`);
    await billRun(server, { targetDate: "2023-01-01", ...ofAccount(accountId) });
    assert.deepEqual(await billedItems(server, accountId), due);
    await isProved(accountNumber);
  });

  test("cancelling the bill run cancels them, and what they were split from", async () => {
    const { accountId, invoice, run } = await aDraft();
    const due = await billedItems(server, accountId);
    await split(invoice.id, parts(60, 40));
    await succeed(server, "PUT", `/v1/bill-runs/${run.id}/cancel`, {});
    assert.equal((await ended(server, run.id)).status, "Canceled");
    assert.deepEqual(await statuses(accountId), ["Canceled", "Canceled", "Canceled"]);
    await billRun(server, { targetDate: "2023-01-01", ...ofAccount(accountId) });
    assert.deepEqual(await billedItems(server, accountId), due);
  });

  test("DOCUMENT_IN_USE: once one is paid, none is unposted", async () => {
    const { accountId, invoice } = await aDraft();
    const { invoices } = await split(invoice.id, parts(60, 40));
    await put(invoices[0].id, "post");
    await succeed(server, "POST", "/v1/payments", {
      accountId,
      amount: 10,
      currency: "USD",
      type: "External",
      effectiveDate: "2023-03-01",
      invoices: [{ invoiceId: invoices[0].id, amount: 10 }],
      paymentMethodType: "Cash",
    });
    const { message } = await refusal("PUT", `/v1/invoices/${invoices[1].id}/unpost`);
    assert.match(message, /something is applied to it/);
    assert.deepEqual(await statuses(accountId), ["Posted", "Posted", "Split"]);
  });

  test("a cancel credits the newest part first, and what it would credit of the whole", async () => {
    const { accountNumber, subscriptionNumber, invoice } = await aDraft(
      await aPlan(server, [{ price: 310 }]),
    );
    const { invoices } = await split(invoice.id, parts(40, 30, 30));
    await put(invoices[0].id, "post");
    const order = cancelOrder({
      accountNumber,
      subscriptionNumber,
      on: "2023-01-17",
      processingOptions: { runBilling: true, billingOptions: { targetDate: "2023-01-17" } },
    });
    await succeed(server, "POST", "/v1/orders", order);
    const { creditmemos } = await succeed(
      server,
      "GET",
      `/v1/credit-memos?accountNumber=${accountNumber}`,
    );
    const items = await succeed(server, "GET", `/v1/credit-memos/${creditmemos[0].id}/items`);
    const credits = items.items.map((item: { creditFromItemId: string; amount: number }) => [
      item.creditFromItemId,
      item.amount,
    ]);
    const [[second], [third]] = [await itemsOf(invoices[1].id), await itemsOf(invoices[2].id)];
    assert.deepEqual(Object.fromEntries(credits), { [third.id]: 93, [second.id]: 57 });
    await isProved(accountNumber);
  });
});

describe("refusals", () => {
  test("NOT_ALLOWED: where the billing rules do not let invoices be split", async () => {
    const { invoice } = await aDraft();
    await allow(false);
    try {
      const body = { invoices: parts(60, 40) };
      const { message } = await refusal("PUT", `/v1/invoices/${invoice.id}/split`, body);
      assert.match(message, /invoiceSplit/);
    } finally {
      await allow(true);
    }
  });

  test("INVALID_VALUE: percentages that do not sum to 100, are too fine or not above zero", async () => {
    const { invoice } = await aDraft();
    const path = `/v1/invoices/${invoice.id}/split`;
    for (const wrong of [parts(60, 39), parts(100, 0), parts(99.9999999999, 0.0000000001)]) {
      const { message } = await refusal("PUT", path, { invoices: wrong });
      assert.match(message, /percentage/);
    }
    const unknown = parts(60, 40).map((part) => ({ ...part, paymentTerm: "Whenever" }));
    assert.match((await refusal("PUT", path, { invoices: unknown })).message, /paymentTerm/);
    assert.equal((await read(invoice.id)).status, "Draft");
  });

  test("INVOICE_NOT_DRAFT: what is posted, or split already, is not split nor posted", async () => {
    const { invoice } = await aDraft();
    const { invoices } = await split(invoice.id, parts(60, 40));
    for (const done of ["split", "post", "cancel"]) {
      const body = done === "split" ? { invoices: parts(60, 40) } : {};
      const { message } = await refusal("PUT", `/v1/invoices/${invoice.id}/${done}`, body);
      assert.match(message, /Draft/);
    }
    await put(invoices[0].id, "post");
    const body = { invoices: parts(60, 40) };
    await refusal("PUT", `/v1/invoices/${invoices[1].id}/split`, body);
    assert.match((await refusal("POST", `/v1/invoices/${invoice.id}/pdfs`)).message, /Split/);
  });

  test("INVOICE_NOT_REVERSIBLE: a part is not reversed", async () => {
    const { invoice } = await aDraft();
    const { invoices } = await split(invoice.id, parts(60, 40));
    await put(invoices[0].id, "post");
    const { message } = await refusal("PUT", `/v1/invoices/${invoices[0].id}/reverse`);
    assert.match(message, /split/);
  });
});
