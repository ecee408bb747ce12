import {
  boolean,
  decimal,
  id,
  many,
  notHeld,
  nothing,
  one,
  type QueryObject,
  text,
} from "../query-object.ts";
import {
  billToSnapshotOf,
  byName,
  memoFields,
  ofAccount,
  soldToSnapshotOf,
} from "./memo-fields.ts";

/** That of the subscriptions, else of the account at present, else DEFAULT: here it is never null. */
const SEQUENCE_SET = `(select coalesce(
    (select s.sequence_set_id
      from credit_memo_items i join subscriptions s using (account_id, subscription_id)
      where i.account_id = t.account_id and i.credit_memo_id = t.credit_memo_id
        and s.sequence_set_id is not null
      limit 1),
    a.sequence_set_id,
    (select s.sequence_set_id from sequence_sets s where s.is_default))
  from accounts a where a.account_id = t.account_id)`;

const BILL_TO_SNAPSHOT = billToSnapshotOf("credit_memo");
const SOLD_TO_SNAPSHOT = soldToSnapshotOf("credit_memo");
const memo = ["t.credit_memo_id", "d.credit_memo_id"] as const;

/** Source: the vendor's samples of queryCreditMemos and ExpandedCreditMemo of its SDKs. */
export const creditMemos: QueryObject = {
  singular: "creditMemo",
  from: "credit_memos t",
  id: "t.credit_memo_id",
  numbers: ["t.credit_memo_number"],
  defaultSort: "updatedDate",
  order: "t.created_at desc, t.credit_memo_id",
  customFields: "t.custom_fields",
  fields: byName({
    ...memoFields("credit_memo"),
    appliedAmount: decimal("(t.amount - t.unapplied_amount - t.refund_amount)"),
    autoApplyUponPosting: boolean("t.auto_apply_upon_posting"),
    balance: decimal("t.unapplied_amount"),
    debitMemoId: notHeld,
    excludeFromAutoApplyRules: boolean("t.exclude_from_auto_apply_rules"),
    refundAmount: decimal("t.refund_amount"),
    revenueImpacting: text("coalesce(t.revenue_impacting, 'Yes')"),
    reversed: boolean("t.is_reversed"),
    taxMessage: text("t.tax_message"),
    taxStatus: text("t.tax_status"),
    totalTaxExemptAmount: decimal(
      `(select coalesce(sum(x.exempt_amount), 0) from taxation_items x
        where x.account_id = t.account_id and x.document_id = t.credit_memo_id)`,
    ),
    sequenceSetId: id(SEQUENCE_SET),
  }),
  ownFilters: { isWriteOff: boolean("t.is_write_off") },
  relations: {
    account: one("accounts", ofAccount),
    billToContact: one("contacts", ofAccount, ["t.bill_to_contact_id", "t.contact_id"]),
    billToContactSnapshot: one("contact-snapshots", [BILL_TO_SNAPSHOT, "t.contact_snapshot_id"]),
    creditMemoApplications: many("credit-memo-applications", ofAccount, [
      "t.credit_memo_id",
      "t.source_id",
    ]),
    creditMemoItems: many("credit-memo-items", ofAccount, memo),
    shipToContactSnapshot: nothing,
    soldToContactSnapshot: one("contact-snapshots", [SOLD_TO_SNAPSHOT, "t.contact_snapshot_id"]),
  },
};
