/** A credit memo that billing has made is reversed or cancelled, and the next billing makes it again. */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { cancelOrder, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { aBilledAccount, aCreditMemo, aDebitMemo, type Billed } from "#test/support/memos.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());
afterEach(() => assertConserved(server.database, server.entityId));

const get = (path: string) => succeed(server, "GET", path);
const put = (path: string, body: object = {}) => succeed(server, "PUT", path, body);

async function isRefused(answer: Answer, message: RegExp): Promise<void> {
  assert.equal(answer.json.success, false, answer.text);
  assert.match(answer.json.reasons[0].message, message);
}

/** A new account whose subscription of 310 in May 2023 is cancelled from the 11th on: a credit of 210. */
async function aCredit(options: { readonly isDraft?: boolean } = {}) {
  const billed = await aBilledAccount(server, [310]);
  const order = await succeed(
    server,
    "POST",
    "/v1/orders",
    cancelOrder({
      ...billed,
      on: "2023-05-11",
      processingOptions: {
        runBilling: true,
        billingOptions: {
          targetDate: "2023-05-11",
          documentDate: "2023-05-11",
          generateDraftInvoice: options.isDraft ?? false,
        },
      },
    }),
  );
  const number: string = order.creditMemoNumbers[0];
  return { billed, orderNumber: order.orderNumber, number };
}

/** What the next billing makes for the account. */
async function billAgain({ accountNumber }: Billed): Promise<Answer["json"]> {
  const { id: accountId } = (await get(`/v1/accounts/${accountNumber}`)).basicInfo;
  const before = await memosOf(accountNumber);
  const run = await succeed(server, "POST", "/v1/bill-runs", {
    targetDate: "2023-05-31",
    invoiceDate: "2023-05-31",
    billRunFilters: [{ filterType: "Account", accountId }],
    autoPost: true,
  });
  for (let status = ""; status !== "Posted"; ) {
    ({ status } = await get(`/v1/bill-runs/${run.id}`));
    assert.notEqual(status, "Error");
  }
  const now = await memosOf(accountNumber);
  return now.filter(({ id }) => !before.some((memo) => memo.id === id));
}

const memosOf = async (accountNumber: string): Promise<Answer["json"][]> =>
  (await get(`/v1/credit-memos?accountNumber=${accountNumber}&pageSize=40`)).creditmemos;

describe("reversing a credit memo", () => {
  test("a debit memo mirrors it, and the next billing credits the same again", async () => {
    const { billed, number } = await aCredit();
    const answer = await put(`/v1/credit-memos/${number}/reverse`, { memoDate: "2023-05-12" });
    assert.equal(answer.creditMemo, undefined);
    const debit = await get(`/v1/debit-memos/${answer.debitMemo.id}`);
    assert.equal(debit.amount, 210);
    assert.equal(debit.balance, 0);
    assert.equal(debit.reasonCode, "Credit memo reversal");
    const reversed = await get(`/v1/credit-memos/${number}`);
    assert.equal(reversed.status, "Posted");
    assert.equal(reversed.reversed, true);
    assert.equal(reversed.unappliedAmount, 0);
    const again = await billAgain(billed);
    assert.deepEqual(
      again.map(({ amount, status }: Answer["json"]) => [amount, status]),
      [[210, "Posted"]],
    );
    assert.deepEqual(await billAgain(billed), []);
  });

  test("what was reversed stays so", async () => {
    const { number } = await aCredit();
    const { debitMemo } = await put(`/v1/credit-memos/${number}/reverse`);
    const path = `/v1/credit-memos/${number}`;
    await isRefused(await server.call("PUT", `${path}/reverse`, {}), /reversed already/);
    const use = { debitMemos: [{ debitMemoId: debitMemo.id, amount: 210 }] };
    await isRefused(await server.call("PUT", `${path}/unapply`, use), /because of a reversal/);
    await isRefused(await server.call("PUT", `${path}/unpost`, {}), /has been applied/);
    await isRefused(
      await server.call("PUT", `/v1/debit-memos/${debitMemo.id}/unpost`, {}),
      /has been applied/,
    );
  });

  test("CREDIT_MEMO_NOT_REVERSED: what billing has not made, what is used, what was billed since", async () => {
    const { billed, number } = await aCredit();
    const path = `/v1/credit-memos/${number}`;
    const byHand = await aCreditMemo(server, billed, [10]);
    await isRefused(
      await server.call("PUT", `/v1/credit-memos/${byHand.number}/reverse`, {}),
      /cannot be reversed: billing has not made it/,
    );
    const use = { invoices: [{ invoiceId: billed.invoiceId, amount: 10 }] };
    await put(`${path}/apply`, use);
    await isRefused(await server.call("PUT", `${path}/reverse`, {}), /has been applied/);
    await put(`${path}/unapply`, use);
    await isRefused(
      await server.call("PUT", `${path}/reverse`, { memoDate: "2023-05-10" }),
      /'memoDate' 2023-05-10 should not be before 2023-05-11/,
    );
    await isRefused(
      await server.call("PUT", `${path}/reverse`, {
        memoDate: "2023-05-12",
        applyEffectiveDate: "2023-05-11",
      }),
      /'applyEffectiveDate' 2023-05-11 should not be before 2023-05-12/,
    );
    await put(`${path}/unpost`);
    await isRefused(await server.call("PUT", `${path}/reverse`, {}), /is Draft: it must be Posted/);
  });

  test("a cancel whose credit was reversed can still be reverted", async () => {
    const { orderNumber, number } = await aCredit();
    await put(`/v1/credit-memos/${number}/reverse`);
    await succeed(server, "POST", `/v1/orders/${orderNumber}/revert`, { orderDate: "2023-05-12" });
    assert.equal((await get(`/v1/credit-memos/${number}`)).reversed, true);
  });

  test("a cancel whose credit pays a debit memo is reverted once it is unapplied", async () => {
    const { billed, orderNumber, number } = await aCredit();
    const debit = await aDebitMemo(server, billed, [50], { effectiveDate: "2023-05-11" });
    const use = { debitMemos: [{ debitMemoId: debit.id, amount: 50 }] };
    await put(`/v1/credit-memos/${number}/apply`, use);
    const revert = () =>
      server.call("POST", `/v1/orders/${orderNumber}/revert`, { orderDate: "2023-05-12" });
    await isRefused(await revert(), /credit memo 'CM\d+' has paid a debit memo/);
    await put(`/v1/credit-memos/${number}/unapply`, use);
    assert.equal((await revert()).json.success, true);
  });
});

describe("cancelling a credit memo that billing has made", () => {
  test("what it credited is credited again by the next billing", async () => {
    const { billed, number } = await aCredit();
    await put(`/v1/credit-memos/${number}/unpost`);
    await put(`/v1/credit-memos/${number}/cancel`);
    const again = await billAgain(billed);
    assert.deepEqual(
      again.map(({ amount }: Answer["json"]) => amount),
      [210],
    );
    await succeed(server, "DELETE", `/v1/credit-memos/${number}`);
  });

  test("its items are not changed by hand", async () => {
    const { number } = await aCredit();
    await put(`/v1/credit-memos/${number}/unpost`);
    const [{ id }] = (await get(`/v1/credit-memos/${number}/items`)).items;
    const path = `/v1/credit-memos/${number}`;
    await isRefused(
      await server.call("PUT", path, { items: [{ id, amount: 1 }] }),
      /not made by hand/,
    );
    assert.equal((await put(path, { comment: "kept" })).comment, "kept");
  });
});
