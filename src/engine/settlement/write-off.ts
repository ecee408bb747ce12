import { assert } from "../assert.ts";
import { BillingError } from "../errors.ts";
import type { CreditMemoMirroringRule } from "../model/billing-rules.ts";
import type {
  ApplicationRule,
  CreditMemoApplication,
  CreditMemoApplicationItem,
  CreditMemoDraft,
  CreditMemoItem,
  CreditMemoTerms,
  FinanceInformation,
} from "../model/credit-memo.ts";
import type { Invoice, InvoiceItem } from "../model/document.ts";
import type { Currency } from "../values/currency.ts";
import {
  type Decimal,
  formatDecimal,
  isNegative,
  isPositive,
  isZero,
  maximum,
  minimum,
  sum,
  ZERO,
} from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";
import { serviceOf } from "./memo-lines.ts";
import { mirroredItems } from "./mirrored-items.ts";
import { proratedShares } from "./prorated-shares.ts";
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
  /** Writes off only so much of it; all of it when undefined. */
  readonly part?: WriteOffPart | undefined;
  /** What the memo's items say of themselves instead, by the id of the item that is written off. */
  readonly says?: ReadonlyMap<string, ItemSays> | undefined;
  readonly terms?: CreditMemoTerms | undefined;
  /** Whether what was billed is lowered by it: then it is a credit like any other in the books. */
  readonly isRevenueImpacting?: boolean;
  /** Ids of the memo, its items and its taxes come from outside. */
  readonly newId: () => string;
};

/** A part of what is owed, and how it is spread over what owes it. */
export type WriteOffPart = {
  readonly amount: Decimal;
  readonly allocationRule: ApplicationRule;
  /** How the account's currency is rounded. */
  readonly rounding: Currency;
};

/** What is null is as on the item that is written off. */
export type ItemSays = {
  readonly chargeName: string | null;
  readonly comment: string | null;
  readonly financeInformation: FinanceInformation | null;
  readonly serviceStartDate: PlainDate | null;
  /** The last day of service. */
  readonly serviceEndDate: PlainDate | null;
  readonly unitOfMeasure: string | null;
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
 * A part of it leaves the rest owed. A debit memo is written off like an invoice.
 *
 * Errors: WRITE_OFF_NOT_POSTED, WRITE_OFF_BEFORE_INVOICE, WRITE_OFF_TOO_MANY_ITEMS,
 * WRITE_OFF_NOTHING_OWED, WRITE_OFF_LEAVES_CREDIT, WRITE_OFF_TOO_MUCH, INVALID_VALUE.
 */
export function writeOff(invoice: Invoice, request: WriteOffRequest): WrittenOff {
  const items = itemsToWriteOff(invoice, request.itemIds);
  refuseWhatCannotBeWrittenOff(invoice, items, request.memoDate);
  const isInPart = request.part !== undefined && !request.part.amount.eq(invoice.balance);
  const creditMemo = isInPart
    ? postedMemo(invoice, partOf(invoice, items, request.part), {
        ...request,
        // A part is shown as what it is: discounts and what is zero have none of it.
        creditMemoMirroringInvoiceItemsRule: "No",
      })
    : postedMemo(invoice, items, request);
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

/** The items as if they owed no more than their share. Errors: INVALID_VALUE, WRITE_OFF_TOO_MUCH. */
function partOf(
  { invoiceNumber, balance }: Invoice,
  items: readonly InvoiceItem[],
  { amount, allocationRule, rounding }: WriteOffPart,
): InvoiceItem[] {
  if (!isPositive(amount)) {
    const message = "'amount' should be greater than 0";
    throw new BillingError("INVALID_VALUE", { field: "amount", message });
  }
  if (amount.gt(balance)) {
    const [wanted, owed] = [formatDecimal(amount, 0), formatDecimal(balance, 0)];
    throw new BillingError("WRITE_OFF_TOO_MUCH", { invoiceNumber, amount: wanted, balance: owed });
  }
  const owing = items.flatMap(({ balance: own, taxationItems }) =>
    [own, ...taxationItems.map((tax) => tax.balance)].map((each) => maximum(ZERO, each)),
  );
  const shares = sharesOf(amount, owing, allocationRule, rounding)[Symbol.iterator]();
  const next = (): Decimal => shares.next().value ?? ZERO;
  return items.map((item) => ({
    ...item,
    balance: next(),
    taxationItems: item.taxationItems.map((tax) => ({ ...tax, balance: next() })),
  }));
}

function sharesOf(
  amount: Decimal,
  owing: readonly Decimal[],
  rule: ApplicationRule,
  rounding: Currency,
): Decimal[] {
  const shares =
    rule === "Proration" ? proratedShares(amount, owing, rounding) : owing.map(() => ZERO);
  // All of it in order; of proration what rounding kept back, where a balance is finer than the currency.
  let left = amount.minus(sum(shares));
  return shares.map((share, index) => {
    const more = minimum(left, (owing[index] ?? ZERO).minus(share));
    left = left.minus(more);
    return share.plus(more);
  });
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
  const items = mirroredItems(invoice, invoiceItems, request).map((item) =>
    saying(item, request.says?.get(item.sourceItemId ?? "")),
  );
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
    ...originOf(invoice),
    sourceId: invoiceId,
    isWriteOff: !request.isRevenueImpacting,
    terms: request.terms,
    amount,
    taxAmount,
    appliedAmount: ZERO,
    unappliedAmount: amount,
    refundAmount: ZERO,
    items,
  };
}

const originOf = ({ documentType, invoiceId }: Invoice) =>
  documentType === "Invoice"
    ? ({
        referredInvoiceId: invoiceId,
        source: "AdhocFromInvoice",
        sourceType: "Invoice",
      } as const)
    : ({ referredInvoiceId: null, source: "API", sourceType: "Standalone" } as const);

function saying(item: CreditMemoItem, says: ItemSays | undefined): CreditMemoItem {
  if (!says) return item;
  return {
    ...item,
    chargeName: says.chargeName ?? item.chargeName,
    comment: says.comment ?? item.comment,
    financeInformation: says.financeInformation ?? item.financeInformation,
    service: serviceOf(item.service, says),
    unitOfMeasure: says.unitOfMeasure ?? item.unitOfMeasure,
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
  const { creditMemoItemId, sourceItemId: invoiceItemId } = item;
  assert(invoiceItemId !== null, "an item of a write-off mirrors an item");
  const payments: CreditMemoApplicationItem[] = item.taxationItems.map((tax) => {
    const { taxationItemId: creditTaxItemId, sourceTaxItemId: taxItemId, taxAmount: amount } = tax;
    assert(taxItemId !== null, "a tax of a write-off mirrors a tax of the invoice");
    return { creditMemoItemId, creditTaxItemId, invoiceItemId, taxItemId, amount };
  });
  const ofItem = { creditMemoItemId, creditTaxItemId: null, invoiceItemId, taxItemId: null };
  payments.unshift({ ...ofItem, amount: item.unappliedAmount });
  return payments.filter(({ amount }) => !isZero(amount));
}
