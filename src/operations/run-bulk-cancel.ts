import { statusAfter } from "#engine/bulk-cancels/bulk-cancel.ts";
import { type Moved, movedSincePlan } from "#engine/bulk-cancels/row-outcome.ts";
import {
  type FinishedRow,
  hasRowsIn,
  type RowToDo,
  saveFinishedRow,
  takeRowToDo,
} from "#store/bulk-cancel-work.ts";
import { type BulkCancel, findBulkCancel, lockBulkCancel } from "#store/bulk-cancels.ts";
import { inTransaction, isTemporary, type Transaction } from "#store/database.ts";
import { enqueueBulkCancel } from "#store/job-queue.ts";
import { takeStep } from "./bulk-cancel-steps.ts";
import type { Context } from "./context.ts";
import { doRow } from "./do-bulk-cancel-row.ts";
import { isLockedByOther, planNext, refusalOf } from "./plan-bulk-cancel.ts";
import { withOutsideTaxes } from "./with-outside-taxes.ts";

/** How many go on with one bulk cancel at once, over all processes. */
const WORKERS = 4;

/** So long a worker goes on before others have their turn. */
const STEP_MS = 2_000;

/** In the caller's transaction: it is worked on once that is committed. */
export const beginWork = (tx: Transaction, bulkCancelId: string): Promise<void> =>
  enqueueBulkCancel(
    tx,
    bulkCancelId,
    Array.from({ length: WORKERS }, (_, index) => index),
  );

/**
 * Works on a bulk cancel for a moment, whatever is to be done: plans it, or does its rows one by one,
 * each in a transaction of its own that also says what has become of it. So a process that is killed
 * costs time and nothing else, and several may share the work.
 *
 * Errors: throws what another try may get past, such as a database that is away.
 */
export async function workOnBulkCancel(
  context: Context,
  bulkCancelId: string,
  worker: number,
  signal: AbortSignal,
): Promise<void> {
  const until = performance.now() + STEP_MS;
  let isMore = true;
  while (isMore && performance.now() < until && !signal.aborted) {
    isMore = await withOutsideTaxes(context, (taxed) => workOnce(taxed, bulkCancelId)).catch(
      (error: unknown) => failPlan(context, bulkCancelId, error),
    );
  }
  if (!isMore) return;
  await inEntity(context, (tx) => enqueueBulkCancel(tx, bulkCancelId, [worker]));
}

/** @returns whether there may be more to do for this worker */
async function workOnce(context: Context, bulkCancelId: string): Promise<boolean> {
  const bulkCancel = await inEntity(context, (tx) => findBulkCancel(tx, bulkCancelId));
  if (bulkCancel?.status === "Planning") {
    const isSmall = bulkCancel.isChosen;
    return inEntity(context, (tx) => planNext(tx, context, bulkCancel), { isSmall });
  }
  if (bulkCancel?.status !== "Running") return false;
  return doRows(context, bulkCancel);
}

/** A plan that cannot be made says why. A run has rows that fail, and goes on. */
async function failPlan(context: Context, bulkCancelId: string, error: unknown): Promise<false> {
  if (isTemporary(error) || isLockedByOther(error)) throw error;
  const hasFailed = await inEntity(context, async (tx) => {
    const bulkCancel = await lockBulkCancel(tx, bulkCancelId);
    if (bulkCancel?.status !== "Planning") return false;
    const status = statusAfter("Fail", bulkCancel);
    const change = { status, error: error instanceof Error ? error.message : String(error) };
    await takeStep(tx, context, bulkCancel, change, { action: "Fail", isOwn: true });
    return true;
  });
  if (!hasFailed) throw error;
  return false;
}

/** What it is to do does not change any more: it is read once for many rows. */
const ROWS_AT_ONCE = 50;

async function doRows(context: Context, bulkCancel: BulkCancel): Promise<boolean> {
  for (let count = 0; count < ROWS_AT_ONCE; count += 1) {
    if (!(await doNextRow(context, bulkCancel))) {
      return inEntity(context, (tx) => endRun(tx, context, bulkCancel.bulkCancelId));
    }
  }
  return true;
}

/** What a row has done is taken back where it is not what was planned. */
class RowRefused extends Error {
  readonly finished: FinishedRow;
  constructor(finished: FinishedRow) {
    super(finished.state);
    this.finished = finished;
  }
}

/** @returns false when there is none for this worker, or it is to stop */
async function doNextRow(context: Context, bulkCancel: BulkCancel): Promise<boolean> {
  const { bulkCancelId } = bulkCancel;
  try {
    return await inEntity(context, async (tx) => {
      const row = await takeRowToDo(tx, bulkCancelId);
      if (!row) return false;
      const finished = await finish(tx, context, bulkCancel, row);
      if (finished.state !== "Done") throw new RowRefused(finished);
      await saveFinishedRow(tx, bulkCancelId, finished);
      return true;
    });
  } catch (error) {
    if (!(error instanceof RowRefused)) throw error;
    await inEntity(context, (tx) => saveFinishedRow(tx, bulkCancelId, error.finished));
    return true;
  }
}

async function finish(
  tx: Transaction,
  context: Context,
  bulkCancel: BulkCancel,
  row: RowToDo,
): Promise<FinishedRow> {
  const { accountId, rowNumber, nextRow } = row;
  const base = { accountId, rowNumber, nextRow, now: context.now.toString() };
  try {
    const { outcome, ...made } = await doRow(tx, context, bulkCancel, row);
    const moved: Moved[] = movedSincePlan(row.planned, outcome);
    return moved.length > 0
      ? { ...base, state: "Moved", moved }
      : { ...base, state: "Done", ...made };
  } catch (error) {
    return { ...base, state: "Failed", problem: refusalOf(error) };
  }
}

/** Once no row is left. Those that somebody else does are waited for by him. */
async function endRun(tx: Transaction, context: Context, bulkCancelId: string): Promise<boolean> {
  if (await hasRowsIn(tx, bulkCancelId, "Planned")) return false;
  const bulkCancel = await lockBulkCancel(tx, bulkCancelId);
  if (bulkCancel?.status !== "Running") return false;
  const status = statusAfter("Complete", bulkCancel);
  await takeStep(tx, context, bulkCancel, { status }, { action: "Complete", isOwn: true });
  return false;
}

/** An order that holds an account does so for moments. */
const inEntity = <Result>(
  { database, entityId }: Context,
  work: (tx: Transaction) => Promise<Result>,
  { isSmall }: { readonly isSmall: boolean } = { isSmall: true },
): Promise<Result> => inTransaction(database, entityId, work, { lockTimeoutMs: 60_000, isSmall });
