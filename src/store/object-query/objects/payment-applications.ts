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
 * per item: the first one stands for all, and the others are added up for it alone, so that a filter
 * leaves no more to add up than it finds.
 */
const FIRST_ROWS = `applications t join lateral (
    select sum(same.amount) as amount, min(same.application_id::text)::uuid as first_id,
      max(same.created_at) as updated_at,
      (array_agg(same.created_by_id order by same.application_id desc))[1] as updated_by_id,
      (array_agg(same.effective_date order by same.application_id desc))[1] as effective_date
    from applications same
    where same.account_id = t.account_id and same.source_id = t.source_id
      and same.target_id = t.target_id
  ) together on t.source_type = 'Payment' and together.first_id = t.application_id
    and together.amount <> 0`;

/** As its index has it. */
const INVOICE_ID = "(case t.target_type when 'Invoice' then t.target_id end)";
const DEBIT_MEMO_ID = "(case t.target_type when 'DebitMemo' then t.target_id end)";

/** Source: the vendor's samples of queryPaymentApplications. */
export const paymentApplications: QueryObject = {
  singular: "paymentApplication",
  from: FIRST_ROWS,
  id: "t.application_id",
  numbers: [],
  defaultSort: "updatedDate",
  order: "t.created_at, t.application_id",
  fields: {
    accountId: id("t.account_id"),
    accountReceivableAccountingCodeId: notHeld,
    applicationGroupId: notHeld,
    applyAmount: decimal("together.amount"),
    billingDocumentOwnerId: id("t.account_id"),
    createdById: id("t.created_by_id"),
    createdDate: timestamp("t.created_at"),
    debitMemoId: id(DEBIT_MEMO_ID),
    effectiveDate: date("together.effective_date"),
    id: id("t.application_id"),
    invoiceId: id(INVOICE_ID),
    journalEntryId: notHeld,
    paymentApplicationStatus: always("Processed"),
    paymentId: id("t.source_id"),
    unappliedPaymentAccountingCodeId: notHeld,
    updatedById: id("together.updated_by_id"),
    updatedDate: timestamp("together.updated_at"),
  },
  relations: {
    debitMemo: one(
      "debit-memos",
      ["t.account_id", "t.account_id"],
      [DEBIT_MEMO_ID, "t.debit_memo_id"],
    ),
    invoice: one("invoices", ["t.account_id", "t.account_id"], [INVOICE_ID, "t.invoice_id"]),
    payment: one("payments", ["t.account_id", "t.account_id"], ["t.source_id", "t.payment_id"]),
  },
};
