import { BillingError } from "#engine/errors.ts";
import { type BillRun, hasFailures, lockBillRun } from "#store/bill-runs.ts";
import { inTransaction } from "#store/database.ts";
import type { Context } from "./context.ts";
import { saveBillRun } from "./create-bill-run.ts";

/**
 * Creates a run that bills the accounts that another could not bill, and no others, as that run was
 * asked to: `runBillRun` does the rest.
 *
 * Errors: ENTITY_NOT_FOUND; NOT_ALLOWED for a run that has not ended, or has billed all of its accounts.
 */
export const retryBillRun = (context: Context, key: string): Promise<BillRun> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const failed = await lockBillRun(tx, key);
    if (!failed) throw new BillingError("ENTITY_NOT_FOUND", { key });
    const { billRunId, billRunNumber, status } = failed;
    if (status !== "Completed" && status !== "Posted") {
      const message = `Bill run '${billRunNumber}' is ${status}: only one that is Completed or Posted can be retried.`;
      throw new BillingError("NOT_ALLOWED", { message });
    }
    if (!(await hasFailures(tx, billRunId))) {
      const message = `Bill run '${billRunNumber}' has billed all of its accounts: there is nothing to retry.`;
      throw new BillingError("NOT_ALLOWED", { message });
    }
    const runDate = context.today();
    return saveBillRun(tx, context, {
      ...failed,
      // What was scheduled matched the day on which it ran.
      runDate: failed.billCycleDay === "AsRunDay" ? failed.runDate : runDate,
      retriesBillRunId: billRunId,
      scheduled: null,
    });
  });
