/** What an order has done to invoices, as the database has it: read inside the order's transaction. */
import type { DocumentStatus } from "#engine/model/document.ts";
import type { PaidPart } from "#engine/settlement/order-money.ts";
import type { TouchedItem } from "#engine/settlement/receipt.ts";
import { decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";

/** The documents that an order has made. */
export type MadeDocuments = {
  readonly invoiceIds: readonly string[];
  /** Of memos that billing has made. */
  readonly creditMemoIds: readonly string[];
  readonly writeOffNumbers: readonly string[];
  /** Others of which it gives back what was paid. */
  readonly unpaidInvoiceIds: readonly string[];
  /** Whose other items that are owed are listed too. */
  readonly owedOfSubscription?: string;
};

/** An item without what it is paid by others than the order's memos: listPaidParts tells it. */
export type CreditedItem = Omit<TouchedItem, "appliedCredit" | "collected" | "unapplied">;

/**
 * All items, with their taxes, of the invoices that an order has made, credited, paid or written off, as they are after
 * it: by invoice date and number, then by subscription and service.
 */
export async function listTouchedItems(
  tx: Transaction,
  accountIds: readonly string[],
  { invoiceIds, creditMemoIds, writeOffNumbers, unpaidInvoiceIds, ...also }: MadeDocuments,
): Promise<CreditedItem[]> {
  const accounts = sql`any (${[...accountIds]}::uuid[])`;
  const owed = also.owedOfSubscription
    ? sql`union select invoice_id
        from invoices owed join invoice_items item using (account_id, invoice_id)
        where owed.account_id = ${accounts} and owed.balance > 0 and owed.status = 'Posted'
        and item.subscription_number = ${also.owedOfSubscription}`
    : sql``;
  const { rows } = await sql<TouchedRow>`
    with memos as (
      select credit_memo_id, credit_memo_number = any (${[...writeOffNumbers]}) as writes_off
      from credit_memos
      where account_id = ${accounts}
        and (credit_memo_id = any (${[...creditMemoIds]}::uuid[])
          or credit_memo_number = any (${[...writeOffNumbers]}))
    ), applied as (
      select target_id as invoice_id, target_item_id as invoice_item_id,
        sum(amount) filter (where not writes_off) as applied,
        sum(amount) filter (where writes_off) as written_off
      from applications join memos on credit_memo_id = source_id
      where account_id = ${accounts} and target_type = 'Invoice'
      group by target_id, target_item_id
    ), credits as (
      select credit_from_invoice_id as invoice_id, credit_from_item_id as invoice_item_id,
        amount + ${taxOf("credit_memo_items", "credit_memo")} as amount
      from credit_memo_items join memos using (credit_memo_id)
      where account_id = ${accounts} and not writes_off
        and credit_from_item_source = 'InvoiceItem'
      union all
      select credited_document_id, credited_item_id,
        -amount - ${taxOf("invoice_items", "invoice")}
      from invoice_items
      where account_id = ${accounts} and invoice_id = any (${[...invoiceIds]}::uuid[])
        and credited_document_type = 'Invoice'
    ), credited as (
      select invoice_id, invoice_item_id, sum(amount) as credited
      from credits group by invoice_id, invoice_item_id
    ), touched as (
      select invoice_id from applied
      union select invoice_id from credited
      union select unnest(${[...invoiceIds, ...unpaidInvoiceIds]}::uuid[])
      ${owed}
    )
    select i.account_id, i.invoice_id, i.invoice_number, i.due_date, i.status, t.invoice_item_id, t.charge_name,
      t.subscription_number, t.service_start, t.service_end,
      t.amount + ${taxOf("t", "invoice")} as amount,
      t.balance + ${taxOf("t", "invoice", "balance")} as balance,
      coalesce(credited.credited, 0) as credited, coalesce(applied.applied, 0) as applied,
      coalesce(applied.written_off, 0) as written_off,
      i.invoice_id = any (${[...invoiceIds]}::uuid[]) as is_new
    from touched
      join invoices i on i.account_id = ${accounts} and i.invoice_id = touched.invoice_id
      join invoice_items t on t.account_id = i.account_id and t.invoice_id = i.invoice_id
      left join applied on applied.invoice_item_id = t.invoice_item_id
      left join credited on credited.invoice_item_id = t.invoice_item_id
    order by i.invoice_date, i.invoice_number, t.subscription_number, t.service_start,
      t.charge_number, t.invoice_item_id
  `.execute(tx);
  return rows.map(toTouchedItem);
}

/** The taxes of an item, or what is owed of them: of most items nothing. */
const taxOf = (
  items: string,
  document: "invoice" | "credit_memo",
  column: "tax_amount" | "balance" = "tax_amount",
) => sql`
  coalesce((
    select sum(${sql.ref(`taxes.${column}`)}) from taxation_items taxes
    where taxes.account_id = ${sql.ref(`${items}.account_id`)}
    and taxes.document_id = ${sql.ref(`${items}.${document}_id`)}
    and taxes.item_id = ${sql.ref(`${items}.${document}_item_id`)}
  ), 0)`;

/** What is owed of items with their taxes, by id; those that are not there are missing. */
export async function findItemBalances(
  tx: Transaction,
  accountIds: readonly string[],
  itemIds: readonly string[],
) {
  const { rows } = await sql<{ invoice_item_id: string; balance: string }>`
    select invoice_item_id, balance + ${taxOf("invoice_items", "invoice", "balance")} as balance
    from invoice_items
    where account_id = any (${[...accountIds]}::uuid[])
      and invoice_item_id = any (${[...itemIds]}::uuid[])
  `.execute(tx);
  return new Map(rows.map((row) => [row.invoice_item_id, decimal(row.balance)]));
}

/** What has paid items of invoices, by memo and payment; where nothing is left of it, nothing. */
export async function listPaidParts(
  tx: Transaction,
  accountIds: readonly string[],
  invoiceIds: readonly string[],
): Promise<PaidPart[]> {
  const { rows } = await sql<PaidRow>`
    select a.source_type, a.source_id, a.target_id, a.target_item_id,
      coalesce(p.payment_number, m.credit_memo_number) as source_number,
      coalesce(p.unapplied_amount, m.unapplied_amount) as unapplied_amount,
      sum(a.amount) as amount
    from applications a
      left join payments p on a.source_type = 'Payment' and p.account_id = a.account_id
        and p.payment_id = a.source_id
      left join credit_memos m on a.source_type = 'CreditMemo' and m.account_id = a.account_id
        and m.credit_memo_id = a.source_id
    where a.account_id = any (${[...accountIds]}::uuid[]) and a.target_type = 'Invoice'
      and a.target_id = any (${[...invoiceIds]}::uuid[])
    group by 1, 2, 3, 4, 5, 6
    order by source_number, target_id, target_item_id
  `.execute(tx);
  return rows.map((row) => ({
    sourceType: row.source_type,
    sourceId: row.source_id,
    sourceNumber: row.source_number,
    unappliedAmount: decimal(row.unapplied_amount),
    invoiceId: row.target_id,
    invoiceItemId: row.target_item_id,
    amount: decimal(row.amount),
  }));
}

type PaidRow = {
  source_type: PaidPart["sourceType"];
  source_id: string;
  source_number: string;
  unapplied_amount: string;
  target_id: string;
  target_item_id: string;
  amount: string;
};

type TouchedRow = {
  account_id: string;
  invoice_id: string;
  invoice_number: string;
  due_date: PlainDate;
  status: DocumentStatus;
  is_new: boolean;
  invoice_item_id: string;
  charge_name: string;
  subscription_number: string | null;
  service_start: PlainDate;
  service_end: PlainDate;
  amount: string;
  balance: string;
  credited: string;
  applied: string;
  written_off: string;
};

const toTouchedItem = (row: TouchedRow): CreditedItem => ({
  accountId: row.account_id,
  invoiceId: row.invoice_id,
  invoiceNumber: row.invoice_number,
  dueDate: row.due_date,
  status: row.status,
  isNew: row.is_new,
  invoiceItemId: row.invoice_item_id,
  chargeName: row.charge_name,
  subscriptionNumber: row.subscription_number,
  service: { start: row.service_start, end: row.service_end },
  amount: decimal(row.amount),
  credited: decimal(row.credited),
  applied: decimal(row.applied),
  writtenOff: decimal(row.written_off),
  after: decimal(row.balance),
});
