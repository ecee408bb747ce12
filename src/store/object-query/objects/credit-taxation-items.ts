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

/** Taxes of credit memos. The field names them where items are expanded, and has no page of them. */
export const creditTaxationItems: QueryObject = {
  singular: "creditTaxationItem",
  from: `taxation_items t join credit_memo_items i on i.account_id = t.account_id
    and i.credit_memo_id = t.document_id and i.credit_memo_item_id = t.item_id`,
  id: "t.taxation_item_id",
  numbers: [],
  defaultSort: "updatedDate",
  order: "t.taxation_item_id",
  fields: {
    appliedAmount: decimal("(t.tax_amount - t.unapplied_amount - t.refund_amount)"),
    createdById: id("t.created_by_id"),
    createdDate: timestamp("t.created_at"),
    creditMemoId: id("t.document_id"),
    creditMemoItemId: id("t.item_id"),
    exemptAmount: decimal("t.exempt_amount"),
    id: id("t.taxation_item_id"),
    jurisdiction: text("t.jurisdiction"),
    locationCode: text("t.location_code"),
    name: text("t.name"),
    onAccountAccountingCodeId: notHeld,
    refundAmount: decimal("t.refund_amount"),
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
    unappliedAmount: decimal("t.unapplied_amount"),
    updatedById: id("t.updated_by_id"),
    updatedDate: timestamp("t.updated_at"),
  },
  customFields: "t.custom_fields",
  relations: {
    creditMemo: one("credit-memos", account, ["t.document_id", "t.credit_memo_id"]),
    creditMemoItem: one("credit-memo-items", account, ["t.item_id", "t.credit_memo_item_id"]),
  },
};
