import { saveDueBillRun } from "#store/bill-run-states.ts";
import { type BillRun, type BillRunOrder, lockNextDueBillRun } from "#store/bill-runs.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { startBillRun } from "./background-bill-runs.ts";
import { nextRun } from "./bill-run-dates.ts";
import type { Context } from "./context.ts";
import { saveBillRun } from "./create-bill-run.ts";

/**
 * Begins the scheduled runs of an entity whose time has come, and makes the next of each schedule. A
 * schedule that has missed several, because no server ran, runs once, as on the last day that it has
 * missed: that run bills what the others would have.
 *
 * Done twice, or by two at once, each is begun once: its row is locked, and is due afterwards.
 */
export async function startDueBillRuns(
  context: Omit<Context, "userId">,
  signal?: AbortSignal,
): Promise<void> {
  for await (const { createdById, billRunId } of beginDueBillRuns(context, signal)) {
    startBillRun({ ...context, userId: createdById }, billRunId);
  }
}

/** The same, of one after the other; whoever asks for the next one works on it. */
export async function* beginDueBillRuns(
  context: Omit<Context, "userId">,
  signal?: AbortSignal,
): AsyncGenerator<BillRun> {
  const { database, entityId } = context;
  while (!signal?.aborted) {
    const begun = await inTransaction(database, entityId, (tx) => beginNext(tx, context));
    if (!begun) return;
    yield begun;
  }
}

async function beginNext(
  tx: Transaction,
  context: Omit<Context, "userId">,
): Promise<BillRun | undefined> {
  const due = await lockNextDueBillRun(tx, context.now.toString());
  if (!due?.scheduled) return undefined;
  const { scheduled } = due;
  const isMissed = ({ scheduledAt }: { scheduledAt: Date }) =>
    scheduledAt.getTime() <= context.now.epochMilliseconds;
  let last: ReturnType<typeof nextRun>;
  let next = nextRun(due.runDate, scheduled, context);
  while (next && isMissed(next.scheduled)) {
    last = next;
    next = nextRun(next.runDate, scheduled, context);
  }
  const begun = last
    ? { ...due, ...last, scheduled: { ...scheduled, ...last.scheduled } }
    : { ...due, scheduled };
  const { scheduledAt } = begun.scheduled;
  await saveDueBillRun(tx, due.billRunId, { ...begun, scheduledAt });
  await saveNextBillRun(tx, { ...context, userId: due.createdById }, begun);
  return due;
}

/** Makes the run of the schedule that follows this one, if there is any. */
export async function saveNextBillRun(
  tx: Transaction,
  context: Context,
  billRun: BillRunOrder,
): Promise<void> {
  const { scheduled, runDate } = billRun;
  const next = scheduled && nextRun(runDate, scheduled, context);
  if (!next) return;
  const { seriesId } = scheduled;
  const ofSeries = { ...next.scheduled, seriesId };
  await saveBillRun(tx, context, { ...billRun, ...next, scheduled: ofSeries });
}
