/** An account's documents as the API tells them, and whether all that it tells of them agrees. */
import assert from "node:assert/strict";
import { succeed } from "./company.ts";
import { assertConserved } from "./conservation.ts";
import type { Answer, TestServer } from "./server.ts";

type Json = Answer["json"];

export type Books = {
  readonly invoices: readonly Json[];
  readonly creditMemos: readonly Json[];
  readonly metrics: Json;
};

/**
 * Reads every document of an account with its items and parts, and asserts that headers, items,
 * parts, lists, metrics, summary and Object Query say the same, and the journal what the documents say.
 */
export async function readBooks(server: TestServer, accountNumber: string): Promise<Books> {
  const get = (path: string) => succeed(server, "GET", path);
  const account = await get(`/v1/accounts/${accountNumber}`);
  const accountId = account.basicInfo.id;
  const invoices = await readInvoices(get, accountId);
  const creditMemos = await readCreditMemos(get, accountId);
  assertPartsMeet(invoices, creditMemos);
  assertMetrics(account.metrics, invoices, creditMemos);
  const { basicInfo } = await get(`/v1/accounts/${accountNumber}/summary`);
  assert.equal(basicInfo.balance, account.metrics.balance, "the summary tells the same balance");
  const queried = await get(`/object-query/accounts/${accountId}`);
  for (const field of ["balance", "totalInvoiceBalance", "unappliedCreditMemoAmount"]) {
    assert.equal(queried[field], account.metrics[field], `Object Query tells the same ${field}`);
  }
  const filter = `filter[]=accountId.EQ:${accountId}&pageSize=99`;
  const { data } = await get(`/object-query/invoices?${filter}`);
  same(
    data.map(({ invoiceNumber, amount, balance }: Json) => ({ invoiceNumber, amount, balance })),
    invoices.map(({ invoiceNumber, amount, balance }) => ({ invoiceNumber, amount, balance })),
    "Object Query tells the same invoices",
  );
  await assertConserved(server.database, server.entityId);
  return { invoices, creditMemos, metrics: account.metrics };
}

type Get = (path: string) => Promise<Json>;

async function readInvoices(get: Get, accountId: string): Promise<Json[]> {
  const listed = await all(get, `/v1/transactions/invoices/accounts/${accountId}?`, "invoices");
  const read: Json[] = [];
  for (const { id, amount, balance } of listed) {
    const invoice = await get(`/v1/invoices/${id}`);
    const items = await all(get, `/v1/invoices/${id}/items?`, "invoiceItems");
    const parts = await all(get, `/v1/invoices/${id}/application-parts?`, "applicationParts");
    const what = invoice.invoiceNumber;
    near(invoice.amount, amount, `${what}: the list tells the amount`);
    near(invoice.balance, balance, `${what}: the list tells the balance`);
    near(invoice.amount, total(items, "chargeAmount"), `${what}: amount = items`);
    near(invoice.balance, total(items, "balance"), `${what}: balance = balances of items`);
    const applied = invoice.creditMemoAmount + invoice.paymentAmount;
    near(applied, total(parts, "appliedAmount"), `${what}: parts were applied`);
    near(invoice.balance, invoice.amount - applied, `${what}: balance`);
    read.push({ ...invoice, items, parts });
  }
  return read.toSorted((a, b) => compare(a.invoiceNumber, b.invoiceNumber));
}

async function readCreditMemos(get: Get, accountId: string): Promise<Json[]> {
  const listed = await all(get, `/v1/credit-memos?accountId=${accountId}&`, "creditmemos");
  const read: Json[] = [];
  for (const { id } of listed) {
    const memo = await get(`/v1/credit-memos/${id}`);
    const items = await all(get, `/v1/credit-memos/${id}/items?`, "items");
    const parts = await all(get, `/v1/credit-memos/${id}/parts?`, "parts");
    const what = memo.number;
    near(memo.amount, total(items, "amount"), `${what}: amount = items`);
    near(memo.unappliedAmount, total(items, "unappliedAmount"), `${what}: unapplied = items`);
    near(memo.appliedAmount, total(items, "appliedAmount"), `${what}: applied = items`);
    near(memo.amount, memo.appliedAmount + memo.unappliedAmount + memo.refundAmount, what);
    near(memo.amount, total(parts, "amount"), `${what}: parts are all of it`);
    read.push({ ...memo, items, parts });
  }
  return read.toSorted((a, b) => compare(a.number, b.number));
}

/** All pages of a list. */
async function all(get: Get, path: string, name: string): Promise<Json[]> {
  const read: Json[] = [];
  for (let page = 1; ; page += 1) {
    const answer = await get(`${path}pageSize=40&page=${page}`);
    read.push(...answer[name]);
    if (!answer.nextPage) return read;
  }
}

/** What an invoice says it got of a memo is what the memo says it gave. */
function assertPartsMeet(invoices: readonly Json[], creditMemos: readonly Json[]): void {
  const got = invoices.flatMap(({ id, parts }) =>
    parts.flatMap((part: Json) =>
      part.creditMemoId === null ? [] : `${part.creditMemoId} ${id} ${part.appliedAmount}`,
    ),
  );
  const given = creditMemos.flatMap(({ id, parts }) =>
    parts.flatMap((part: Json) =>
      part.invoiceId === null ? [] : `${id} ${part.invoiceId} ${part.amount}`,
    ),
  );
  same(got, given, "invoices got what credit memos gave");
}

function assertMetrics(metrics: Json, invoices: readonly Json[], creditMemos: readonly Json[]) {
  const posted = (documents: readonly Json[]) =>
    documents.filter(({ status }) => status === "Posted");
  const owed = total(posted(invoices), "balance");
  const unapplied = total(posted(creditMemos), "unappliedAmount");
  near(metrics.totalInvoiceBalance, owed, "totalInvoiceBalance");
  near(metrics.unappliedCreditMemoAmount, unapplied, "unappliedCreditMemoAmount");
  near(metrics.balance, owed - unapplied, "the account's balance");
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** JSON numbers: exact to the smallest unit of any currency, which is all that a test can see. */
const near = (is: number, shouldBe: number, what: string): void =>
  assert.equal((is + 0).toFixed(3), (shouldBe + 0).toFixed(3).replace(/^-0\.000$/, "0.000"), what);

const same = (is: readonly unknown[], shouldBe: readonly unknown[], what: string): void => {
  const texts = (values: readonly unknown[]) => values.map((value) => JSON.stringify(value)).sort();
  assert.deepEqual(texts(is), texts(shouldBe), what);
};

const total = (rows: readonly Json[], field: string): number =>
  rows.reduce((sum, row) => sum + row[field], 0);
