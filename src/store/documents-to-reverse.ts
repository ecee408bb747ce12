/** Documents that an order has led to, as far as reversing it has to reverse them. */
import type { FinanceInformation } from "#engine/model/credit-memo.ts";
import type { DocumentStatus, ItemReference } from "#engine/model/document.ts";
import type {
  AppliedAmount,
  DocumentToReverse,
  ItemToReverse,
} from "#engine/settlement/reverse-documents.ts";
import { decimal, negated, ZERO } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";
import type { InvoiceItemRow } from "./invoice-rows.ts";
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
  const rows: Found[] = [
    ...memoItems.map((row) => ({ row, item: memoItem(row, applied.get(row.item_id) ?? []) })),
    ...invoiceItems.map((row) => ({ row, item: invoiceItem(row) })),
  ];
  const byDocument = Map.groupBy(rows, ({ row }) => row.document_id);
  return [...byDocument.values()].flatMap((own) => toDocument(order.accountId, own));
}

type Found = { readonly row: ItemRow; readonly item: ItemToReverse };

/** What items of both documents have. */
type ItemRow = Omit<InvoiceItemRow, "invoice_id" | "invoice_item_id" | "balance"> & {
  account_id: string;
  document_type: ItemReference["documentType"];
  document_id: string;
  document_number: string;
  document_date: PlainDate;
  document_status: DocumentStatus;
  document_currency: string;
  document_contact_id: string | null;
  item_id: string;
  segment: number | null;
  derivation: ItemToReverse["mirrored"]["derivation"];
  credited_type: ItemReference["documentType"] | null;
  /** Another than its own where the subscription was transferred in between. */
  credited_account_id: string | null;
  credited_document_id: string | null;
  credited_item_id: string | null;
  is_write_off: boolean;
  is_refunded: boolean;
  pays_debit_memo: boolean;
};

type MemoItemRow = ItemRow & {
  unapplied_amount: string;
  source_item_type: ItemToReverse["mirrored"]["sourceItemType"];
  source_item_id: string | null;
  comment: string | null;
  finance_information: FinanceInformation | null;
};

type InvoiceRow = ItemRow & { balance: string };

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
      memo.is_write_off, item.refund_amount <> 0 as is_refunded, (
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

/** What items of memos have paid, and nobody has taken back, by the id of the memo's item. */
async function listApplied(
  tx: Transaction,
  { accountId }: OrderToUndo,
  items: readonly MemoItemRow[],
): Promise<Map<string, AppliedAmount[]>> {
  if (items.length === 0) return new Map();
  const { rows } = await sql<AppliedRow>`
    select source_item_id as credit_memo_item_id, target_id as invoice_id,
      target_item_id as invoice_item_id, sum(amount) as amount
    from applications
    where account_id = ${accountId}::uuid
    and source_id = any (${items.map((item) => item.document_id)}::uuid[])
    and source_item_id = any (${items.map((item) => item.item_id)}::uuid[])
    group by 1, 2, 3 having sum(amount) <> 0 order by 2, 3
  `.execute(tx);
  const applied = rows.map((row) => ({
    creditMemoItemId: row.credit_memo_item_id,
    invoiceId: row.invoice_id,
    invoiceItemId: row.invoice_item_id,
    amount: decimal(row.amount),
  }));
  return Map.groupBy(applied, ({ creditMemoItemId }) => creditMemoItemId);
}

type AppliedRow = {
  credit_memo_item_id: string;
  invoice_id: string;
  invoice_item_id: string;
  amount: string;
};

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

const memoItem = (row: MemoItemRow, applied: readonly AppliedAmount[]): ItemToReverse => ({
  itemId: row.item_id,
  mirrored: {
    ...mirroredOf(row),
    unitPrice: negated(decimal(row.unit_price)),
    sourceItemType: row.source_item_type,
    sourceItemId: row.source_item_id,
    comment: row.comment,
    financeInformation: row.finance_information,
  },
  amount: negated(decimal(row.amount)),
  creditedItem: row.is_write_off ? null : creditedOf(row),
  applied,
  unapplied: decimal(row.unapplied_amount),
  owed: ZERO,
});

const invoiceItem = (row: InvoiceRow): ItemToReverse => ({
  itemId: row.item_id,
  mirrored: {
    ...mirroredOf(row),
    unitPrice: decimal(row.unit_price),
    sourceItemType: "SubscriptionComponent",
    sourceItemId: row.charge_id,
    comment: null,
    financeInformation: null,
  },
  amount: decimal(row.amount),
  creditedItem: creditedOf(row),
  applied: [],
  unapplied: ZERO,
  owed: decimal(row.balance),
});

/** The item that it took back; itself, when it billed something. */
const creditedOf = (row: ItemRow): ItemReference =>
  row.credited_type && row.credited_account_id && row.credited_document_id && row.credited_item_id
    ? {
        accountId: row.credited_account_id,
        documentType: row.credited_type,
        documentId: row.credited_document_id,
        itemId: row.credited_item_id,
      }
    : {
        accountId: row.account_id,
        documentType: row.document_type,
        documentId: row.document_id,
        itemId: row.item_id,
      };

function mirroredOf(row: ItemRow) {
  const credited = creditedOf(row);
  return {
    processingType: row.processing_type,
    subscriptionId: row.subscription_id,
    subscriptionNumber: row.subscription_number,
    chargeId: row.charge_id,
    chargeNumber: row.charge_number,
    segment: row.segment,
    productRatePlanChargeId: row.product_rate_plan_charge_id,
    chargeName: row.charge_name,
    chargeType: row.charge_type,
    service: { start: row.service_start, end: row.service_end },
    quantity: decimal(row.quantity),
    unitOfMeasure: row.unit_of_measure,
    appliedToItemId: row.applied_to_item_id,
    creditFromItemId: credited.itemId,
    creditFromItemSource: `${credited.documentType}Item` as const,
    creditFromInvoiceId: credited.documentType === "Invoice" ? credited.documentId : null,
    derivation: row.derivation,
  };
}
