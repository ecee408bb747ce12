import {
  always,
  computed,
  date,
  decimal,
  id,
  many,
  one,
  type QueryObject,
  text,
  timestamp,
} from "../query-object.ts";
import { goneOf } from "./of-prepaid.ts";

const account = ["t.account_id", "t.account_id"] as const;

const ofFunds = (value: string) =>
  `(select ${value} from prepaid_funds f where f.balance_id = t.balance_id)`;

const LEFT = `coalesce(sum(greatest(0, f.funded - ${goneOf("f")})), 0)`;

const TOTAL = ofFunds("coalesce(sum(f.funded), 0)");
const END = ofFunds("max(f.end_date)");

/**
 * All prepaid units of one unit of measure in a subscription.
 * Source: the vendor's samples of queryPrepaidBalances.
 */
export const prepaidBalances: QueryObject = {
  singular: "prepaidBalance",
  from: `prepaid_balances t join subscriptions s
    on s.subscription_number = t.subscription_number and s.is_latest_version`,
  id: "t.balance_id",
  numbers: [],
  defaultSort: "updatedDate",
  order: "t.created_at desc, t.balance_id",
  fields: {
    accountId: id("t.account_id"),
    balance: decimal(ofFunds(LEFT)),
    createdById: id("t.created_by_id"),
    createdDate: timestamp("t.created_at"),
    endDate: date(END),
    id: id("t.balance_id"),
    name: text("(t.subscription_number || '_' || t.unit_of_measure)"),
    origSubscriptionId: id("s.original_id"),
    prepaidBalanceState: computed(
      `to_jsonb(${END})`,
      (end, today) => (String(end) > today ? "ACTIVE" : "EXPIRED"),
      "text",
    ),
    prepaidType: always(0),
    startDate: date(ofFunds("min(f.fund_start)")),
    totalFund: decimal(TOTAL),
    uOM: text("t.unit_of_measure"),
    updatedById: id("t.updated_by_id"),
    updatedDate: timestamp("t.updated_at"),
  },
  relations: {
    account: one("accounts", account),
    origSubscription: one("subscriptions", ["s.original_id", "t.subscription_id"]),
    prepaidBalanceFunds: many("prepaid-balance-funds", account, ["t.balance_id", "t.balance_id"]),
  },
};
