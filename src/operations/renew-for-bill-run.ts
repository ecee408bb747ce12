import { listSubscriptionsToRenew } from "#store/bill-run-batches.ts";
import type { BillRunError, BillRunOrder } from "#store/bill-runs.ts";
import { inTransaction } from "#store/database.ts";
import { changeByItself } from "./change-by-itself.ts";
import type { Context } from "./context.ts";

/**
 * Renews the subscriptions of a bill run that renew by themselves until its target date, also before
 * the day: what is billed of the next term needs it. Nothing else happens to them before its day.
 *
 * @returns those that could not be renewed, and why
 */
export async function renewForBillRun(
  context: Context,
  billRun: BillRunOrder,
  signal: AbortSignal | undefined,
): Promise<BillRunError[]> {
  const { database, entityId } = context;
  const due = await inTransaction(database, entityId, (tx) =>
    listSubscriptionsToRenew(tx, billRun),
  );
  const errors: BillRunError[] = [];
  for (const { accountNumber, ...subscribed } of due) {
    if (signal?.aborted) break;
    const { reason } = await changeByItself(context, subscribed, {
      through: billRun.targetDate,
      signal,
    });
    const { accountId } = subscribed;
    if (reason !== null) errors.push({ accountId, accountNumber, reason });
  }
  return errors;
}
