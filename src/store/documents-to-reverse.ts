/** Documents that an order has led to, as far as reversing it has to reverse them. */
import type { DocumentStatus } from "#engine/model/document.ts";
import type { DocumentToReverse, ItemToReverse } from "#engine/settlement/document-to-reverse.ts";
import { decimal } from "#engine/values/decimal.ts";
import { sql, type Transaction } from "./database.ts";
import {
  type Applied,
  type InvoiceRow,
  type ItemRow,
  invoiceItem,
  type MemoItemRow,
  memoItem,
} from "./items-to-reverse.ts";
import type { TaxationRow } from "./taxation-items.ts";
import type { OrderedVersion, OrderToUndo } from "./undone-orders.ts";

/** With what may stand in the way of reversing it. */
export type FoundDocument = DocumentToReverse & {
  readonly status: DocumentStatus;
  readonly isRefunded: boolean;
  /** It has paid a debit memo, which nothing but unapplying gives back. */
  readonly paysDebitMemo: boolean;
};

/**
 * Of all documents that are not cancelled: items that billing has made of these versions, and the
 * write-offs of the order. Memos first.
 */
export async function listDocumentsToReverse(
  tx: Transaction,
  order: OrderToUndo,
  versions: readonly OrderedVersion[],
): Promise<FoundDocument[]> {
  const made = versions.map(({ subscriptionId }) => subscriptionId);
  const memoItems = await listMemoItems(tx, order, made);
  const invoiceItems = await listInvoiceItems(tx, order, made);
  const applied = await listApplied(tx, order, memoItems);
  const taxes = await listTaxRows(tx, order, [...memoItems, ...invoiceItems]);
  const rows: Found[] = [
    ...memoItems.map((row) => ({ row, item: memoItem(row, taxes.get(row.item_id), applied) })),
    ...invoiceItems.map((row) => ({ row, item: invoiceItem(row, taxes.get(row.item_id)) })),
  ];
  const byDocument = Map.groupBy(rows, ({ row }) => row.document_id);
  return [...byDocument.values()].flatMap((own) => toDocument(order.accountId, own));
}

type Found = { readonly row: ItemRow; readonly item: ItemToReverse };

async function listMemoItems(
  tx: Transaction,
  { accountId, orderId }: OrderToUndo,
  made: readonly string[],
): Promise<MemoItemRow[]> {
  const { rows } = await sql<MemoItemRow>`
    select item.*, 'CreditMemo' as document_type, item.credit_memo_id as document_id,
      credit_memo_number as document_number, credit_memo_date as document_date,
      memo.status as document_status, memo.currency as document_currency,
      memo.bill_to_contact_id as document_contact_id, credit_memo_item_id as item_id,
      replace(credit_from_item_source, 'Item', '') as credited_type,
      credited.account_id as credited_account_id,
      credited.document_id as credited_document_id, credit_from_item_id as credited_item_id,
      memo.is_write_off, item.refund_amount <> 0 or exists (
        select from taxation_items tax where tax.account_id = item.account_id
        and tax.document_id = item.credit_memo_id and tax.item_id = item.credit_memo_item_id
        and tax.refund_amount <> 0
      ) as is_refunded, (
        select coalesce(sum(applied.amount), 0) <> 0 from applications applied
        where applied.account_id = item.account_id and applied.source_id = item.credit_memo_id
        and applied.source_item_id = item.credit_memo_item_id and target_type = 'DebitMemo'
      ) as pays_debit_memo
    from credit_memo_items item join credit_memos memo using (account_id, credit_memo_id)
      left join lateral (
        select account_id, invoice_id as document_id from invoices
        where invoice_id = item.credit_from_invoice_id
        union all
        select account_id, credit_memo_id from credit_memo_items billed
        where credit_memo_item_id = item.credit_from_item_id
        and item.credit_from_item_source = 'CreditMemoItem' and account_id in (
          select account_id from subscriptions version
          where version.subscription_number = item.subscription_number
        )
      ) credited on true
    where item.account_id = ${accountId}::uuid and memo.status <> 'Canceled'
    and not item.is_reversed and (
      memo.order_id = ${orderId}::uuid or source_item_type = 'SubscriptionComponent'
      and memo.referred_invoice_id is null
      and item.subscription_id = any (${[...made]}::uuid[])
    )
    order by credit_memo_number, credit_memo_item_id
  `.execute(tx);
  return rows;
}

async function listInvoiceItems(
  tx: Transaction,
  { accountId }: OrderToUndo,
  made: readonly string[],
): Promise<InvoiceRow[]> {
  const { rows } = await sql<InvoiceRow>`
    select item.*, 'Invoice' as document_type, item.invoice_id as document_id,
      invoice_number as document_number, invoice_date as document_date,
      invoice.status as document_status, invoice.currency as document_currency,
      invoice.bill_to_contact_id as document_contact_id, item.invoice_item_id as item_id,
      item.credited_document_type as credited_type, credited.account_id as credited_account_id,
      false as is_write_off, false as is_refunded, false as pays_debit_memo
    from (
      select distinct account_id, subscription_id, charge_number from rate_plan_charges
      where account_id = ${accountId}::uuid and subscription_id = any (${[...made]}::uuid[])
    ) charges
    join invoice_items own using (account_id, subscription_id, charge_number)
    join lateral (
      select own.* union all
      select discount.* from invoice_items discount
      where discount.account_id = own.account_id
      and discount.applied_to_item_id = own.invoice_item_id
    ) item on true
    join invoices invoice on invoice.account_id = item.account_id
      and invoice.invoice_id = item.invoice_id
    left join lateral (
      select account_id from invoices
      where item.credited_document_type = 'Invoice' and invoice_id = item.credited_document_id
      union all
      select account_id from credit_memos
      where item.credited_document_type = 'CreditMemo'
      and credit_memo_id = item.credited_document_id
    ) credited on true
    where invoice.status <> 'Canceled' and own.applied_to_item_id is null
    and not own.is_reversed
    order by invoice_number, item_id
  `.execute(tx);
  return rows;
}

/** What items and taxes of memos have paid, and nobody has taken back, by the id of either. */
async function listApplied(
  tx: Transaction,
  { accountId }: OrderToUndo,
  items: readonly MemoItemRow[],
): Promise<Applied> {
  if (items.length === 0) return new Map();
  const { rows } = await sql<AppliedRow>`
    select coalesce(source_tax_item_id, source_item_id) as part_id, target_id as invoice_id,
      target_item_id as invoice_item_id, target_tax_item_id as tax_item_id, sum(amount) as amount
    from applications
    where account_id = ${accountId}::uuid
    and source_id = any (${items.map((item) => item.document_id)}::uuid[])
    and source_item_id = any (${items.map((item) => item.item_id)}::uuid[])
    group by 1, 2, 3, 4 having sum(amount) <> 0 order by 2, 3, 4 nulls first
  `.execute(tx);
  return new Map(
    [...Map.groupBy(rows, (row) => row.part_id)].map(([partId, own]) => [
      partId,
      own.map((row) => ({
        invoiceId: row.invoice_id,
        invoiceItemId: row.invoice_item_id,
        taxItemId: row.tax_item_id,
        amount: decimal(row.amount),
      })),
    ]),
  );
}

type AppliedRow = {
  part_id: string;
  invoice_id: string;
  invoice_item_id: string;
  tax_item_id: string | null;
  amount: string;
};

/** By the id of the item. */
async function listTaxRows(
  tx: Transaction,
  { accountId }: OrderToUndo,
  items: readonly ItemRow[],
): Promise<Map<string, TaxationRow[]>> {
  if (items.length === 0) return new Map();
  const documents = [...new Set(items.map((item) => item.document_id))];
  const { rows } = await sql<TaxationRow>`
    select * from taxation_items
    where account_id = ${accountId}::uuid and document_id = any (${documents}::uuid[])
    and item_id = any (${items.map((item) => item.item_id)}::uuid[])
    order by taxation_item_id
  `.execute(tx);
  return Map.groupBy(rows, (row) => row.item_id);
}

function toDocument(accountId: string, found: readonly Found[]): FoundDocument[] {
  const row = found[0]?.row;
  if (!row) return [];
  return [
    {
      documentType: row.document_type,
      documentId: row.document_id,
      documentNumber: row.document_number,
      documentDate: row.document_date,
      accountId,
      currency: row.document_currency,
      billToContactId: row.document_contact_id,
      isWriteOff: row.is_write_off,
      status: row.document_status,
      isRefunded: found.some((each) => each.row.is_refunded),
      paysDebitMemo: found.some((each) => each.row.pays_debit_memo),
      items: found.map(({ item }) => item),
    },
  ];
}
