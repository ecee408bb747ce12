import { BillingError } from "#engine/errors.ts";
import { findCustomFieldRules } from "#store/custom-field-definitions.ts";
import { inTransaction } from "#store/database.ts";
import { saveUsage, type UsageRecord } from "#store/usage.ts";
import {
  beginUsageImport,
  endUsageImport,
  findUsageFilePiece,
  type ImportError,
  saveImportProgress,
} from "#store/usage-imports.ts";
import { findUsageTargets, type UsageTargets } from "#store/usage-targets.ts";
import { authorOf, type Context } from "./context.ts";
import { namesIn, usageRecord } from "./usage-record.ts";
import { NotAUsageFile, type UsageRow, usageRows } from "./usage-rows.ts";

/** Rows of one transaction, which also says how far the import is. */
const BATCH = 1_000;

/**
 * Imports what is left of a file, batch by batch. A bad row is listed with its line, and the others
 * are kept; a row whose unique key is there already is one that was imported before.
 *
 * @param signal  when it is aborted, the rest is left for the next start
 */
export async function importUsage(
  context: Context,
  importId: string,
  signal: AbortSignal,
): Promise<void> {
  const { database, entityId } = context;
  const [file, rules] = await inTransaction(database, entityId, async (tx) => [
    await beginUsageImport(tx, importId),
    await findCustomFieldRules(tx),
  ]);
  if (!file) return;
  try {
    let batch: UsageRow[] = [];
    let place = 0;
    for await (const row of usageRows(piecesOf(context, importId), importId, rules)) {
      place += 1;
      if (place <= file.rowsRead) continue;
      batch.push(row);
      if (batch.length < BATCH) continue;
      await importRows(context, importId, batch);
      if (signal.aborted) return;
      batch = [];
    }
    await importRows(context, importId, batch);
    await inTransaction(database, entityId, (tx) => endUsageImport(tx, importId, "Completed"));
  } catch (error) {
    if (!(error instanceof NotAUsageFile)) throw error;
    const errors = [{ line: 1, message: error.message }];
    await inTransaction(database, entityId, async (tx) => {
      await saveImportProgress(tx, importId, { read: 0, imported: 0, errors });
      await endUsageImport(tx, importId, "Failed");
    });
  }
}

/** One piece in memory at a time. */
async function* piecesOf({ database, entityId }: Context, importId: string) {
  for (let place = 0; ; place += 1) {
    const at = place;
    const piece = await inTransaction(database, entityId, (tx) =>
      findUsageFilePiece(tx, importId, at),
    );
    if (!piece) return;
    yield piece;
  }
}

const importRows = (context: Context, importId: string, rows: readonly UsageRow[]) =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const given = rows.flatMap((row) => ("usage" in row ? row.usage : []));
    const targets = await findUsageTargets(tx, namesIn(given));
    const { records, errors } = checked(rows, targets, context.timeZone);
    const author = authorOf(context);
    const kept = [...records.values()];
    const saved = await saveUsage(tx, kept, author);
    for (const [line, { usageId, uniqueKey }] of records) {
      if (saved.has(usageId)) continue;
      const { message } = new BillingError("USAGE_KEY_IN_USE", { uniqueKey: uniqueKey ?? "" });
      errors.push({ line, message });
    }
    errors.sort((a, b) => a.line - b.line);
    await saveImportProgress(tx, importId, { read: rows.length, imported: saved.size, errors });
  });

/** The records of the rows by their lines, and what is wrong with the others. */
function checked(rows: readonly UsageRow[], targets: UsageTargets, timeZone: string) {
  const records = new Map<number, UsageRecord>();
  const errors: ImportError[] = [];
  for (const row of rows) {
    const { line } = row;
    if ("error" in row) {
      errors.push({ line, message: row.error });
      continue;
    }
    try {
      records.set(line, usageRecord(row.usage, targets, timeZone));
    } catch (error) {
      if (!(error instanceof BillingError)) throw error;
      errors.push({ line, message: error.message });
    }
  }
  return { records, errors };
}
