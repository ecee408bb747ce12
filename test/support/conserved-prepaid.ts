/** Laws of prepaid units: what was sold is drawn, taken out, left or lost, and never more. */

const NET = `sum(case type when 'DrawdownReversal' then -units else units end)`;

export const CONSERVED_PREPAID = `
  select 'a validity period shows what its funds have left' as law,
    subscription_number || ' ' || period_start as subject, remaining_balance as is, (
      select sum(greatest(0, funded - prepaid_gone(f.subscription_number, charge_number, fund_start)))
      from prepaid_funds f
      where f.balance_id = periods.balance_id and f.period_end = periods.period_end
    ) as should_be
  from prepaid_validity_periods periods
  where remaining_balance is distinct from (
    select sum(greatest(0, funded - prepaid_gone(f.subscription_number, charge_number, fund_start)))
    from prepaid_funds f
    where f.balance_id = periods.balance_id and f.period_end = periods.period_end)
  union all
  select 'a fund has never given more than it had',
    funds.subscription_number || ' ' || funds.fund_start, ${NET}, funded
  from prepaid_funds funds join prepaid_moves moves
    on moves.subscription_number = funds.subscription_number
    and moves.fund_charge_number = funds.charge_number and moves.fund_start = funds.fund_start
  group by funds.account_id, funds.fund_id having ${NET} > funded
  union all
  select 'no more units come back than were drawn',
    subscription_number || ' ' || fund_start || ' ' || usage_date, ${NET}, 0
  from prepaid_moves where type <> 'CreditBack'
  group by subscription_number, fund_charge_number, fund_start, charge_number, usage_date
  having ${NET} < 0
  union all
  select 'units are moved by items that stand', item_id::text, null, null
  from prepaid_moves moves
  where not exists (select from invoice_items items
      join invoices using (account_id, invoice_id)
      where items.account_id = moves.account_id and invoice_item_id = moves.item_id
      and invoices.status <> 'Canceled')
  and not exists (select from credit_memo_items items
      join credit_memos using (account_id, credit_memo_id)
      where items.account_id = moves.account_id and credit_memo_item_id = moves.item_id
      and credit_memos.status <> 'Canceled')`;
