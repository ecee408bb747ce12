import { assert } from "#engine/assert.ts";
import { BillingError } from "#engine/errors.ts";
import { type DeltaMetrics, deltaMetrics } from "#engine/metrics/subscription-metrics.ts";
import type { CustomFields } from "#engine/model/custom-fields.ts";
import { NO_TRIGGER_DATES } from "#engine/model/nothing-given.ts";
import type { Order, OrderAction } from "#engine/model/order.ts";
import type { Subscription } from "#engine/model/subscription.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import type { Transaction } from "#store/database.ts";
import type { StoredPayment } from "#store/payments.ts";
import { findSubscription, type StoredSubscription } from "#store/subscriptions.ts";
import type { Context } from "./context.ts";
import { executeOrder } from "./create-order.ts";
import { makeAndCollect } from "./create-order-and-collect.ts";
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
  /** What has paid its bill, where that was asked for. */
  readonly payment?: StoredPayment;
};

/**
 * Does actions to one subscription by an order of its own, and bills it if asked, in one transaction.
 * What it bills is collected if that is asked.
 *
 * @param key  the number of the subscription, or the id of its latest version
 *
 * Errors: ENTITY_NOT_FOUND, ACTIVE_SUBSCRIPTION_NEEDED (the id of a version that was replaced), those
 * of the actions, of executeOrder and of makeAndCollect. Nothing is written then.
 */
export async function changeSubscription(
  context: Context,
  key: string,
  actions: readonly [OrderAction, ...OrderAction[]],
  ordered: OrderOfOne,
): Promise<ChangedSubscription> {
  const { made, payment } = await makeAndCollect(context, ordered.collectPayment, {
    make: async (tx) => {
      const found = await findLatestVersion(tx, key, actions[0]);
      return executeOrder(tx, context, orderOfChange(found, actions, ordered, context.today()));
    },
    orderOf: (executed) => executed,
  });
  const { changes, invoices, creditMemos } = made;
  const [change] = changes;
  assert(change?.base, "the order has changed the subscription");
  return {
    subscription: change.next,
    ...deltaMetrics(change.base, change.next, context.today()),
    invoiceId: invoices[0]?.invoiceId,
    creditMemoId: creditMemos[0]?.creditMemoId,
    ...(payment && { payment }),
  };
}

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
