import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { newAccount } from "#engine/accounts/account.ts";
import type { DebitMemo } from "#engine/model/debit-memo.ts";
import { decimal, formatDecimal, ONE, ZERO } from "#engine/values/decimal.ts";
import { plainDate } from "#engine/values/plain-date.ts";
import { createTestDatabase, withEntity } from "#test/support/database.ts";
import { anInvoiceItem, aTaxationItem } from "#test/support/documents.ts";
import { saveNewAccount } from "./accounts.ts";
import { inTransaction, type Transaction } from "./database.ts";
import { findDebitMemoAccountId, saveDebitMemos } from "./debit-memos.ts";
import { newId } from "./ids.ts";
import { listUnpaidReceivables, lockReceivables, saveReceivableBalances } from "./receivables.ts";

const testDatabase = await createTestDatabase();
after(testDatabase.drop);
const { entityId, userId } = await withEntity(testDatabase);
const author = { userId, now: "2026-01-31T00:00:00Z" };

const inEntity = <Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> =>
  inTransaction(testDatabase.database, entityId, work);

async function anAccountId(accountNumber: string): Promise<string> {
  const accountId = newId();
  const keys = { accountId, accountNumber, billToContactId: newId(), soldToContactId: newId() };
  const account = newAccount(keys, { name: "Acme", currency: "USD", billCycleDay: 1 });
  await inEntity((tx) => saveNewAccount(tx, account, userId));
  return accountId;
}

/** 100 and a tax of 10. */
function aDebitMemo(accountId: string, debitMemo: Partial<DebitMemo> = {}): DebitMemo {
  const amount = decimal("100");
  const tax = aTaxationItem({
    taxationItemId: newId(),
    taxAmount: decimal("10"),
    sourceTaxItemId: null,
  });
  const item = anInvoiceItem({
    invoiceItemId: newId(),
    subscriptionId: null,
    subscriptionNumber: null,
    chargeId: null,
    chargeNumber: null,
    productRatePlanChargeId: newId(),
    quantity: ONE,
    amount,
    taxationItems: [tax],
  });
  return {
    documentType: "DebitMemo",
    invoiceId: newId(),
    invoiceNumber: `DM-${newId()}`,
    accountId,
    currency: "USD",
    status: "Posted",
    invoiceDate: plainDate("2026-01-31"),
    dueDate: plainDate("2026-03-02"),
    targetDate: null,
    billToContactId: null,
    amount: decimal("110"),
    taxAmount: decimal("10"),
    balance: decimal("110"),
    paymentTerm: "Net 30",
    customFields: {},
    autoPay: true,
    reasonCode: "Charge Dispute",
    transferredToAccounting: null,
    comment: null,
    referredInvoiceId: null,
    referredCreditMemoId: null,
    source: "AdhocFromPrpc",
    sourceId: null,
    sourceType: "Standalone",
    items: [
      {
        ...item,
        segment: null,
        taxMode: "TaxExclusive",
        sourceItemType: "ProductRatePlanCharge",
        sourceItemId: item.productRatePlanChargeId,
        comment: "disputed",
        financeInformation: null,
        derivation: { rule: "as given", inputs: { amount: formatDecimal(amount) } },
      },
    ],
    ...debitMemo,
  };
}

describe("what an account owes", () => {
  test("a debit memo comes back as it was saved, by its number and by its id", async () => {
    const accountId = await anAccountId("A-DM-1");
    const debitMemo = aDebitMemo(accountId);
    await inEntity((tx) => saveDebitMemos(tx, [debitMemo], author));
    for (const key of [debitMemo.invoiceNumber, debitMemo.invoiceId]) {
      const keys = { invoices: [], debitMemos: [key] };
      const found = await inEntity((tx) => lockReceivables(tx, accountId, keys));
      assert.deepEqual(found, [debitMemo]);
      assert.equal(await inEntity((tx) => findDebitMemoAccountId(tx, key)), accountId);
    }
  });

  test("another account's debit memo is not found", async () => {
    const debitMemo = aDebitMemo(await anAccountId("A-DM-2"));
    await inEntity((tx) => saveDebitMemos(tx, [debitMemo], author));
    const other = await anAccountId("A-DM-3");
    const keys = { invoices: [], debitMemos: [debitMemo.invoiceId] };
    assert.deepEqual(await inEntity((tx) => lockReceivables(tx, other, keys)), []);
  });

  test("what is owed of a debit memo is saved with its items and taxes", async () => {
    const accountId = await anAccountId("A-DM-4");
    const debitMemo = aDebitMemo(accountId);
    await inEntity((tx) => saveDebitMemos(tx, [debitMemo], author));
    const paid: DebitMemo = {
      ...debitMemo,
      balance: decimal("60"),
      items: debitMemo.items.map((item) => ({
        ...item,
        balance: decimal("60"),
        taxationItems: item.taxationItems.map((tax) => ({ ...tax, balance: ZERO })),
      })),
    };
    await inEntity((tx) => saveReceivableBalances(tx, [paid], author));
    assert.deepEqual(await inEntity((tx) => listUnpaidReceivables(tx, accountId)), [paid]);
  });

  test("drafts and what is paid are not unpaid; the oldest comes first", async () => {
    const accountId = await anAccountId("A-DM-5");
    const late = aDebitMemo(accountId, { invoiceDate: plainDate("2026-02-02") });
    const early = aDebitMemo(accountId, { invoiceDate: plainDate("2026-02-01") });
    const draft = aDebitMemo(accountId, { status: "Draft" });
    const nothing = aDebitMemo(accountId, { balance: ZERO });
    await inEntity((tx) => saveDebitMemos(tx, [late, early, draft, nothing], author));
    const unpaid = await inEntity((tx) => listUnpaidReceivables(tx, accountId));
    assert.deepEqual(
      unpaid.map(({ invoiceId }) => invoiceId),
      [early.invoiceId, late.invoiceId],
    );
  });
});
