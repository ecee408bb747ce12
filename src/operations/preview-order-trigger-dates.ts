import type { PrintedReceipt } from "#engine/model/printed-receipt.ts";
import { inTransaction } from "#store/database.ts";
import { undone } from "#store/preview.ts";
import type { Context } from "./context.ts";
import { receiptOfOrder } from "./receipt-of-order.ts";
import { type GivenDates, giveTriggerDates } from "./update-order-trigger-dates.ts";

export type PreviewedDates = {
  /** Pending while it would still wait. */
  readonly status: string;
  readonly subscriptions: readonly {
    readonly subscriptionNumber: string;
    readonly status: string;
  }[];
  /** Undefined while it would wait. */
  readonly receipt: PrintedReceipt | undefined;
};

/**
 * What dates would make of an order that waits for them, found by giving them and taking them back.
 *
 * Errors: those of updateOrderTriggerDates.
 */
export const previewOrderTriggerDates = (
  context: Context,
  orderNumber: string,
  given: readonly GivenDates[],
): Promise<PreviewedDates> =>
  inTransaction(context.database, context.entityId, (tx) =>
    undone(tx, async () => {
      const { status, changes } = await giveTriggerDates(tx, context, orderNumber, given);
      const subscriptions = changes.map(({ next: { subscriptionNumber, status } }) => ({
        subscriptionNumber,
        status,
      }));
      const isDone = status === "Completed";
      const receipt = isDone ? await receiptOfOrder(tx, orderNumber) : undefined;
      return { status, subscriptions, receipt };
    }),
  );
