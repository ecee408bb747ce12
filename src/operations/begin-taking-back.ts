import { BillingError } from "#engine/errors.ts";
import { saveTakingBack } from "#store/bill-run-states.ts";
import { type BillRun, type BillRunStatus, findBillRun, lockBillRun } from "#store/bill-runs.ts";
import type { Transaction } from "#store/database.ts";
import { countUnpostedDocuments, hasPostedDocuments } from "#store/documents-of-runs.ts";
import { authorOf, type Context } from "./context.ts";

/** What is done to a run, in which of its statuses, and which it has then. */
export type TakingBack = {
  readonly done: "cancelled" | "deleted";
  readonly statuses: readonly BillRunStatus[];
  readonly becomes: (billRun: BillRun) => Parameters<typeof saveTakingBack>[2];
};

/**
 * Begins to cancel or to delete a run of which nothing is posted: `runBillRun` does the rest. What a
 * catch-up has done is not undone.
 *
 * Errors: ENTITY_NOT_FOUND; NOT_ALLOWED for a run of another status, or of which something is posted.
 */
export async function beginTakingBack(
  tx: Transaction,
  context: Context,
  key: string,
  { done, statuses, becomes }: TakingBack,
): Promise<BillRun> {
  const billRun = await found(key, lockBillRun(tx, key));
  const { billRunId, billRunNumber, billRunType, status } = billRun;
  if (!statuses.includes(status)) {
    const message = `Bill run '${billRunNumber}' is ${status}: only one that is ${statuses.join(" or ")} can be ${done}.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  if (billRunType === "CatchUp" && status !== "Pending" && status !== "Canceled") {
    const message = `Bill run '${billRunNumber}' is a catch-up: what it did cannot be undone.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  if (await isPosted(tx, billRun)) {
    const message = `Bill run '${billRunNumber}' has posted documents: it cannot be ${done}.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  const author = authorOf(context);
  await saveTakingBack(tx, billRunId, becomes(billRun), author);
  return found(key, findBillRun(tx, key));
}

/** Counting what is not posted is quick; looking for what is, is not, and seldom needed. */
async function isPosted(
  tx: Transaction,
  { billRunId, invoicesGenerated, creditMemosGenerated }: BillRun,
): Promise<boolean> {
  const unposted = await countUnpostedDocuments(tx, billRunId);
  if (unposted === invoicesGenerated + creditMemosGenerated) return false;
  return hasPostedDocuments(tx, billRunId);
}

async function found(key: string, billRun: Promise<BillRun | undefined>): Promise<BillRun> {
  const there = await billRun;
  if (!there) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return there;
}
