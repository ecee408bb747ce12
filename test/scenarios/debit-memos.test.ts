/** Debit memos that a person makes: created, posted, read, unposted, cancelled, deleted. */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { anAccount, aPlan, succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import { aBilledAccount, aCreditMemo, aDebitMemo } from "#test/support/memos.ts";
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

describe("a debit memo", () => {
  test("from an invoice: a draft with the items' days and prices, due by the account's term", async () => {
    const billed = await aBilledAccount(server, [100], { paymentTerm: "Net 30" });
    const made = await aDebitMemo(server, billed, [25], { autoPost: false, comment: "more" });
    assert.equal(made.status, "Draft");
    assert.equal(made.amount, 25);
    assert.equal(made.balance, 25);
    assert.equal(made.dueDate, "2023-06-01");
    assert.equal(made.referredInvoiceId, billed.invoiceId);
    assert.equal(made.sourceType, "Invoice");
    assert.equal(made.autoPay, true);
    const { items } = await get(`/v1/debitmemos/${made.number}/items`);
    assert.equal(items[0].sourceItemType, "InvoiceDetail");
    assert.equal(items[0].sourceItemId, billed.itemIds[0]);
    assert.equal(items[0].unitPrice, 100);
    assert.equal(items[0].serviceEndDate, "2023-05-31");
    assert.deepEqual(await get(`/v1/debit-memos/${made.id}/items/${items[0].id}`), {
      ...items[0],
      success: true,
    });
  });

  test("from charges: posted at once, and found in the list", async () => {
    const { accountNumber } = await anAccount(server);
    const plan = await aPlan(server, [{ Name: "Support" }]);
    const made = await succeed(server, "POST", "/v1/debit-memos", {
      accountNumber,
      charges: [{ productRatePlanChargeId: plan.chargeIds[0], amount: 12.5 }],
      effectiveDate: "2023-05-02",
      dueDate: "2023-05-20",
      autoPay: false,
      autoPost: true,
      number: "DM-chosen",
    });
    assert.equal(made.number, "DM-chosen");
    assert.equal(made.status, "Posted");
    assert.equal(made.autoPay, false);
    assert.equal(made.sourceType, "Standalone");
    const { debitmemos } = await get(`/v1/debit-memos?accountNumber=${accountNumber}&balance=12.5`);
    assert.deepEqual(
      debitmemos,
      [{ ...made, success: undefined }].map(({ success: _, ...rest }) => rest),
    );
  });

  test("taxes are reckoned by none where the invoice has none, and taken as given", async () => {
    const billed = await aBilledAccount(server, [100]);
    const taxItems = [{ taxName: "VAT", taxRate: 0.2, taxCode: "Standard", amount: 5 }];
    const made = await aDebitMemo(server, billed, [], {
      items: [{ invoiceItemId: billed.itemIds[0], amount: 25, taxItems }],
    });
    assert.equal(made.amount, 30);
    assert.equal(made.taxAmount, 5);
    const [{ id }] = (await get(`/v1/debit-memos/${made.id}/items`)).items;
    const { data } = await get(`/v1/debit-memos/${made.id}/items/${id}/taxation-items`);
    assert.equal(data.length, 1);
    assert.equal(data[0].taxCode, "Standard");
    assert.equal(data[0].balance, 5);
    const none = await get(`/v1/debit-memos/${made.id}/items/${id}/taxation-items?page=2`);
    assert.deepEqual(none.data, []);
  });

  test("goes back step by step, unless something is paid of it", async () => {
    const billed = await aBilledAccount(server, [100]);
    const debit = await aDebitMemo(server, billed, [25]);
    const credit = await aCreditMemo(server, billed, [10]);
    const use = { debitMemos: [{ debitMemoId: debit.number, amount: 10 }] };
    await put(`/v1/credit-memos/${credit.number}/apply`, use);
    const path = `/v1/debit-memos/${debit.number}`;
    await isRefused(await server.call("PUT", `${path}/unpost`, {}), /has been applied, paid/);
    await put(`/v1/credit-memos/${credit.number}/unapply`, use);
    await isRefused(await server.call("PUT", `${path}/cancel`, {}), /is Posted: it must be Draft/);
    assert.equal((await put(`${path}/unpost`)).status, "Draft");
    assert.equal((await put(`${path}/post`)).status, "Posted");
    await put(`${path}/unpost`);
    const cancelled = await put(`${path}/cancel`);
    assert.equal(cancelled.status, "Canceled");
    assert.notEqual(cancelled.cancelledById, null);
    await succeed(server, "DELETE", path);
    await isRefused(await server.call("GET", path), /Cannot find entity/);
  });

  test("is told to those who listen", async () => {
    const billed = await aBilledAccount(server, [100]);
    const { id } = await aDebitMemo(server, billed, [25]);
    await put(`/v1/debit-memos/${id}/unpost`);
    const { events } = await get("/v1/events?pageSize=40");
    const own = events.filter((event: { objectId: string }) => event.objectId === id);
    assert.deepEqual(
      own.map((event: { eventType: string }) => event.eventType),
      ["Debit Memo Created", "Debit Memo Posted", "Debit Memo Unposted"],
    );
  });
});
