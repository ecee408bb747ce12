import {
  always,
  date,
  decimal,
  id,
  notHeld,
  one,
  type QueryObject,
  timestamp,
} from "../query-object.ts";

/**
 * What a payment has paid of a document and not taken back: its parts, with the parts' ids. Rows are
 * per item: they are added up, and the first one's id is the id of all.
 */
const PER_DOCUMENT = `(
  select account_id, source_id as payment_id,
    case target_type when 'Invoice' then target_id end as invoice_id,
    case target_type when 'DebitMemo' then target_id end as debit_memo_id,
    (array_agg(application_id order by application_id))[1] as application_id,
    (array_agg(created_by_id order by application_id))[1] as created_by_id,
    (array_agg(created_by_id order by application_id desc))[1] as updated_by_id,
    (array_agg(effective_date order by application_id desc))[1] as effective_date,
    min(created_at) as created_at, max(created_at) as updated_at, sum(amount) as amount
  from applications where source_type = 'Payment'
  group by account_id, source_id, target_type, target_id having sum(amount) <> 0
) t`;

/** Source: the vendor's samples of queryPaymentApplications. */
export const paymentApplications: QueryObject = {
  singular: "paymentApplication",
  from: PER_DOCUMENT,
  id: "t.application_id",
  numbers: [],
  defaultSort: "updatedDate",
  order: "t.created_at, t.application_id",
  fields: {
    accountId: id("t.account_id"),
    accountReceivableAccountingCodeId: notHeld,
    applicationGroupId: notHeld,
    applyAmount: decimal("t.amount"),
    billingDocumentOwnerId: id("t.account_id"),
    createdById: id("t.created_by_id"),
    createdDate: timestamp("t.created_at"),
    debitMemoId: id("t.debit_memo_id"),
    effectiveDate: date("t.effective_date"),
    id: id("t.application_id"),
    invoiceId: id("t.invoice_id"),
    journalEntryId: notHeld,
    paymentApplicationStatus: always("Processed"),
    paymentId: id("t.payment_id"),
    unappliedPaymentAccountingCodeId: notHeld,
    updatedById: id("t.updated_by_id"),
    updatedDate: timestamp("t.updated_at"),
  },
  relations: {
    debitMemo: one(
      "debit-memos",
      ["t.account_id", "t.account_id"],
      ["t.debit_memo_id", "t.debit_memo_id"],
    ),
    invoice: one("invoices", ["t.account_id", "t.account_id"], ["t.invoice_id", "t.invoice_id"]),
    payment: one("payments", ["t.account_id", "t.account_id"], ["t.payment_id", "t.payment_id"]),
  },
};
