/** What reversing a credit memo, and taking back what it paid, needs to know of it. */
import type { CreditMemo } from "#engine/model/credit-memo.ts";
import { sql, type Transaction } from "./database.ts";

type CreditMemoKey = Pick<CreditMemo, "accountId" | "creditMemoId">;

/** Whether a memo was reversed, and whether it reverses another. */
export async function findReversalState(
  tx: Transaction,
  { accountId, creditMemoId }: CreditMemoKey,
): Promise<{ readonly isReversed: boolean; readonly reverses: boolean }> {
  const { rows } = await sql<{ is_reversed: boolean; reverses: boolean }>`
    select is_reversed, reverses_credit_memo_id is not null as reverses from credit_memos
    where account_id = ${accountId}::uuid and credit_memo_id = ${creditMemoId}::uuid
  `.execute(tx);
  const [row] = rows;
  return { isReversed: row?.is_reversed ?? false, reverses: row?.reverses ?? false };
}

/**
 * Ids of posted invoices that were made together with a credit memo by one billing, of the same
 * subscriptions: where the sign says what is a credit memo, a change is on both.
 */
export async function listSiblingInvoices(
  tx: Transaction,
  { accountId, creditMemoId }: CreditMemoKey,
): Promise<string[]> {
  const { rows } = await sql<{ invoice_id: string }>`
    select invoice_id from credit_memos memo join invoices invoice using (account_id)
    where account_id = ${accountId}::uuid and credit_memo_id = ${creditMemoId}::uuid
    and invoice.created_at = memo.created_at and invoice.source = memo.source
    and invoice.bill_run_id is not distinct from memo.bill_run_id
    and invoice.status = 'Posted' and not invoice.is_reversed and exists (
      select from invoice_items own join credit_memo_items credits
        using (account_id, subscription_number)
      where own.account_id = ${accountId}::uuid and own.invoice_id = invoice.invoice_id
      and credits.credit_memo_id = memo.credit_memo_id
    )
    order by invoice_id
  `.execute(tx);
  return rows.map((row) => row.invoice_id);
}

/**
 * Ids of posted memos by which billing has credited items of an invoice and that are not reversed, the
 * newest first.
 */
export async function listCreditsByBilling(
  tx: Transaction,
  { accountId, invoiceId }: { readonly accountId: string; readonly invoiceId: string },
): Promise<string[]> {
  const { rows } = await sql<{ credit_memo_id: string }>`
    select credit_memo_id from credit_memos memo
    where account_id = ${accountId}::uuid and status = 'Posted' and not is_reversed
    and referred_invoice_id is null and reverses_credit_memo_id is null and exists (
      select from credit_memo_items item
      where item.account_id = memo.account_id and item.credit_memo_id = memo.credit_memo_id
      and item.credit_from_invoice_id = ${invoiceId}::uuid
      and item.source_item_type in ('SubscriptionComponent', 'OrderLineItem')
    )
    order by credit_memo_id desc
  `.execute(tx);
  return rows.map((row) => row.credit_memo_id);
}

/**
 * Whether what a memo pays of these documents belongs to a reversal of either: it stands as long as
 * what was reversed is reversed.
 */
export async function isPartOfReversal(
  tx: Transaction,
  { accountId, creditMemoId }: CreditMemoKey,
  documentIds: readonly string[],
): Promise<boolean> {
  const { rows } = await sql`
    select from applications applied
      join credit_memos memo
        on memo.account_id = applied.account_id and memo.credit_memo_id = applied.source_id
      join credit_memo_items item on item.account_id = applied.account_id
        and item.credit_memo_id = applied.source_id
        and item.credit_memo_item_id = applied.source_item_id
      left join invoice_items billed on billed.account_id = applied.account_id
        and billed.invoice_id = applied.target_id and billed.invoice_item_id = applied.target_item_id
    where applied.account_id = ${accountId}::uuid and applied.source_id = ${creditMemoId}::uuid
    and applied.target_id = any (${[...documentIds]}::uuid[])
    and (memo.reverses_credit_memo_id is not null or item.is_reversed or billed.is_reversed)
    limit 1
  `.execute(tx);
  return rows.length > 0;
}
