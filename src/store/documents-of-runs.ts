/** Documents of a bill run, on their way to being cancelled and deleted. */
import { sql, type Transaction } from "./database.ts";

/** How many the run has, by what can be taken back: drafts, and what was cancelled. */
export async function countUnpostedDocuments(tx: Transaction, billRunId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select ${sql.join(
      ["invoices", "credit_memos"].flatMap((table) =>
        ["Draft", "Canceled"].map(
          (status) => sql`(
            select count(*) from ${sql.table(table)}
            where bill_run_id = ${billRunId}::uuid and status = ${sql.lit(status)}
          )`,
        ),
      ),
      sql` + `,
    )} as count
  `.execute(tx);
  return Number(rows[0]?.count ?? 0);
}

/** Reads all documents of the entity: for runs whose documents are not all of one status. */
export async function hasPostedDocuments(tx: Transaction, billRunId: string): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (
      select from invoices where bill_run_id = ${billRunId}::uuid and status = 'Posted'
    ) or exists (
      select from credit_memos where bill_run_id = ${billRunId}::uuid and status = 'Posted'
    ) as found
  `.execute(tx);
  return rows[0]?.found ?? false;
}

export type RunDocuments = {
  readonly accountIds: readonly string[];
  readonly invoiceIds: readonly string[];
  readonly creditMemoIds: readonly string[];
};

/** Drafts of the run that these accounts, which are locked, still have. */
export async function listDraftIdsOfRun(
  tx: Transaction,
  billRunId: string,
  accountIds: readonly string[],
): Promise<RunDocuments> {
  const { rows } = await sql<{ kind: "Invoice" | "CreditMemo"; id: string }>`
    select 'Invoice' as kind, invoice_id as id from invoices
    where bill_run_id = ${billRunId}::uuid and account_id = any (${accountIds}::uuid[])
    and status = 'Draft'
    union all
    select 'CreditMemo', credit_memo_id from credit_memos
    where bill_run_id = ${billRunId}::uuid and account_id = any (${accountIds}::uuid[])
    and status = 'Draft'
  `.execute(tx);
  const idsOf = (kind: string) => rows.flatMap((row) => (row.kind === kind ? row.id : []));
  return { accountIds, invoiceIds: idsOf("Invoice"), creditMemoIds: idsOf("CreditMemo") };
}

/**
 * Cancels the run's drafts of these accounts, with the invoices that some of them were split from: what
 * they billed has been made due again.
 */
export async function cancelDraftsOfRun(
  tx: Transaction,
  billRunId: string,
  accountIds: readonly string[],
  { userId, now }: { readonly userId: string; readonly now: string },
): Promise<void> {
  const cancelled = sql`cancelled_by_id = ${userId}::uuid, cancelled_at = ${now}::timestamptz,`;
  for (const table of ["invoices", "credit_memos"]) {
    await sql`
      update ${sql.table(table)} set status = 'Canceled',
        ${table === "credit_memos" ? cancelled : sql``} updated_by_id = ${userId}::uuid, updated_at = ${now}::timestamptz
      where bill_run_id = ${billRunId}::uuid and account_id = any (${accountIds}::uuid[])
      and status in ('Draft', 'Split')
    `.execute(tx);
  }
}

/**
 * Deletes the next documents of the run that were cancelled, with their items.
 *
 * @returns how many
 */
export async function deleteCanceledDocuments(
  tx: Transaction,
  billRunId: string,
  limit: number,
): Promise<number> {
  const invoices = await deleteCanceled(tx, billRunId, limit, {
    table: "invoices",
    items: "invoice_items",
    id: "invoice_id",
  });
  const creditMemos = await deleteCanceled(tx, billRunId, limit, {
    table: "credit_memos",
    items: "credit_memo_items",
    id: "credit_memo_id",
  });
  return invoices + creditMemos;
}

async function deleteCanceled(
  tx: Transaction,
  billRunId: string,
  limit: number,
  { table, items, id }: { table: string; items: string; id: string },
): Promise<number> {
  const { rows } = await sql<{ account_id: string; id: string }>`
    delete from ${sql.table(table)} where (account_id, ${sql.ref(id)}) in (
      select account_id, ${sql.ref(id)} from ${sql.table(table)}
      where bill_run_id = ${billRunId}::uuid and status = 'Canceled' limit ${limit}
    )
    returning account_id, ${sql.ref(id)} as id
  `.execute(tx);
  if (rows.length === 0) return 0;
  const gone = sql`unnest(
    ${rows.map((row) => row.account_id)}::uuid[], ${rows.map((row) => row.id)}::uuid[]
  ) as gone (account_id, id)`;
  await sql`
    delete from ${sql.table(items)} item using ${gone}
    where item.account_id = gone.account_id and item.${sql.ref(id)} = gone.id
  `.execute(tx);
  await sql`
    delete from taxation_items item using ${gone}
    where item.account_id = gone.account_id and item.document_id = gone.id
  `.execute(tx);
  return rows.length;
}

/** The number of a document of the run that is not a temporary one; undefined: there is none. */
export async function findKeptNumber(
  tx: Transaction,
  billRunId: string,
): Promise<string | undefined> {
  const { rows } = await sql<{ number: string }>`
    (select invoice_number as number from invoices
      where bill_run_id = ${billRunId}::uuid and invoice_number not like 'TMP-%' limit 1)
    union all
    (select credit_memo_number from credit_memos
      where bill_run_id = ${billRunId}::uuid and credit_memo_number not like 'TMP-%' limit 1)
  `.execute(tx);
  return rows[0]?.number;
}
