import { assert } from "#engine/assert.ts";
import { BillingError } from "#engine/errors.ts";
import type { Order, OrderedAction, OrderedSubscription } from "#engine/model/order.ts";
import {
  type SpecificTriggerDates,
  withSpecificTriggerDates,
  withTriggerDates,
} from "#engine/order-actions/given-dates.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { saveGivenDates, type WaitingOrder } from "#store/waiting-orders.ts";
import type { Context } from "./context.ts";
import type { CreatedOrder } from "./create-order.ts";
import { executeWaitingOrder } from "./execute-waiting-order.ts";
import { lockWaitingOrder } from "./lock-waiting-order.ts";
import { startSubscriptions } from "./start-subscriptions.ts";

/** Dates for actions of an order, by the subscription and the action's place among those on it. */
export type GivenDates = {
  readonly subscriptionNumber: string;
  readonly orderActions: readonly {
    readonly sequence: number;
    readonly triggerDates: Partial<Record<"ServiceActivation" | "CustomerAcceptance", PlainDate>>;
    readonly specificTriggerDates: SpecificTriggerDates;
  }[];
};

/**
 * Gives an order dates that it waits for. Subscriptions that it creates start, one that it changes is
 * changed, once nothing is missing; the order is Completed then, and billed as it was asked to be.
 *
 * Errors: ENTITY_NOT_FOUND, ORDER_NOT_WAITING, NOT_ALLOWED, and those of createOrder. Nothing is
 * written then.
 */
export const updateOrderTriggerDates = (
  context: Context,
  orderNumber: string,
  given: readonly GivenDates[],
): Promise<CreatedOrder> =>
  inTransaction(context.database, context.entityId, (tx) =>
    giveTriggerDates(tx, context, orderNumber, given),
  );

/** The same, in a transaction of the caller's. */
export async function giveTriggerDates(
  tx: Transaction,
  context: Context,
  orderNumber: string,
  given: readonly GivenDates[],
): Promise<CreatedOrder> {
  const waiting = await lockWaitingOrder(tx, orderNumber, {
    statuses: ["Pending"],
    done: "given trigger dates",
  });
  assert(waiting.order, "a Pending order has what is to be executed");
  const dated = withGivenDates(waiting, waiting.order, given);
  if (dated.subscriptions.some(isCreated)) {
    return startSubscriptions(tx, context, { ...waiting, order: dated }, given);
  }
  await saveGivenDates(tx, waiting, dated);
  return executeWaitingOrder(tx, context, { ...waiting, order: dated });
}

const isCreated = ({ orderActions }: OrderedSubscription): boolean =>
  orderActions[0]?.action.type === "CreateSubscription";

function withGivenDates(
  { orderNumber, subscriptionNumbers }: WaitingOrder,
  order: Order,
  given: readonly GivenDates[],
): Order {
  const subscriptions = [...order.subscriptions];
  for (const { subscriptionNumber, orderActions } of given) {
    const position = subscriptionNumbers.indexOf(subscriptionNumber);
    const ordered = subscriptions[position];
    if (!ordered) {
      const message = `Order '${orderNumber}' has no subscription '${subscriptionNumber}'.`;
      throw new BillingError("NOT_ALLOWED", { message });
    }
    subscriptions[position] = orderActions.reduce(
      (dated, action) => withActionDated(dated, subscriptionNumber, action),
      ordered,
    );
  }
  return { ...order, subscriptions };
}

function withActionDated(
  ordered: OrderedSubscription,
  subscriptionNumber: string,
  given: GivenDates["orderActions"][number],
): OrderedSubscription {
  const { sequence } = given;
  const action = ordered.orderActions[sequence];
  if (!action) {
    const message = `Order action ${sequence} on subscription '${subscriptionNumber}' does not wait for dates.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  const orderActions = ordered.orderActions.with(sequence, datedAction(action, given));
  return { ...ordered, orderActions };
}

/** What days mean for the charges of a new subscription is seen on the subscription. */
function datedAction(
  ordered: OrderedAction,
  { triggerDates, specificTriggerDates }: GivenDates["orderActions"][number],
): OrderedAction {
  const dated = {
    ...ordered,
    triggerDates: withTriggerDates(ordered.triggerDates, triggerDates),
  };
  if (ordered.action.type === "CreateSubscription") return dated;
  return withSpecificTriggerDates(dated, specificTriggerDates);
}
