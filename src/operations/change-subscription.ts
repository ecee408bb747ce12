import { assert } from "#engine/assert.ts";
import { BillingError } from "#engine/errors.ts";
import { type DeltaMetrics, deltaMetrics } from "#engine/metrics/subscription-metrics.ts";
import type { CustomFields } from "#engine/model/custom-fields.ts";
import { NO_TRIGGER_DATES } from "#engine/model/nothing-given.ts";
import type { Order, OrderAction } from "#engine/model/order.ts";
import type { Subscription } from "#engine/model/subscription.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { findSubscription, type StoredSubscription } from "#store/subscriptions.ts";
import type { Context } from "./context.ts";
import { executeOrder } from "./create-order.ts";
import { type Billing, orderedAction, orderOfOne } from "./order-of-one.ts";

/** How an order of one subscription is dated and billed, whatever it does. */
export type OrderOfOne = Billing & {
  /** When it is signed; null: today. */
  readonly orderDate: PlainDate | null;
  /** When the customer said so; null: the order date. */
  readonly contractEffectiveDate: PlainDate | null;
  readonly customFields: CustomFields;
};

export type ChangedSubscription = DeltaMetrics & {
  /** The version that the order has made. */
  readonly subscription: Subscription;
  /** Undefined when no invoice, no credit memo was made. */
  readonly invoiceId: string | undefined;
  readonly creditMemoId: string | undefined;
};

/**
 * Does actions to one subscription by an order of its own, and bills it if asked, in one transaction.
 *
 * @param key  the number of the subscription, or the id of its latest version
 *
 * Errors: ENTITY_NOT_FOUND, ACTIVE_SUBSCRIPTION_NEEDED (the id of a version that was replaced), those
 * of the actions and of executeOrder. Nothing is written then.
 */
export const changeSubscription = (
  context: Context,
  key: string,
  actions: readonly [OrderAction, ...OrderAction[]],
  ordered: OrderOfOne,
): Promise<ChangedSubscription> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const found = await findLatestVersion(tx, key, actions[0]);
    const order = orderOfChange(found, actions, ordered, context.today());
    const { changes, invoices, creditMemos } = await executeOrder(tx, context, order);
    const [change] = changes;
    assert(change?.base, "the order has changed the subscription");
    return {
      subscription: change.next,
      ...deltaMetrics(change.base, change.next, context.today()),
      invoiceId: invoices[0]?.invoiceId,
      creditMemoId: creditMemos[0]?.creditMemoId,
    };
  });

async function findLatestVersion(
  tx: Transaction,
  key: string,
  action: OrderAction,
): Promise<StoredSubscription> {
  const found = await findSubscription(tx, key);
  if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key });
  const { subscriptionNumber, status } = found.subscription;
  if (status !== "Expired") return found;
  const details = { subscriptionNumber, status, action: action.type };
  throw new BillingError("ACTIVE_SUBSCRIPTION_NEEDED", details);
}

/** The order that does these actions to one subscription. */
export const orderOfChange = (
  { accountId, subscription }: StoredSubscription,
  actions: readonly OrderAction[],
  ordered: OrderOfOne,
  today: PlainDate,
): Order =>
  orderOfOne({
    accountKey: accountId,
    orderDate: ordered.orderDate ?? today,
    subscriptionNumber: subscription.subscriptionNumber,
    customFields: ordered.customFields,
    orderActions: actions.map((action) =>
      orderedAction(action, {
        ...NO_TRIGGER_DATES,
        ContractEffective: ordered.contractEffectiveDate,
      }),
    ),
    billing: ordered,
  });
