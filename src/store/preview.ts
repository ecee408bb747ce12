/** Work that only looks ahead: what it writes is taken back, and it draws no numbers. */
import { randomBytes } from "node:crypto";
import { sql, type Transaction } from "./database.ts";

/** Made-up numbers so far, and what tells them from those of another preview at the same moment. */
type MadeUp = { count: number; readonly suffix: string };

const previews = new WeakMap<Transaction, MadeUp>();

/**
 * Runs `work` in a savepoint and takes back all that it has written, also when it succeeds. Numbers
 * are made up in it, so that it leaves no gap in those of documents. Locks that it takes are released
 * at its end. One may be within another.
 */
export async function undone<Result>(
  tx: Transaction,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  const outer = previews.get(tx);
  await sql`savepoint quittance_preview`.execute(tx);
  previews.set(tx, { count: 0, suffix: randomBytes(4).toString("hex") });
  try {
    return await work(tx);
  } finally {
    if (outer) previews.set(tx, outer);
    else previews.delete(tx);
    const undo = sql`rollback to savepoint quittance_preview; release savepoint quittance_preview`;
    await undo.execute(tx);
  }
}

/** Whether what is written will be taken back. */
export const isPreview = (tx: Transaction): boolean => previews.has(tx);

const MARK = "PREVIEW-";

/**
 * Numbers for what a preview makes, after all real ones in the order of text; undefined outside
 * of one.
 */
export function madeUpNumbers(
  tx: Transaction,
  prefix: string,
  howMany: number,
): string[] | undefined {
  const madeUp = previews.get(tx);
  if (!madeUp) return undefined;
  return Array.from({ length: howMany }, () => {
    madeUp.count += 1;
    return `${prefix}${MARK}${String(madeUp.count).padStart(8, "0")}-${madeUp.suffix}`;
  });
}

/** A number as a preview may tell it: null for one that was made up. */
export const numberUnlessMadeUp = (number: string): string | null =>
  /PREVIEW-\d{8,}-[0-9a-f]{8}$/.test(number) ? null : number;
