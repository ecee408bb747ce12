import type { Invoice, NewInvoice } from "#engine/model/document.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";
import { insertRows, updateRows } from "./insert-rows.ts";
import {
  type Authorship,
  fromInvoice,
  fromItems,
  INVOICE_COLUMNS,
  INVOICE_ITEM_COLUMNS,
  type InvoiceItemRow,
  type InvoiceRow,
  toInvoice,
} from "./invoice-rows.ts";
import { listTaxationItems, saveTaxationItems, saveTaxBalances } from "./taxation-items.ts";

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
 * Invoices of an account by their ids or numbers, with their items, in no order; those that are not
 * found are missing. The account is locked already.
 */
export async function lockInvoices(
  tx: Transaction,
  accountId: string,
  keys: readonly string[],
): Promise<Invoice[]> {
  if (keys.length === 0) return [];
  const ids = keys.flatMap((key) => idOf(key) ?? []);
  const { rows } = await sql<InvoiceRow>`
    select * from invoices
    where account_id = ${accountId}::uuid
    and (invoice_number = any (${[...keys]}::text[]) or invoice_id = any (${ids}::uuid[]))
    for update
  `.execute(tx);
  return withItems(tx, rows);
}

/** Posted invoices of an account that owe something, by date and number. The account is locked. */
export async function listUnpaidInvoicesOfAccount(
  tx: Transaction,
  accountId: string,
): Promise<Invoice[]> {
  const { rows } = await sql<InvoiceRow>`
    select * from invoices
    where account_id = ${accountId}::uuid and balance > 0 and status = 'Posted'
    order by invoice_date, invoice_number
  `.execute(tx);
  return withItems(tx, rows);
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
  const taxes = await listTaxationItems(tx, taxedDocuments(rows));
  return rows.map((row) => toInvoice(row, itemsByInvoice.get(row.invoice_id) ?? [], taxes));
}

const taxedDocuments = (rows: readonly InvoiceRow[]) =>
  rows
    .filter((row) => row.is_taxed)
    .map((row) => ({ accountId: row.account_id, documentId: row.invoice_id }));

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
  await saveTaxationItems(tx, invoices.flatMap(taxesOf), authorship);
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
  await saveTaxBalances(tx, invoices.flatMap(taxesOf), { userId, now });
}

const taxesOf = ({ documentType, accountId, invoiceId: documentId, items }: Invoice) =>
  items.flatMap(({ invoiceItemId: itemId, taxationItems }) =>
    taxationItems.map((tax) => ({ documentType, accountId, documentId, itemId, tax })),
  );
