import { date, decimal, id, notHeld, one, type QueryObject, timestamp } from "../query-object.ts";

/**
 * What a credit memo paid of an invoice in one go. Rows are per item: the first one stands for all, and
 * what was paid is reckoned for it alone, so that a filter leaves no more to add up than it finds.
 */
const FIRST_ROWS = `applications t join lateral (
    select sum(same.amount) as amount, min(same.application_id::text)::uuid as first_id
    from applications same
    where same.account_id = t.account_id and same.source_id = t.source_id
      and same.target_id = t.target_id and same.effective_date = t.effective_date
      and same.created_at = t.created_at and same.created_by_id = t.created_by_id
  ) together on t.source_type = 'CreditMemo' and together.first_id = t.application_id`;

/** As its index has it. */
const INVOICE_ID = "(case t.target_type when 'Invoice' then t.target_id end)";
const DEBIT_MEMO_ID = "(case t.target_type when 'DebitMemo' then t.target_id end)";

/** Source: the vendor's samples of queryCreditMemoApplications. */
export const creditMemoApplications: QueryObject = {
  singular: "creditMemoApplication",
  from: FIRST_ROWS,
  id: "t.application_id",
  numbers: [],
  defaultSort: "updatedDate",
  order: "t.created_at, t.application_id",
  fields: {
    accountId: id("t.account_id"),
    amount: decimal("together.amount"),
    applicationGroupId: notHeld,
    createdById: id("t.created_by_id"),
    createdDate: timestamp("t.created_at"),
    creditMemoId: id("t.source_id"),
    debitMemoId: id(DEBIT_MEMO_ID),
    effectiveDate: date("t.effective_date"),
    id: id("t.application_id"),
    invoiceId: id(INVOICE_ID),
    updatedById: id("t.created_by_id"),
    updatedDate: timestamp("t.created_at"),
  },
  relations: {
    creditMemo: one(
      "credit-memos",
      ["t.account_id", "t.account_id"],
      ["t.source_id", "t.credit_memo_id"],
    ),
    invoice: one("invoices", ["t.account_id", "t.account_id"], [INVOICE_ID, "t.invoice_id"]),
  },
};
