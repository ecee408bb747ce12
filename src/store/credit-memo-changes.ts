/** What happens to a credit memo after it was made, apart from what is used of it. */
import type { CreditMemo, CreditMemoApplicationItem } from "#engine/model/credit-memo.ts";
import type { DocumentStatus } from "#engine/model/document.ts";
import type { CreditOfItem } from "#engine/settlement/over-credit.ts";
import type { AppliedPairs } from "#engine/settlement/unapply-credit-memo.ts";
import { decimal } from "#engine/values/decimal.ts";
import { later, type PlainDate } from "#engine/values/plain-date.ts";
import { fromItem, fromTerms, ITEM_COLUMNS, TERM_COLUMNS } from "./credit-memo-rows.ts";
import { sql, type Transaction } from "./database.ts";
import { insertRows, updateRows } from "./insert-rows.ts";
import type { Authorship } from "./invoice-rows.ts";
import { deleteTaxationItems, saveCreditTaxationItems } from "./taxation-items.ts";

type Author = Pick<Authorship, "userId" | "now">;

/** What a draft says now: its header, and its items and taxes instead of those that it had. */
export async function saveChangedCreditMemo(
  tx: Transaction,
  creditMemo: CreditMemo,
  author: Author,
): Promise<void> {
  const { accountId, creditMemoId, items } = creditMemo;
  await saveCreditMemoHeader(tx, creditMemo, author);
  await sql`
    delete from credit_memo_items
    where account_id = ${accountId}::uuid and credit_memo_id = ${creditMemoId}::uuid
  `.execute(tx);
  await deleteTaxationItems(tx, { accountId, documentId: creditMemoId });
  const rows = items.map((item) => fromItem(accountId, creditMemoId, item));
  await insertRows(tx, "credit_memo_items", ITEM_COLUMNS, rows);
  const place = { documentType: "CreditMemo", accountId, documentId: creditMemoId } as const;
  const taxes = items.flatMap(({ creditMemoItemId: itemId, taxationItems }) =>
    taxationItems.map((tax) => ({ ...place, itemId, tax })),
  );
  await saveCreditTaxationItems(tx, taxes, author);
}

/** What is said of the memo as a whole; its items stay as they are. */
export const saveCreditMemoHeader = (
  tx: Transaction,
  creditMemo: CreditMemo,
  { userId, now }: Author,
): Promise<void> =>
  updateRows(tx, "credit_memos", { keys: KEYS, sets: HEADER }, [
    {
      account_id: creditMemo.accountId,
      credit_memo_id: creditMemo.creditMemoId,
      credit_memo_date: creditMemo.creditMemoDate,
      reason_code: creditMemo.reasonCode,
      comment: creditMemo.comment,
      amount: creditMemo.amount,
      tax_amount: creditMemo.taxAmount,
      is_taxed: creditMemo.items.some((item) => item.taxationItems.length > 0),
      unapplied_amount: creditMemo.unappliedAmount,
      ...fromTerms(creditMemo),
      updated_by_id: userId,
      updated_at: now,
    },
  ]);

const KEYS = { account_id: "uuid", credit_memo_id: "uuid" } as const;
const UPDATED = { updated_by_id: "uuid", updated_at: "timestamptz" } as const;

const HEADER = {
  credit_memo_date: "date",
  reason_code: "text",
  comment: "text",
  amount: "numeric",
  tax_amount: "numeric",
  is_taxed: "boolean",
  unapplied_amount: "numeric",
  ...TERM_COLUMNS,
  ...UPDATED,
} as const;

/** Posts, unposts or cancels a memo. Posting may have given it another number. */
export async function saveCreditMemoStatus(
  tx: Transaction,
  {
    accountId,
    creditMemoId,
    creditMemoNumber,
  }: Pick<CreditMemo, "accountId" | "creditMemoId" | "creditMemoNumber">,
  status: DocumentStatus,
  { userId, now }: Author,
): Promise<void> {
  const posted = status === "Posted" ? { by: userId, at: now } : { by: null, at: null };
  const cancelled = status === "Canceled" ? { by: userId, at: now } : { by: null, at: null };
  await sql`
    update credit_memos set status = ${status}, credit_memo_number = ${creditMemoNumber},
      posted_by_id = ${posted.by}::uuid, posted_at = ${posted.at}::timestamptz,
      cancelled_by_id = ${cancelled.by}::uuid, cancelled_at = ${cancelled.at}::timestamptz,
      updated_by_id = ${userId}::uuid, updated_at = ${now}::timestamptz
    where account_id = ${accountId}::uuid and credit_memo_id = ${creditMemoId}::uuid
  `.execute(tx);
}

/** A cancelled memo with its items and taxes. What the journal says of it stays. */
export async function deleteCreditMemoRows(
  tx: Transaction,
  { accountId, creditMemoId }: Pick<CreditMemo, "accountId" | "creditMemoId">,
): Promise<void> {
  await deleteTaxationItems(tx, { accountId, documentId: creditMemoId });
  for (const table of ["credit_memo_items", "credit_memos"]) {
    await sql`
      delete from ${sql.table(table)}
      where account_id = ${accountId}::uuid and credit_memo_id = ${creditMemoId}::uuid
    `.execute(tx);
  }
}

/**
 * What posted memos credit of an invoice: those that were made from it, and where it says so those
 * that billing has made. Write-offs count; what was reversed does not.
 */
export async function listCreditsOfInvoice(
  tx: Transaction,
  { accountId, invoiceId }: { readonly accountId: string; readonly invoiceId: string },
  options: { readonly includeBilling: boolean },
): Promise<CreditOfItem[]> {
  const { rows } = await sql<CreditRow>`
    with credits as (
      select item.account_id, item.credit_memo_id, credit_memo_item_id, credit_from_item_id,
        item.amount
      from credit_memo_items item join credit_memos memo using (account_id, credit_memo_id)
      where item.account_id = ${accountId}::uuid and memo.status = 'Posted'
      and credit_from_invoice_id = ${invoiceId}::uuid and not item.is_reversed
      and memo.reverses_credit_memo_id is null
      and (memo.referred_invoice_id = ${invoiceId}::uuid
        or ${options.includeBilling} and source_item_type <> 'InvoiceDetail')
    )
    select credit_from_item_id as invoice_item_id, null as tax_item_id, amount from credits
    union all
    select credit_from_item_id, source_tax_item_id, taxes.tax_amount
    from credits join taxation_items taxes
      on taxes.account_id = credits.account_id and taxes.document_id = credits.credit_memo_id
      and taxes.item_id = credits.credit_memo_item_id
  `.execute(tx);
  return rows.map((row) => ({
    invoiceItemId: row.invoice_item_id,
    taxItemId: row.tax_item_id,
    amount: decimal(row.amount),
  }));
}

type CreditRow = { invoice_item_id: string; tax_item_id: string | null; amount: string };

/** What of a memo is applied, by the id of the invoice or debit memo, in the order of applying. */
export async function listAppliedPairs(
  tx: Transaction,
  { accountId, creditMemoId }: Pick<CreditMemo, "accountId" | "creditMemoId">,
): Promise<Map<string, AppliedPairs>> {
  const { rows } = await sql<PairRow>`
    select source_item_id, source_tax_item_id, target_id, target_item_id, target_tax_item_id,
      sum(amount) as amount, max(effective_date) as latest_date
    from applications
    where account_id = ${accountId}::uuid and source_id = ${creditMemoId}::uuid
    group by 1, 2, 3, 4, 5 having sum(amount) <> 0
    order by (array_agg(application_id order by application_id))[1]
  `.execute(tx);
  return new Map(
    [...Map.groupBy(rows, (row) => row.target_id)].map(([invoiceId, own]) => [
      invoiceId,
      { invoiceId, latestDate: latestOf(own), items: own.map(toPair) },
    ]),
  );
}

type PairRow = {
  source_item_id: string;
  source_tax_item_id: string | null;
  target_id: string;
  target_item_id: string;
  target_tax_item_id: string | null;
  amount: string;
  latest_date: PlainDate;
};

const latestOf = (rows: readonly PairRow[]): PlainDate =>
  rows.map((row) => row.latest_date).reduce((a, b) => later(a, b));

const toPair = (row: PairRow): CreditMemoApplicationItem => ({
  creditMemoItemId: row.source_item_id,
  creditTaxItemId: row.source_tax_item_id,
  invoiceItemId: row.target_item_id,
  taxItemId: row.target_tax_item_id,
  amount: decimal(row.amount),
});
