import { inTransaction } from "#store/database.ts";
import { listDueSchedules } from "#store/invoice-schedules.ts";
import { executeInvoiceSchedule } from "./execute-invoice-schedule.ts";
import type { EntityContext, Failed } from "./run-daily-work.ts";

/**
 * Bills the items of schedules whose day has come, each in the name of who made the schedule. What fails
 * is told and left for the next time.
 *
 * Errors: throws when the database is away.
 *
 * @returns a number for each item that was billed: its schedule's
 */
export async function executeDueSchedules(
  context: EntityContext,
  signal: AbortSignal | undefined,
): Promise<{ billed: string[]; failed: Failed[] }> {
  const { database, entityId } = context;
  const today = context.today();
  const due = await inTransaction(database, entityId, (tx) => listDueSchedules(tx, today));
  const billed: string[] = [];
  const failed: Failed[] = [];
  for (const { invoiceScheduleNumber, userId } of due) {
    try {
      let isMore = true;
      while (isMore && !signal?.aborted) {
        const done = await executeInvoiceSchedule({ ...context, userId }, invoiceScheduleNumber, {
          until: today,
        });
        isMore = done !== undefined;
        if (done) billed.push(invoiceScheduleNumber);
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      failed.push({ invoiceScheduleNumber, reason });
    }
  }
  return { billed, failed };
}
