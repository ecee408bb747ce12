import { reviveDeliveries } from "#store/callout-deliveries.ts";
import { inTransaction } from "#store/database.ts";
import { copyEmails } from "#store/event-emails.ts";
import { enqueueCallouts } from "#store/job-queue.ts";
import type { Context } from "./context.ts";

/** @returns ids of the e-mails that are sent once more */
export const resendEmails = (context: Context, emailIds: readonly string[]): Promise<string[]> =>
  inTransaction(context.database, context.entityId, (tx) =>
    copyEmails(tx, [...new Set(emailIds)], { now: context.now.toString() }),
  );

/** @returns ids of the failed callouts that are made once more */
export const resendCallouts = (context: Context, ids: readonly string[]): Promise<string[]> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { entityId } = context;
    const revived = await reviveDeliveries(tx, ids);
    for (const work of revived) await enqueueCallouts(tx, { entityId, ...work });
    return revived.map(({ calloutDeliveryId }) => calloutDeliveryId);
  });
