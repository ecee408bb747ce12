/** Payment terms, reason codes and ageing buckets. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import {
  anAccount,
  aPlan,
  cancelOrder,
  type Plan,
  subscribe,
  subscribeOrder,
  succeed,
} from "#test/support/company.ts";
import { startTestServer, type TestServer } from "#test/support/server.ts";

type Fields = Readonly<Record<string, unknown>>;

let server: TestServer;
let plan: Plan;

before(async () => {
  server = await startTestServer();
  plan = await aPlan(server, [{ price: 30 }]);
});
after(() => server.close());

async function refused(method: string, path: string, body: Fields, message: RegExp) {
  const { json, text } = await server.call(method, path, body);
  assert.equal(json.success, false, text);
  assert.match(text, message);
}

const TERMS = "/settings/payment-terms";

async function dueDatesOf(accountId: string): Promise<string[]> {
  const path = `/v1/transactions/invoices/accounts/${accountId}`;
  const { invoices } = await succeed(server, "GET", path);
  return invoices.map(({ dueDate }: { dueDate: string }) => dueDate).sort();
}

describe("payment terms", () => {
  test("that were set up decide when invoices of orders and of bill runs are due", async () => {
    const prox = { name: "The 20th", type: "Prox", cutoffDay: 12, months: 1, dueDay: 20 };
    const made = await succeed(server, "POST", TERMS, prox);
    assert.deepEqual(made, { id: made.id, ...prox, days: null, active: true });
    assert.deepEqual((await succeed(server, "GET", TERMS)).paymentTerms, [made]);
    const { accountId, accountNumber } = await anAccount(server, { paymentTerm: "The 20th" });
    const from = "2023-08-10";
    await subscribe(server, { accountNumber, plan, from, billThrough: from });
    assert.deepEqual(await dueDatesOf(accountId), ["2023-09-20"]);
    const run = {
      targetDate: "2023-09-01",
      invoiceDate: "2023-08-13",
      billRunFilters: [{ filterType: "Account", accountId }],
    };
    const { id } = await succeed(server, "POST", "/v1/bill-runs", run);
    const until = async (status: string) => {
      while ((await succeed(server, "GET", `/v1/bill-runs/${id}`)).status !== status) {
        await delay(10);
      }
    };
    await until("Completed");
    assert.deepEqual(await dueDatesOf(accountId), ["2023-09-20", "2023-10-20"]);
    await succeed(server, "PUT", `/v1/bill-runs/${id}/post`, { invoiceDate: "2023-09-12" });
    await until("Posted");
    assert.deepEqual(await dueDatesOf(accountId), ["2023-09-20", "2023-10-20"]);
  });

  test("change what comes later, and nothing that was issued", async () => {
    await succeed(server, "POST", TERMS, { name: "A week", type: "Net", days: 7 });
    const { accountId, accountNumber } = await anAccount(server);
    const subscribed = {
      accountNumber,
      plan,
      from: "2023-08-10",
      billThrough: "2023-08-10",
      createSubscription: { paymentTerm: "A week" },
    };
    await subscribe(server, subscribed);
    await succeed(server, "PUT", `${TERMS}/A%20week`, { type: "Net", days: 8 });
    await subscribe(server, subscribed);
    assert.deepEqual(await dueDatesOf(accountId), ["2023-08-17", "2023-08-18"]);
    await succeed(server, "PUT", `${TERMS}/A%20week`, { active: false });
    const order = subscribeOrder(subscribed);
    await refused("POST", "/v1/orders", order, /'paymentTerm' value should be one of/);
    await refused(
      "PUT",
      `/v1/accounts/${accountNumber}`,
      { paymentTerm: "A week" },
      /'paymentTerm' value should be one of.*The 20th/,
    );
  });

  test("are refused where they say too much, too little, or what is there", async () => {
    const refusals: [Fields, RegExp][] = [
      [{ name: "X", type: "Net" }, /'days' may not be null/],
      [{ name: "X", type: "Prox", cutoffDay: 1, months: 1 }, /'dueDay' may not be null/],
      [{ name: "X", type: "Net", days: 1, months: 1 }, /'months' does not belong/],
      [{ name: "Net 30", type: "Net", days: 31 }, /already in use/],
      [{ name: "The 20th", type: "Net", days: 31 }, /already in use/],
      [{ name: "X", type: "Prox", cutoffDay: 32, months: 1, dueDay: 1 }, /less than or equal/],
    ];
    for (const [body, message] of refusals) await refused("POST", TERMS, body, message);
    await refused("PUT", `${TERMS}/The%2020th`, { days: 3 }, /'days' needs 'type'/);
    await refused("PUT", `${TERMS}/Nobody's`, { active: true }, /Cannot find/);
  });
});

describe("reason codes", () => {
  const path = "/settings/reason-codes";

  test("of credit memos and write-offs exist and are active, or there are defaults", async () => {
    const { accountNumber } = await anAccount(server);
    const from = "2023-01-01";
    const bought = await subscribe(server, { accountNumber, plan, from, billThrough: from });
    const [subscriptionNumber] = bought.subscriptionNumbers;
    const [invoiceNumber] = bought.invoiceNumbers;
    const cancel = (creditMemoReasonCode?: string) =>
      cancelOrder({
        accountNumber,
        subscriptionNumber,
        on: "2023-01-16",
        processingOptions: { runBilling: true, billingOptions: { creditMemoReasonCode } },
      });
    await refused("POST", "/v1/orders", cancel("Moved away"), /'Moved away' does not exist/);
    const added = {
      reasonCodes: [{ name: "Moved away" }, { name: "Ad hoc credit", active: false }],
    };
    await succeed(server, "PUT", `${path}/CreditMemo`, added);
    await refused("POST", "/v1/orders", cancel("Ad hoc credit"), /is not active/);
    const { creditMemoNumbers } = await succeed(server, "POST", "/v1/orders", cancel("Moved away"));
    const memo = await succeed(server, "GET", `/v1/credit-memos/${creditMemoNumbers[0]}`);
    assert.equal(memo.reasonCode, "Moved away");
    const writeOff = `/v1/invoices/${invoiceNumber}/write-off`;
    await refused("PUT", writeOff, { reasonCode: "Moved away" }, /does not exist/);
    const { creditMemo } = await succeed(server, "PUT", writeOff, {});
    const written = await succeed(server, "GET", `/v1/credit-memos/${creditMemo.id}`);
    assert.equal(written.reasonCode, "Write-off");
  });

  test("of refunds, reversals and changed memos exist and are active as well", async () => {
    const { accountNumber, accountId } = await anAccount(server);
    const from = "2023-01-01";
    const bought = await subscribe(server, { accountNumber, plan, from, billThrough: from });
    const [subscriptionNumber] = bought.subscriptionNumbers;
    const wrong = { reasonCode: "Birthday" };
    const money = { accountId, type: "External", amount: 5, currency: "USD" };
    const paid = await succeed(server, "POST", "/v1/payments", {
      ...money,
      paymentMethodType: "Check",
    });
    const refund = { type: "External", methodType: "Check", totalAmount: 5 };
    const refunds = `/v1/payments/${paid.id}/refunds`;
    await refused("POST", refunds, { ...refund, ...wrong }, /'Birthday' .* for Refund/);
    const reasonCode = "Chargeback";
    const { number } = await succeed(server, "POST", refunds, { ...refund, reasonCode });
    await refused("PUT", `/v1/refunds/${number}`, wrong, /'Birthday' .* for Refund/);
    await succeed(server, "PUT", `/v1/refunds/${number}`, { reasonCode });

    const on = "2023-01-16";
    const cancel = (refundReasonCode: string) =>
      cancelOrder({
        accountNumber,
        subscriptionNumber,
        on,
        processingOptions: { runBilling: true, refund: true, refundAmount: 1, refundReasonCode },
      });
    await refused("POST", "/v1/orders", cancel("Birthday"), /'Birthday' .* for Refund/);
    const { creditMemoNumbers } = await succeed(server, "POST", "/v1/orders", cancel(reasonCode));
    const memo = `/v1/credit-memos/${creditMemoNumbers[0]}`;
    await refused("PUT", memo, wrong, /'Birthday' .* for CreditMemo/);
    await refused("POST", `${memo}/refund`, { ...refund, ...wrong }, /'Birthday' .* for Refund/);
    await refused("PUT", `${memo}/reverse`, wrong, /'Birthday' .* for CreditMemoReversal/);
    const { debitMemo } = await succeed(server, "PUT", `${memo}/reverse`, {});
    const made = `/v1/debit-memos/${debitMemo.id}`;
    await refused("PUT", made, wrong, /'Birthday' .* for DebitMemo/);
  });

  test("are listed by type, with the default of each", async () => {
    const { reasonCodes } = await succeed(server, "GET", `${path}?transactionType=InvoiceWriteOff`);
    assert.deepEqual(reasonCodes[0], {
      transactionType: "InvoiceWriteOff",
      name: "Write-off",
      active: true,
      isDefault: true,
    });
    const all = (await succeed(server, "GET", path)).reasonCodes;
    const types = new Set(all.map((code: { transactionType: string }) => code.transactionType));
    assert.equal(types.size, 8);
    const named = (name: string) => all.find((code: { name: string }) => code.name === name);
    assert.equal(named("Ad hoc credit").active, false);
    assert.equal(named("Moved away").active, true);
    const off = { reasonCodes: [{ name: "Correcting invoice error", active: false }] };
    await refused("PUT", `${path}/CreditMemo`, off, /it stays active/);
    await refused("PUT", `${path}/Birthday`, off, /Cannot find/);
    await succeed(server, "PUT", `${path}/CreditMemo`, { reasonCodes: [] });
    const now = (await succeed(server, "GET", `${path}?transactionType=CreditMemo`)).reasonCodes;
    assert(now.every(({ active, name }: Fields) => active && name !== "Moved away"));
  });
});

describe("ageing buckets", () => {
  const path = "/settings/aging-buckets";

  test("are the published ones until they are changed", async () => {
    const { includeNegativeInvoice, buckets } = await succeed(server, "GET", path);
    assert.equal(includeNegativeInvoice, true);
    assert.deepEqual(buckets[0], { name: "Current", fromDaysPastDue: 0, toDaysPastDue: 0 });
    assert.deepEqual(buckets.at(-1), {
      name: "more than 120 days past due",
      fromDaysPastDue: 121,
      toDaysPastDue: 151,
    });
    const mine = [
      { name: "new", fromDaysPastDue: 0, toDaysPastDue: 10 },
      { name: "old", fromDaysPastDue: 11, toDaysPastDue: 20 },
    ];
    const changed = await succeed(server, "PUT", path, { buckets: mine });
    assert.deepEqual(changed, { includeNegativeInvoice: true, buckets: mine });
    assert.deepEqual(await succeed(server, "GET", path), changed);
    const gap = [mine[0], { name: "old", fromDaysPastDue: 12, toDaysPastDue: 20 }];
    await refused("PUT", path, { buckets: gap }, /'old' should begin at 11/);
    const backwards = [{ name: "x", fromDaysPastDue: 0, toDaysPastDue: -1 }];
    await refused("PUT", path, { buckets: backwards }, /greater than or equal to 0/);
    await refused("PUT", path, { buckets: [] }, /buckets/);
  });
});
