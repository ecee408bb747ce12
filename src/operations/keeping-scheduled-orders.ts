import type { Transaction } from "#store/database.ts";
import type { Context } from "./context.ts";
import { performOrder } from "./create-order.ts";
import {
  type ChangedSubscriptions,
  refuseBroken,
  rehearsalBefore,
} from "./keep-scheduled-orders.ts";

/**
 * Does `work`, after which every scheduled order of the subscriptions can be executed that could be
 * before. The caller has locked the account.
 *
 * Errors: SCHEDULED_ORDER_IN_THE_WAY.
 */
export async function keepingScheduledOrders<Result>(
  tx: Transaction,
  context: Context,
  changed: ChangedSubscriptions,
  work: () => Promise<Result>,
): Promise<Result> {
  const before = await rehearsalBefore(tx, context, changed, performOrder);
  const result = await work();
  await refuseBroken(tx, context, before, performOrder);
  return result;
}
