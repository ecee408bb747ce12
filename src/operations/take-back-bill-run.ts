import { addBillRunErrors, deleteBillRunRow, saveTakenBack } from "#store/bill-run-states.ts";
import { type BillRun, type BillRunError, lockBillRun } from "#store/bill-runs.ts";
import { listAccountNumbers, lockAccounts } from "#store/billing-batches.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import {
  cancelDraftsOfRun,
  deleteCanceledDocuments,
  listDraftIdsOfRun,
} from "#store/documents-of-runs.ts";
import { listAccountsWithDrafts } from "#store/drafts.ts";
import { authorOf, type Context } from "./context.ts";
import type { Attempt } from "./post-drafts-of-run.ts";
import { takeBackBilling } from "./take-back-billing.ts";

/** Accounts, and then documents, of one transaction. */
const BATCH_SIZE = 1_000;

/**
 * Does what is left of cancelling or deleting a run that is CancelInProgress or RemoveInProgress; any
 * other run is left alone. Account by account the drafts are cancelled, and what they billed is due
 * again; where something was billed or credited since, they stay, and the account is listed. A run
 * that keeps drafts is Completed again, or in Error when it was to be deleted.
 *
 * @param attempt  runs a transaction, again when it may succeed a moment later
 * @param signal  when it is aborted, the rest is left for the next start
 */
export async function takeBackBillRun(
  context: Context,
  billRunId: string,
  attempt: Attempt,
  signal?: AbortSignal,
): Promise<void> {
  const { database, entityId } = context;
  let next: Next = { after: undefined };
  while (next !== "ended" && !signal?.aborted) {
    const now: Exclude<Next, "ended"> = next;
    next = await attempt(() =>
      inTransaction(database, entityId, (tx) => takeBackNext(tx, context, billRunId, now)),
    );
  }
}

/** Accounts past `after`, then documents that were cancelled. */
type Next = { readonly after: string | undefined } | "documents" | "ended";

async function takeBackNext(
  tx: Transaction,
  context: Context,
  billRunId: string,
  next: Exclude<Next, "ended">,
): Promise<Next> {
  const billRun = await lockBillRun(tx, billRunId);
  if (!billRun || !isTakenBack(billRun)) return "ended";
  if (next === "documents") return endOrDeleteMore(tx, context, billRun);
  const after = await cancelNextAccounts(tx, context, billRun, next.after);
  return after === undefined ? "documents" : { after };
}

const isTakenBack = ({ status }: BillRun): boolean =>
  status === "CancelInProgress" || status === "RemoveInProgress";

/** @returns the last account of those that were done; undefined when there is none left */
async function cancelNextAccounts(
  tx: Transaction,
  context: Context,
  { billRunId }: BillRun,
  after: string | undefined,
): Promise<string | undefined> {
  const accountIds = await listAccountsWithDrafts(tx, billRunId, BATCH_SIZE, after);
  if (accountIds.length === 0) return undefined;
  await lockAccounts(tx, accountIds);
  const documents = await listDraftIdsOfRun(tx, billRunId, accountIds);
  const inTheWay = await takeBackBilling(tx, documents);
  const free = accountIds.filter((accountId) => !inTheWay.has(accountId));
  const author = authorOf(context);
  await cancelDraftsOfRun(tx, billRunId, free, author);
  await addBillRunErrors(tx, billRunId, await errorsOf(tx, inTheWay));
  return accountIds.at(-1);
}

async function errorsOf(
  tx: Transaction,
  inTheWay: ReadonlyMap<string, string>,
): Promise<BillRunError[]> {
  if (inTheWay.size === 0) return [];
  const numbers = await listAccountNumbers(tx, [...inTheWay.keys()]);
  return [...inTheWay].map(([accountId, reason]) => ({
    accountId,
    accountNumber: numbers.get(accountId) ?? null,
    reason: `The drafts of the run stay: ${reason}.`,
  }));
}

async function endOrDeleteMore(
  tx: Transaction,
  context: Context,
  { billRunId, status }: BillRun,
): Promise<Next> {
  const now = context.now.toString();
  const isDeleted = status === "RemoveInProgress";
  const kept = await listAccountsWithDrafts(tx, billRunId, 1);
  if (kept.length > 0) {
    await saveTakenBack(tx, billRunId, isDeleted ? "Error" : "Completed", now);
  } else if (!isDeleted) {
    await saveTakenBack(tx, billRunId, "Canceled", now);
  } else if ((await deleteCanceledDocuments(tx, billRunId, BATCH_SIZE)) > 0) {
    return "documents";
  } else {
    await deleteBillRunRow(tx, billRunId);
  }
  return "ended";
}
