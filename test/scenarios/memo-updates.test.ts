/** Drafts are changed, memos are made and changed many at once, and written off. */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { succeed } from "#test/support/company.ts";
import { assertConserved } from "#test/support/conservation.ts";
import {
  aBilledAccount,
  aCreditMemo,
  aDebitMemo,
  type Billed,
  itemsOf,
} from "#test/support/memos.ts";
import { type Answer, startTestServer, type TestServer } from "#test/support/server.ts";

let server: TestServer;

before(async () => {
  server = await startTestServer();
});
after(() => server.close());
afterEach(() => assertConserved(server.database, server.entityId));

const get = (path: string) => succeed(server, "GET", path);
const put = (path: string, body: object = {}) => succeed(server, "PUT", path, body);
const balanceOf = async ({ invoiceNumber }: Billed) =>
  (await get(`/v1/invoices/${invoiceNumber}`)).balance;

async function isRefused(answer: Answer, message: RegExp): Promise<void> {
  assert.equal(answer.json.success, false, answer.text);
  assert.match(answer.json.reasons[0].message, message);
}

/** A draft of 40 with a tax of 4 on the first item of a new invoice of 100. */
async function aTaxedDraft(make: typeof aCreditMemo) {
  const billed = await aBilledAccount(server, [100]);
  const taxItems = [{ taxName: "VAT", taxRate: 0.1, amount: 4 }];
  const items = [{ invoiceItemId: billed.itemIds[0], amount: 40, taxItems }];
  const memo = await make(server, billed, [], { items, autoPost: false });
  return { billed, memo };
}

describe("changing a draft", () => {
  for (const { family, make } of [
    { family: "credit-memos", make: aCreditMemo },
    { family: "debit-memos", make: aDebitMemo },
  ]) {
    test(`${family}: a new amount is taxed by the rates that the item has`, async () => {
      const { memo } = await aTaxedDraft(make);
      const path = `/v1/${family}/${memo.number}`;
      const [{ id }] = (await get(`${path}/items`)).items;
      const changed = await put(path, {
        comment: "new",
        reasonCode: "Charge dispute",
        effectiveDate: "2023-05-05",
        mine__c: 1,
        items: [{ id, amount: 25.05, quantity: 3, skuName: "Other", serviceEndDate: "2023-05-20" }],
      });
      assert.equal(changed.amount, 27.56);
      assert.equal(changed.taxAmount, 2.51);
      assert.equal(changed.comment, "new");
      assert.equal(changed.reasonCode, "Charge dispute");
      assert.equal(changed.mine__c, 1);
      const [item] = (await get(`${path}/items`)).items;
      assert.equal(item.amount, 25.05);
      assert.equal(item.quantity, 3);
      assert.equal(item.skuName, "Other");
      assert.equal(item.serviceStartDate, "2023-05-01");
      assert.equal(item.serviceEndDate, "2023-05-20");
      assert.equal(item.taxationItems.data[0].taxAmount, 2.51);
    });

    test(`${family}: taxes may be given instead`, async () => {
      const { memo } = await aTaxedDraft(make);
      const path = `/v1/${family}/${memo.number}`;
      const [item] = (await get(`${path}/items`)).items;
      const taxItems = [{ id: item.taxationItems.data[0].id, amount: 1, taxName: "GST" }];
      const changed = await put(path, { items: [{ id: item.id, taxItems }] });
      assert.equal(changed.amount, 41);
      const [{ taxationItems }] = (await get(`${path}/items`)).items;
      assert.equal(taxationItems.data[0].name, "GST");
      assert.equal(taxationItems.data[0].taxRate, 0.1);
    });

    test(`${family}: of a posted memo only what moves no money`, async () => {
      const { memo } = await aTaxedDraft(make);
      const path = `/v1/${family}/${memo.number}`;
      const [{ id }] = (await get(`${path}/items`)).items;
      await put(`${path}/post`);
      assert.equal((await put(path, { comment: "later" })).comment, "later");
      await isRefused(
        await server.call("PUT", path, { items: [{ id, amount: 1 }] }),
        /is Posted: it must be Draft to be changed/,
      );
      await isRefused(
        await server.call("PUT", path, { effectiveDate: "2023-05-09" }),
        /is Posted: it must be Draft/,
      );
    });

    test(`${family}: where it is booked, of items, of taxes and as a whole`, async () => {
      const { memo } = await aTaxedDraft(make);
      const path = `/v1/${family}/${memo.number}`;
      assert.equal((await get(path)).transferredToAccounting, "No");
      const [item] = (await get(`${path}/items`)).items;
      const [tax] = item.taxationItems.data;
      const financeInformation = { salesTaxPayableAccountingCode: "Taxes" };
      await put(path, {
        transferredToAccounting: "Processing",
        items: [
          {
            id: item.id,
            excludeItemBillingFromRevenueAccounting: true,
            taxItems: [{ id: tax.id, financeInformation }],
          },
        ],
      });
      const [changed] = (await get(`${path}/items`)).items;
      assert.equal(changed.excludeItemBillingFromRevenueAccounting, true);
      const [booked] = changed.taxationItems.data;
      assert.equal(booked.financeInformation.salesTaxPayableAccountingCode, "Taxes");
      assert.equal(booked.taxAmount, tax.taxAmount);
      await put(`${path}/post`);
      await put(path, { transferredToAccounting: "Yes" });
      assert.equal((await get(path)).transferredToAccounting, "Yes");
    });

    test(`${family}: what is wrong is said`, async () => {
      const { memo } = await aTaxedDraft(make);
      const path = `/v1/${family}/${memo.number}`;
      const [{ id }] = (await get(`${path}/items`)).items;
      const wrong: [object, RegExp][] = [
        [{ items: [{ id: "nobody", amount: 1 }] }, /Cannot find entity/],
        [{ items: [{ id, amount: -1 }] }, /greater than or equal to 0/],
        [{ items: [{ id, amount: 1.001 }] }, /at most 2 decimals/],
        [{ items: [{ id, taxItems: [{ id: "nobody", amount: 1 }] }] }, /Cannot find entity/],
        [{ effectiveDate: "2023-04-01" }, /before the invoice date 2023-05-01/],
        [{ transferredToAccounting: "Perhaps" }, /transferredToAccounting/],
      ];
      for (const [body, message] of wrong) {
        await isRefused(await server.call("PUT", path, body), message);
      }
    });
  }

  test("a credit that becomes more than the invoice has is refused", async () => {
    const { billed, memo } = await aTaxedDraft(aCreditMemo);
    const [{ id }] = (await get(`/v1/credit-memos/${memo.number}/items`)).items;
    const more = { items: [{ id, amount: 91 }] };
    await isRefused(
      await server.call("PUT", `/v1/credit-memos/${memo.number}`, more),
      /100.1 is more/,
    );
    assert.equal(await balanceOf(billed), 100);
  });

  test("what was asked with its taxes included keeps its amounts", async () => {
    const billed = await aBilledAccount(server, [100]);
    const taxMode = "TaxInclusive";
    const memo = await aCreditMemo(server, billed, [], {
      items: [{ invoiceItemId: billed.itemIds[0], amount: 10, taxMode }],
      autoPost: false,
    });
    const [{ id }] = (await get(`/v1/credit-memos/${memo.number}/items`)).items;
    const path = `/v1/credit-memos/${memo.number}`;
    await isRefused(
      await server.call("PUT", path, { items: [{ id, amount: 5 }] }),
      /taxes included/,
    );
    await put(path, { items: [{ id, comment: "kept" }] });
  });

  test("due dates of debit memos change all at once, or not at all", async () => {
    const billed = await aBilledAccount(server, [100]);
    const other = await aBilledAccount(server, [100]);
    const first = await aDebitMemo(server, billed, [10]);
    const second = await aDebitMemo(server, other, [10], { autoPost: false });
    const dueDate = "2023-07-01";
    const all = [
      { id: first.number, dueDate },
      { id: second.id, dueDate },
    ];
    const wrong = { debitMemos: [...all, { id: "DM-nobody", dueDate }] };
    await isRefused(await server.call("PUT", "/v1/debit-memos", wrong), /Cannot find entity/);
    assert.notEqual((await get(`/v1/debit-memos/${first.id}`)).dueDate, dueDate);
    await put("/v1/debitmemos", { debitMemos: all });
    for (const { id } of [first, second]) {
      assert.equal((await get(`/v1/debit-memos/${id}`)).dueDate, dueDate);
    }
  });
});

describe("many at once", () => {
  for (const family of ["credit-memos", "debit-memos"]) {
    test(`${family}: what fails with one leaves the others`, async () => {
      const billed = await aBilledAccount(server, [100]);
      const items = itemsOf(billed, [10]);
      const { memos } = await succeed(server, "POST", `/v1/${family}/bulk`, {
        sourceType: "Invoice",
        memos: [
          { invoiceId: billed.invoiceId, items, autoPost: true, effectiveDate: "2023-05-02" },
          { invoiceId: "INV-nobody", items },
          { items },
        ],
      });
      assert.deepEqual(
        memos.map(({ success, objectIndex }: Answer["json"]) => [success, objectIndex]),
        [
          [true, 0],
          [false, 1],
          [false, 2],
        ],
      );
      assert.equal(memos[0].status, "Posted");
      assert.match(memos[1].reasons[0].message, /Cannot find entity by key: 'INV-nobody'/);
      assert.match(memos[2].reasons[0].message, /'invoiceId' may not be null/);
      const { memos: changed } = await put(`/v1/${family}/bulk`, {
        memos: [
          { id: memos[0].id, comment: "both" },
          { id: "nobody", comment: "both" },
        ],
      });
      assert.equal(changed[0].comment, "both");
      assert.equal(changed[1].success, false);
    });

    test(`${family}: from charges`, async () => {
      const { accountNumber, productRatePlanChargeIds } = await aBilledAccount(server, [100]);
      const [chargeId] = productRatePlanChargeIds;
      const memo = { accountNumber, charges: [{ chargeId, amount: 3 }] };
      const { memos } = await succeed(server, "POST", `/v1/${family}/bulk`, {
        sourceType: "Standalone",
        memos: [memo, memo],
      });
      assert.deepEqual(
        memos.map(({ amount, status }: Answer["json"]) => [amount, status]),
        [
          [3, "Draft"],
          [3, "Draft"],
        ],
      );
    });
  }
});

describe("writing off", () => {
  test("a credit memo: a posted debit memo mirrors it, and is paid by it", async () => {
    const { billed, memo } = await aTaxedDraft(aCreditMemo);
    await put(`/v1/credit-memos/${memo.number}/post`);
    const { debitMemo } = await put(`/v1/credit-memos/${memo.id}/write-off`, {
      comment: "too small",
      memoDate: "2023-05-08",
      mine__c: "x",
    });
    const debit = await get(`/v1/debit-memos/${debitMemo.id}`);
    assert.equal(debit.amount, 44);
    assert.equal(debit.balance, 0);
    assert.equal(debit.taxAmount, 4);
    assert.equal(debit.referredCreditMemoId, memo.id);
    assert.equal(debit.reasonCode, "Write-off");
    assert.equal(debit.sourceType, "CreditMemo");
    assert.equal(debit.mine__c, "x");
    const credit = await get(`/v1/credit-memos/${memo.id}`);
    assert.equal(credit.unappliedAmount, 0);
    assert.equal(credit.reversed, false);
    const { parts } = await get(`/v1/credit-memos/${memo.id}/parts`);
    assert.deepEqual(
      parts.map((part: Answer["json"]) => [part.amount, part.debitMemoId]),
      [[44, debitMemo.id]],
    );
    const [item] = (await get(`/v1/debit-memos/${debitMemo.id}/items`)).items;
    assert.equal(item.sourceItemType, "CreditMemoItem");
    assert.equal(await balanceOf(billed), 100);
    await isRefused(
      await server.call("PUT", `/v1/credit-memos/${memo.id}/write-off`, {}),
      /has been applied/,
    );
  });

  test("a credit memo: not before its date, and not one of which something is used", async () => {
    const billed = await aBilledAccount(server, [100]);
    const { number } = await aCreditMemo(server, billed, [30]);
    const path = `/v1/credit-memos/${number}`;
    await isRefused(
      await server.call("PUT", `${path}/write-off`, { memoDate: "2023-05-01" }),
      /'memoDate' 2023-05-01 should not be before 2023-05-02/,
    );
    await put(`${path}/apply`, { invoices: [{ invoiceId: billed.invoiceId, amount: 1 }] });
    await isRefused(await server.call("PUT", `${path}/write-off`, {}), /has been applied/);
  });

  test("a part of an invoice: prorated, or first in first out, as the entity says", async () => {
    const prorated = await aBilledAccount(server, [60, 40]);
    await put(`/v1/invoices/${prorated.invoiceNumber}/write-off`, {
      amount: 10,
      memoDate: "2023-05-02",
    });
    assert.deepEqual(await itemBalances(prorated), [54, 36]);
    const rules = { writeOffAllocationRule: "FirstInFirstOut" };
    assert.equal(
      (await put("/settings/application-rules", rules)).creditMemoApplicationRule,
      "Proration",
    );
    const inOrder = await aBilledAccount(server, [60, 40]);
    const { creditMemo } = await put(`/v1/invoices/${inOrder.invoiceNumber}/write-off`, {
      amount: 70,
      memoDate: "2023-05-02",
      revenueImpacting: "No",
      nonRevenueWriteOffAccountingCode: "Bad debt",
    });
    assert.deepEqual((await itemBalances(inOrder)).sort(), [0, 30]);
    const memo = await get(`/v1/credit-memos/${creditMemo.id}`);
    assert.equal(memo.amount, 70);
    assert.equal(memo.revenueImpacting, "No");
    await put("/settings/application-rules", { writeOffAllocationRule: "Proration" });
    assert.equal((await get("/settings/application-rules")).writeOffAllocationRule, "Proration");
  });

  test("WRITE_OFF_TOO_MUCH: no more than is owed", async () => {
    const billed = await aBilledAccount(server, [60]);
    const path = `/v1/invoices/${billed.invoiceNumber}/write-off`;
    const call = (body: object) => server.call("PUT", path, { memoDate: "2023-05-02", ...body });
    await isRefused(await call({ amount: 60.01 }), /60.01 is more than the 60 that 'INV\d+' owes/);
    await isRefused(await call({ amount: 0 }), /'amount' should be greater than 0/);
    await isRefused(await call({ amount: 0.001 }), /at most 2 decimals/);
    await isRefused(
      await call({ nonRevenueWriteOffAccountingCode: "X" }),
      /only for a write-off whose 'revenueImpacting' is No/,
    );
    await put(path, { amount: 60, memoDate: "2023-05-02" });
    assert.equal(await balanceOf(billed), 0);
  });

  test("items say all of the invoice's items, and what the memo says of them", async () => {
    const billed = await aBilledAccount(server, [60, 40]);
    const path = `/v1/invoices/${billed.invoiceNumber}/write-off`;
    const items = billed.itemIds.map((invoiceItemId) => ({
      invoiceItemId,
      skuName: "Given up",
      comment: "lost",
      serviceEndDate: "2023-05-10",
      financeInformation: { deferredRevenueAccountingCode: "Deferred" },
    }));
    const memoDate = "2023-05-02";
    await isRefused(
      await server.call("PUT", path, { memoDate, items: items.slice(1) }),
      /should name all 2 items/,
    );
    const stranger = [...items.slice(1), { invoiceItemId: "nobody" }];
    await isRefused(await server.call("PUT", path, { memoDate, items: stranger }), /Cannot find/);
    const { creditMemo } = await put(path, { memoDate, items, revenueImpacting: "Yes" });
    const { items: written } = await get(`/v1/credit-memos/${creditMemo.id}/items`);
    assert.deepEqual(
      written.map((item: Answer["json"]) => [
        item.skuName,
        item.comment,
        item.serviceEndDate,
        item.financeInformation.deferredRevenueAccountingCode,
      ]),
      Array(2).fill(["Given up", "lost", "2023-05-10", "Deferred"]),
    );
    assert.equal(await balanceOf(billed), 0);
  });

  test("a debit memo, whole or in part, with its taxes", async () => {
    const { memo } = await aTaxedDraft(aDebitMemo);
    await put(`/v1/debit-memos/${memo.number}/post`);
    const path = `/v1/debit-memos/${memo.number}/write-off`;
    await put(path, { amount: 11, memoDate: "2023-05-03" });
    assert.equal((await get(`/v1/debit-memos/${memo.id}`)).balance, 33);
    const { creditMemo } = await put(path, { memoDate: "2023-05-04" });
    const written = await get(`/v1/credit-memos/${creditMemo.id}`);
    assert.equal(written.amount, 33);
    assert.equal(written.taxAmount, 3);
    assert.equal(written.referredInvoiceId, null);
    assert.equal((await get(`/v1/debit-memos/${memo.id}`)).balance, 0);
    const { applicationParts } = await get(`/v1/debit-memos/${memo.id}/application-parts`);
    assert.equal(applicationParts.length, 2);
  });
});

async function itemBalances({ invoiceId, itemIds }: Billed): Promise<number[]> {
  const { invoiceItems } = await get(`/v1/invoices/${invoiceId}/items`);
  return itemIds.map((id) => invoiceItems.find((item: { id: string }) => item.id === id).balance);
}
