/** What the receipt of a preview has promised is what the order's receipt tells afterwards. */
import assert from "node:assert/strict";
import { succeed } from "./company.ts";
import type { Answer, TestServer } from "./server.ts";

type Json = Answer["json"];

const FIGURES = [
  ...(["before", "billed", "unapplied", "applied", "appliedCredit"] as const),
  ...(["collected", "writtenOff", "after"] as const),
];

/** New invoices have no number in a preview. */
const figuresOf = (invoices: readonly Json[]) =>
  invoices.map((invoice) => [
    invoice.isNew ? null : invoice.invoiceNumber,
    ...FIGURES.map((figure) => invoice[figure]),
  ]);

export async function assertReceiptKept(
  server: TestServer,
  orderNumber: string,
  promised: Json,
): Promise<Json> {
  const receipt = await succeed(server, "GET", `/v1/orders/${orderNumber}/receipt`);
  assert.deepEqual(figuresOf(receipt.invoices), figuresOf(promised.invoices));
  const [account, ...others] = receipt.accounts;
  const { before, after } = promised.account;
  assert.deepEqual([account.before, account.after], [before.balance, after.balance]);
  for (const { accountNumber, before: was, after: is } of promised.otherAccounts ?? []) {
    const other = others.find((each: Json) => each.accountNumber === accountNumber);
    assert.deepEqual([other?.before, other?.after], [was.balance, is.balance]);
  }
  return receipt;
}
