import {
  always,
  date,
  decimal,
  id,
  one,
  type QueryObject,
  text,
  timestamp,
} from "../query-object.ts";

const account = ["t.account_id", "t.account_id"] as const;

/** What was sold, and what became of it: of funds that the subscription still has. */
const TRANSACTIONS = `(
  select account_id, fund_id as transaction_id, fund_id, balance_id, funded as amount,
    'PREPAYMENT' as type, original_charge_id as source_id, fund_start as transaction_date,
    created_by_id, created_at, updated_by_id, updated_at
  from prepaid_funds
  union all
  select f.account_id, m.move_id, f.fund_id, f.balance_id,
    case m.type when 'DrawdownReversal' then m.units else -m.units end,
    case m.type when 'Drawdown' then 'DRAWDOWN' when 'DrawdownReversal' then 'DRAWDOWN_REVERSAL'
      else 'PREPAYMENT_CREDIT_BACK' end,
    coalesce((select c.original_charge_id from rate_plan_charges c
      where c.charge_number = m.charge_number order by c.segment limit 1), f.original_charge_id),
    coalesce(m.usage_date, f.end_date), m.created_by_id, m.created_at, m.created_by_id, m.created_at
  from prepaid_moves m join prepaid_funds f on f.subscription_number = m.subscription_number
    and f.charge_number = m.fund_charge_number and f.fund_start = m.fund_start
  union all
  select f.account_id, d.depletion_id, f.fund_id, f.balance_id, -d.units, 'PREPAYMENT_EXPIRY',
    f.original_charge_id, d.depleted_on, d.created_by_id, d.created_at, d.created_by_id, d.created_at
  from prepaid_depletions d join prepaid_funds f on f.subscription_number = d.subscription_number
    and f.charge_number = d.fund_charge_number and f.fund_start = d.fund_start
) t`;

/** What the balance was after a transaction: the sum of those up to it. */
const BALANCE = `(
  (select sum(f.funded) from prepaid_funds f where f.balance_id = t.balance_id
    and (f.created_at, f.fund_id) <= (t.created_at, t.transaction_id))
  + (select coalesce(sum(case m.type when 'DrawdownReversal' then m.units else -m.units end), 0)
    from prepaid_moves m join prepaid_funds f on f.subscription_number = m.subscription_number
      and f.charge_number = m.fund_charge_number and f.fund_start = m.fund_start
    where f.balance_id = t.balance_id
    and (m.created_at, m.move_id) <= (t.created_at, t.transaction_id))
  - (select coalesce(sum(d.units), 0)
    from prepaid_depletions d join prepaid_funds f on f.subscription_number = d.subscription_number
      and f.charge_number = d.fund_charge_number and f.fund_start = d.fund_start
    where f.balance_id = t.balance_id
    and (d.created_at, d.depletion_id) <= (t.created_at, t.transaction_id)))`;

/**
 * What was prepaid, drawn, returned and taken out. Usage is drawn in sums of days, so a transaction
 * names the charge, and not a record. Source: the vendor's samples of queryPrepaidBalanceTransactions.
 */
export const prepaidBalanceTransactions: QueryObject = {
  singular: "prepaidBalanceTransaction",
  from: TRANSACTIONS,
  id: "t.transaction_id",
  numbers: [],
  defaultSort: "createdDate",
  order: "t.created_at, t.transaction_id",
  fields: {
    accountId: id("t.account_id"),
    amount: decimal("t.amount"),
    balance: decimal(BALANCE),
    createdById: id("t.created_by_id"),
    createdDate: timestamp("t.created_at"),
    fundId: id("t.fund_id"),
    id: id("t.transaction_id"),
    prepaidBalanceId: id("t.balance_id"),
    prepaidBalanceTransactionType: text("t.type"),
    sourceId: id("t.source_id"),
    transactionDate: date("t.transaction_date"),
    transactionSourceType: always("CHARGE"),
    updatedById: id("t.updated_by_id"),
    updatedDate: timestamp("t.updated_at"),
  },
  relations: {
    account: one("accounts", account),
    fund: one("prepaid-balance-funds", account, ["t.fund_id", "t.fund_id"]),
    prepaidBalance: one("prepaid-balances", account, ["t.balance_id", "t.balance_id"]),
  },
};
