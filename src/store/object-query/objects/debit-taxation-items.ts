import {
  date,
  decimal,
  id,
  notHeld,
  one,
  type QueryObject,
  text,
  timestamp,
} from "../query-object.ts";

const account = ["t.account_id", "t.account_id"] as const;

const PAID_BY = (source: "CreditMemo" | "Payment") => `coalesce((
  select sum(p.amount) from applications p
  where p.account_id = t.account_id and p.target_tax_item_id = t.taxation_item_id
  and p.source_type = '${source}'), 0)`;

/** Taxes of debit memos. The field names them where items are expanded, and has no page of them. */
export const debitTaxationItems: QueryObject = {
  singular: "debitTaxationItem",
  from: `taxation_items t join debit_memo_items i on i.account_id = t.account_id
    and i.debit_memo_id = t.document_id and i.debit_memo_item_id = t.item_id`,
  id: "t.taxation_item_id",
  numbers: [],
  defaultSort: "updatedDate",
  order: "t.taxation_item_id",
  fields: {
    accountReceivableAccountingCodeId: notHeld,
    balance: decimal("t.balance"),
    createdById: id("t.created_by_id"),
    createdDate: timestamp("t.created_at"),
    creditAmount: decimal(PAID_BY("CreditMemo")),
    debitMemoId: id("t.document_id"),
    debitMemoItemId: id("t.item_id"),
    exemptAmount: decimal("t.exempt_amount"),
    id: id("t.taxation_item_id"),
    jurisdiction: text("t.jurisdiction"),
    locationCode: text("t.location_code"),
    name: text("t.name"),
    paymentAmount: decimal(PAID_BY("Payment")),
    salesTaxPayableAccountingCodeId: notHeld,
    sourceTaxItemId: id("t.source_tax_item_id"),
    taxAmount: decimal("t.tax_amount"),
    taxCode: text("t.tax_code"),
    taxCodeDescription: text("t.tax_code_description"),
    taxDate: date("t.tax_date"),
    taxMode: text("i.tax_mode"),
    taxRate: decimal("t.tax_rate"),
    taxRateDescription: text("t.tax_rate_description"),
    taxRateType: text("t.tax_rate_type"),
    taxableAmount: decimal("t.taxable_amount"),
    updatedById: id("t.updated_by_id"),
    updatedDate: timestamp("t.updated_at"),
  },
  customFields: "t.custom_fields",
  relations: {
    debitMemo: one("debit-memos", account, ["t.document_id", "t.debit_memo_id"]),
    debitMemoItem: one("debit-memo-items", account, ["t.item_id", "t.debit_memo_item_id"]),
  },
};
