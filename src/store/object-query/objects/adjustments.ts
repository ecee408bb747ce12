/** Adjustments of the model before memos: ZOQL knows them, Object Query does not. */
import {
  always,
  date,
  decimal,
  id,
  number,
  type QueryObject,
  text,
  timestamp,
} from "../query-object.ts";

const WRITTEN = {
  createdById: id("t.created_by_id"),
  createdDate: timestamp("t.created_at"),
  updatedById: id("t.updated_by_id"),
  updatedDate: timestamp("t.updated_at"),
};

/** Source: the vendor's sample of Object_GETCreditBalanceAdjustment. */
export const creditBalanceAdjustments: QueryObject = {
  singular: "creditBalanceAdjustment",
  from: "credit_balance_adjustments t",
  id: "t.credit_balance_adjustment_id",
  numbers: ["t.credit_balance_adjustment_number"],
  defaultSort: "updatedDate",
  order: "t.created_at, t.credit_balance_adjustment_id",
  customFields: "t.custom_fields",
  fields: {
    accountId: id("t.account_id"),
    adjustmentDate: date("t.adjustment_date"),
    amount: decimal("t.amount"),
    cancelledOn: timestamp("t.cancelled_at"),
    comment: text("t.comment"),
    id: id("t.credit_balance_adjustment_id"),
    number: number("t.credit_balance_adjustment_number"),
    reasonCode: text("t.reason_code"),
    referenceId: text("t.reference_id"),
    sourceTransactionId: id("t.invoice_id"),
    sourceTransactionNumber: number("t.invoice_number"),
    sourceTransactionType: text(
      "(case t.type when 'Increase' then 'CreditMemo' else 'Invoice' end)",
    ),
    status: text("t.status"),
    transferredToAccounting: text("t.transferred_to_accounting"),
    type: text("t.type"),
    ...WRITTEN,
  },
  relations: {},
};

const ADJUSTMENT = {
  accountId: id("t.account_id"),
  adjustmentDate: date("t.adjustment_date"),
  adjustmentNumber: number("t.invoice_adjustment_number"),
  amount: decimal("t.amount"),
  cancelledOn: timestamp("t.cancelled_at"),
  id: id("t.invoice_adjustment_id"),
  invoiceId: id("t.invoice_id"),
  invoiceNumber: number("t.invoice_number"),
  reasonCode: text("t.reason_code"),
  referenceId: text("t.reference_id"),
  status: text("t.status"),
  transferredToAccounting: text("t.transferred_to_accounting"),
  type: always("Credit"),
  ...WRITTEN,
};

const OBJECT = {
  id: "t.invoice_adjustment_id",
  numbers: ["t.invoice_adjustment_number"],
  defaultSort: "updatedDate",
  order: "t.created_at, t.invoice_adjustment_id",
  customFields: "t.custom_fields",
  relations: {},
};

/** Source: the vendor's sample of Object_GETInvoiceAdjustment. */
export const invoiceAdjustments: QueryObject = {
  ...OBJECT,
  singular: "invoiceAdjustment",
  from: `(select a.*, accounts.name, accounts.account_number from invoice_adjustments a
    join accounts using (account_id) where a.source_type = 'Invoice') t`,
  fields: {
    ...ADJUSTMENT,
    comments: text("t.comment"),
    customerName: text("t.name"),
    customerNumber: number("t.account_number"),
    impactAmount: decimal("-t.amount"),
  },
};

/** Source: the vendor's sample of Object_GETInvoiceItemAdjustment. */
export const invoiceItemAdjustments: QueryObject = {
  ...OBJECT,
  singular: "invoiceItemAdjustment",
  from: "(select * from invoice_adjustments where source_type <> 'Invoice') t",
  fields: {
    ...ADJUSTMENT,
    comment: text("t.comment"),
    invoiceItemName: text("t.item_name"),
    serviceEndDate: date("(t.service_end - 1)"),
    serviceStartDate: date("t.service_start"),
    sourceId: id("t.source_id"),
    sourceType: text("t.source_type"),
  },
};
