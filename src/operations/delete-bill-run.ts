import type { BillRun } from "#store/bill-runs.ts";
import { inTransaction } from "#store/database.ts";
import { findKeptNumber } from "#store/documents-of-runs.ts";
import { beginTakingBack } from "./begin-taking-back.ts";
import type { Context } from "./context.ts";
import { refuseGap } from "./refuse-gap.ts";

/**
 * Begins to delete a run that is Canceled or ended in Error, with its documents: drafts that it has
 * left are cancelled first. `runBillRun` does the rest; then the run is gone.
 *
 * Errors: those of beginTakingBack; NOT_ALLOWED where that would leave a gap in numbers.
 */
export const deleteBillRun = (context: Context, key: string): Promise<BillRun> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const billRun = await beginTakingBack(tx, context, key, {
      done: "deleted",
      statuses: ["Canceled", "Error"],
      becomes: () => "RemoveInProgress",
    });
    const number = await findKeptNumber(tx, billRun.billRunId);
    if (number !== undefined) await refuseGap(tx, number);
    return billRun;
  });
