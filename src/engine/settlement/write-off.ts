import { assert } from "../assert.ts";
import { BillingError } from "../errors.ts";
import type { CreditMemoMirroringRule } from "../model/billing-rules.ts";
import type {
  CreditMemoApplication,
  CreditMemoApplicationItem,
  CreditMemoDraft,
  CreditMemoItem,
  FinanceInformation,
} from "../model/credit-memo.ts";
import type { Invoice, InvoiceItem } from "../model/document.ts";
import { isNegative, isZero, sum, ZERO } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";
import { mirroredItems } from "./mirrored-items.ts";
import { type Settled, settleApplication } from "./settle-application.ts";

export type WriteOffRequest = {
  readonly memoDate: PlainDate;
  readonly reasonCode: string;
  readonly comment: string | null;
  /** Of every item of the memo; null where the charges' own codes are to be used. */
  readonly financeInformation: FinanceInformation | null;
  readonly creditMemoMirroringInvoiceItemsRule: CreditMemoMirroringRule;
  /** Writes off only these items with their discounts and taxes; all of them when undefined. */
  readonly itemIds?: ReadonlySet<string> | undefined;
  /** Ids of the memo, its items and its taxes come from outside. */
  readonly newId: () => string;
};

export type WrittenOff = Settled<CreditMemoDraft> & {
  readonly application: CreditMemoApplication;
};

/** The reason that a write-off gives unless the caller has another one. */
export const WRITE_OFF_REASON = "Write-off";

const MAXIMUM_ITEMS = 2000;

/**
 * Gives up what an invoice still owes: a posted credit memo that mirrors its items, applied item to
 * item and tax to tax, after which each of them owes exactly nothing (docs/spec/write-off.md).
 *
 * Errors: WRITE_OFF_NOT_POSTED, WRITE_OFF_BEFORE_INVOICE, WRITE_OFF_TOO_MANY_ITEMS,
 * WRITE_OFF_NOTHING_OWED, WRITE_OFF_LEAVES_CREDIT.
 */
export function writeOff(invoice: Invoice, request: WriteOffRequest): WrittenOff {
  const items = itemsToWriteOff(invoice, request.itemIds);
  refuseWhatCannotBeWrittenOff(invoice, items, request.memoDate);
  const creditMemo = postedMemo(invoice, items, request);
  const application = applicationInFull(creditMemo, invoice);
  return { ...settleApplication(creditMemo, invoice, application), application };
}

/** A discount goes where the charge goes that it reduces. */
function itemsToWriteOff(
  { items }: Invoice,
  itemIds: ReadonlySet<string> | undefined,
): readonly InvoiceItem[] {
  if (itemIds === undefined) return items;
  return items.filter((item) => itemIds.has(item.appliedToItemId ?? item.invoiceItemId));
}

function refuseWhatCannotBeWrittenOff(
  { invoiceNumber, status, invoiceDate, balance }: Invoice,
  items: readonly InvoiceItem[],
  memoDate: PlainDate,
): void {
  if (status !== "Posted")
    throw new BillingError("WRITE_OFF_NOT_POSTED", { invoiceNumber, status });
  if (memoDate < invoiceDate) {
    throw new BillingError("WRITE_OFF_BEFORE_INVOICE", { memoDate, invoiceDate });
  }
  const taxes = items.flatMap((item) => item.taxationItems);
  const count = items.length + taxes.length;
  if (count > MAXIMUM_ITEMS) {
    throw new BillingError("WRITE_OFF_TOO_MANY_ITEMS", { invoiceNumber, count: String(count) });
  }
  const owed = sum([...items, ...taxes].map((part) => part.balance));
  if (isNegative(owed)) throw new BillingError("WRITE_OFF_NOTHING_OWED", { invoiceNumber });
  // The other items then hold a credit that these have been using: nobody would own it.
  if (owed.gt(balance)) throw new BillingError("WRITE_OFF_LEAVES_CREDIT", { invoiceNumber });
}

function postedMemo(
  invoice: Invoice,
  invoiceItems: readonly InvoiceItem[],
  request: WriteOffRequest,
): CreditMemoDraft {
  const { invoiceId, invoiceNumber, accountId, currency, billToContactId } = invoice;
  const creditMemoId = request.newId();
  const items = mirroredItems(invoiceId, invoiceItems, request);
  // All is zero, and the rule does not mirror zeros.
  if (items.length === 0) throw new BillingError("WRITE_OFF_NOTHING_OWED", { invoiceNumber });
  const taxAmount = sum(items.flatMap((item) => item.taxationItems.map((tax) => tax.taxAmount)));
  const amount = sum(items.map((item) => item.amount)).plus(taxAmount);
  return {
    creditMemoId,
    accountId,
    currency,
    status: "Posted",
    creditMemoDate: request.memoDate,
    targetDate: null,
    reasonCode: request.reasonCode,
    comment: request.comment,
    billToContactId,
    referredInvoiceId: invoiceId,
    source: "AdhocFromInvoice",
    sourceId: invoiceId,
    sourceType: "Invoice",
    isWriteOff: true,
    amount,
    taxAmount,
    appliedAmount: ZERO,
    unappliedAmount: amount,
    refundAmount: ZERO,
    items,
  };
}

/** Each item and tax of the memo to the one it mirrors, whole. */
export function applicationInFull(
  { creditMemoId, creditMemoDate, amount, items }: CreditMemoDraft,
  { documentType, invoiceId }: Invoice,
): CreditMemoApplication {
  return {
    creditMemoId,
    documentType,
    invoiceId,
    effectiveDate: creditMemoDate,
    amount,
    items: items.flatMap(paysWhatItMirrors),
  };
}

function paysWhatItMirrors(item: CreditMemoItem): CreditMemoApplicationItem[] {
  const { creditMemoItemId, creditFromItemId: invoiceItemId } = item;
  assert(invoiceItemId !== null, "an item of a write-off mirrors an invoice item");
  const payments: CreditMemoApplicationItem[] = item.taxationItems.map((tax) => {
    const { taxationItemId: creditTaxItemId, sourceTaxItemId: taxItemId, taxAmount: amount } = tax;
    assert(taxItemId !== null, "a tax of a write-off mirrors a tax of the invoice");
    return {
      pays: "Taxation",
      creditMemoItemId,
      invoiceItemId,
      creditTaxItemId,
      taxItemId,
      amount,
    };
  });
  payments.unshift({ pays: "Item", creditMemoItemId, invoiceItemId, amount: item.unappliedAmount });
  return payments.filter(({ amount }) => !isZero(amount));
}
