/** Files of usage: the file as long as it is not imported, and how far it is. */
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

export async function saveUsageFile(
  tx: Transaction,
  file: {
    readonly importId: string;
    readonly fileName: string;
    readonly content: Buffer;
    readonly userId: string;
    readonly now: string;
  },
): Promise<void> {
  await sql`
    insert into usage_imports (import_id, file_name, size_in_bytes, status, content, created_by_id,
      created_at, updated_at)
    values (${file.importId}::uuid, ${file.fileName}, ${file.content.length}, 'Pending',
      ${file.content}, ${file.userId}::uuid, ${file.now}::timestamptz, ${file.now}::timestamptz)
  `.execute(tx);
}

export async function findUsageImport(
  tx: Transaction,
  key: string,
): Promise<UsageImport | undefined> {
  const importId = idOf(key);
  if (importId === null) return undefined;
  const { rows } = await sql<ImportRow>`
    select import_id, file_name, size_in_bytes, status, rows_read, rows_imported, rows_failed, errors
    from usage_imports where import_id = ${importId}::uuid
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
): Promise<{ content: Buffer; rowsRead: number } | undefined> {
  const { rows } = await sql<{ content: Buffer; rows_read: number }>`
    update usage_imports set status = 'Processing'
    where import_id = ${importId}::uuid and status in ('Pending', 'Processing')
    returning content, rows_read
  `.execute(tx);
  return rows[0] && { content: rows[0].content, rowsRead: rows[0].rows_read };
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
    update usage_imports set status = ${status}, content = null, updated_at = now()
    where import_id = ${importId}::uuid
  `.execute(tx);
}

export async function listUnfinishedImports(
  tx: Transaction,
): Promise<{ importId: string; createdById: string }[]> {
  const { rows } = await sql<{ import_id: string; created_by_id: string }>`
    select import_id, created_by_id from usage_imports where status in ('Pending', 'Processing')
    order by import_id
  `.execute(tx);
  return rows.map((row) => ({ importId: row.import_id, createdById: row.created_by_id }));
}
