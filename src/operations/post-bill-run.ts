import { BillingError } from "#engine/errors.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { savePosting } from "#store/bill-run-states.ts";
import { type BillRun, findBillRun, lockBillRun } from "#store/bill-runs.ts";
import { inTransaction } from "#store/database.ts";
import { refuseClosedPeriod } from "./accounting-periods.ts";
import type { Context } from "./context.ts";

/**
 * Begins to post a bill run: its drafts will be posted with the given date, or the run's own, by `runBillRun`. A run
 * that ended in Error may be posted too, so that what it billed is not lost.
 *
 * Errors: ENTITY_NOT_FOUND, NOT_ALLOWED for a run that is not Completed.
 */
export const postBillRun = (
  context: Context,
  key: string,
  invoiceDate: PlainDate | undefined,
): Promise<BillRun> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const billRun = await lockBillRun(tx, key);
    if (!billRun) throw new BillingError("ENTITY_NOT_FOUND", { key });
    const { billRunId, billRunNumber, status } = billRun;
    if (status !== "Completed" && status !== "Error") {
      const message = `Bill run '${billRunNumber}' is ${status}: only completed bill runs can be posted.`;
      throw new BillingError("NOT_ALLOWED", { message });
    }
    await refuseClosedPeriod(tx, invoiceDate ?? billRun.invoiceDate);
    const { userId, now } = context;
    await savePosting(tx, billRunId, invoiceDate ?? billRun.invoiceDate, {
      userId,
      now: now.toString(),
    });
    const posting = await findBillRun(tx, key);
    if (!posting) throw new BillingError("ENTITY_NOT_FOUND", { key });
    return posting;
  });
