/** What reversing an order's documents changes of those that it reverses. */
import type { CreditMemoApplication } from "#engine/model/credit-memo.ts";
import type { SettledByReversal } from "#engine/settlement/reverse-documents.ts";
import { sql, type Transaction } from "./database.ts";
import type { ChangeAuthor } from "./order-changes.ts";

/** Lowers what invoices and their items owe by what was applied; below zero, they owe more again. */
export async function lowerInvoiceBalances(
  tx: Transaction,
  accountId: string,
  applications: readonly CreditMemoApplication[],
  { userId, now }: ChangeAuthor,
): Promise<void> {
  const items = applications.flatMap(({ invoiceId, items: paid }) =>
    paid.map(({ invoiceItemId, taxItemId, amount }) => ({
      invoiceId,
      invoiceItemId,
      taxItemId,
      amount,
    })),
  );
  if (items.length === 0) return;
  const applied = sql`unnest(
    ${items.map((item) => item.invoiceId)}::uuid[],
    ${items.map((item) => item.invoiceItemId)}::uuid[],
    ${items.map((item) => item.taxItemId)}::uuid[],
    ${items.map((item) => item.amount.toFixed())}::numeric[]
  ) as applied (invoice_id, invoice_item_id, tax_item_id, amount)`;
  await sql`
    update invoice_items item set balance = balance - given.amount
    from (
      select invoice_id, invoice_item_id, sum(amount) as amount from ${applied}
      where tax_item_id is null group by 1, 2
    ) given
    where item.account_id = ${accountId}::uuid and item.invoice_id = given.invoice_id
    and item.invoice_item_id = given.invoice_item_id
  `.execute(tx);
  if (items.some(({ taxItemId }) => taxItemId !== null)) {
    await sql`
      update taxation_items tax set balance = balance - given.amount,
        updated_by_id = ${userId}::uuid, updated_at = ${now}::timestamptz
      from (
        select invoice_id, tax_item_id, sum(amount) as amount from ${applied}
        where tax_item_id is not null group by 1, 2
      ) given
      where tax.account_id = ${accountId}::uuid and tax.document_id = given.invoice_id
      and tax.taxation_item_id = given.tax_item_id
    `.execute(tx);
  }
  await sql`
    update invoices invoice set balance = balance - given.amount,
      updated_by_id = ${userId}::uuid, updated_at = ${now}::timestamptz
    from (select invoice_id, sum(amount) as amount from ${applied} group by 1) given
    where invoice.account_id = ${accountId}::uuid and invoice.invoice_id = given.invoice_id
  `.execute(tx);
}

/** Settles what memos had left with those that reverse them: neither has it any more. */
export async function saveSettledByReversal(
  tx: Transaction,
  accountId: string,
  settled: readonly SettledByReversal[],
  { userId, now }: ChangeAuthor,
): Promise<void> {
  if (settled.length === 0) return;
  const given = sql`unnest(
    ${settled.map((each) => each.creditMemoId)}::uuid[],
    ${settled.map((each) => each.creditMemoItemId)}::uuid[],
    ${settled.map((each) => each.creditTaxItemId)}::uuid[],
    ${settled.map((each) => each.amount.toFixed())}::numeric[]
  ) as given (credit_memo_id, credit_memo_item_id, credit_tax_item_id, amount)`;
  await sql`
    update credit_memo_items item set unapplied_amount = unapplied_amount - given.amount,
      reversed_amount = reversed_amount + given.amount
    from ${given}
    where item.account_id = ${accountId}::uuid and item.credit_memo_id = given.credit_memo_id
    and item.credit_memo_item_id = given.credit_memo_item_id
    and given.credit_tax_item_id is null
  `.execute(tx);
  if (settled.some(({ creditTaxItemId }) => creditTaxItemId !== null)) {
    await sql`
      update taxation_items tax set unapplied_amount = unapplied_amount - given.amount,
        reversed_amount = reversed_amount + given.amount,
        updated_by_id = ${userId}::uuid, updated_at = ${now}::timestamptz
      from ${given}
      where tax.account_id = ${accountId}::uuid and tax.document_id = given.credit_memo_id
      and tax.taxation_item_id = given.credit_tax_item_id
    `.execute(tx);
  }
  await sql`
    update credit_memos memo set unapplied_amount = unapplied_amount - total.amount,
      reversed_amount = reversed_amount + total.amount,
      updated_by_id = ${userId}::uuid, updated_at = ${now}::timestamptz
    from (select credit_memo_id, sum(amount) as amount from ${given} group by 1) total
    where memo.account_id = ${accountId}::uuid and memo.credit_memo_id = total.credit_memo_id
  `.execute(tx);
}

export type ReversalLink = {
  readonly creditMemoId: string;
  readonly reversesCreditMemoId: string;
};

export async function saveReversalLinks(
  tx: Transaction,
  accountId: string,
  links: readonly ReversalLink[],
): Promise<void> {
  await sql`
    update credit_memos memo set reverses_credit_memo_id = given.reverses_id
    from unnest(
      ${links.map((link) => link.creditMemoId)}::uuid[],
      ${links.map((link) => link.reversesCreditMemoId)}::uuid[]
    ) as given (credit_memo_id, reverses_id)
    where memo.account_id = ${accountId}::uuid and memo.credit_memo_id = given.credit_memo_id
  `.execute(tx);
}

/** Items of one document that were reversed. */
export type ReversedItems = {
  readonly documentType: "Invoice" | "CreditMemo";
  readonly documentId: string;
  readonly itemIds: readonly string[];
};

/** Marks items as reversed, and a document once all of its items are. */
export async function markReversed(
  tx: Transaction,
  accountId: string,
  reversed: readonly ReversedItems[],
): Promise<void> {
  for (const kind of ["invoice", "credit_memo"] as const) {
    const own = reversed.filter(({ documentType }) => KINDS[documentType] === kind);
    if (own.length === 0) continue;
    const documentIds = own.map(({ documentId }) => documentId);
    const itemIds = own.flatMap((each) => each.itemIds);
    const [documents, items] = [sql.table(`${kind}s`), sql.table(`${kind}_items`)];
    const [documentId, itemId] = [sql.ref(`${kind}_id`), sql.ref(`${kind}_item_id`)];
    await sql`
      update ${items} set is_reversed = true
      where account_id = ${accountId}::uuid and ${documentId} = any (${documentIds}::uuid[])
      and ${itemId} = any (${itemIds}::uuid[])
    `.execute(tx);
    await sql`
      update ${documents} document set is_reversed = true
      where account_id = ${accountId}::uuid and ${documentId} = any (${documentIds}::uuid[])
      and not exists (
        select from ${items} item
        where item.account_id = document.account_id and item.${documentId} = document.${documentId}
        and not item.is_reversed
      )
    `.execute(tx);
  }
}

const KINDS = { Invoice: "invoice", CreditMemo: "credit_memo" } as const;

/** The order is Reverted, by the other. */
export async function saveReverted(
  tx: Transaction,
  accountId: string,
  { orderId, revertedBy }: { readonly orderId: string; readonly revertedBy: string },
  { userId, now }: ChangeAuthor,
): Promise<void> {
  await sql`
    update orders set status = 'Reverted', updated_by_id = ${userId}::uuid,
      updated_at = ${now}::timestamptz
    where account_id = ${accountId}::uuid and order_id = ${orderId}::uuid
  `.execute(tx);
  await sql`
    update orders set reverts_order_id = ${orderId}::uuid
    where account_id = ${accountId}::uuid and order_id = ${revertedBy}::uuid
  `.execute(tx);
}
