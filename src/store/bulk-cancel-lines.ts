/** The lines of a file that says what is cancelled or written off. */
import { sql, type Transaction } from "./database.ts";
import { insertRows } from "./insert-rows.ts";
import type { PageOf, PageRequest } from "./page.ts";

export type FileLine = {
  readonly line: number;
  readonly subscriptionNumber: string | null;
  readonly accountNumber: string | null;
  readonly documentNumber: string | null;
  /** What the line itself says wrongly. */
  readonly error: string | null;
};

const COLUMNS = {
  bulk_cancel_id: "uuid",
  line: "integer",
  subscription_number: "text",
  account_number: "text",
  document_number: "text",
  file_error: "text",
} as const;

export const saveFileLines = (
  tx: Transaction,
  bulkCancelId: string,
  lines: readonly FileLine[],
): Promise<void> =>
  insertRows(
    tx,
    "bulk_cancel_lines",
    COLUMNS,
    lines.map((each) => ({
      bulk_cancel_id: bulkCancelId,
      line: each.line,
      subscription_number: each.subscriptionNumber,
      account_number: each.accountNumber,
      document_number: each.documentNumber,
      file_error: each.error,
    })),
  );

export async function forgetFileLines(tx: Transaction, bulkCancelId: string): Promise<void> {
  await sql`
    delete from bulk_cancel_lines where bulk_cancel_id = ${bulkCancelId}::uuid
  `.execute(tx);
}

export async function countFileLines(
  tx: Transaction,
  bulkCancelId: string,
): Promise<{ readonly lines: number; readonly bad: number }> {
  const { rows } = await sql<{ lines: number; bad: number }>`
    select count(*) as lines, count(coalesce(file_error, error)) as bad
    from bulk_cancel_lines where bulk_cancel_id = ${bulkCancelId}::uuid
  `.execute(tx);
  return { lines: Number(rows[0]?.lines ?? 0), bad: Number(rows[0]?.bad ?? 0) };
}

export type BadLine = { readonly line: number; readonly message: string };

/** In the order of the file. */
export async function listBadLines(
  tx: Transaction,
  bulkCancelId: string,
  { page, pageSize }: PageRequest,
): Promise<PageOf<BadLine>> {
  const { rows } = await sql<BadLine>`
    select line, coalesce(file_error, error) as message
    from bulk_cancel_lines
    where bulk_cancel_id = ${bulkCancelId}::uuid and coalesce(file_error, error) is not null
    order by line limit ${pageSize + 1} offset ${(page - 1) * pageSize}
  `.execute(tx);
  return { rows: rows.slice(0, pageSize), hasMore: rows.length > pageSize };
}
