/** What orders were reckoned from, beside their pages. */
import type { Subscription } from "#engine/model/subscription.ts";
import { type Decimal, decimal } from "#engine/values/decimal.ts";
import { sql, type Transaction } from "./database.ts";
import type { OrderPage } from "./order-pages.ts";
import type { SubscriptionRow } from "./subscription-rows.ts";
import { withRatePlans } from "./subscriptions.ts";

/** The versions that an order has changed, by subscription number. */
export async function findBasesOf(
  tx: Transaction,
  { subscriptions }: Pick<OrderPage, "subscriptions">,
): Promise<Map<string, Subscription>> {
  const changed = subscriptions.filter(({ baseVersion }) => baseVersion !== null);
  if (changed.length === 0) return new Map();
  const { rows } = await sql<SubscriptionRow>`
    select s.* from unnest(
      ${changed.map((each) => each.subscriptionNumber)}::text[],
      ${changed.map((each) => each.baseVersion)}::integer[]
    ) as base (subscription_number, version)
    join subscriptions s using (subscription_number, version)
  `.execute(tx);
  const stored = await withRatePlans(tx, rows);
  return new Map(stored.map(({ subscription }) => [subscription.subscriptionNumber, subscription]));
}

/** List prices of the catalog in a currency, by product rate plan charge id; none of tiers. */
export async function findListPrices(
  tx: Transaction,
  productRatePlanChargeIds: readonly string[],
  currency: string,
): Promise<Map<string, Decimal>> {
  if (productRatePlanChargeIds.length === 0) return new Map();
  const { rows } = await sql<{ charge_id: string; price: string }>`
    select product_rate_plan_charge_id as charge_id, tier ->> 'price' as price
    from product_rate_plan_charges, jsonb_array_elements(tiers) as tier
    where product_rate_plan_charge_id = any (${[...productRatePlanChargeIds]}::uuid[])
      and tier ->> 'currency' = ${currency} and tier ->> 'endingUnit' is null and tier ->> 'startingUnit' is null
        and charge_type <> 'Usage'
  `.execute(tx);
  return new Map(rows.map((row) => [row.charge_id, decimal(row.price)]));
}
