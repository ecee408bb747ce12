import { BillingError } from "#engine/errors.ts";
import { inTransaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import {
  addToUsageFile,
  beginUsageFile,
  endUsageFile,
  forgetUsageFile,
} from "#store/usage-imports.ts";
import { startUsageImport } from "./background-imports.ts";
import { authorOf, type Context } from "./context.ts";
import { importUsage } from "./import-usage.ts";

export type UsageFile = {
  readonly fileName: string;
  readonly content: AsyncIterable<Uint8Array>;
};

/** Bytes of one piece of a file, in memory and in the database. */
const PIECE = 1024 * 1024;

/**
 * Keeps a file of usage piece by piece, as it comes, and begins to import it once all of it is there.
 * Of one that breaks off nothing is kept.
 *
 * Errors: INVALID_VALUE: what is no text; and those of reading the file.
 */
export async function acceptUsageFile(
  context: Context,
  { fileName, content }: UsageFile,
): Promise<{ importId: string; size: number }> {
  const { database, entityId } = context;
  const importId = newId();
  const author = authorOf(context);
  await inTransaction(database, entityId, (tx) =>
    beginUsageFile(tx, { importId, fileName, ...author }),
  );
  try {
    let size = 0;
    let place = 0;
    for await (const piece of inPieces(content)) {
      if (piece.includes(0)) throw noText();
      const next = { place, content: piece };
      await inTransaction(database, entityId, (tx) => addToUsageFile(tx, importId, next));
      size += piece.length;
      place += 1;
    }
    if (size === 0) throw noText();
    await inTransaction(database, entityId, (tx) => endUsageFile(tx, importId));
    startUsageImport(context, importId, importUsage);
    return { importId, size };
  } catch (error) {
    // What cannot be forgotten now is forgotten after a day; the reason is what the caller needs.
    await inTransaction(database, entityId, (tx) => forgetUsageFile(tx, importId)).catch(() => {});
    throw error;
  }
}

/** A network sends small ones. */
async function* inPieces(content: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let waiting: Uint8Array[] = [];
  let length = 0;
  for await (const bytes of content) {
    waiting.push(bytes);
    length += bytes.length;
    if (length < PIECE) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    length = 0;
  }
  if (length > 0) yield Buffer.concat(waiting);
}

function noText(): BillingError {
  const message = "'file' should be a file of comma-separated values.";
  return new BillingError("INVALID_VALUE", { message });
}
