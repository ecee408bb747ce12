/** Invoices that are reversed: a credit memo takes them back, and the next billing bills the same. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { aBilledAccount, billRun, invoicesOf, ofAccount } from "#test/support/bill-runs.ts";
import { aPlan, cancelOrder, type Plan, subscribe, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";
import { aCalifornian, aTaxCodeOf, salesTax, taxable } from "#test/support/tax-company.ts";

let server: TestServer;
let monthly: Plan;

before(async () => {
  server = await startTestServer();
  monthly = await aPlan(server, [
    { price: 30 },
    { price: 7, ChargeType: "OneTime", Name: "Setup" },
  ]);
});
after(() => server.close());

const conserved = () => assertConserved(server.database, server.entityId);

/** An account with a subscription billed through a day, by a run that posts. */
async function billed(targetDate = "2023-02-01") {
  const account = await aBilledAccount(server, monthly);
  const billing = { invoiceDate: "2023-02-05", autoPost: true, ...ofAccount(account.accountId) };
  await billRun(server, { ...billing, targetDate });
  const [invoice] = await invoicesOf(server, account.accountId);
  return { ...account, invoice, billing: { ...billing, targetDate } };
}

async function itemsOf(invoiceId: string): Promise<string[]> {
  const { invoiceItems } = await succeed(server, "GET", `/v1/invoices/${invoiceId}/items`);
  return invoiceItems
    .map((item: Record<string, unknown>) =>
      [item.chargeName, item.serviceStartDate, item.serviceEndDate, item.chargeAmount].join(" "),
    )
    .sort();
}

const reverse = (key: string, body: object = {}) =>
  succeed(server, "PUT", `/v1/invoices/${key}/reverse`, body);

async function refusal(path: string, body: object = {}) {
  const { json } = await server.call("PUT", path, body);
  assert.equal(json.success, false, JSON.stringify(json));
  return json.reasons[0];
}

describe("reversing", () => {
  test("a credit memo pays the invoice, which stays posted; the next run bills the same", async () => {
    const { accountId, invoice, billing } = await billed();
    const items = await itemsOf(invoice.id);
    assert.equal(items.length, 3);
    const { creditMemo } = await reverse(invoice.invoiceNumber, { memoDate: "2023-02-06" });
    const memo = await succeed(server, "GET", `/v1/credit-memos/${creditMemo.id}`);
    assert.deepEqual(
      [memo.status, memo.amount, memo.appliedAmount, memo.reasonCode, memo.creditMemoDate],
      ["Posted", 67, 67, "Invoice reversal", "2023-02-06"],
    );
    const reversed = await succeed(server, "GET", `/v1/invoices/${invoice.id}`);
    assert.deepEqual([reversed.status, reversed.balance, reversed.reversed], ["Posted", 0, true]);
    await conserved();

    await billRun(server, billing);
    const again = (await invoicesOf(server, accountId)).find(
      ({ reversed: isReversed }: { reversed: boolean }) => !isReversed,
    );
    assert.deepEqual(await itemsOf(again.id), items);
    await conserved();
    await reverse(again.id);
    await billRun(server, billing);
    await conserved();
    const open = await invoicesOf(server, accountId);
    const balances = open.map(({ balance }: { balance: number }) => balance).sort();
    assert.deepEqual(balances, [0, 0, 67]);
  });

  test("dates, reason and comment are the caller's", async () => {
    const { invoice } = await billed();
    const reasons = { reasonCodes: [{ name: "Wrong address" }] };
    await succeed(server, "PUT", "/settings/reason-codes/InvoiceReversal", reasons);
    const { creditMemo } = await reverse(invoice.id, {
      memoDate: "2023-02-07",
      applyEffectiveDate: "2023-02-08",
      reasonCode: "Wrong address",
      comment: "To be sent again",
    });
    const memo = await succeed(server, "GET", `/v1/credit-memos/${creditMemo.id}`);
    assert.deepEqual([memo.reasonCode, memo.comment], ["Wrong address", "To be sent again"]);
    await conserved();
  });

  test("what billing has credited of it since is reversed along", async () => {
    const { accountNumber, accountId, subscriptionNumber, invoice, billing } = await billed();
    const on = "2023-02-15";
    const processingOptions = { runBilling: true };
    const order = cancelOrder({ accountNumber, subscriptionNumber, on, processingOptions });
    const { creditMemoNumbers } = await succeed(server, "POST", "/v1/orders", order);
    const memo = () => succeed(server, "GET", `/v1/credit-memos/${creditMemoNumbers[0]}`);
    assert.deepEqual([(await memo()).amount, (await memo()).unappliedAmount], [15, 15]);
    await reverse(invoice.id);
    assert.deepEqual([(await memo()).reversed, (await memo()).unappliedAmount], [true, 0]);
    const { metrics } = await succeed(server, "GET", `/v1/accounts/${accountNumber}`);
    assert.equal(metrics.balance, 0);
    await conserved();
    await billRun(server, billing);
    const again = (await invoicesOf(server, accountId)).find(
      ({ reversed }: { reversed: boolean }) => !reversed,
    );
    // 14 of 28 days of February.
    assert.deepEqual(await itemsOf(again.id), [
      "Setup 2023-01-01 2023-01-01 7",
      "Silver plan -- Proration 2023-02-01 2023-02-14 15",
      "Silver plan 2023-01-01 2023-01-31 30",
    ]);
    await conserved();
  });

  test("not where the customer has used that credit", async () => {
    const { accountNumber, subscriptionNumber, invoice } = await billed();
    const processingOptions = { runBilling: true };
    const on = "2023-02-15";
    const order = cancelOrder({ accountNumber, subscriptionNumber, on, processingOptions });
    const { creditMemoNumbers } = await succeed(server, "POST", "/v1/orders", order);
    const refund = { type: "External", methodType: "Check", totalAmount: 15 };
    await succeed(server, "POST", `/v1/credit-memos/${creditMemoNumbers[0]}/refund`, refund);
    const { message } = await refusal(`/v1/invoices/${invoice.id}/reverse`);
    assert.match(message, /credit memo 'CM\d+' credits it: .*in use|credits it/);
    await conserved();
  });

  test("what is cancelled after a reversal is billed by its days", async () => {
    const { accountNumber, accountId, subscriptionNumber, invoice, billing } = await billed();
    await reverse(invoice.id);
    const on = "2023-01-16";
    const order = cancelOrder({ accountNumber, subscriptionNumber, on });
    await succeed(server, "POST", "/v1/orders", order);
    await billRun(server, billing);
    const again = (await invoicesOf(server, accountId)).find(
      ({ reversed }: { reversed: boolean }) => !reversed,
    );
    assert.deepEqual(await itemsOf(again.id), [
      "Setup 2023-01-01 2023-01-01 7",
      "Silver plan -- Proration 2023-01-01 2023-01-15 14.52",
    ]);
    await conserved();
  });
});

describe("what is refused", () => {
  test("INVOICE_NOT_REVERSIBLE: what is paid, credited or reversed, or has a newer invoice", async () => {
    const { accountNumber, subscriptionNumber, invoice, billing } = await billed("2023-01-01");
    const path = `/v1/invoices/${invoice.id}/reverse`;
    await billRun(server, { ...billing, targetDate: "2023-02-01" });
    const newer = await refusal(path);
    assert.equal(newer.code, 58470030);
    assert.match(newer.message, /invoice 'INV\d+' of one of its subscriptions is newer/);

    const other = await billed("2023-01-01");
    const otherPath = `/v1/invoices/${other.invoice.id}/reverse`;
    const early = await refusal(otherPath, { memoDate: "2023-02-04" });
    assert.match(early.message, /the memo date 2023-02-04 is before the invoice date 2023-02-05/);
    await reverse(other.invoice.id);
    assert.match((await refusal(otherPath)).message, /it has been reversed already/);

    const processingOptions = { runBilling: true, writeOff: true };
    const order = cancelOrder({
      accountNumber,
      subscriptionNumber,
      on: "2023-01-01",
      processingOptions,
    });
    await succeed(server, "POST", "/v1/orders", order);
    assert.match((await refusal(path)).message, /something is applied to it|credits it/);
    await conserved();
  });

  test("a draft is not reversed, and a reversed one neither unposted nor owed again", async () => {
    const { invoice } = await billed();
    const { creditMemo } = await reverse(invoice.id);
    const unapply = await refusal(`/v1/credit-memos/${creditMemo.id}/unapply`, {
      invoices: [{ invoiceId: invoice.id, amount: 67 }],
    });
    assert.match(unapply.message, /is applied because of a reversal: that stays/);
    const { message } = await refusal(`/v1/invoices/${invoice.id}/unpost`);
    assert.match(message, /it has been reversed/);
    await conserved();
  });
});

test("with taxes and discounts: taken back by either way, the same is billed again", async () => {
  await aTaxCodeOf(server, "Sales", [{ from: "2000-01-01", rates: [salesTax(0.0725)] }]);
  const taxed = taxable("Sales");
  const discount = {
    Name: "Loyalty",
    ChargeModel: "Discount-Percentage",
    ProductRatePlanChargeTierData: {
      ProductRatePlanChargeTier: [{ Currency: "USD", DiscountPercentage: 15 }],
    },
  };
  const plan = await aPlan(server, [{ price: 33.33, ...taxed }, { price: 10 }, discount]);
  const { accountId, accountNumber } = await aCalifornian(server);
  await subscribe(server, { accountNumber, plan, from: "2023-01-01" });
  const billing = {
    targetDate: "2023-02-01",
    invoiceDate: "2023-02-05",
    autoPost: true,
    ...ofAccount(accountId),
  };
  const standing = async () => {
    const all = await invoicesOf(server, accountId);
    const [invoice] = all.filter(
      ({ reversed, status }: { reversed: boolean; status: string }) =>
        !reversed && status === "Posted",
    );
    const { invoiceItems } = await succeed(server, "GET", `/v1/invoices/${invoice.id}/items`);
    const written = invoiceItems.map((item: Record<string, unknown>) =>
      [
        item.chargeName,
        item.serviceStartDate,
        item.chargeAmount,
        item.taxAmount,
        item.balance,
      ].join(" "),
    );
    const { taxAmount } = await succeed(server, "GET", `/v1/invoices/${invoice.id}`);
    return { id: invoice.id, balance: invoice.balance, taxAmount, items: written.sort() };
  };
  await billRun(server, billing);
  const first = await standing();
  assert.ok(
    first.items.some((item: string) => item.startsWith("Loyalty")),
    first.items.join(),
  );
  await reverse(first.id);
  await conserved();
  await billRun(server, billing);
  const second = await standing();
  assert.deepEqual({ ...second, id: "" }, { ...first, id: "" });
  await conserved();
  await succeed(server, "PUT", `/v1/invoices/${second.id}/unpost`, {});
  await conserved();
  await succeed(server, "PUT", `/v1/invoices/${second.id}/cancel`, {});
  await conserved();
  await billRun(server, billing);
  const third = await standing();
  assert.deepEqual({ ...third, id: "" }, { ...first, id: "" });
  await conserved();
});
