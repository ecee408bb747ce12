import { BillingError } from "../errors.ts";
import type {
  CreditMemoApplication,
  CreditMemoDraft,
  CreditMemoItem,
} from "../model/credit-memo.ts";
import type { ItemReference } from "../model/document.ts";
import { type Decimal, isZero, negated, sum, ZERO } from "../values/decimal.ts";
import { later, type PlainDate } from "../values/plain-date.ts";
import { netAmounts } from "./net-amounts.ts";

/** What of a posted document is to be reversed. */
export type DocumentToReverse = {
  readonly documentType: ItemReference["documentType"];
  readonly documentId: string;
  readonly documentNumber: string;
  readonly documentDate: PlainDate;
  readonly accountId: string;
  readonly currency: string;
  readonly billToContactId: string | null;
  /** Gave up what was owed, and took back nothing that was billed. */
  readonly isWriteOff: boolean;
  readonly items: readonly ItemToReverse[];
};

export type ItemToReverse = {
  readonly itemId: string;
  /** What the reversing item has of it; of a discount, the item that this one lowers. */
  readonly mirrored: Omit<CreditMemoItem, AmountField | "creditMemoItemId">;
  /** What the reversing item gives back: of an invoice the amount, of a memo the amount negated. */
  readonly amount: Decimal;
  /** The billed item of which billing has credited more or less by it; null on a write-off. */
  readonly creditedItem: ItemReference | null;
  /** Of a memo's item: what it paid, and what nobody has taken of it. */
  readonly applied: readonly AppliedAmount[];
  readonly unapplied: Decimal;
  /** What an invoice's item still owes. */
  readonly owed: Decimal;
};

type AmountField =
  | "amount"
  | "appliedAmount"
  | "unappliedAmount"
  | "refundAmount"
  | "taxationItems";

export type AppliedAmount = {
  readonly invoiceId: string;
  readonly invoiceItemId: string;
  readonly amount: Decimal;
};

/** What of an item is settled between it and the item that reverses it, instead of being applied. */
export type SettledByReversal = {
  readonly creditMemoId: string;
  readonly creditMemoItemId: string;
  readonly amount: Decimal;
};

export type Reversal = {
  readonly document: DocumentToReverse;
  readonly creditMemo: CreditMemoDraft;
  readonly applications: readonly CreditMemoApplication[];
  /** Both sides: they add up to zero. */
  readonly settled: readonly SettledByReversal[];
};

export type ReversalRequest = {
  readonly orderNumber: string;
  readonly today: PlainDate;
  readonly newId: () => string;
};

/**
 * Reverses documents, each by a posted credit memo that mirrors its items: what a memo paid is owed
 * again, what it had left is settled against the memo that reverses it, and an invoice is credited and
 * paid by its own credit. After it every item owes, and was credited, what it was before the documents
 * (docs/decisions/0101-reverting-a-cancel.md).
 *
 * Errors: ORDER_CANNOT_BE_UNDONE where an invoice was settled by anything else.
 */
export function reverseDocuments(
  documents: readonly DocumentToReverse[],
  request: ReversalRequest,
): Reversal[] {
  refuseWhatOthersHaveSettled(documents, request.orderNumber);
  return documents.map((document) => reverse(document, request));
}

/** Once what these memos paid is owed again, an invoice must owe all that it billed. */
function refuseWhatOthersHaveSettled(
  documents: readonly DocumentToReverse[],
  orderNumber: string,
): void {
  const applied = documents.flatMap(({ items }) => items.flatMap((item) => item.applied));
  const byItem = Map.groupBy(applied, ({ invoiceItemId }) => invoiceItemId);
  for (const document of documents) {
    const { documentType, documentNumber } = document;
    if (documentType !== "Invoice") continue;
    const net = netOf(document);
    for (const { itemId, owed } of document.items) {
      const owedAgain = sum((byItem.get(itemId) ?? []).map((each) => each.amount));
      if (owed.plus(owedAgain).eq(net.get(itemId) ?? ZERO)) continue;
      const reason = `invoice '${documentNumber}', billed because of it, has been settled since`;
      throw new BillingError("ORDER_CANNOT_BE_UNDONE", { orderNumber, reason });
    }
  }
}

function reverse(document: DocumentToReverse, { today, newId }: ReversalRequest): Reversal {
  const creditMemoId = newId();
  const creditMemoDate = later(today, document.documentDate);
  const net = netOf(document);
  const ids = new Map(document.items.map(({ itemId }) => [itemId, newId()]));
  const reversed = document.items.map((original) => ({
    original,
    item: reversingItem(document, original, { net, ids }),
  }));
  const items = reversed.map(({ item }) => item);
  const total = (field: "amount" | "appliedAmount" | "unappliedAmount") =>
    sum(items.map((item) => item[field]));
  const creditMemo = {
    ...headerOf(document, creditMemoId, creditMemoDate),
    amount: total("amount"),
    taxAmount: ZERO,
    appliedAmount: total("appliedAmount"),
    unappliedAmount: total("unappliedAmount"),
    refundAmount: ZERO,
    items,
  };
  const payments = reversed.flatMap(({ original, item: { creditMemoItemId } }) =>
    paymentsOf(document, original, net).map((payment) => ({ ...payment, creditMemoItemId })),
  );
  const settled = reversed
    .filter(({ original }) => !isZero(original.unapplied))
    .flatMap(({ original: { itemId, unapplied }, item: { creditMemoItemId } }) => [
      { creditMemoId: document.documentId, creditMemoItemId: itemId, amount: unapplied },
      { creditMemoId, creditMemoItemId, amount: negated(unapplied) },
    ]);
  const applications = applicationsOf(creditMemoId, creditMemoDate, payments);
  return { document, creditMemo, applications, settled };
}

const headerOf = (
  { documentType, documentId, documentNumber, ...document }: DocumentToReverse,
  creditMemoId: string,
  creditMemoDate: PlainDate,
) => {
  const isInvoice = documentType === "Invoice";
  return {
    creditMemoId,
    accountId: document.accountId,
    currency: document.currency,
    status: "Posted" as const,
    creditMemoDate,
    targetDate: null,
    reasonCode: isInvoice ? "Invoice reversal" : "Credit memo reversal",
    comment: `Reverses ${documentNumber}.`,
    billToContactId: document.billToContactId,
    referredInvoiceId: isInvoice ? documentId : null,
    source: isInvoice ? ("AdhocFromInvoice" as const) : ("API" as const),
    sourceId: documentId,
    sourceType: documentType,
    isWriteOff: document.isWriteOff,
  };
};

/** What the items of a document count for, with discounts where they lower. */
const netOf = ({ items }: DocumentToReverse): ReadonlyMap<string, Decimal> =>
  netAmounts(
    items.map(({ itemId, amount, mirrored: { appliedToItemId } }) => ({
      itemId,
      amount,
      appliedToItemId,
    })),
    ({ itemId }) => itemId,
  );

type Reversing = {
  readonly net: ReadonlyMap<string, Decimal>;
  /** Of the reversing items, by the items that they reverse. */
  readonly ids: ReadonlyMap<string, string>;
};

function reversingItem(
  document: DocumentToReverse,
  original: ItemToReverse,
  { net, ids }: Reversing,
): CreditMemoItem {
  const { itemId, mirrored, amount, unapplied } = original;
  const appliedAmount = sum(paymentsOf(document, original, net).map((payment) => payment.amount));
  return {
    ...mirrored,
    creditMemoItemId: ids.get(itemId) ?? "",
    appliedToItemId: ids.get(mirrored.appliedToItemId ?? "") ?? null,
    amount,
    appliedAmount,
    unappliedAmount: negated(unapplied),
    refundAmount: ZERO,
    taxationItems: [],
  };
}

/** A memo takes back what it paid; the credit of an invoice pays what it bills. */
const paymentsOf = (
  { documentType, documentId }: DocumentToReverse,
  { itemId, applied }: ItemToReverse,
  net: ReadonlyMap<string, Decimal>,
): AppliedAmount[] =>
  documentType === "Invoice"
    ? [{ invoiceId: documentId, invoiceItemId: itemId, amount: net.get(itemId) ?? ZERO }]
    : applied.map((payment) => ({ ...payment, amount: negated(payment.amount) }));

function applicationsOf(
  creditMemoId: string,
  effectiveDate: PlainDate,
  payments: readonly (AppliedAmount & { readonly creditMemoItemId: string })[],
): CreditMemoApplication[] {
  const byInvoice = Map.groupBy(
    payments.filter(({ amount }) => !isZero(amount)),
    ({ invoiceId }) => invoiceId,
  );
  return [...byInvoice].map(([invoiceId, own]) => ({
    creditMemoId,
    documentType: "Invoice",
    invoiceId,
    effectiveDate,
    amount: sum(own.map(({ amount }) => amount)),
    items: own.map(({ creditMemoItemId, invoiceItemId, amount }) => ({
      creditMemoItemId,
      creditTaxItemId: null,
      invoiceItemId,
      taxItemId: null,
      amount,
    })),
  }));
}
