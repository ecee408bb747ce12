import {
  always,
  date,
  decimal,
  id,
  integer,
  many,
  one,
  type QueryObject,
  text,
  timestamp,
} from "../query-object.ts";
import { goneOf } from "./of-prepaid.ts";

const account = ["t.account_id", "t.account_id"] as const;

const SUMMARY = `(select p.summary_id from prepaid_validity_periods p
  where p.balance_id = t.balance_id and p.period_end = t.period_end)`;

/**
 * The prepaid units of one charge in one validity period; it ends where the charge does, if that is
 * before. Source: the vendor's samples of queryPrepaidBalanceFunds.
 */
export const prepaidBalanceFunds: QueryObject = {
  singular: "prepaidBalanceFund",
  from: "prepaid_funds t",
  id: "t.fund_id",
  numbers: [],
  defaultSort: "updatedDate",
  order: "t.fund_start, t.charge_number, t.fund_id",
  fields: {
    accountId: id("t.account_id"),
    balance: decimal(`greatest(0, t.funded - ${goneOf("t")})`),
    chargeSegmentNumber: integer("t.segment"),
    createdById: id("t.created_by_id"),
    createdDate: timestamp("t.created_at"),
    done: always(0),
    endDate: date("t.end_date"),
    fundSourceType: always("CHARGE"),
    fundedBalance: decimal("t.funded"),
    fundingPrice: decimal("t.funding_price"),
    id: id("t.fund_id"),
    originalFundingPrice: decimal("t.funding_price"),
    originalTotalBalance: always(0),
    prepaidBalanceId: id("t.balance_id"),
    priority: integer("50::integer"),
    rolloverApplyOption: text("coalesce(t.rollover_apply, 'ApplyLast')"),
    rolloverCount: always(0),
    sourceId: id("t.original_charge_id"),
    startDate: date("t.fund_start"),
    totalBalance: always(0),
    totalBilled: always(0),
    updatedById: id("t.updated_by_id"),
    updatedDate: timestamp("t.updated_at"),
    vpSummaryId: id(SUMMARY),
  },
  relations: {
    account: one("accounts", account),
    prepaidBalance: one("prepaid-balances", account, ["t.balance_id", "t.balance_id"]),
    prepaidBalanceTransactions: many("prepaid-balance-transactions", ["t.fund_id", "t.fund_id"]),
    source: one("rate-plan-charges", ["t.original_charge_id", "t.charge_id"]),
    vpSummary: one("validity-period-summaries", account, [SUMMARY, "t.summary_id"]),
  },
};
