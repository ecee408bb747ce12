import { needsApproval, optionsOn, statusAfter } from "#engine/bulk-cancels/bulk-cancel.ts";
import { figuresByAge, figuresOf } from "#engine/bulk-cancels/row-outcome.ts";
import { BillingError } from "#engine/errors.ts";
import { findAgeingSettings, overdueFrom } from "#store/ageing.ts";
import { chooseRows } from "#store/bulk-cancel-choice.ts";
import { countRows, sumRows } from "#store/bulk-cancel-rows.ts";
import type { RowTarget } from "#store/bulk-cancel-targets.ts";
import {
  hasRowsIn,
  lineUpRows,
  type ReckonedRow,
  saveReckonedRows,
  takeRowsToReckon,
} from "#store/bulk-cancel-work.ts";
import {
  type BulkCancel,
  findBulkCancelSettings,
  lockBulkCancel,
  saveBulkCancelTotals,
} from "#store/bulk-cancels.ts";
import { inSavepoint, isRefusedByData, isTemporary, type Transaction } from "#store/database.ts";
import { undone } from "#store/preview.ts";
import { takeStep } from "./bulk-cancel-steps.ts";
import type { Context } from "./context.ts";
import { doRow } from "./do-bulk-cancel-row.ts";
import { OutsideTaxNeeded } from "./with-outside-taxes.ts";

/** Accounts that are reckoned in one transaction: their locks are free again after each of them. */
const ACCOUNTS = 20;

/**
 * Takes a plan one step further: chooses its rows, reckons those of some accounts, or ends it.
 *
 * @returns whether there may be more to do for this worker
 */
export async function planNext(
  tx: Transaction,
  context: Context,
  bulkCancel: BulkCancel,
): Promise<boolean> {
  if (!bulkCancel.isChosen) return choose(tx, context, bulkCancel.bulkCancelId);
  const rows = await takeRowsToReckon(tx, bulkCancel.bulkCancelId, ACCOUNTS);
  if (rows.length === 0) return endPlan(tx, context, bulkCancel.bulkCancelId);
  const starts = overdueFrom(await findAgeingSettings(tx));
  const reckoned: ReckonedRow[] = [];
  for (const own of Map.groupBy(rows, ({ accountId }) => accountId).values()) {
    reckoned.push(...(await reckonAccount(tx, context, bulkCancel, own, starts)));
  }
  await saveReckonedRows(tx, bulkCancel.bulkCancelId, reckoned);
  return true;
}

/** Once, whoever comes first: the others wait for the row. */
async function choose(tx: Transaction, context: Context, bulkCancelId: string): Promise<boolean> {
  const bulkCancel = await lockBulkCancel(tx, bulkCancelId);
  if (bulkCancel?.status !== "Planning") return false;
  if (bulkCancel.isChosen) return true;
  const today = context.today();
  await chooseRows(tx, bulkCancel, today);
  const options = optionsOn(bulkCancel.options, today);
  await takeStep(tx, context, bulkCancel, {
    status: "Planning",
    isChosen: true,
    planDate: today,
    options,
  });
  return true;
}

/** All rows of an account, each after those before it, as they are done; and all of it taken back. */
const reckonAccount = (
  tx: Transaction,
  context: Context,
  bulkCancel: BulkCancel,
  rows: readonly RowTarget[],
  starts: readonly number[],
): Promise<ReckonedRow[]> =>
  undone(tx, async () => {
    const reckoned: ReckonedRow[] = [];
    for (const row of rows) {
      reckoned.push(await reckonRow(tx, context, bulkCancel, row, starts));
    }
    return reckoned;
  });

async function reckonRow(
  tx: Transaction,
  context: Context,
  bulkCancel: BulkCancel,
  row: RowTarget,
  starts: readonly number[],
): Promise<ReckonedRow> {
  try {
    const { outcome } = await inSavepoint(tx, () => doRow(tx, context, bulkCancel, row));
    const { documents } = outcome;
    const byAge = figuresByAge(documents, bulkCancel.planDate ?? context.today(), starts);
    return { ...row, planned: outcome, figures: figuresOf(documents), byAge };
  } catch (error) {
    return { ...row, refusal: refusalOf(error) };
  }
}

/** What is wrong with a row itself. What another try may get past is thrown again. */
export function refusalOf(error: unknown): { code: string | null; message: string } {
  if (isTemporary(error) || isLockedByOther(error) || error instanceof OutsideTaxNeeded)
    throw error;
  if (error instanceof BillingError) return { code: error.code, message: error.message };
  if (isRefusedByData(error)) return { code: null, message: "It could not be saved." };
  console.error("A row of a bulk cancel:", error);
  return { code: null, message: "It could not be done: the log of the server says why." };
}

export const isLockedByOther = (error: unknown): boolean =>
  error instanceof BillingError && error.code === "LOCK_CONTENTION";

/** Once all rows are reckoned. Those that somebody else reckons are waited for by him. */
async function endPlan(tx: Transaction, context: Context, bulkCancelId: string): Promise<boolean> {
  if (await hasRowsIn(tx, bulkCancelId, "Chosen")) return false;
  const bulkCancel = await lockBulkCancel(tx, bulkCancelId);
  if (bulkCancel?.status !== "Planning" || !bulkCancel.isChosen) return false;
  await lineUpRows(tx, bulkCancelId);
  const { buckets } = await findAgeingSettings(tx);
  const totals = await sumRows(
    tx,
    bulkCancelId,
    buckets.map(({ name }) => name),
  );
  const counts = await countRows(tx, bulkCancelId);
  await saveBulkCancelTotals(tx, bulkCancelId, { totals, counts });
  const status = statusAfter("Plan", bulkCancel);
  const settings = await findBulkCancelSettings(tx);
  const planned = counts.filter(({ state }) => state === "Planned");
  const change = { status, needsApproval: needsApproval(planned, settings) };
  await takeStep(tx, context, bulkCancel, change, { action: "Plan", isOwn: true });
  return false;
}
