import { assert } from "#engine/assert.ts";
import type { Order, OrderedSubscription } from "#engine/model/order.ts";
import type { ProductRatePlan } from "#engine/model/product.ts";
import type { Subscription } from "#engine/model/subscription.ts";
import type { OrderedChange } from "#engine/order-actions/apply-order.ts";
import { isWaiting } from "#engine/order-actions/decide-order.ts";
import { creationWithDates, type SpecificTriggerDates } from "#engine/order-actions/given-dates.ts";
import { pendingChargesOf } from "#engine/order-actions/missing-dates.ts";
import type { OrderContext } from "#engine/order-actions/order-action.ts";
import { startSubscription } from "#engine/order-actions/start-subscription.ts";
import { lockAccount } from "#store/accounts.ts";
import { listProductRatePlans } from "#store/catalog.ts";
import type { Transaction } from "#store/database.ts";
import { findOrderSettings } from "#store/settings.ts";
import { saveStartedSubscriptions } from "#store/started-subscriptions.ts";
import { listLatestSubscriptions } from "#store/subscriptions.ts";
import {
  saveExecutedWaitingOrder,
  saveGivenDates,
  type WaitingOrder,
} from "#store/waiting-orders.ts";
import type { Context } from "./context.ts";
import { type CreatedOrder, carryOut, type OrderToSave } from "./create-order.ts";
import type { OrderedLineItems } from "./order-parts.ts";
import type { GivenDates } from "./update-order-trigger-dates.ts";

/** A Pending order whose waiting actions all create, with the dates that it has been given. */
type OrderToStart = WaitingOrder & { readonly order: Order };

/**
 * Starts the subscriptions that a Pending order has created, as far as their dates are there.
 *
 * Errors: those of startSubscription.
 */
export async function startSubscriptions(
  tx: Transaction,
  context: Context,
  waiting: OrderToStart,
  given: readonly GivenDates[],
): Promise<CreatedOrder> {
  const { accountId } = waiting;
  const account = await lockAccount(tx, { accountId });
  assert(account, "an order has an account");
  const pending = await pendingSubscriptions(tx, waiting);
  const catalog = await catalogOf(tx, [...pending.values()]);
  const { requiredDates, ...settings } = await findOrderSettings(tx, account.currency);
  const { orderDate } = waiting.order;
  const pendingCharges = pendingChargesOf(waiting.order);
  const started = waiting.order.subscriptions.map((ordered, position) => {
    const subscription = pending.get(waiting.subscriptionNumbers[position] ?? "");
    if (!subscription) return { ordered, change: undefined };
    const dates = specificDatesOf(subscription.subscriptionNumber, given);
    const on = { orderDate, requiredDates, pendingCharges };
    return startedChange(ordered, subscription, dates, { on, catalog });
  });
  const order = { ...waiting.order, subscriptions: started.map(({ ordered }) => ordered) };
  await saveGivenDates(tx, waiting, order);
  const changes = started.flatMap(({ change }) => change ?? []);
  // What the order was to write off was written off with what did not wait.
  const processingOptions = { ...order.processingOptions, writeOff: false };
  return carryOut(tx, context, {
    order: { ...order, processingOptions },
    loaded: { account, accounts: new Map([[account.accountNumber, account]]), ...settings },
    decided: { status: changes.some(isWaiting) ? "Pending" : "Completed", changes },
    lineItems: NONE,
    waiting,
    save: saveStarted,
  });
}

/** They were sold when the order was created. */
const NONE: OrderedLineItems = { items: [], sold: new Map() };

/** Those whose creation waits, by number; the others of the order have been done. */
async function pendingSubscriptions(
  tx: Transaction,
  { order, subscriptionNumbers }: OrderToStart,
): Promise<Map<string, Subscription>> {
  const numbers = order.subscriptions.flatMap(({ orderActions }, position) =>
    orderActions.length > 0 ? (subscriptionNumbers[position] ?? []) : [],
  );
  const stored = await listLatestSubscriptions(tx, numbers);
  return new Map(stored.map(({ subscription }) => [subscription.subscriptionNumber, subscription]));
}

async function catalogOf(
  tx: Transaction,
  subscriptions: readonly Subscription[],
): Promise<Map<string, ProductRatePlan>> {
  const ids = subscriptions.flatMap(({ ratePlans }) =>
    ratePlans.map(({ productRatePlanId }) => productRatePlanId),
  );
  if (ids.length === 0) return new Map();
  const plans = await listProductRatePlans(tx, [...new Set(ids)]);
  return new Map(plans.map((plan) => [plan.productRatePlanId, plan]));
}

const specificDatesOf = (
  subscriptionNumber: string,
  given: readonly GivenDates[],
): SpecificTriggerDates =>
  new Map(
    given
      .filter((each) => each.subscriptionNumber === subscriptionNumber)
      .flatMap(({ orderActions }) => orderActions)
      .flatMap(({ specificTriggerDates }) => [...specificTriggerDates]),
  );

type Surroundings = {
  readonly on: Pick<OrderContext, "orderDate" | "requiredDates" | "pendingCharges">;
  readonly catalog: ReadonlyMap<string, ProductRatePlan>;
};

function startedChange(
  ordered: OrderedSubscription,
  subscription: Subscription,
  specificTriggerDates: SpecificTriggerDates,
  { on, catalog }: Surroundings,
): { ordered: OrderedSubscription; change: OrderedChange } {
  const [creation, ...others] = ordered.orderActions;
  assert(
    creation?.action.type === "CreateSubscription" && others.length === 0,
    "only creations wait so",
  );
  const { triggerDates } = creation;
  const next = startSubscription(subscription, { triggerDates, specificTriggerDates }, on);
  const action = creationWithDates(creation.action, subscription, specificTriggerDates, catalog);
  const dated = { ...ordered, orderActions: [{ ...creation, action }] };
  const step = { type: action.type, before: undefined, after: next };
  return { ordered: dated, change: { ordered: dated, base: undefined, next, steps: [step] } };
}

/** The versions are there: they start in their place. */
async function saveStarted(
  tx: Transaction,
  { userId, now }: Context,
  { order, status, waiting, account: { accountId }, changes }: OrderToSave,
) {
  assert(waiting, "an order that waits has its rows");
  const author = { userId, now: now.toString() };
  const subscriptions = changes.map(({ next }) => next);
  await saveStartedSubscriptions(tx, accountId, subscriptions, author);
  const inPlace = order.subscriptions.map((ordered) =>
    changes.find((each) => each.ordered === ordered),
  );
  await saveExecutedWaitingOrder(tx, { ...waiting, accountId, status, changes: inPlace }, author);
  return waiting;
}
