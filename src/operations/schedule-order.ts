import { BillingError } from "#engine/errors.ts";
import type { Order } from "#engine/model/order.ts";
import { scheduledDateOf } from "#engine/own-changes/scheduled-order.ts";
import type { Transaction } from "#store/database.ts";
import { listScheduledOrdersOf, type ScheduledOrder } from "#store/scheduled-orders.ts";
import type { Context } from "./context.ts";
import { type Perform, refuseBroken, rehearsalBefore, rehearse } from "./keep-scheduled-orders.ts";

export type OrderToSave = {
  readonly accountId: string;
  readonly orderNumber: string;
  readonly order: Order;
};

const MOST_ORDERS = 5;

/**
 * Saves an order that is to be executed on a day to come: one that could be executed on its day, as
 * things are, and that leaves those executable that are scheduled already. The caller has locked the
 * account.
 *
 * Errors: those of scheduledDateOf; NOT_ALLOWED (another one on that day, or too many);
 * SCHEDULED_ORDER_IN_THE_WAY; those of createOrder, as of that day.
 */
export async function scheduleOrder(
  tx: Transaction,
  context: Context,
  { accountId, orderNumber, order }: OrderToSave,
  { perform, save }: { readonly perform: Perform; readonly save: () => Promise<void> },
): Promise<void> {
  const scheduledDate = scheduledDateOf(order, context.today());
  const subscriptionNumbers = order.subscriptions.flatMap((each) => each.subscriptionNumber ?? []);
  const [subscriptionNumber = null] = subscriptionNumbers;
  const { userId } = context;
  const mine = { accountId, orderNumber, scheduledDate, subscriptionNumber, userId };
  const waiting = await listScheduledOrdersOf(tx, accountId, subscriptionNumbers);
  const others = waiting.filter((each) => each.orderNumber !== orderNumber);
  refuseTooMany(others, mine);

  const changed = { accountId, subscriptionNumbers };
  const before = await rehearsalBefore(tx, context, changed, perform);
  await save();
  const outcomes = await rehearse(tx, context, inSequence([...others, mine]), perform);
  const refusal = outcomes.get(orderNumber);
  if (refusal) throw refusal;
  await refuseBroken(tx, context, before, perform);
}

function refuseTooMany(others: readonly ScheduledOrder[], mine: ScheduledOrder): void {
  const { subscriptionNumber, scheduledDate } = mine;
  const same = others.find((each) => each.scheduledDate === scheduledDate);
  if (same) {
    const message = `Order '${same.orderNumber}' of subscription '${subscriptionNumber}' is scheduled for ${scheduledDate} already.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  if (others.length < MOST_ORDERS) return;
  const message = `Subscription '${subscriptionNumber}' has ${MOST_ORDERS} scheduled orders already.`;
  throw new BillingError("NOT_ALLOWED", { message });
}

const inSequence = (orders: readonly ScheduledOrder[]): ScheduledOrder[] =>
  orders.toSorted((a, b) => (a.scheduledDate < b.scheduledDate ? -1 : 1));
