import type { CreditMemo, CreditMemoItem, CreditTaxationItem } from "../model/credit-memo.ts";
import {
  type BilledSource,
  type DocumentLine,
  type DocumentStatus,
  type ItemTax,
  type LineTax,
  type LineTaxes,
  type NewInvoice,
  type NewInvoiceItem,
  netAmountOf,
  type TaxationItem,
} from "../model/document.ts";
import { type Decimal, sum, ZERO } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";
import { dueDate, type PaymentTerms } from "./due-date.ts";
import type { DocumentDraft } from "./group-documents.ts";
import { discountAsLine } from "./item-lines.ts";

/** What every document of one billing has in common. */
export type Issue = {
  readonly accountId: string;
  readonly documentDate: PlainDate;
  readonly targetDate: PlainDate;
  /** The account's own, for drafts that name none. */
  readonly paymentTerm: string;
  readonly paymentTerms: PaymentTerms;
  readonly billToContactId: string | null;
  readonly status: Extract<DocumentStatus, "Draft" | "Posted">;
  readonly source: "API" | "BillRun";
  /** The number of the bill run; null for an order. */
  readonly sourceId: string | null;
  /** Null: what billing gives. */
  readonly creditMemoReasonCode: string | null;
  readonly newId: () => string;
};

/** Why billing makes a credit memo, where nobody gives a reason. */
const DEFAULT_CREDIT_REASON = "Correcting invoice error";
/** Of a credit memo for what came back: docs/spec/order-line-items.md. */
const RETURN_REASON = "Return Order";

const isReturn = ({ orderLineItem }: DocumentLine): boolean =>
  orderLineItem?.itemCategory === "Return";

function sourceTypeOf({ lines }: DocumentDraft): BilledSource {
  const items = lines.filter(({ orderLineItem }) => orderLineItem).length;
  if (items === 0) return "Subscription";
  return items === lines.length ? "Order" : "Consolidation";
}

export type IssuedDocuments = {
  readonly invoices: readonly NewInvoice[];
  readonly creditMemos: readonly CreditMemo[];
};

/**
 * Turns drafts into dated documents whose totals are the sums of their items. Whoever saves them
 * numbers them: until then their numbers are empty.
 */
export function issueDocuments(drafts: readonly DocumentDraft[], issue: Issue): IssuedDocuments {
  const invoices = drafts.filter((draft) => draft.kind === "Invoice");
  const creditMemos = drafts.filter((draft) => draft.kind === "CreditMemo");
  return {
    invoices: invoices.map((draft) => invoice(draft, issue)),
    creditMemos: creditMemos.map((draft) => creditMemo(draft, issue)),
  };
}

function invoice(draft: DocumentDraft, issue: Issue): NewInvoice {
  const items = draft.lines.flatMap((line) => invoiceItems(line, issue.newId));
  const taxAmount = taxOf(items);
  const amount = sum(items.map((item) => item.amount)).plus(taxAmount);
  const paymentTerm = draft.paymentTerm ?? issue.paymentTerm;
  return {
    documentType: "Invoice",
    invoiceId: issue.newId(),
    invoiceNumber: "",
    accountId: issue.accountId,
    currency: draft.currency,
    status: issue.status,
    invoiceDate: issue.documentDate,
    dueDate: dueDate(issue.documentDate, paymentTerm, issue.paymentTerms),
    targetDate: issue.targetDate,
    paymentTerm,
    billToContactId: draft.billToContactId ?? issue.billToContactId,
    sequenceSetId: draft.sequenceSetId,
    source: issue.source,
    sourceId: issue.sourceId,
    sourceType: sourceTypeOf(draft),
    amount,
    taxAmount,
    balance: amount,
    items,
    ...withTaxError(draft),
  };
}

/** Without its taxes it is not posted. An object to spread. */
function withTaxError({ lines }: DocumentDraft): { status?: "Draft"; taxError?: string } {
  const taxes = lines.flatMap((line) => [
    line.tax,
    ...(line.discounts ?? []).map(({ tax }) => tax),
  ]);
  const taxError = taxes.map((tax) => tax?.error).find((error) => error !== undefined);
  return taxError === undefined ? {} : { status: "Draft", taxError };
}

/** A line, and its discounts, which owe nothing themselves: they lower what the line owes. */
function invoiceItems(line: DocumentLine, newId: () => string): NewInvoiceItem[] {
  const item = invoiceItem(line, newId);
  if (!line.discounts) return [item];
  const discounts = line.discounts.map((discount) => ({
    ...invoiceItem(discountAsLine(line, discount), newId),
    processingType: "Discount" as const,
    balance: ZERO,
    appliedToItemId: item.invoiceItemId,
  }));
  return [{ ...item, balance: netAmountOf(line) }, ...discounts];
}

const invoiceItem = (line: DocumentLine, newId: () => string): NewInvoiceItem => ({
  invoiceItemId: newId(),
  processingType: "Charge",
  subscriptionId: line.subscriptionId,
  subscriptionNumber: line.subscriptionNumber,
  chargeId: line.chargeId,
  chargeNumber: line.chargeNumber,
  segment: line.segment,
  productRatePlanChargeId: line.productRatePlanChargeId,
  chargeName: line.chargeName,
  chargeType: line.chargeType,
  service: line.service,
  quantity: line.quantity,
  unitPrice: line.unitPrice,
  unitOfMeasure: line.unitOfMeasure,
  amount: line.amount,
  balance: line.amount,
  appliedToItemId: null,
  orderLineItemId: line.orderLineItem?.orderLineItemId ?? null,
  creditedItem: line.creditedItem,
  derivation: line.derivation,
  taxationItems: line.tax ? line.tax.items.map((tax) => taxationItem(tax, newId())) : [],
  ...(line.tax && { itemTax: itemTaxOf(line.tax) }),
  ...(line.prepaidMoves && { prepaidMoves: line.prepaidMoves }),
});

const taxationItem = (tax: LineTax, taxationItemId: string): TaxationItem => ({
  ...tax,
  taxationItemId,
  balance: tax.taxAmount,
});

const itemTaxOf = ({ items: _, ...itemTax }: LineTaxes): ItemTax => itemTax;

/** Of most documents nothing, and then nothing is summed. */
function taxOf(
  items: readonly { readonly taxationItems: readonly { readonly taxAmount: Decimal }[] }[],
): Decimal {
  let total = ZERO;
  for (const { taxationItems } of items)
    for (const { taxAmount } of taxationItems) total = total.plus(taxAmount);
  return total;
}

function creditMemo(draft: DocumentDraft, issue: Issue): CreditMemo {
  const items = draft.lines.flatMap((line) => creditMemoItems(line, issue.newId));
  const taxAmount = taxOf(items);
  const amount = sum(items.map((item) => item.amount)).plus(taxAmount);
  return {
    creditMemoId: issue.newId(),
    creditMemoNumber: "",
    accountId: issue.accountId,
    currency: draft.currency,
    status: issue.status,
    creditMemoDate: issue.documentDate,
    targetDate: issue.targetDate,
    reasonCode:
      issue.creditMemoReasonCode ??
      (draft.lines.every(isReturn) ? RETURN_REASON : DEFAULT_CREDIT_REASON),
    comment: null,
    billToContactId: draft.billToContactId ?? issue.billToContactId,
    sequenceSetId: draft.sequenceSetId,
    referredInvoiceId: null,
    source: issue.source,
    sourceId: issue.sourceId,
    sourceType: sourceTypeOf(draft),
    isWriteOff: false,
    amount,
    taxAmount,
    appliedAmount: ZERO,
    unappliedAmount: amount,
    refundAmount: ZERO,
    items,
    ...withTaxError(draft),
  };
}

const creditFrom = ({ creditedItem }: DocumentLine) => ({
  creditFromItemId: creditedItem?.itemId ?? null,
  creditFromItemSource: creditedItem && (`${creditedItem.documentType}Item` as const),
  creditFromInvoiceId: creditedItem?.documentType === "Invoice" ? creditedItem.documentId : null,
});

function creditMemoItems(line: DocumentLine, newId: () => string): CreditMemoItem[] {
  const item = creditMemoItem(line, newId);
  if (!line.discounts) return [item];
  const discounts = line.discounts.map((discount) => ({
    ...creditMemoItem(discountAsLine(line, discount), newId),
    processingType: "Discount" as const,
    unappliedAmount: ZERO,
    appliedToItemId: item.creditMemoItemId,
  }));
  return [{ ...item, unappliedAmount: netAmountOf(line) }, ...discounts];
}

const creditMemoItem = (line: DocumentLine, newId: () => string): CreditMemoItem => ({
  creditMemoItemId: newId(),
  processingType: "Charge",
  subscriptionId: line.subscriptionId,
  subscriptionNumber: line.subscriptionNumber,
  chargeId: line.chargeId,
  chargeNumber: line.chargeNumber,
  segment: line.segment,
  productRatePlanChargeId: line.productRatePlanChargeId,
  chargeName: line.chargeName,
  chargeType: line.chargeType,
  service: line.service,
  quantity: line.quantity,
  unitPrice: line.unitPrice,
  unitOfMeasure: line.unitOfMeasure,
  amount: line.amount,
  appliedAmount: ZERO,
  unappliedAmount: line.amount,
  refundAmount: ZERO,
  appliedToItemId: null,
  sourceItemType: line.orderLineItem ? "OrderLineItem" : "SubscriptionComponent",
  sourceItemId: line.orderLineItem?.orderLineItemId ?? line.chargeId,
  ...creditFrom(line),
  comment: null,
  financeInformation: null,
  derivation: line.derivation,
  taxationItems: line.tax ? line.tax.items.map((tax) => creditTaxationItem(tax, newId())) : [],
  ...(line.tax && { itemTax: itemTaxOf(line.tax), taxMode: line.tax.taxMode }),
  ...(line.prepaidMoves && { prepaidMoves: line.prepaidMoves }),
});

const creditTaxationItem = (tax: LineTax, taxationItemId: string): CreditTaxationItem => ({
  ...tax,
  taxationItemId,
  appliedAmount: ZERO,
  unappliedAmount: tax.taxAmount,
  refundAmount: ZERO,
});
