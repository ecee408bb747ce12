import type { Order } from "#engine/model/order.ts";
import { nextOwnChange, type OwnChange } from "#engine/own-changes/next-own-change.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import type { Transaction } from "#store/database.ts";
import { findSubscriptionSettings } from "#store/settings.ts";
import { listLatestSubscriptions } from "#store/subscriptions.ts";
import { orderedAction, orderOfOne } from "./order-of-one.ts";

/** The order by which the next thing happens to a subscription by itself. */
export type OwnChangeOrder = Pick<OwnChange, "date" | "action"> & { readonly order: Order };

/** Undefined where nothing is due through `day`. The caller has locked the account. */
export async function ownChangeOrder(
  tx: Transaction,
  subscriptionNumber: string,
  day: PlainDate,
): Promise<OwnChangeOrder | undefined> {
  const [stored] = await listLatestSubscriptions(tx, [subscriptionNumber]);
  if (!stored) return undefined;
  const change = nextOwnChange(stored.subscription, await findSubscriptionSettings(tx));
  if (!change || change.date > day) return undefined;
  const { date, action, description } = change;
  const order = orderOfOne({
    accountKey: stored.accountId,
    orderDate: date,
    subscriptionNumber,
    customFields: {},
    orderActions: [orderedAction(action, NO_TRIGGER_DATES)],
    billing: NOTHING_BILLED,
  });
  return { date, action, order: { ...order, description } };
}

const NO_TRIGGER_DATES = {
  ContractEffective: null,
  ServiceActivation: null,
  CustomerAcceptance: null,
};

const NOTHING_BILLED = {
  runBilling: false,
  targetDate: null,
  documentDate: null,
  creditMemoReasonCode: null,
};
