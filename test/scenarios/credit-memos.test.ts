/** Credit memos that a person makes: created, posted, applied, unapplied, unposted, cancelled, deleted. */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { anAccount, aPlan, cancelOrder, succeed } from "#test/support/company.ts";
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
const memo = (number: string) => get(`/v1/credit-memos/${number}`);
const balanceOf = async ({ invoiceNumber }: Billed) =>
  (await get(`/v1/invoices/${invoiceNumber}`)).balance;
const itemBalances = async ({ invoiceId, itemIds }: Billed) => {
  const { invoiceItems } = await get(`/v1/invoices/${invoiceId}/items`);
  return itemIds.map((id) => invoiceItems.find((item: { id: string }) => item.id === id).balance);
};

async function isRefused(answer: Answer, message: RegExp): Promise<void> {
  assert.equal(answer.json.success, false, answer.text);
  assert.match(answer.json.reasons[0].message, message);
}

describe("making a credit memo from an invoice", () => {
  test("it is a draft that owes nothing to anybody until it is posted", async () => {
    const billed = await aBilledAccount(server, [100, 20]);
    const made = await aCreditMemo(server, billed, [30, undefined], {
      autoPost: false,
      comment: "as agreed",
      note__c: "x",
    });
    assert.equal(made.status, "Draft");
    assert.equal(made.amount, 30);
    assert.equal(made.unappliedAmount, 30);
    assert.equal(made.source, "AdhocFromInvoice");
    assert.equal(made.sourceType, "Invoice");
    assert.equal(made.referredInvoiceId, billed.invoiceId);
    assert.equal(made.reasonCode, "Correcting invoice error");
    assert.equal(made.comment, "as agreed");
    assert.equal(made.note__c, "x");
    assert.equal(made.creditMemoDate, "2023-05-02");
    const { items } = await get(`/v1/credit-memos/${made.number}/items`);
    assert.equal(items.length, 1);
    assert.equal(items[0].creditFromItemId, billed.itemIds[0]);
    assert.equal(items[0].sourceItemType, "InvoiceDetail");
    assert.equal(items[0].unitPrice, -100);
    assert.equal(items[0].serviceStartDate, "2023-05-01");
    assert.equal(items[0].serviceEndDate, "2023-05-31");
    assert.equal(await balanceOf(billed), 120);

    const posted = await put(`/v1/creditmemos/${made.id}/post`);
    assert.equal(posted.status, "Posted");
    assert.notEqual(posted.postedOn, null);
    assert.equal(posted.unappliedAmount, 30);
    assert.equal(await balanceOf(billed), 120);
  });

  test("it pays its invoice when it is posted, if it is told to", async () => {
    const billed = await aBilledAccount(server, [100]);
    const autoApplyToInvoiceUponPosting = true;
    const draft = await aCreditMemo(server, billed, [40], {
      autoPost: false,
      autoApplyToInvoiceUponPosting,
    });
    assert.equal(draft.autoApplyUponPosting, true);
    const posted = await put(`/v1/credit-memos/${draft.number}/post`);
    assert.equal(posted.appliedAmount, 40);
    assert.equal(posted.unappliedAmount, 0);
    assert.equal(await balanceOf(billed), 60);

    const more = await aCreditMemo(server, billed, [60], { autoApplyToInvoiceUponPosting });
    assert.equal(more.appliedAmount, 60);
    assert.equal(await balanceOf(billed), 0);
  });

  test("its taxes may be given, and may be included in what is asked", async () => {
    const billed = await aBilledAccount(server, [100]);
    const taxItems = [{ taxName: "VAT", taxRate: 0.25, amount: 2, jurisdiction: "DE" }];
    const made = await aCreditMemo(server, billed, [], {
      items: [{ invoiceItemId: billed.itemIds[0], amount: 10, taxItems, taxMode: "TaxInclusive" }],
    });
    assert.equal(made.amount, 10);
    assert.equal(made.taxAmount, 2);
    assert.equal(made.taxStatus, "Complete");
    const { items } = await get(`/v1/credit-memos/${made.id}/items`);
    const [{ id, amount, amountWithoutTax, taxMode, taxationItems }] = items;
    assert.deepEqual(
      { amount, amountWithoutTax, taxMode },
      {
        amount: 10,
        amountWithoutTax: 8,
        taxMode: "TaxInclusive",
      },
    );
    assert.equal(taxationItems.data[0].name, "VAT");
    assert.equal(taxationItems.data[0].unappliedAmount, 2);
    const taxes = await get(`/v1/creditmemos/${made.id}/items/${id}/taxation-items`);
    assert.deepEqual(taxes.data, taxationItems.data);
  });

  test("its number may be chosen, once", async () => {
    const billed = await aBilledAccount(server, [100]);
    const number = "CM-chosen_1";
    assert.equal((await aCreditMemo(server, billed, [1], { number })).number, number);
    const path = `/v1/credit-memos/invoice/${billed.invoiceNumber}`;
    const again = await server.call("POST", path, { items: itemsOf(billed, [1]), number });
    await isRefused(again, /already in use/);
  });

  test("what is wrong with it is said", async () => {
    const billed = await aBilledAccount(server, [100]);
    const path = `/v1/credit-memos/invoice/${billed.invoiceNumber}`;
    const [invoiceItemId] = billed.itemIds;
    const wrong: [object, RegExp][] = [
      [{}, /'items' may not be null/],
      [{ items: [{ invoiceItemId, amount: -1 }] }, /greater than or equal to 0/],
      [{ items: [{ invoiceItemId, amount: 1.001 }] }, /at most 2 decimals in USD/],
      [{ items: [{ invoiceItemId: "nobody", amount: 1 }] }, /Cannot find entity/],
      [
        { items: [{ invoiceItemId, amount: 1 }], effectiveDate: "2023-04-30" },
        /before the invoice date/,
      ],
      [
        { items: [{ invoiceItemId, amount: 1, serviceEndDate: "2023-04-01" }] },
        /'serviceEndDate' should not be before/,
      ],
      [
        { items: [{ invoiceItemId, amount: 1, taxItems: [{ amount: 1 }] }] },
        /'taxName' may not be null/,
      ],
      [
        { items: [{ invoiceItemId, amount: 1, taxItems: [{ taxName: "VAT", amount: 1 }] }] },
        /'taxRate' may not be null/,
      ],
    ];
    for (const [body, message] of wrong)
      await isRefused(await server.call("POST", path, body), message);
  });
});

describe("making a credit memo from a charge", () => {
  test("it needs no subscription", async () => {
    const { accountNumber } = await anAccount(server);
    const plan = await aPlan(server, [{ Name: "Support" }]);
    const made = await succeed(server, "POST", "/v1/credit-memos", {
      accountNumber,
      charges: [
        { chargeId: plan.chargeIds[0], amount: 12.5, quantity: 5, comment: "goodwill" },
        {
          productRatePlanChargeId: plan.chargeIds[0],
          memoItemAmount: 1,
          serviceStartDate: "2023-05-01",
          serviceEndDate: "2023-05-31",
        },
      ],
      effectiveDate: "2023-05-02",
      autoPost: true,
      excludeFromAutoApplyRules: true,
    });
    assert.equal(made.amount, 13.5);
    assert.equal(made.source, "AdhocFromPrpc");
    assert.equal(made.sourceType, "Standalone");
    assert.equal(made.reasonCode, "Ad hoc credit");
    assert.equal(made.excludeFromAutoApplyRules, true);
    assert.equal(made.unappliedAmount, 13.5);
    const { items } = await get(`/v1/credit-memos/${made.id}/items`);
    const goodwill = items.find((item: { comment: string }) => item.comment === "goodwill");
    assert.equal(goodwill.unitPrice, -2.5);
    assert.equal(goodwill.skuName, "Support");
    assert.equal(goodwill.sourceItemId, plan.chargeIds[0]);
    assert.equal(goodwill.serviceStartDate, "2000-01-01");
  });

  test("what is wrong with it is said", async () => {
    const { accountNumber } = await anAccount(server);
    const plan = await aPlan(server, [{}]);
    const chargeId = plan.chargeIds[0];
    const wrong: [object, RegExp][] = [
      [{ charges: [{ chargeId, amount: 1 }] }, /'accountNumber' may not be null/],
      [{ accountNumber: "A-nobody", charges: [{ chargeId, amount: 1 }] }, /Cannot find entity/],
      [{ accountNumber, charges: [{ amount: 1 }] }, /'productRatePlanChargeId' may not be null/],
      [{ accountNumber, charges: [{ chargeId }] }, /'amount' may not be null/],
      [{ accountNumber, charges: [{ chargeId: "none", amount: 1 }] }, /Cannot find entity/],
      [{ accountNumber, charges: [{ chargeId, amount: 1 }], currency: "EUR" }, /not supported/],
    ];
    for (const [body, message] of wrong) {
      await isRefused(await server.call("POST", "/v1/credit-memos", body), message);
    }
  });
});

describe("over-credit (vectors H8, J)", () => {
  test("CREDITS_TOO_MUCH: posted memos lower what an invoice can be credited, its balance does not", async () => {
    const billed = await aBilledAccount(server, [100]);
    await aCreditMemo(server, billed, [30]);
    await aCreditMemo(server, billed, [20], { autoPost: false });
    const third = await aCreditMemo(server, billed, [40], { autoPost: false });
    await put(`/v1/credit-memos/${third.number}/post`);
    const path = `/v1/credit-memos/invoice/${billed.invoiceNumber}`;
    const more = await server.call("POST", path, { items: itemsOf(billed, [30.01]) });
    await isRefused(more, /A credit of 30.01 is more than the 30 that invoice 'INV\d+' can be/);
    assert.equal(await balanceOf(billed), 100);
    assert.equal((await aCreditMemo(server, billed, [30], { autoPost: false })).amount, 30);
  });

  test("B18: billing credits what is not served, whatever memos there are", async () => {
    const billed = await aBilledAccount(server, [1200]);
    await aCreditMemo(server, billed, [800]);
    const order = await succeed(
      server,
      "POST",
      "/v1/orders",
      cancelOrder({ ...billed, on: "2023-05-01", processingOptions: { runBilling: true } }),
    );
    const credited = await memo(order.creditMemoNumbers[0]);
    assert.equal(credited.amount, 1200);
    const path = `/v1/credit-memos/invoice/${billed.invoiceNumber}`;
    const more = { items: itemsOf(billed, [400]), autoPost: false };
    await put("/settings/billing-rules", { availableToCreditIncludingRbeCreditMemo: true });
    await isRefused(await server.call("POST", path, more), /more than the 0 that/);
    await put("/settings/billing-rules", { availableToCreditIncludingRbeCreditMemo: false });
    await succeed(server, "POST", path, more);
  });

  test("CREDITS_TOO_MUCH: a draft that has become too much is not posted", async () => {
    const billed = await aBilledAccount(server, [100]);
    const draft = await aCreditMemo(server, billed, [60], { autoPost: false });
    await aCreditMemo(server, billed, [50]);
    const answer = await server.call("PUT", `/v1/credit-memos/${draft.number}/post`, {});
    await isRefused(answer, /A credit of 60 is more than the 50/);
    assert.equal((await memo(draft.number)).status, "Draft");
  });
});

describe("applying a credit memo", () => {
  test("to an invoice: by the items that it credits, and by the tenant's rule", async () => {
    const billed = await aBilledAccount(server, [100, 20]);
    const { number } = await aCreditMemo(server, billed, [60, undefined]);
    const use = { invoices: [{ invoiceId: billed.invoiceId, amount: 60 }] };
    const applied = await put(`/v1/credit-memos/${number}/apply`, use);
    assert.equal(applied.appliedAmount, 60);
    assert.equal(applied.unappliedAmount, 0);
    assert.deepEqual(await itemBalances(billed), [40, 20]);
    const { parts } = await get(`/v1/credit-memos/${number}/parts`);
    assert.deepEqual(
      parts.map(({ amount, invoiceId }: { amount: number; invoiceId: string }) => [
        amount,
        invoiceId,
      ]),
      [[60, billed.invoiceId]],
    );
  });

  test("to the items that are named", async () => {
    const billed = await aBilledAccount(server, [100, 20]);
    const made = await aCreditMemo(server, billed, [60, undefined]);
    const [item] = (await get(`/v1/credit-memos/${made.number}/items`)).items;
    const items = [
      { creditMemoItemId: item.id, invoiceItemId: billed.itemIds[0], amount: 25 },
      { creditMemoItemId: item.id, invoiceItemId: billed.itemIds[1], amount: 15 },
    ];
    const use = { invoices: [{ invoiceId: billed.invoiceNumber, amount: 40, items }] };
    const applied = await put(`/v1/credit-memos/${made.number}/apply`, use);
    assert.equal(applied.unappliedAmount, 20);
    assert.deepEqual(await itemBalances(billed), [75, 5]);
  });

  test("to a debit memo, taxes to taxes, and to several documents at once", async () => {
    const billed = await aBilledAccount(server, [100]);
    const taxItems = [{ taxName: "VAT", taxRate: 0.1, amount: 4 }];
    const [invoiceItemId] = billed.itemIds;
    const debit = await aDebitMemo(server, billed, [], {
      items: [{ invoiceItemId, amount: 40, taxItems }],
    });
    assert.equal(debit.amount, 44);
    assert.equal(debit.balance, 44);
    const credit = await aCreditMemo(server, billed, [], {
      items: [{ invoiceItemId, amount: 60, taxItems }],
    });
    await put(`/v1/credit-memos/${credit.number}/apply`, {
      effectiveDate: "2023-05-03",
      debitMemos: [{ debitMemoId: debit.id, amount: 44 }],
      invoices: [{ invoiceId: billed.invoiceId, amount: 20 }],
    });
    assert.equal(await balanceOf(billed), 80);
    const paid = await get(`/v1/debit-memos/${debit.number}`);
    assert.equal(paid.balance, 0);
    assert.equal(paid.beAppliedAmount, 44);
    const { applicationParts } = await get(`/v1/debit-memos/${debit.number}/application-parts`);
    assert.equal(applicationParts.length, 1);
    assert.equal(applicationParts[0].appliedAmount, 44);
    assert.equal(applicationParts[0].creditMemoId, credit.id);
    const [{ taxationItems }] = (await get(`/v1/debit-memos/${debit.id}/items`)).items;
    assert.equal(taxationItems.data[0].balance, 0);
    assert.equal(taxationItems.data[0].creditAmount, 4);
    assert.equal((await memo(credit.number)).unappliedAmount, 0);
  });

  test("APPLIES_TOO_MUCH: not more than it has, nor more than is owed, nor more than an item has", async () => {
    const billed = await aBilledAccount(server, [50, 20]);
    const { invoiceId, itemIds } = billed;
    const made = await aCreditMemo(server, billed, [30, undefined]);
    const apply = (invoices: object[]) =>
      server.call("PUT", `/v1/credit-memos/${made.number}/apply`, { invoices });
    await isRefused(await apply([{ invoiceId, amount: 31 }]), /at most 30 can/);
    await isRefused(await apply([{ invoiceId, amount: 0.001 }]), /at most 2 decimals/);
    const [item] = (await get(`/v1/credit-memos/${made.number}/items`)).items;
    const pair = { creditMemoItemId: item.id, invoiceItemId: itemIds[1], amount: 21 };
    await isRefused(await apply([{ invoiceId, amount: 21, items: [pair] }]), /at most 20 can/);
    const twice = [
      { ...pair, amount: 15 },
      { ...pair, amount: 15 },
    ];
    await isRefused(await apply([{ invoiceId, amount: 30, items: twice }]), /at most 5 can/);
    await isRefused(await apply([{ invoiceId, amount: 0 }]), /greater than 0/);
    await isRefused(await apply([{ invoiceId, amount: 5, items: [pair] }]), /should be the sum/);
    await isRefused(
      await apply([
        { invoiceId, amount: 1 },
        { invoiceId, amount: 1 },
      ]),
      /named once/,
    );
    await isRefused(await apply([{ invoiceId: "INV-none", amount: 1 }]), /Cannot find entity/);
    await isRefused(await apply([]), /'invoices' may not be null/);
    const early = { invoices: [{ invoiceId, amount: 1 }], effectiveDate: "2023-05-01" };
    const answer = await server.call("PUT", `/v1/credit-memos/${made.number}/apply`, early);
    await isRefused(answer, /'effectiveDate' 2023-05-01 should not be before 2023-05-02/);
    assert.equal((await memo(made.number)).unappliedAmount, 30);
  });

  test("MEMO_STATUS: only what is posted", async () => {
    const billed = await aBilledAccount(server, [50]);
    const { number } = await aCreditMemo(server, billed, [30], { autoPost: false });
    const use = { invoices: [{ invoiceId: billed.invoiceId, amount: 30 }] };
    const answer = await server.call("PUT", `/v1/credit-memos/${number}/apply`, use);
    await isRefused(answer, /Credit memo 'CM\d+' is Draft: it must be Posted to be applied/);
  });

  test("two applications at once never give more than it has", async () => {
    const billed = await aBilledAccount(server, [100]);
    const { number } = await aCreditMemo(server, billed, [60]);
    const use = { invoices: [{ invoiceId: billed.invoiceId, amount: 40 }] };
    const answers = await Promise.all(
      [1, 2, 3].map(() => server.call("PUT", `/v1/credit-memos/${number}/apply`, use)),
    );
    assert.equal(answers.filter(({ json }) => json.success).length, 1);
    assert.equal((await memo(number)).unappliedAmount, 20);
    assert.equal(await balanceOf(billed), 60);
  });
});

describe("unapplying a credit memo", () => {
  test("what was applied is owed again, and can be applied again", async () => {
    const billed = await aBilledAccount(server, [100, 20]);
    const { number } = await aCreditMemo(server, billed, [60, 20]);
    const all = { invoices: [{ invoiceId: billed.invoiceId, amount: 80 }] };
    await put(`/v1/credit-memos/${number}/apply`, all);
    assert.deepEqual(await itemBalances(billed), [40, 0]);
    const part = { invoices: [{ invoiceId: billed.invoiceId, amount: 65 }] };
    const unapplied = await put(`/v1/credit-memos/${number}/unapply`, part);
    assert.equal(unapplied.unappliedAmount, 65);
    assert.deepEqual(await itemBalances(billed), [100, 5]);
    await put(`/v1/credit-memos/${number}/apply`, part);
    assert.equal(await balanceOf(billed), 40);
  });

  test("by the items that are named", async () => {
    const billed = await aBilledAccount(server, [100, 20]);
    const { number } = await aCreditMemo(server, billed, [60, 20]);
    const { invoiceId, itemIds } = billed;
    await put(`/v1/credit-memos/${number}/apply`, { invoices: [{ invoiceId, amount: 80 }] });
    const { items } = await get(`/v1/credit-memos/${number}/items`);
    const second = items.find((item: { amount: number }) => item.amount === 20);
    const pair = { creditMemoItemId: second.id, invoiceItemId: itemIds[1], amount: 12 };
    const use = { invoices: [{ invoiceId, amount: 12, items: [pair] }] };
    await put(`/v1/credit-memos/${number}/unapply`, use);
    assert.deepEqual(await itemBalances(billed), [40, 12]);
  });

  test("UNAPPLIES_TOO_MUCH: no more than is applied", async () => {
    const billed = await aBilledAccount(server, [100, 20]);
    const { number } = await aCreditMemo(server, billed, [60, 20]);
    const { invoiceId, itemIds } = billed;
    await put(`/v1/credit-memos/${number}/apply`, {
      effectiveDate: "2023-05-10",
      invoices: [{ invoiceId, amount: 30 }],
    });
    const unapply = (body: object) =>
      server.call("PUT", `/v1/credit-memos/${number}/unapply`, body);
    const use = (amount: number) => ({ invoices: [{ invoiceId, amount }] });
    await isRefused(await unapply(use(31)), /cannot be unapplied from .*: 30 is applied/);
    await isRefused(await unapply(use(0)), /greater than 0/);
    await isRefused(await unapply(use(0.001)), /at most 2 decimals/);
    await isRefused(
      await unapply({ ...use(1), effectiveDate: "2023-05-09" }),
      /should not be before 2023-05-10, when the credit memo was applied/,
    );
    const { items } = await get(`/v1/credit-memos/${number}/items`);
    const second = items.find((item: { amount: number }) => item.amount === 20);
    const pair = { creditMemoItemId: second.id, invoiceItemId: itemIds[0], amount: 1 };
    await isRefused(
      await unapply({ invoices: [{ invoiceId, amount: 1, items: [pair] }] }),
      /: 0 is applied/,
    );
  });
});

describe("unposting, cancelling, deleting", () => {
  test("a memo of which nothing is used goes back step by step, and is gone", async () => {
    const billed = await aBilledAccount(server, [100]);
    const { number } = await aCreditMemo(server, billed, [30]);
    const draft = await put(`/v1/credit-memos/${number}/unpost`);
    assert.equal(draft.status, "Draft");
    assert.equal(draft.postedOn, null);
    const cancelled = await put(`/v1/credit-memos/${number}/cancel`);
    assert.equal(cancelled.status, "Canceled");
    assert.notEqual(cancelled.cancelledOn, null);
    await succeed(server, "DELETE", `/v1/credit-memos/${number}`);
    await isRefused(await server.call("GET", `/v1/credit-memos/${number}`), /Cannot find entity/);
  });

  test("MEMO_IN_USE: a memo that is applied is not unposted until it is unapplied", async () => {
    const billed = await aBilledAccount(server, [100]);
    const { number } = await aCreditMemo(server, billed, [30]);
    const use = { invoices: [{ invoiceId: billed.invoiceId, amount: 30 }] };
    await put(`/v1/credit-memos/${number}/apply`, use);
    const answer = await server.call("PUT", `/v1/credit-memos/${number}/unpost`, {});
    await isRefused(answer, /has been applied, paid or refunded/);
    await put(`/v1/credit-memos/${number}/unapply`, use);
    assert.equal((await put(`/v1/credit-memos/${number}/unpost`)).status, "Draft");
  });

  test("MEMO_STATUS: each step needs the one before", async () => {
    const billed = await aBilledAccount(server, [100]);
    const { number } = await aCreditMemo(server, billed, [30]);
    const path = `/v1/credit-memos/${number}`;
    await isRefused(await server.call("PUT", `${path}/post`, {}), /is Posted: it must be Draft/);
    await isRefused(await server.call("PUT", `${path}/cancel`, {}), /is Posted: it must be Draft/);
    await isRefused(await server.call("DELETE", path), /is Posted: it must be Canceled/);
    await put(`${path}/unpost`);
    await isRefused(await server.call("PUT", `${path}/unpost`, {}), /is Draft: it must be Posted/);
  });

  test("a write-off that is unapplied and unposted is owed again", async () => {
    const billed = await aBilledAccount(server, [100]);
    const { creditMemo } = await put(`/v1/invoices/${billed.invoiceNumber}/write-off`, {
      memoDate: "2023-05-02",
    });
    assert.equal(await balanceOf(billed), 0);
    const use = { invoices: [{ invoiceId: billed.invoiceId, amount: 100 }] };
    await put(`/v1/credit-memos/${creditMemo.id}/unapply`, use);
    await put(`/v1/credit-memos/${creditMemo.id}/unpost`);
    await put(`/v1/credit-memos/${creditMemo.id}/cancel`);
    assert.equal(await balanceOf(billed), 100);
  });
});

describe("lists", () => {
  test("credit memos are found by what they are", async () => {
    const billed = await aBilledAccount(server, [100]);
    const { number } = await aCreditMemo(server, billed, [30], { excludeFromAutoApplyRules: true });
    const { accountNumber } = billed;
    const found = await get(
      `/v1/credit-memos?accountNumber=${accountNumber}&excludeFromAutoApplyRules=true&unappliedAmount=30`,
    );
    assert.deepEqual(
      found.creditmemos.map((each: { number: string }) => each.number),
      [number],
    );
    const none = await get(`/v1/credit-memos?accountNumber=${accountNumber}&status=Draft`);
    assert.deepEqual(none.creditmemos, []);
  });
});
