/** Whether products and rate plans are offered within the organizations of who asks; data queries show all. */
export const OFFERED = `(offered_to is null or offered_to = '{}'
  or current_organization_ids() is null or offered_to && current_organization_ids())`;

const CHARGE_IN_CATALOG = `product_rate_plan_charges c join product_rate_plans r
  on r.product_rate_plan_id = c.product_rate_plan_id`;
const IS_CHARGE = "c.product_rate_plan_charge_id = t.product_rate_plan_charge_id";

/** What a document item's charge belongs to, as expressions over the item as `t`. */
export const OF_CATALOG = {
  productId: `(select r.product_id from ${CHARGE_IN_CATALOG} where ${IS_CHARGE})`,
  productRatePlanId: `(select c.product_rate_plan_id from product_rate_plan_charges c
    where ${IS_CHARGE})`,
  sku: `(select p.sku from ${CHARGE_IN_CATALOG} join products p on p.product_id = r.product_id
    where ${IS_CHARGE})`,
  ratePlanId: `(select c.rate_plan_id from rate_plan_charges c where c.account_id = t.account_id
    and c.subscription_id = t.subscription_id and c.charge_id = t.charge_id)`,
} as const;
