import { inTransaction } from "#store/database.ts";
import { listDuePaymentScheduleItems } from "#store/payment-schedules.ts";
import { collectPaymentScheduleItem } from "./collect-payment-schedule-item.ts";
import type { EntityContext, Failed } from "./run-daily-work.ts";

/**
 * Collects the items of payment schedules whose day and hour have come, each in the name of who made
 * it. What fails is told; an item that could not be asked for is Error, and is tried again on request.
 *
 * Errors: throws when the database is away.
 *
 * @returns of those that were asked for: "PS-00000001-2"
 */
export async function collectDuePayments(
  context: EntityContext,
  signal: AbortSignal | undefined,
): Promise<{ asked: string[]; failed: Failed[] }> {
  const { database, entityId, now, timeZone } = context;
  const when = { today: context.today(), hour: now.toZonedDateTimeISO(timeZone).hour };
  const due = await inTransaction(database, entityId, (tx) =>
    listDuePaymentScheduleItems(tx, when),
  );
  const asked: string[] = [];
  const failed: Failed[] = [];
  for (const { userId, paymentScheduleItemId, paymentScheduleNumber, number } of due) {
    if (signal?.aborted) break;
    const paymentScheduleItem = `${paymentScheduleNumber}-${number}`;
    try {
      const reason = await collectPaymentScheduleItem(
        { ...context, userId },
        paymentScheduleItemId,
      );
      if (reason === undefined) asked.push(paymentScheduleItem);
      else failed.push({ paymentScheduleItem, reason });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      failed.push({ paymentScheduleItem, reason });
    }
  }
  return { asked, failed };
}
