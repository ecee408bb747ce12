import { endSeries } from "#store/bill-run-states.ts";
import { type BillRun, findWaitingBillRun } from "#store/bill-runs.ts";
import { inTransaction } from "#store/database.ts";
import { beginTakingBack } from "./begin-taking-back.ts";
import type { Context } from "./context.ts";
import { saveNextBillRun } from "./start-due-bill-runs.ts";

export type CancelledRun = {
  readonly billRun: BillRun;
  /** Of its schedule, which goes on; undefined when it does not. */
  readonly nextRun: BillRun | undefined;
};

/**
 * Cancels a run that has not begun at once. Of one that is Completed it begins to cancel the drafts,
 * so that what they billed is due again: `runBillRun` does the rest. The schedule of a run goes on with
 * its next one, unless all of them are to be cancelled.
 *
 * Errors: those of beginTakingBack.
 */
export const cancelBillRun = (
  context: Context,
  key: string,
  { cancelOnce }: { readonly cancelOnce: boolean },
): Promise<CancelledRun> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const billRun = await beginTakingBack(tx, context, key, {
      done: "cancelled",
      statuses: ["Pending", "Completed"],
      becomes: ({ status }) => (status === "Pending" ? "Canceled" : "CancelInProgress"),
    });
    const { scheduled, isDue } = billRun;
    if (!scheduled) return { billRun, nextRun: undefined };
    const { userId, now } = context;
    if (!cancelOnce) await endSeries(tx, scheduled.seriesId, { userId, now: now.toString() });
    else if (!isDue) await saveNextBillRun(tx, context, billRun);
    return { billRun, nextRun: await findWaitingBillRun(tx, scheduled.seriesId) };
  });
