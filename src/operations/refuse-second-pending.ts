import { BillingError } from "#engine/errors.ts";
import { type DecidedOrder, isMade } from "#engine/order-actions/decide-order.ts";
import type { Transaction } from "#store/database.ts";
import { listPendingOrdersOn } from "#store/waiting-orders.ts";
import type { LoadedOrder } from "./load-order.ts";

/** A subscription waits for the dates of one order at a time. Errors: NOT_ALLOWED. */
export async function refuseSecondPending(
  tx: Transaction,
  { accountId }: LoadedOrder["account"],
  { changes }: DecidedOrder,
  waiting: { readonly orderNumber: string } | undefined,
): Promise<void> {
  const numbers = changes.flatMap((change) =>
    isMade(change) ? [] : change.next.subscriptionNumber,
  );
  if (numbers.length === 0) return;
  const pending = await listPendingOrdersOn(tx, accountId, numbers);
  const another = pending.find(({ orderNumber }) => orderNumber !== waiting?.orderNumber);
  if (!another) return;
  const message = `Order '${another.orderNumber}' on subscription '${another.subscriptionNumber}' is Pending already: complete or delete it first.`;
  throw new BillingError("NOT_ALLOWED", { message });
}
