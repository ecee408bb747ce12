import { sql, type Transaction } from "./database.ts";

/** Those of the invoices that are posted and have no file that is as new as `since`, by id. */
export async function listInvoicesToPrint(
  tx: Transaction,
  { invoiceIds, since }: { readonly invoiceIds: readonly string[]; readonly since: number },
): Promise<string[]> {
  const { rows } = await sql<{ invoice_id: string }>`
    select invoice_id from invoices
    where invoice_id = any (${[...invoiceIds]}::uuid[]) and status = 'Posted'
    and not exists (
      select from files
      where files.account_id = invoices.account_id and files.object_id = invoices.invoice_id
      and files.kind <> 'Attached' and files.version_number >= ${since}::bigint
    )
    order by invoice_id
  `.execute(tx);
  return rows.map((row) => row.invoice_id);
}
