-- What a charge of a discount model takes something off, and how: {applyDiscountTo, discountLevel,
-- discountClass, isStackedDiscount, applyToBillingPeriodPartially, discountApplyDetails}. Null for
-- every other charge. Its price is its percentage, or its amount.
alter table product_rate_plan_charges add column discount jsonb;
alter table rate_plan_charges add column discount jsonb;

-- Discounts of whole accounts: looked for whenever one of the account's subscriptions is billed.
create index account_discounts on rate_plan_charges (account_id)
  where discount ->> 'discountLevel' = 'account';

-- Discounts of an item, when that is credited; what a fixed amount was used for.
create index discounts_of_invoice_items on invoice_items (account_id, applied_to_item_id)
  where applied_to_item_id is not null;
create index discounts_of_credit_memo_items on credit_memo_items (account_id, applied_to_item_id)
  where applied_to_item_id is not null;
