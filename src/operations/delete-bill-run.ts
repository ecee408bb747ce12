import type { BillRun } from "#store/bill-runs.ts";
import { inTransaction } from "#store/database.ts";
import { beginTakingBack } from "./begin-taking-back.ts";
import type { Context } from "./context.ts";

/**
 * Begins to delete a run that is Canceled or ended in Error, with its documents: drafts that it has
 * left are cancelled first. `runBillRun` does the rest; then the run is gone.
 *
 * Errors: those of beginTakingBack.
 */
export const deleteBillRun = (context: Context, key: string): Promise<BillRun> =>
  inTransaction(context.database, context.entityId, (tx) =>
    beginTakingBack(tx, context, key, {
      done: "deleted",
      statuses: ["Canceled", "Error"],
      becomes: () => "RemoveInProgress",
    }),
  );
