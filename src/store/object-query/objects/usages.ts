import {
  decimal,
  id,
  notHeld,
  number,
  one,
  type QueryObject,
  text,
  timestamp,
} from "../query-object.ts";

const RATED = `(case when exists (select from usage_ratings r
  where r.account_id = t.account_id and r.usage_id = t.usage_id) then 'Processed' else 'Pending' end)`;

/** Source: the vendor's samples of queryUsages. */
export const usages: QueryObject = {
  singular: "usage",
  from: "usage_records t join accounts a on a.account_id = t.account_id",
  id: "t.usage_id",
  numbers: [],
  defaultSort: "updatedDate",
  order: "t.created_at, t.usage_id",
  customFields: "t.custom_fields",
  fields: {
    accountId: id("t.account_id"),
    accountNumber: number("a.account_number"),
    chargeNumber: number("t.charge_number"),
    createdById: id("t.created_by_id"),
    createdDate: timestamp("t.created_at"),
    description: text("t.description"),
    endDateTime: timestamp("t.end_at"),
    groupId: text("t.group_id"),
    id: id("t.usage_id"),
    importId: id("t.import_id"),
    invoiceId: notHeld,
    invoiceNumber: notHeld,
    quantity: decimal("t.quantity"),
    rbeStatus: text(RATED),
    sourceType: text("(case when t.import_id is null then 'API' else 'Import' end)"),
    startDateTime: timestamp("t.start_at"),
    submissionDateTime: timestamp("t.created_at"),
    subscriptionId: id(`(select s.original_id from subscriptions s
      where s.subscription_number = t.subscription_number and s.is_latest_version)`),
    subscriptionNumber: number("t.subscription_number"),
    uOM: text("t.unit_of_measure"),
    uniqueKey: text("t.unique_key"),
    updatedById: id("t.updated_by_id"),
    updatedDate: timestamp("t.updated_at"),
  },
  relations: { account: one("accounts", ["t.account_id", "t.account_id"]) },
};
