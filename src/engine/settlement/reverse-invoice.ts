import { BillingError } from "../errors.ts";
import type { CreditMemoMirroringRule } from "../model/billing-rules.ts";
import type {
  CreditMemoApplication,
  CreditMemoDraft,
  CreditMemoItem,
} from "../model/credit-memo.ts";
import type { Invoice, ItemReference } from "../model/document.ts";
import { type Decimal, formatDecimal, isNegative, sum, ZERO } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";
import { mirroredItems } from "./mirrored-items.ts";
import { type Settled, settleApplication } from "./settle-application.ts";
import { applicationInFull } from "./write-off.ts";

export type InvoiceReversalRequest = {
  readonly memoDate: PlainDate;
  /** When the memo is applied to the invoice: not before its date. */
  readonly applyEffectiveDate: PlainDate;
  readonly reasonCode: string;
  readonly comment: string | null;
  readonly creditMemoMirroringInvoiceItemsRule: CreditMemoMirroringRule;
  /** Where billing made them: what the items bill or take back, by the item's id. */
  readonly billed: ReadonlyMap<string, BilledBy>;
  readonly newId: () => string;
};

/** What billing made an item of an invoice for. */
export type BilledBy = {
  readonly segment: number;
  /** The item that it takes back; null where it bills. */
  readonly creditedItem: ItemReference | null;
};

export type InvoiceReversal = Settled<CreditMemoDraft> & {
  readonly application: CreditMemoApplication;
};

/** The reason that a reversal gives unless the caller has another one. */
export const INVOICE_REVERSAL_REASON = "Invoice reversal";

const MAXIMUM_ITEMS = 50_000;

/**
 * Takes a posted invoice back: a posted credit memo that mirrors its items, applied item to item and tax
 * to tax, after which each of them owes nothing, and billing has credited all that it billed
 * (docs/spec/invoice-reversal.md). Nobody may have paid or credited anything of it.
 *
 * Errors: INVOICE_NOT_POSTED, INVOICE_NOT_REVERSIBLE.
 */
export function reverseInvoice(invoice: Invoice, request: InvoiceReversalRequest): InvoiceReversal {
  refuseWhatCannotBeReversed(invoice, request);
  const creditMemo = reversingMemo(invoice, request);
  const applied = applicationInFull(creditMemo, invoice);
  const application = { ...applied, effectiveDate: request.applyEffectiveDate };
  const settled = settleApplication(creditMemo, invoice, application);
  const amounts = new Map(invoice.items.map((item) => [item.invoiceItemId, item.amount]));
  const items = settled.creditMemo.items.map((item) =>
    asBilled(item, amounts.get(item.sourceItemId ?? "") ?? ZERO, request),
  );
  return { ...settled, creditMemo: { ...settled.creditMemo, items }, application };
}

function refuseWhatCannotBeReversed(
  { invoiceNumber, status, invoiceDate, amount, balance, items }: Invoice,
  { memoDate, applyEffectiveDate }: InvoiceReversalRequest,
): void {
  const refuse = (reason: string): never => {
    throw new BillingError("INVOICE_NOT_REVERSIBLE", { invoiceNumber, reason });
  };
  if (status !== "Posted") throw new BillingError("INVOICE_NOT_POSTED", { done: "reversed" });
  if (isNegative(amount)) refuse("its amount is below zero");
  if (!balance.eq(amount)) refuse("something is applied to it");
  if (memoDate < invoiceDate) {
    refuse(`the memo date ${memoDate} is before the invoice date ${invoiceDate}`);
  }
  if (applyEffectiveDate < memoDate) {
    refuse(`the date of application ${applyEffectiveDate} is before the memo date ${memoDate}`);
  }
  const count = items.length + items.flatMap((item) => item.taxationItems).length;
  if (count > MAXIMUM_ITEMS) {
    refuse(`it has ${count} items including taxation items, more than ${MAXIMUM_ITEMS}`);
  }
}

function reversingMemo(invoice: Invoice, request: InvoiceReversalRequest): CreditMemoDraft {
  const { invoiceId, invoiceNumber, accountId, currency, billToContactId } = invoice;
  const { memoDate, reasonCode, comment, newId } = request;
  const creditMemoId = newId();
  const items = mirroredItems(invoice, invoice.items, { ...request, financeInformation: null });
  if (items.length === 0) {
    const reason = "all of it is zero, and the rule does not mirror zeros";
    throw new BillingError("INVOICE_NOT_REVERSIBLE", { invoiceNumber, reason });
  }
  const taxAmount = sum(items.flatMap((item) => item.taxationItems.map((tax) => tax.taxAmount)));
  const amount = sum(items.map((item) => item.amount)).plus(taxAmount);
  return {
    creditMemoId,
    accountId,
    currency,
    status: "Posted",
    creditMemoDate: memoDate,
    targetDate: null,
    reasonCode,
    comment,
    billToContactId,
    referredInvoiceId: invoiceId,
    source: "AdhocFromInvoice",
    sourceId: invoiceId,
    sourceType: "Invoice",
    isWriteOff: false,
    amount,
    taxAmount,
    appliedAmount: ZERO,
    unappliedAmount: amount,
    refundAmount: ZERO,
    items,
  };
}

/**
 * What billing made is credited as billing credits it: an item of a charge by the memo's item, and what
 * the invoice took back of an older item is billed there again.
 */
function asBilled(
  item: CreditMemoItem,
  amount: Decimal,
  { billed }: InvoiceReversalRequest,
): CreditMemoItem {
  const derivation = { rule: "reversal of the item", inputs: { amount: formatDecimal(amount) } };
  const billedBy = billed.get(item.sourceItemId ?? "");
  if (!billedBy) return { ...item, derivation };
  const { segment, creditedItem } = billedBy;
  const source = { sourceItemType: "SubscriptionComponent", sourceItemId: item.chargeId } as const;
  if (!creditedItem) return { ...item, ...source, segment, derivation };
  const isInvoice = creditedItem.documentType === "Invoice";
  return {
    ...item,
    ...source,
    segment,
    derivation,
    creditFromItemId: creditedItem.itemId,
    creditFromItemSource: `${creditedItem.documentType}Item`,
    creditFromInvoiceId: isInvoice ? creditedItem.documentId : null,
  };
}
