/**
 * What was drawn and taken out of the fund `alias`, as prepaid_gone says it: spelled out, because what a view
 * calls acts as who asks, and data queries may read views alone.
 */
export const goneOf = (alias: string): string => `(
  (select coalesce(sum(case m.type when 'DrawdownReversal' then -m.units else m.units end), 0)
    from prepaid_moves m where m.subscription_number = ${alias}.subscription_number
    and m.fund_charge_number = ${alias}.charge_number and m.fund_start = ${alias}.fund_start)
  + (select coalesce(sum(d.units), 0) from prepaid_depletions d
    where d.subscription_number = ${alias}.subscription_number
    and d.fund_charge_number = ${alias}.charge_number and d.fund_start = ${alias}.fund_start))`;
