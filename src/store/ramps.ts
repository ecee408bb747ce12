import type { Subscription } from "#engine/model/subscription.ts";
import { sql, type Transaction } from "./database.ts";
import type { SubscriptionRow } from "./subscription-rows.ts";
import { listVersions, type StoredSubscription, withRatePlans } from "./subscriptions.ts";

/** The latest version of the subscription that has this ramp; undefined when none has. */
export async function findSubscriptionOfRamp(
  tx: Transaction,
  rampNumber: string,
): Promise<StoredSubscription | undefined> {
  const { rows } = await sql<SubscriptionRow>`
    select * from subscriptions where is_latest_version and ramp_number = ${rampNumber}
  `.execute(tx);
  const [found] = await withRatePlans(tx, rows);
  return found;
}

/** A version with a ramp that an order has made. */
export type RampedVersion = StoredSubscription & {
  /** The version that the order found; undefined when it created the subscription. */
  readonly before: Subscription | undefined;
};

/** In the order of their subscriptions' numbers; undefined when there is no such order. */
export async function listRampedVersionsOfOrder(
  tx: Transaction,
  orderNumber: string,
): Promise<RampedVersion[] | undefined> {
  const orders = await sql<{ account_id: string; order_id: string }>`
    select account_id, order_id from orders where order_number = ${orderNumber}
  `.execute(tx);
  const [order] = orders.rows;
  if (!order) return undefined;
  const { rows } = await sql<SubscriptionRow & { previous_subscription_id: string | null }>`
    select * from subscriptions
    where account_id = ${order.account_id}::uuid and order_id = ${order.order_id}::uuid
      and ramp_number is not null
    order by subscription_number
  `.execute(tx);
  const stored = await withRatePlans(tx, rows);
  const previous = rows.flatMap((row) => row.previous_subscription_id ?? []);
  const found = await listVersions(tx, previous);
  const byId = new Map(found.map((version) => [version.subscriptionId, version]));
  return stored.map((version, index) => ({
    ...version,
    before: byId.get(rows[index]?.previous_subscription_id ?? ""),
  }));
}
