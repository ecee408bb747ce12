import {
  date,
  decimal,
  id,
  notHeld,
  number,
  one,
  type QueryObject,
  text,
  timestamp,
} from "../query-object.ts";

const account = ["t.account_id", "t.account_id"] as const;

/**
 * All prepaid units of one unit of measure in one validity period of a subscription. What usage beyond
 * them has cost is on invoices alone: zero here, as are amounts billed.
 * Source: the vendor's samples of queryValidityPeriodSummarys.
 */
export const validityPeriodSummaries: QueryObject = {
  singular: "validityPeriodSummary",
  from: "prepaid_validity_periods t left join accounts owner on owner.account_id = t.account_id",
  id: "t.summary_id",
  numbers: [],
  defaultSort: "updatedDate",
  order: "t.period_start, t.summary_id",
  fields: {
    accountId: id("t.account_id"),
    accountNumber: number("owner.account_number"),
    billedBalanceAmount: notHeld,
    billingTiming: notHeld,
    createdById: id("t.created_by_id"),
    createdDate: timestamp("t.created_at"),
    endDate: date("t.period_end"),
    id: id("t.summary_id"),
    overageRatedAmount: notHeld,
    overageRatedQuantity: notHeld,
    prepaidBalanceId: id("t.balance_id"),
    remainingBalance: decimal("t.remaining_balance"),
    startDate: date("t.period_start"),
    subscriptionNumber: number("t.subscription_number"),
    totalBalance: decimal("t.total_balance"),
    totalBilledAmount: notHeld,
    uom: text("t.unit_of_measure"),
    updatedById: id("t.updated_by_id"),
    updatedDate: timestamp("t.updated_at"),
  },
  relations: {
    account: one("accounts", account),
    prepaidBalance: one("prepaid-balances", account, ["t.balance_id", "t.balance_id"]),
  },
};
