/** Rate plans of subscriptions, one by one. */
import type { CustomFields } from "#engine/model/custom-fields.ts";
import type { RatePlan } from "#engine/model/subscription.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";

export type RatePlanPage = {
  readonly ratePlanId: string;
  readonly ratePlanName: string;
  readonly lastChangeType: RatePlan["lastChangeType"];
  readonly subscriptionId: string;
  readonly subscriptionVersion: number;
  readonly productRatePlanId: string;
  readonly productId: string;
  readonly productName: string;
  readonly productSku: string;
  /** That has made the version of the subscription. */
  readonly order: { readonly orderId: string; readonly orderNumber: string } | null;
  readonly customFields: CustomFields;
};

type Row = {
  rate_plan_id: string;
  name: string;
  last_change_type: RatePlan["lastChangeType"];
  subscription_id: string;
  version: number;
  product_rate_plan_id: string;
  product_id: string;
  product_name: string;
  sku: string;
  order_id: string | null;
  order_number: string | null;
  custom_fields: CustomFields;
};

/** By its id in one version of its subscription; undefined when there is none. */
export async function findRatePlanPage(
  tx: Transaction,
  key: string,
): Promise<RatePlanPage | undefined> {
  const { rows } = await sql<Row>`
    select plan.rate_plan_id, plan.name, plan.last_change_type, plan.custom_fields,
      s.subscription_id, s.version, in_catalog.product_rate_plan_id, products.product_id,
      products.name as product_name, products.sku, orders.order_id, orders.order_number
    from rate_plans plan
      join subscriptions s using (account_id, subscription_id)
      join product_rate_plans in_catalog using (product_rate_plan_id)
      join products using (product_id)
      left join orders on orders.order_id = s.order_id
    where plan.rate_plan_id = ${idOf(key)}::uuid
  `.execute(tx);
  return rows[0] && toPage(rows[0]);
}

const toPage = (row: Row): RatePlanPage => ({
  ratePlanId: row.rate_plan_id,
  ratePlanName: row.name,
  lastChangeType: row.last_change_type,
  subscriptionId: row.subscription_id,
  subscriptionVersion: row.version,
  productRatePlanId: row.product_rate_plan_id,
  productId: row.product_id,
  productName: row.product_name,
  productSku: row.sku,
  order:
    row.order_id === null || row.order_number === null
      ? null
      : { orderId: row.order_id, orderNumber: row.order_number },
  customFields: row.custom_fields,
});
