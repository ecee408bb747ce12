/** What many accounts owe, invoices and debit memos alike, at once. */
import type { Invoice } from "#engine/model/document.ts";
import { sql, type Transaction } from "./database.ts";
import { type InvoiceItemRow, type InvoiceRow, toInvoice } from "./invoice-rows.ts";
import { listTaxationItems } from "./taxation-items.ts";

type DocumentKey = {
  readonly accountId: string;
  readonly documentType: Invoice["documentType"];
  readonly documentId: string;
};

/** Documents of accounts that are all locked, with their items, by id. */
export async function listReceivablesOfAccounts(
  tx: Transaction,
  keys: readonly DocumentKey[],
): Promise<Map<string, Invoice>> {
  const found = new Map<string, Invoice>();
  for (const [documentType, kind] of KINDS) {
    const wanted = keys.filter((key) => key.documentType === documentType);
    for (const document of await documentsOf(tx, documentType, kind, wanted)) {
      found.set(document.invoiceId, document);
    }
  }
  return found;
}

const KINDS = [
  ["Invoice", "invoice"],
  ["DebitMemo", "debit_memo"],
] as const;

async function documentsOf(
  tx: Transaction,
  documentType: Invoice["documentType"],
  kind: (typeof KINDS)[number][1],
  keys: readonly DocumentKey[],
): Promise<Invoice[]> {
  if (keys.length === 0) return [];
  const id = sql.ref(`${kind}_id`);
  const wanted = sql`
    unnest(${keys.map((key) => key.accountId)}::uuid[], ${keys.map((key) => key.documentId)}::uuid[])
    as wanted (account_id, ${id})`;
  const { rows } = await sql<InvoiceRow>`
    select account_id, ${id} as invoice_id, ${sql.ref(`${kind}_number`)} as invoice_number, status,
      currency, ${sql.ref(`${kind}_date`)} as invoice_date, bill_to_contact_id, amount, tax_amount,
      is_taxed, balance
    from ${wanted} join ${sql.table(`${kind}s`)} using (account_id, ${id})
  `.execute(tx);
  const items = await sql<InvoiceItemRow>`
    select items.*, ${id} as invoice_id, ${sql.ref(`${kind}_item_id`)} as invoice_item_id
    from ${wanted} join ${sql.table(`${kind}_items`)} items using (account_id, ${id})
    order by ${sql.ref(`${kind}_item_id`)}
  `.execute(tx);
  const byDocument = Map.groupBy(items.rows, (item) => item.invoice_id);
  const taxed = rows.filter((row) => row.is_taxed);
  const taxes = await listTaxationItems(
    tx,
    taxed.map((row) => ({ accountId: row.account_id, documentId: row.invoice_id })),
  );
  return rows.map((row) => ({
    ...toInvoice(row, byDocument.get(row.invoice_id) ?? [], taxes),
    documentType,
  }));
}
