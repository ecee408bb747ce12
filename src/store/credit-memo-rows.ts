import type {
  CreditMemo,
  CreditMemoItem,
  CreditTaxationItem,
  FinanceInformation,
} from "#engine/model/credit-memo.ts";
import type { CustomFields } from "#engine/model/custom-fields.ts";
import type { Derivation, DocumentStatus } from "#engine/model/document.ts";
import type { TaxMode } from "#engine/model/tax.ts";
import { netAmounts } from "#engine/settlement/net-amounts.ts";
import { type Decimal, decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import {
  DOCUMENT_ITEM_COLUMNS,
  fromDocumentItem,
  taxStatusOf,
  toItemFields,
  toItemTax,
} from "./document-item-rows.ts";
import type { Columns } from "./insert-rows.ts";
import type { Authorship, InvoiceItemRow } from "./invoice-rows.ts";

export type CreditMemoRow = {
  account_id: string;
  credit_memo_id: string;
  credit_memo_number: string;
  status: DocumentStatus;
  currency: string;
  credit_memo_date: PlainDate;
  target_date: PlainDate | null;
  amount: string;
  tax_amount: string;
  is_taxed: boolean;
  unapplied_amount: string;
  refund_amount: string;
  reason_code: string;
  comment: string | null;
  bill_to_contact_id: string | null;
  referred_invoice_id: string | null;
  source: CreditMemo["source"];
  source_id: string | null;
  source_type: CreditMemo["sourceType"];
  is_write_off: boolean;
  auto_apply_upon_posting: boolean;
  exclude_from_auto_apply_rules: boolean;
  revenue_impacting: "Yes" | "No" | null;
  non_revenue_write_off_accounting_code: string | null;
  transferred_to_accounting: string | null;
  custom_fields: CustomFields;
};

export type CreditMemoItemRow = Omit<
  InvoiceItemRow,
  "invoice_id" | "invoice_item_id" | "balance"
> & {
  credit_memo_id: string;
  credit_memo_item_id: string;
  segment: number | null;
  unapplied_amount: string;
  refund_amount: string;
  source_item_type: CreditMemoItem["sourceItemType"];
  source_item_id: string | null;
  credit_from_invoice_id: string | null;
  credit_from_item_id: string | null;
  credit_from_item_source: CreditMemoItem["creditFromItemSource"];
  comment: string | null;
  finance_information: FinanceInformation | null;
  derivation: Derivation;
  tax_mode: TaxMode;
  custom_fields: CustomFields;
};

/** What another memo has settled by reversing this one counts as applied. */
const useOf = (amount: Decimal, row: Pick<CreditMemoRow, "unapplied_amount" | "refund_amount">) => {
  const unappliedAmount = decimal(row.unapplied_amount);
  const refundAmount = decimal(row.refund_amount);
  const appliedAmount = amount.minus(unappliedAmount).minus(refundAmount);
  return { appliedAmount, unappliedAmount, refundAmount };
};

export function toCreditMemo(
  row: CreditMemoRow,
  itemRows: readonly CreditMemoItemRow[],
  taxes: ReadonlyMap<string, readonly CreditTaxationItem[]>,
): CreditMemo {
  const amount = decimal(row.amount);
  const net = netAmounts(
    itemRows.map((item) => ({
      id: item.credit_memo_item_id,
      amount: decimal(item.amount),
      appliedToItemId: item.applied_to_item_id,
    })),
    (item) => item.id,
  );
  return {
    creditMemoId: row.credit_memo_id,
    creditMemoNumber: row.credit_memo_number,
    accountId: row.account_id,
    currency: row.currency,
    status: row.status,
    creditMemoDate: row.credit_memo_date,
    targetDate: row.target_date,
    reasonCode: row.reason_code,
    comment: row.comment,
    billToContactId: row.bill_to_contact_id,
    referredInvoiceId: row.referred_invoice_id,
    source: row.source,
    sourceId: row.source_id,
    sourceType: row.source_type,
    isWriteOff: row.is_write_off,
    amount,
    taxAmount: decimal(row.tax_amount),
    ...useOf(amount, row),
    terms: {
      autoApplyUponPosting: row.auto_apply_upon_posting,
      excludeFromAutoApplyRules: row.exclude_from_auto_apply_rules,
      revenueImpacting: row.revenue_impacting,
      nonRevenueWriteOffAccountingCode: row.non_revenue_write_off_accounting_code,
      transferredToAccounting: row.transferred_to_accounting,
      customFields: row.custom_fields,
    },
    items: itemRows.map((item) =>
      toItem(
        item,
        net.get(item.credit_memo_item_id) ?? decimal(item.amount),
        taxes.get(item.credit_memo_item_id) ?? [],
      ),
    ),
  };
}

const toItem = (
  row: CreditMemoItemRow,
  netAmount: Decimal,
  taxationItems: readonly CreditTaxationItem[],
): CreditMemoItem => ({
  creditMemoItemId: row.credit_memo_item_id,
  processingType: row.processing_type,
  subscriptionId: row.subscription_id,
  subscriptionNumber: row.subscription_number,
  chargeId: row.charge_id,
  chargeNumber: row.charge_number,
  segment: row.segment,
  productRatePlanChargeId: row.product_rate_plan_charge_id,
  chargeName: row.charge_name,
  chargeType: row.charge_type,
  service: { start: row.service_start, end: row.service_end },
  quantity: decimal(row.quantity),
  unitPrice: decimal(row.unit_price),
  unitOfMeasure: row.unit_of_measure,
  amount: decimal(row.amount),
  appliedToItemId: row.applied_to_item_id,
  sourceItemType: row.source_item_type,
  sourceItemId: row.source_item_id,
  creditFromItemId: row.credit_from_item_id,
  creditFromItemSource: row.credit_from_item_source,
  creditFromInvoiceId: row.credit_from_invoice_id,
  comment: row.comment,
  financeInformation: row.finance_information,
  ...toItemFields(row),
  derivation: row.derivation,
  taxMode: row.tax_mode,
  ...useOf(netAmount, row),
  taxationItems,
  ...toItemTax(row),
});

export const TERM_COLUMNS = {
  auto_apply_upon_posting: "boolean",
  exclude_from_auto_apply_rules: "boolean",
  revenue_impacting: "text",
  non_revenue_write_off_accounting_code: "text",
  transferred_to_accounting: "text",
  custom_fields: "jsonb",
} as const satisfies Columns;

export const MEMO_COLUMNS = {
  account_id: "uuid",
  credit_memo_id: "uuid",
  credit_memo_number: "text",
  status: "text",
  currency: "text",
  credit_memo_date: "date",
  target_date: "date",
  amount: "numeric",
  tax_amount: "numeric",
  is_taxed: "boolean",
  tax_status: "text",
  tax_message: "text",
  unapplied_amount: "numeric",
  refund_amount: "numeric",
  reason_code: "text",
  comment: "text",
  bill_to_contact_id: "uuid",
  referred_invoice_id: "uuid",
  source: "text",
  source_id: "text",
  source_type: "text",
  is_write_off: "boolean",
  ...TERM_COLUMNS,
  bill_run_id: "uuid",
  order_id: "uuid",
  posted_by_id: "uuid",
  posted_at: "timestamptz",
  created_by_id: "uuid",
  created_at: "timestamptz",
  updated_by_id: "uuid",
  updated_at: "timestamptz",
} as const satisfies Columns;

export const fromTerms = ({ terms }: CreditMemo) => ({
  auto_apply_upon_posting: terms?.autoApplyUponPosting ?? false,
  exclude_from_auto_apply_rules: terms?.excludeFromAutoApplyRules ?? false,
  revenue_impacting: terms?.revenueImpacting ?? null,
  non_revenue_write_off_accounting_code: terms?.nonRevenueWriteOffAccountingCode ?? null,
  transferred_to_accounting: terms?.transferredToAccounting ?? null,
  custom_fields: terms?.customFields ?? NO_CUSTOM_FIELDS,
});

/** One object, so that many rows say it once. */
const NO_CUSTOM_FIELDS: CustomFields = {};

export function fromCreditMemo(creditMemo: CreditMemo, authorship: Authorship) {
  const { userId, now, billRunId, orderId } = authorship;
  const isPosted = creditMemo.status === "Posted";
  return {
    account_id: creditMemo.accountId,
    credit_memo_id: creditMemo.creditMemoId,
    credit_memo_number: creditMemo.creditMemoNumber,
    status: creditMemo.status,
    currency: creditMemo.currency,
    credit_memo_date: creditMemo.creditMemoDate,
    target_date: creditMemo.targetDate,
    amount: creditMemo.amount,
    tax_amount: creditMemo.taxAmount,
    is_taxed: creditMemo.items.some((item) => item.taxationItems.length > 0),
    tax_status: taxStatusOf(creditMemo),
    tax_message: creditMemo.taxError ?? null,
    unapplied_amount: creditMemo.unappliedAmount,
    refund_amount: creditMemo.refundAmount,
    reason_code: creditMemo.reasonCode,
    comment: creditMemo.comment,
    bill_to_contact_id: creditMemo.billToContactId,
    referred_invoice_id: creditMemo.referredInvoiceId,
    source: creditMemo.source,
    source_id: creditMemo.sourceId,
    source_type: creditMemo.sourceType,
    is_write_off: creditMemo.isWriteOff,
    ...fromTerms(creditMemo),
    bill_run_id: billRunId,
    order_id: orderId,
    posted_by_id: isPosted ? userId : null,
    posted_at: isPosted ? now : null,
    created_by_id: userId,
    created_at: now,
    updated_by_id: userId,
    updated_at: now,
  };
}

export const ITEM_COLUMNS = {
  ...DOCUMENT_ITEM_COLUMNS,
  account_id: "uuid",
  credit_memo_id: "uuid",
  credit_memo_item_id: "uuid",
  unapplied_amount: "numeric",
  refund_amount: "numeric",
  source_item_type: "text",
  source_item_id: "uuid",
  credit_from_invoice_id: "uuid",
  credit_from_item_id: "uuid",
  credit_from_item_source: "text",
  comment: "text",
  finance_information: "jsonb",
  tax_mode: "text",
} as const satisfies Columns;

export const fromItem = (accountId: string, creditMemoId: string, item: CreditMemoItem) => ({
  ...fromDocumentItem(item),
  account_id: accountId,
  credit_memo_id: creditMemoId,
  credit_memo_item_id: item.creditMemoItemId,
  unapplied_amount: item.unappliedAmount,
  refund_amount: item.refundAmount,
  source_item_type: item.sourceItemType,
  source_item_id: item.sourceItemId,
  credit_from_invoice_id: item.creditFromInvoiceId,
  credit_from_item_id: item.creditFromItemId,
  credit_from_item_source: item.creditFromItemSource,
  comment: item.comment,
  finance_information: item.financeInformation,
  tax_mode: item.taxMode ?? "TaxExclusive",
});
