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

/** That of the account at present, as the field answers it here and nowhere else. */
const SEQUENCE_SET = `(select coalesce(a.sequence_set_id,
    (select s.sequence_set_id from sequence_sets s where s.is_default))
  from accounts a where a.account_id = t.account_id)`;

const snapshotOf = (contact: string) => `(
  select taken.contact_snapshot_id from document_contact_snapshots taken
  join accounts a using (account_id)
  where taken.account_id = t.account_id and taken.document_id = t.debit_memo_id
    and taken.contact_id = ${contact})`;
const BILL_TO_SNAPSHOT = snapshotOf("coalesce(t.bill_to_contact_id, a.bill_to_contact_id)");
const SOLD_TO_SNAPSHOT = snapshotOf("a.sold_to_contact_id");
const memo = ["t.debit_memo_id", "d.debit_memo_id"] as const;

/** Source: the vendor's samples of queryDebitMemos and ExpandedDebitMemo of its SDKs. */
export const debitMemos: QueryObject = {
  singular: "debitMemo",
  from: "debit_memos t",
  id: "t.debit_memo_id",
  numbers: ["t.debit_memo_number"],
  defaultSort: "updatedDate",
  order: "t.created_at desc, t.debit_memo_id",
  customFields: "t.custom_fields",
  fields: {
    accountId: id("t.account_id"),
    autoPay: boolean("t.auto_pay"),
    balance: decimal("t.balance"),
    beAppliedAmount: decimal("(t.amount - t.balance)"),
    billToContactId: id("t.bill_to_contact_id"),
    billToContactSnapshotId: id(BILL_TO_SNAPSHOT),
    cancelledById: id("t.cancelled_by_id"),
    cancelledOn: timestamp("t.cancelled_at"),
    comments: text("t.comment"),
    communicationProfileId: notHeld,
    createdById: id("t.created_by_id"),
    createdDate: timestamp("t.created_at"),
    creditMemoId: id("t.referred_credit_memo_id"),
    currency: text("t.currency"),
    discountAmount: always(0),
    dueDate: date("t.due_date"),
    eInvoiceErrorCode: notHeld,
    eInvoiceErrorMessage: notHeld,
    eInvoiceFileId: notHeld,
    eInvoiceStatus: notHeld,
    exchangeRateDate: notHeld,
    id: id("t.debit_memo_id"),
    invoiceGroupNumber: notHeld,
    invoiceId: id("t.referred_invoice_id"),
    memoDate: date("t.debit_memo_date"),
    memoNumber: number("t.debit_memo_number"),
    paymentTerm: text("t.payment_term"),
    postedById: id("t.posted_by_id"),
    postedOn: timestamp("t.posted_at"),
    reasonCode: text("t.reason_code"),
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
    taxMessage: notHeld,
    taxStatus: text("(case when t.is_taxed then 'Complete' end)"),
    totalAmount: decimal("t.amount"),
    totalAmountWithoutTax: decimal("(t.amount - t.tax_amount)"),
    totalTaxExemptAmount: always(0),
    transferredToAccounting: notHeld,
    updatedById: id("t.updated_by_id"),
    updatedDate: timestamp("t.updated_at"),
  },
  relations: {
    account: one("accounts", account),
    billToContact: one("contacts", account, ["t.bill_to_contact_id", "t.contact_id"]),
    billToContactSnapshot: one("contact-snapshots", [BILL_TO_SNAPSHOT, "t.contact_snapshot_id"]),
    debitMemoItems: many("debit-memo-items", account, memo),
    shipToContactSnapshot: nothing,
    soldToContactSnapshot: one("contact-snapshots", [SOLD_TO_SNAPSHOT, "t.contact_snapshot_id"]),
  },
};
