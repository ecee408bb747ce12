import { BillingError } from "#engine/errors.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { takePromisedEffect } from "#store/order-previews.ts";
import { undone } from "#store/preview.ts";
import type { Context } from "./context.ts";
import { type CreatedOrder, executeOrder } from "./create-order.ts";
import { type RequestedOrder, withAccountsOpened } from "./open-accounts.ts";
import { lockOrderAccounts } from "./order-accounts.ts";
import { type Effect, effectOf, movedSince } from "./order-effect.ts";
import { standingOf, tryOrder } from "./try-order.ts";

/**
 * Creates an order that does exactly what a preview has said, or nothing: it is tried out once more,
 * with the account locked, and executed if that gives the same. A preview is kept by one order.
 *
 * Errors: PREVIEW_NOT_FOUND, PREVIEW_HAS_MOVED, and those of createOrder.
 */
export const createPreviewedOrder = (
  context: Context,
  order: RequestedOrder,
  previewId: string,
): Promise<CreatedOrder> =>
  inTransaction(
    context.database,
    context.entityId,
    (tx) => executePreviewedOrder(tx, context, order, previewId),
    { isSmall: true },
  );

/** The same, in a transaction of the caller's. */
export async function executePreviewedOrder(
  tx: Transaction,
  context: Context,
  order: RequestedOrder,
  previewId: string,
): Promise<CreatedOrder> {
  refuseWhatIsNotExecuted(order);
  const promised = await takePromisedEffect(tx, previewId);
  if (!promised) throw new BillingError("PREVIEW_NOT_FOUND", { previewId });
  // What is locked within a try is free after it.
  if ("accountKey" in order) await lockOrderAccounts(tx, order);
  const moved = movedSince(promised, await effectNow(tx, context, order));
  if (moved.length > 0) throw new BillingError("PREVIEW_HAS_MOVED", { moved: inShort(moved) });
  return executeOrder(tx, context, order);
}

function refuseWhatIsNotExecuted({ status }: RequestedOrder): void {
  if (status !== "Draft" && status !== "Scheduled") return;
  const message = "'previewId' needs an order that is executed at once.";
  throw new BillingError("NOT_ALLOWED", { message });
}

/** As a preview tries it: within a savepoint of its own, as accounts may come with the order. */
const effectNow = (tx: Transaction, context: Context, requested: RequestedOrder): Promise<Effect> =>
  undone(tx, async () => {
    const order = await withAccountsOpened(tx, context, requested);
    const { account } = await lockOrderAccounts(tx, order);
    const before = await standingOf(tx, context, account);
    const { executed, receipt } = await tryOrder(tx, context, order, { account, before });
    return effectOf({ ...executed, receipt });
  }).catch(refusedNow);

/** What could be done when it was previewed, and cannot be now, has moved too. */
function refusedNow(error: unknown): never {
  if (!(error instanceof BillingError) || error.code === "LOCK_CONTENTION") throw error;
  throw new BillingError("PREVIEW_HAS_MOVED", { moved: `it is refused now: ${error.message}` });
}

/** What comes first is the cause; a hundred consequences would hide it. */
function inShort(moved: readonly string[]): string {
  const told = moved.slice(0, MOST_TOLD).join("; ");
  const others = moved.length - MOST_TOLD;
  return others > 0 ? `${told}; and ${others} more` : told;
}

const MOST_TOLD = 5;
