import type { BilledItem, Invoice, NewInvoice } from "#engine/model/document.ts";
import type { Decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";
import { insertRows, updateRows } from "./insert-rows.ts";
import {
  type Authorship,
  type BilledItemRow,
  fromInvoice,
  fromItems,
  INVOICE_COLUMNS,
  INVOICE_ITEM_COLUMNS,
  type InvoiceItemRow,
  type InvoiceRow,
  toBilledItem,
  toInvoice,
} from "./invoice-rows.ts";

/** Whose invoice it is, so that the account can be locked before the invoice is read. */
export async function findInvoiceAccountId(
  tx: Transaction,
  key: string,
): Promise<string | undefined> {
  const { rows } = await sql<{ account_id: string }>`
    select account_id from invoices
    where invoice_number = ${key} or invoice_id = ${idOf(key)}::uuid
  `.execute(tx);
  return rows[0]?.account_id;
}

/** The invoice with its items. Locked until the transaction ends: the caller changes what is owed. */
export async function lockInvoice(tx: Transaction, key: string): Promise<Invoice | undefined> {
  const { rows } = await sql<InvoiceRow>`
    select * from invoices
    where invoice_number = ${key} or invoice_id = ${idOf(key)}::uuid
    for update
  `.execute(tx);
  const [invoice] = await withItems(tx, rows);
  return invoice;
}

/**
 * Posted invoices of an account on which these subscriptions have items and something is owed, by
 * invoice date and number: the order in which they are written off. The account is locked already.
 */
export async function listUnpaidInvoices(
  tx: Transaction,
  accountId: string,
  subscriptionNumbers: readonly string[],
): Promise<Invoice[]> {
  const { rows } = await sql<InvoiceRow>`
    select * from invoices
    where account_id = ${accountId}::uuid and balance > 0 and status = 'Posted'
    and exists (
      select from invoice_items
      where invoice_items.account_id = invoices.account_id
      and invoice_items.invoice_id = invoices.invoice_id
      and subscription_number = any (${subscriptionNumbers})
    )
    order by invoice_date, invoice_number
  `.execute(tx);
  return withItems(tx, rows);
}

async function withItems(tx: Transaction, rows: readonly InvoiceRow[]): Promise<Invoice[]> {
  if (rows.length === 0) return [];
  const accountIds = rows.map((row) => row.account_id);
  const invoiceIds = rows.map((row) => row.invoice_id);
  const items = await sql<InvoiceItemRow>`
    select invoice_items.*
    from unnest(${accountIds}::uuid[], ${invoiceIds}::uuid[]) as wanted (account_id, invoice_id)
    join invoice_items using (account_id, invoice_id)
    order by invoice_item_id
  `.execute(tx);
  const itemsByInvoice = Map.groupBy(items.rows, (item) => item.invoice_id);
  return rows.map((row) => toInvoice(row, itemsByInvoice.get(row.invoice_id) ?? []));
}

/** A charge that was billed past `from`, where it now ends. */
export type ShortenedCharge = {
  readonly accountId: string;
  readonly chargeNumber: string;
  readonly from: PlainDate;
};

/**
 * What charges were billed past `from` and billing has not taken back whole: what a shortened charge
 * is credited from. In the order billed.
 */
export async function listBilledItems(
  tx: Transaction,
  charges: readonly ShortenedCharge[],
): Promise<Map<string, BilledItem[]>> {
  if (charges.length === 0) return new Map();
  const accountIds = charges.map((charge) => charge.accountId);
  const numbers = charges.map((charge) => charge.chargeNumber);
  const from = charges.map((charge) => charge.from);
  const { rows } = await sql<BilledItemRow>`
    select invoice_id, invoice_item_id, items.charge_number, segment, service_start, service_end,
      quantity, items.amount, credited_amount
    from (
      select account_id, charge_number, min(from_date) as from_date
      from unnest(${accountIds}::uuid[], ${numbers}::text[], ${from}::date[])
        as each (account_id, charge_number, from_date)
      group by 1, 2
    ) wanted
    join invoice_items items using (account_id, charge_number)
    join invoices using (account_id, invoice_id)
    where status <> 'Canceled' and credited_invoice_item_id is null and processing_type = 'Charge'
    and service_end > from_date and (credited_amount <> items.amount or items.amount = 0)
    order by service_start, invoice_item_id
  `.execute(tx);
  return Map.groupBy(rows.map(toBilledItem), (item) => item.chargeNumber);
}

/** Saves invoices that billing has just made, and what their negative items take back of others. */
export async function saveInvoices(
  tx: Transaction,
  invoices: readonly NewInvoice[],
  authorship: Authorship,
): Promise<void> {
  await insertRows(
    tx,
    "invoices",
    INVOICE_COLUMNS,
    invoices.map((invoice) => fromInvoice(invoice, authorship)),
  );
  await insertRows(tx, "invoice_items", INVOICE_ITEM_COLUMNS, invoices.flatMap(fromItems));
}

/** Saves what is owed of invoices and their items after something was applied to them. */
export async function saveInvoiceBalances(
  tx: Transaction,
  invoices: readonly Invoice[],
  { userId, now }: Pick<Authorship, "userId" | "now">,
): Promise<void> {
  const invoiceKeys = { account_id: "uuid", invoice_id: "uuid" } as const;
  await updateRows(
    tx,
    "invoices",
    {
      keys: invoiceKeys,
      sets: { balance: "numeric", updated_by_id: "uuid", updated_at: "timestamptz" },
    },
    invoices.map((invoice) => ({
      account_id: invoice.accountId,
      invoice_id: invoice.invoiceId,
      balance: invoice.balance,
      updated_by_id: userId,
      updated_at: now,
    })),
  );
  await updateRows(
    tx,
    "invoice_items",
    { keys: { ...invoiceKeys, invoice_item_id: "uuid" }, sets: { balance: "numeric" } },
    invoices.flatMap(({ accountId, invoiceId, items }) =>
      items.map((item) => ({
        account_id: accountId,
        invoice_id: invoiceId,
        invoice_item_id: item.invoiceItemId,
        balance: item.balance,
      })),
    ),
  );
}

/** What billing credits of an item that it billed before; a positive amount. */
export type ItemCredit = {
  readonly accountId: string;
  readonly invoiceId: string;
  readonly invoiceItemId: string;
  readonly amount: Decimal;
};

/** Remembers on billed items how much of them was credited, so that it is credited once. */
export async function addItemCredits(
  tx: Transaction,
  credits: readonly ItemCredit[],
): Promise<void> {
  if (credits.length === 0) return;
  await sql`
    update invoice_items set credited_amount = credited_amount + given.amount
    from (
      select account_id, invoice_id, invoice_item_id, sum(amount) as amount
      from unnest(
        ${credits.map((credit) => credit.accountId)}::uuid[],
        ${credits.map((credit) => credit.invoiceId)}::uuid[],
        ${credits.map((credit) => credit.invoiceItemId)}::uuid[],
        ${credits.map((credit) => credit.amount.toFixed())}::numeric[]
      ) as each (account_id, invoice_id, invoice_item_id, amount)
      group by 1, 2, 3
    ) given
    where invoice_items.account_id = given.account_id
    and invoice_items.invoice_id = given.invoice_id
    and invoice_items.invoice_item_id = given.invoice_item_id
  `.execute(tx);
}
