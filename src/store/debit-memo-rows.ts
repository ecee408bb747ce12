import type { FinanceInformation } from "#engine/model/credit-memo.ts";
import type { CustomFields } from "#engine/model/custom-fields.ts";
import type { DebitMemo, DebitMemoItem } from "#engine/model/debit-memo.ts";
import type { Derivation, TaxationItem } from "#engine/model/document.ts";
import type { TaxMode } from "#engine/model/tax.ts";
import { decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { DOCUMENT_ITEM_COLUMNS, fromDocumentItem, toItemFields } from "./document-item-rows.ts";
import type { Columns } from "./insert-rows.ts";
import {
  type Authorship,
  type InvoiceItemRow,
  type InvoiceRow,
  toInvoiceItem,
} from "./invoice-rows.ts";

export type DebitMemoRow = Omit<InvoiceRow, "invoice_id" | "invoice_number" | "invoice_date"> & {
  debit_memo_id: string;
  debit_memo_number: string;
  debit_memo_date: PlainDate;
  due_date: PlainDate;
  target_date: PlainDate | null;
  payment_term: string;
  auto_pay: boolean;
  transferred_to_accounting: string | null;
  reason_code: string;
  comment: string | null;
  referred_invoice_id: string | null;
  referred_credit_memo_id: string | null;
  source: DebitMemo["source"];
  source_id: string | null;
  source_type: DebitMemo["sourceType"];
  custom_fields: CustomFields;
};

export type DebitMemoItemRow = Omit<InvoiceItemRow, "invoice_id" | "invoice_item_id"> & {
  debit_memo_id: string;
  debit_memo_item_id: string;
  segment: number | null;
  source_item_type: DebitMemoItem["sourceItemType"];
  source_item_id: string | null;
  comment: string | null;
  finance_information: FinanceInformation | null;
  derivation: Derivation;
  tax_mode: TaxMode;
  custom_fields: CustomFields;
};

export const toDebitMemo = (
  row: DebitMemoRow,
  items: readonly DebitMemoItemRow[],
  taxes: ReadonlyMap<string, readonly TaxationItem[]>,
): DebitMemo => ({
  documentType: "DebitMemo",
  invoiceId: row.debit_memo_id,
  invoiceNumber: row.debit_memo_number,
  accountId: row.account_id,
  currency: row.currency,
  status: row.status,
  invoiceDate: row.debit_memo_date,
  dueDate: row.due_date,
  targetDate: row.target_date,
  billToContactId: row.bill_to_contact_id,
  amount: decimal(row.amount),
  taxAmount: decimal(row.tax_amount),
  balance: decimal(row.balance),
  paymentTerm: row.payment_term,
  autoPay: row.auto_pay,
  transferredToAccounting: row.transferred_to_accounting,
  reasonCode: row.reason_code,
  comment: row.comment,
  referredInvoiceId: row.referred_invoice_id,
  referredCreditMemoId: row.referred_credit_memo_id,
  source: row.source,
  sourceId: row.source_id,
  sourceType: row.source_type,
  customFields: row.custom_fields,
  items: items.map((item) => toItem(item, taxes.get(item.debit_memo_item_id) ?? [])),
});

const toItem = (row: DebitMemoItemRow, taxes: readonly TaxationItem[]): DebitMemoItem => ({
  ...toInvoiceItem(
    { ...row, invoice_id: row.debit_memo_id, invoice_item_id: row.debit_memo_item_id },
    taxes,
  ),
  segment: row.segment,
  sourceItemType: row.source_item_type,
  sourceItemId: row.source_item_id,
  comment: row.comment,
  financeInformation: row.finance_information,
  ...toItemFields(row),
  derivation: row.derivation,
  taxMode: row.tax_mode,
});

export const DEBIT_MEMO_COLUMNS = {
  account_id: "uuid",
  debit_memo_id: "uuid",
  debit_memo_number: "text",
  status: "text",
  currency: "text",
  debit_memo_date: "date",
  due_date: "date",
  target_date: "date",
  amount: "numeric",
  tax_amount: "numeric",
  is_taxed: "boolean",
  balance: "numeric",
  payment_term: "text",
  auto_pay: "boolean",
  transferred_to_accounting: "text",
  reason_code: "text",
  comment: "text",
  bill_to_contact_id: "uuid",
  referred_invoice_id: "uuid",
  referred_credit_memo_id: "uuid",
  source: "text",
  source_id: "text",
  source_type: "text",
  custom_fields: "jsonb",
  posted_by_id: "uuid",
  posted_at: "timestamptz",
  created_by_id: "uuid",
  created_at: "timestamptz",
  updated_by_id: "uuid",
  updated_at: "timestamptz",
} as const satisfies Columns;

export function fromDebitMemo(
  memo: DebitMemo,
  { userId, now }: Pick<Authorship, "userId" | "now">,
) {
  const isPosted = memo.status === "Posted";
  return {
    account_id: memo.accountId,
    debit_memo_id: memo.invoiceId,
    debit_memo_number: memo.invoiceNumber,
    status: memo.status,
    currency: memo.currency,
    debit_memo_date: memo.invoiceDate,
    due_date: memo.dueDate,
    target_date: memo.targetDate,
    amount: memo.amount,
    tax_amount: memo.taxAmount,
    is_taxed: memo.items.some((item) => item.taxationItems.length > 0),
    balance: memo.balance,
    payment_term: memo.paymentTerm,
    auto_pay: memo.autoPay,
    transferred_to_accounting: memo.transferredToAccounting ?? null,
    reason_code: memo.reasonCode,
    comment: memo.comment,
    bill_to_contact_id: memo.billToContactId,
    referred_invoice_id: memo.referredInvoiceId,
    referred_credit_memo_id: memo.referredCreditMemoId,
    source: memo.source,
    source_id: memo.sourceId,
    source_type: memo.sourceType,
    custom_fields: memo.customFields ?? {},
    posted_by_id: isPosted ? userId : null,
    posted_at: isPosted ? now : null,
    created_by_id: userId,
    created_at: now,
    updated_by_id: userId,
    updated_at: now,
  };
}

export const DEBIT_MEMO_ITEM_COLUMNS = {
  ...DOCUMENT_ITEM_COLUMNS,
  account_id: "uuid",
  debit_memo_id: "uuid",
  debit_memo_item_id: "uuid",
  balance: "numeric",
  source_item_type: "text",
  source_item_id: "uuid",
  comment: "text",
  finance_information: "jsonb",
  tax_mode: "text",
} as const satisfies Columns;

export const fromDebitMemoItems = ({ accountId, invoiceId, items }: DebitMemo) =>
  items.map((item) => ({
    ...fromDocumentItem(item),
    account_id: accountId,
    debit_memo_id: invoiceId,
    debit_memo_item_id: item.invoiceItemId,
    balance: item.balance,
    source_item_type: item.sourceItemType,
    source_item_id: item.sourceItemId,
    comment: item.comment,
    finance_information: item.financeInformation,
    tax_mode: item.taxMode ?? "TaxExclusive",
  }));
