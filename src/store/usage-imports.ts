/**
 * Files of usage: how far each is imported, and its pieces as long as it is not. A file is never in
 * memory as a whole.
 */
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";

export type ImportStatus = "Pending" | "Processing" | "Completed" | "Failed";

export type ImportError = { readonly line: number; readonly message: string };

export type UsageImport = {
  readonly importId: string;
  readonly fileName: string;
  readonly sizeInBytes: number;
  readonly status: ImportStatus;
  readonly rowsRead: number;
  readonly rowsImported: number;
  readonly rowsFailed: number;
  readonly errors: readonly ImportError[];
};

/** As many as an answer can be read with; the count says how many there are. */
const ERRORS_KEPT = 1_000;

/** A file of which nothing has come yet. */
export async function beginUsageFile(
  tx: Transaction,
  file: {
    readonly importId: string;
    readonly fileName: string;
    readonly userId: string;
    readonly now: string;
  },
): Promise<void> {
  await sql`
    insert into usage_imports (import_id, file_name, size_in_bytes, status, created_by_id,
      created_at, updated_at)
    values (${file.importId}::uuid, ${file.fileName}, 0, 'Uploading', ${file.userId}::uuid,
      ${file.now}::timestamptz, ${file.now}::timestamptz)
  `.execute(tx);
}

/** The next piece of a file that is coming. */
export async function addToUsageFile(
  tx: Transaction,
  importId: string,
  { place, content }: { readonly place: number; readonly content: Buffer },
): Promise<void> {
  await sql`
    with piece as (
      insert into usage_file_pieces (import_id, place, content)
      values (${importId}::uuid, ${place}, ${content})
    )
    update usage_imports set size_in_bytes = size_in_bytes + ${content.length}, updated_at = now()
    where import_id = ${importId}::uuid
  `.execute(tx);
}

/** All of it has come: it can be imported. */
export async function endUsageFile(tx: Transaction, importId: string): Promise<void> {
  await sql`
    update usage_imports set status = 'Pending', updated_at = now()
    where import_id = ${importId}::uuid
  `.execute(tx);
}

/** Of a file that has not come to its end nothing is kept. */
export async function forgetUsageFile(tx: Transaction, importId: string): Promise<void> {
  await sql`
    delete from usage_imports where import_id = ${importId}::uuid and status = 'Uploading'
  `.execute(tx);
}

/** The piece at a place, from 0; undefined behind the last. */
export async function findUsageFilePiece(
  tx: Transaction,
  importId: string,
  place: number,
): Promise<Buffer | undefined> {
  const { rows } = await sql<{ content: Buffer }>`
    select content from usage_file_pieces where import_id = ${importId}::uuid and place = ${place}
  `.execute(tx);
  return rows[0]?.content;
}

export async function findUsageImport(
  tx: Transaction,
  key: string,
): Promise<UsageImport | undefined> {
  const importId = idOf(key);
  if (importId === null) return undefined;
  const { rows } = await sql<ImportRow>`
    select import_id, file_name, size_in_bytes, status, rows_read, rows_imported, rows_failed, errors
    from usage_imports where import_id = ${importId}::uuid and status <> 'Uploading'
  `.execute(tx);
  return rows[0] && toImport(rows[0]);
}

type ImportRow = {
  import_id: string;
  file_name: string;
  size_in_bytes: number;
  status: ImportStatus;
  rows_read: number;
  rows_imported: number;
  rows_failed: number;
  errors: ImportError[];
};

const toImport = (row: ImportRow): UsageImport => ({
  importId: row.import_id,
  fileName: row.file_name,
  sizeInBytes: row.size_in_bytes,
  status: row.status,
  rowsRead: row.rows_read,
  rowsImported: row.rows_imported,
  rowsFailed: row.rows_failed,
  errors: row.errors,
});

/** Undefined for a file that is imported already. */
export async function beginUsageImport(
  tx: Transaction,
  importId: string,
): Promise<{ rowsRead: number } | undefined> {
  const { rows } = await sql<{ rows_read: number }>`
    update usage_imports set status = 'Processing'
    where import_id = ${importId}::uuid and status in ('Pending', 'Processing')
    returning rows_read
  `.execute(tx);
  return rows[0] && { rowsRead: rows[0].rows_read };
}

export type ImportProgress = {
  readonly read: number;
  readonly imported: number;
  readonly errors: readonly ImportError[];
};

/** Adds to what was done, in the transaction that does it. */
export async function saveImportProgress(
  tx: Transaction,
  importId: string,
  { read, imported, errors }: ImportProgress,
): Promise<void> {
  await sql`
    update usage_imports set rows_read = rows_read + ${read},
      rows_imported = rows_imported + ${imported}, rows_failed = rows_failed + ${errors.length},
      errors = case when rows_failed < ${ERRORS_KEPT}
        then errors || ${JSON.stringify(errors.slice(0, ERRORS_KEPT))}::jsonb else errors end,
      updated_at = now()
    where import_id = ${importId}::uuid
  `.execute(tx);
}

/** The file itself is not needed any more. */
export async function endUsageImport(
  tx: Transaction,
  importId: string,
  status: "Completed" | "Failed",
): Promise<void> {
  await sql`
    with pieces as (delete from usage_file_pieces where import_id = ${importId}::uuid)
    update usage_imports set status = ${status}, updated_at = now()
    where import_id = ${importId}::uuid
  `.execute(tx);
}

export async function listUnfinishedImports(tx: Transaction): Promise<UnfinishedImport[]> {
  const { rows } = await sql<UnfinishedImport>`
    select import_id as "importId", created_by_id as "createdById",
      organization_ids as "organizationIds"
    from usage_imports where status in ('Pending', 'Processing')
    order by import_id
  `.execute(tx);
  return rows;
}

type UnfinishedImport = {
  readonly importId: string;
  readonly createdById: string;
  /** Whose usage it may import; null: everybody's. */
  readonly organizationIds: readonly string[] | null;
};
