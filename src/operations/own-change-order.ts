import { NO_TRIGGER_DATES } from "#engine/model/nothing-given.ts";
import type { Order } from "#engine/model/order.ts";
import { UNBILLED } from "#engine/model/processing-options.ts";
import { nextOwnChange, type OwnChange } from "#engine/own-changes/next-own-change.ts";
import { renewalsUntil } from "#engine/own-changes/renewals-until.ts";
import { earlier, type PlainDate } from "#engine/values/plain-date.ts";
import type { Transaction } from "#store/database.ts";
import { findSubscriptionSettings } from "#store/settings.ts";
import { listLatestSubscriptions } from "#store/subscriptions.ts";
import { orderedAction, orderOfOne } from "./order-of-one.ts";

/** The order by which the next thing happens to a subscription by itself. */
export type OwnChangeOrder = Pick<OwnChange, "date" | "action"> & { readonly order: Order };

export type Due = {
  readonly today: PlainDate;
  /** Renewals may be done before their day, as bill runs do; nothing else may. */
  readonly through: PlainDate;
  /** Whether renewals that follow each other are one order; otherwise each is its own. */
  readonly renewals?: "at once";
};

/**
 * Undefined where nothing is due. Dated the day on which it is, or today where that lies ahead. The
 * caller has locked the account.
 */
export async function ownChangeOrder(
  tx: Transaction,
  subscriptionNumber: string,
  { today, through, renewals }: Due,
): Promise<OwnChangeOrder | undefined> {
  const [stored] = await listLatestSubscriptions(tx, [subscriptionNumber]);
  if (!stored) return undefined;
  const change = nextOwnChange(stored.subscription, await findSubscriptionSettings(tx));
  if (!change || change.date > through) return undefined;
  const { date, action, description } = change;
  if (date > today && action.type !== "RenewSubscription") return undefined;
  const isAtOnce = action.type === "RenewSubscription" && renewals === "at once";
  const times = isAtOnce ? renewalsUntil(stored.subscription, through) : 1;
  const ordered = orderedAction(action, NO_TRIGGER_DATES);
  const order = orderOfOne({
    accountKey: stored.accountId,
    orderDate: earlier(date, today),
    subscriptionNumber,
    customFields: {},
    orderActions: Array.from({ length: times }, () => ordered),
    billing: UNBILLED,
  });
  return { date, action, order: { ...order, description } };
}
