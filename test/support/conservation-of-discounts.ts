/** The laws of money that discounts keep, as queries of what breaks them. */

const SUM = (amount: string) => `coalesce(sum(${amount}), 0)`;

/** What an item counts for: a discount counts where it lowers, and not where it stands. */
export const NET = (items: string, document: string, itemId: string) => `
  case when ${items}.applied_to_item_id is not null then 0 else ${items}.amount + (
    select ${SUM("discounts.amount")} from ${document}_items discounts
    where discounts.account_id = ${items}.account_id
    and discounts.applied_to_item_id = ${items}.${itemId}
  ) end`;

/** On a charge and on a credit alike: what is left of 100 less 10 is between 0 and 100. */
const discountsOf = (document: "invoice" | "credit_memo") => `
  select 'discounts take off no more than there is' as law,
    items.${document}_item_id::text as subject, ${NET("items", document, `${document}_item_id`)} as is,
    items.amount as should_be
  from ${document}_items items
  where items.applied_to_item_id is null
  and ${NET("items", document, `${document}_item_id`)} * items.amount < 0
  union all
  select 'a discount lowers an item of its own document, which is none itself',
    discounts.${document}_item_id::text, null, null
  from ${document}_items discounts
  where discounts.applied_to_item_id is not null and not exists (
    select from ${document}_items items
    where items.account_id = discounts.account_id
    and items.${document}_id = discounts.${document}_id
    and items.${document}_item_id = discounts.applied_to_item_id
    and items.applied_to_item_id is null
  )`;

/** Of invoices that count: reversed items and what was given back can be used again. */
const DISCOUNT_USES = `
  select 'a fixed amount is used no more than it is' as law, items.charge_number as subject,
    sum(items.credited_amount - items.amount) as is, max(items.unit_price) as should_be
  from invoice_items items
    join invoices using (account_id, invoice_id)
    join product_rate_plan_charges product using (product_rate_plan_charge_id)
  where product.charge_model = 'DiscountFixedAmount' and processing_type = 'Discount'
  and credited_item_id is null and not items.is_reversed and invoices.status <> 'Canceled'
  group by items.charge_number, items.segment, items.derivation -> 'inputs' ->> 'periodStartDate'
  having sum(items.credited_amount - items.amount) > max(items.unit_price)`;

export const DISCOUNT_LAWS = [discountsOf("invoice"), discountsOf("credit_memo"), DISCOUNT_USES];
