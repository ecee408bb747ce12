import { BillingError } from "#engine/errors.ts";
import type { PrintedReceipt } from "#engine/model/printed-receipt.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { saveOrderPreviews, takePromisedEffect } from "#store/order-previews.ts";
import { undone } from "#store/preview.ts";
import type { Context } from "./context.ts";
import { factsOf, movedSince } from "./order-effect.ts";
import { receiptOfOrder } from "./receipt-of-order.ts";
import { type RevertedOrder, revertOrderWithin } from "./revert-order.ts";

/**
 * What reverting an order would do, found by doing it and taking it back.
 *
 * Errors: those of revertOrder.
 */
export const previewRevertOrder = (
  context: Context,
  orderNumber: string,
  orderDate: PlainDate,
): Promise<{ readonly receipt: PrintedReceipt; readonly previewId: string }> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const receipt = await triedRevert(tx, context, orderNumber, orderDate);
    const previewId = newId();
    await saveOrderPreviews(tx, [{ previewId, effect: effectOf(receipt) }], context);
    return { receipt, previewId };
  });

/**
 * Reverts an order as its preview has said, or not at all.
 *
 * Errors: PREVIEW_NOT_FOUND, PREVIEW_HAS_MOVED, those of revertOrder.
 */
export const revertPreviewedOrder = (
  context: Context,
  orderNumber: string,
  { orderDate, previewId }: { readonly orderDate: PlainDate; readonly previewId: string },
): Promise<RevertedOrder> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const promised = await takePromisedEffect(tx, previewId);
    if (!promised) throw new BillingError("PREVIEW_NOT_FOUND", { previewId });
    const now = effectOf(await triedRevert(tx, context, orderNumber, orderDate));
    const moved = movedSince(promised, now);
    if (moved.length > 0) {
      throw new BillingError("PREVIEW_HAS_MOVED", { moved: moved.slice(0, MOST_TOLD).join("; ") });
    }
    return revertOrderWithin(tx, context, orderNumber, orderDate);
  });

const MOST_TOLD = 5;

const triedRevert = (
  tx: Transaction,
  context: Context,
  orderNumber: string,
  orderDate: PlainDate,
): Promise<PrintedReceipt> =>
  undone(tx, async () => {
    const reverted = await revertOrderWithin(tx, context, orderNumber, orderDate);
    return receiptOfOrder(tx, reverted.orderNumber);
  });

const effectOf = ({ accounts, invoices, creditMemos, subscriptions, ...order }: PrintedReceipt) =>
  factsOf({
    revertsOrderNumber: order.revertsOrderNumber,
    accounts,
    invoices,
    creditMemos,
    subscriptions,
  });
