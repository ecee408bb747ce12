import { date, decimal, id, notHeld, one, type QueryObject, timestamp } from "../query-object.ts";

/**
 * What a credit memo paid of an invoice in one go. Rows are per item: they are added up, and the
 * first one's id is the id of all.
 */
const PER_INVOICE = `(
  select account_id, source_id as credit_memo_id,
    case target_type when 'Invoice' then target_id end as invoice_id,
    case target_type when 'DebitMemo' then target_id end as debit_memo_id,
    effective_date, created_at, created_by_id,
    (array_agg(application_id order by application_id))[1] as application_id,
    sum(amount) as amount
  from applications where source_type = 'CreditMemo'
  group by account_id, source_id, target_type, target_id, effective_date, created_at, created_by_id
) t`;

/** Source: the vendor's samples of queryCreditMemoApplications. */
export const creditMemoApplications: QueryObject = {
  singular: "creditMemoApplication",
  from: PER_INVOICE,
  id: "t.application_id",
  numbers: [],
  defaultSort: "updatedDate",
  order: "t.created_at, t.application_id",
  fields: {
    accountId: id("t.account_id"),
    amount: decimal("t.amount"),
    applicationGroupId: notHeld,
    createdById: id("t.created_by_id"),
    createdDate: timestamp("t.created_at"),
    creditMemoId: id("t.credit_memo_id"),
    debitMemoId: id("t.debit_memo_id"),
    effectiveDate: date("t.effective_date"),
    id: id("t.application_id"),
    invoiceId: id("t.invoice_id"),
    updatedById: id("t.created_by_id"),
    updatedDate: timestamp("t.created_at"),
  },
  relations: {
    creditMemo: one(
      "credit-memos",
      ["t.account_id", "t.account_id"],
      ["t.credit_memo_id", "t.credit_memo_id"],
    ),
    invoice: one("invoices", ["t.account_id", "t.account_id"], ["t.invoice_id", "t.invoice_id"]),
  },
};
