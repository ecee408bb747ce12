import type { BillRun } from "#store/bill-runs.ts";
import { beginTakingBack } from "./begin-taking-back.ts";
import type { Context } from "./context.ts";

/**
 * Cancels a run that has not begun at once. Of one that is Completed it begins to cancel the drafts,
 * so that what they billed is due again: `runBillRun` does the rest.
 *
 * Errors: those of beginTakingBack.
 */
export const cancelBillRun = (context: Context, key: string): Promise<BillRun> =>
  beginTakingBack(context, key, {
    done: "cancelled",
    statuses: ["Pending", "Completed"],
    becomes: ({ status }) => (status === "Pending" ? "Canceled" : "CancelInProgress"),
  });
