import {
  always,
  boolean,
  date,
  decimal,
  id,
  many,
  notHeld,
  nothing,
  number,
  one,
  type QueryObject,
  text,
  timestamp,
} from "../query-object.ts";

const account = ["t.account_id", "t.account_id"] as const;

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

const snapshotOf = (contact: string) => `(
  select taken.contact_snapshot_id from document_contact_snapshots taken
  join accounts a using (account_id)
  where taken.account_id = t.account_id and taken.document_id = t.credit_memo_id
    and taken.contact_id = ${contact})`;
const BILL_TO_SNAPSHOT = snapshotOf("coalesce(t.bill_to_contact_id, a.bill_to_contact_id)");
const SOLD_TO_SNAPSHOT = snapshotOf("a.sold_to_contact_id");
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
  fields: {
    accountId: id("t.account_id"),
    appliedAmount: decimal("(t.amount - t.unapplied_amount - t.refund_amount)"),
    autoApplyUponPosting: boolean("t.auto_apply_upon_posting"),
    balance: decimal("t.unapplied_amount"),
    billToContactId: id("t.bill_to_contact_id"),
    billToContactSnapshotId: id(BILL_TO_SNAPSHOT),
    cancelledById: id("t.cancelled_by_id"),
    cancelledOn: timestamp("t.cancelled_at"),
    comments: text("t.comment"),
    communicationProfileId: notHeld,
    createdById: id("t.created_by_id"),
    createdDate: timestamp("t.created_at"),
    currency: text("t.currency"),
    debitMemoId: notHeld,
    discountAmount: always(0),
    eInvoiceErrorCode: notHeld,
    eInvoiceErrorMessage: notHeld,
    eInvoiceFileId: notHeld,
    eInvoiceStatus: notHeld,
    exchangeRateDate: notHeld,
    excludeFromAutoApplyRules: boolean("t.exclude_from_auto_apply_rules"),
    id: id("t.credit_memo_id"),
    invoiceGroupNumber: notHeld,
    invoiceId: id("t.referred_invoice_id"),
    memoDate: date("t.credit_memo_date"),
    memoNumber: number("t.credit_memo_number"),
    postedById: id("t.posted_by_id"),
    postedOn: timestamp("t.posted_at"),
    reasonCode: text("t.reason_code"),
    refundAmount: decimal("t.refund_amount"),
    revenueImpacting: text("coalesce(t.revenue_impacting, 'Yes')"),
    reversed: boolean("t.is_reversed"),
    sequenceSetId: id(SEQUENCE_SET),
    shipToContactSnapshotId: notHeld,
    soldToContactSnapshotId: id(SOLD_TO_SNAPSHOT),
    source: text("t.source"),
    sourceId: text("t.source_id"),
    sourceType: text("t.source_type"),
    status: text("t.status"),
    targetDate: date("t.target_date"),
    taxAmount: decimal("t.tax_amount"),
    taxAutoCalculation: always(true),
    taxMessage: text("t.tax_message"),
    taxStatus: text("t.tax_status"),
    totalAmount: decimal("t.amount"),
    totalAmountWithoutTax: decimal("(t.amount - t.tax_amount)"),
    totalTaxExemptAmount: decimal(
      `(select coalesce(sum(x.exempt_amount), 0) from taxation_items x
        where x.account_id = t.account_id and x.document_id = t.credit_memo_id)`,
    ),
    transferredToAccounting: notHeld,
    updatedById: id("t.updated_by_id"),
    updatedDate: timestamp("t.updated_at"),
  },
  relations: {
    account: one("accounts", account),
    billToContact: one("contacts", account, ["t.bill_to_contact_id", "t.contact_id"]),
    billToContactSnapshot: one("contact-snapshots", [BILL_TO_SNAPSHOT, "t.contact_snapshot_id"]),
    creditMemoApplications: many("credit-memo-applications", account, [
      "t.credit_memo_id",
      "t.source_id",
    ]),
    creditMemoItems: many("credit-memo-items", account, memo),
    shipToContactSnapshot: nothing,
    soldToContactSnapshot: one("contact-snapshots", [SOLD_TO_SNAPSHOT, "t.contact_snapshot_id"]),
  },
};
