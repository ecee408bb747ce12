import { BillingError } from "../errors.ts";
import type {
  CreditMemoApplication,
  CreditMemoDraft,
  CreditMemoItem,
  CreditTaxationItem,
} from "../model/credit-memo.ts";
import { type Decimal, isZero, negated, sum, ZERO } from "../values/decimal.ts";
import { later, type PlainDate } from "../values/plain-date.ts";
import type {
  AppliedAmount,
  DocumentToReverse,
  ItemToReverse,
  TaxToReverse,
} from "./document-to-reverse.ts";
import { netAmounts } from "./net-amounts.ts";

/** What of an item is settled between it and the item that reverses it, instead of being applied. */
export type SettledByReversal = {
  readonly creditMemoId: string;
  readonly creditMemoItemId: string;
  /** The tax of the item; null where it is the item. */
  readonly creditTaxItemId: string | null;
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
  const applied = documents.flatMap(({ items }) =>
    items.flatMap((item) => [item, ...item.taxes].flatMap((part) => part.applied)),
  );
  const byPart = Map.groupBy(applied, ({ invoiceItemId, taxItemId }) => taxItemId ?? invoiceItemId);
  for (const document of documents) {
    const { documentType, documentNumber } = document;
    if (documentType !== "Invoice") continue;
    const net = netOf(document);
    const parts = document.items.flatMap(({ itemId: id, owed, taxes }) => [
      { id, owed, billed: net.get(id) ?? ZERO },
      ...taxes.map((tax) => ({ id: tax.taxationItemId, owed: tax.owed, billed: tax.amount })),
    ]);
    for (const { id, owed, billed } of parts) {
      const owedAgain = sum((byPart.get(id) ?? []).map((each) => each.amount));
      if (owed.plus(owedAgain).eq(billed)) continue;
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
    item: reversingItem(document, original, { net, ids, newId }),
  }));
  const items = reversed.map(({ item }) => item);
  const taxes = items.flatMap((item) => item.taxationItems);
  const taxAmount = sum(taxes.map((tax) => tax.taxAmount));
  const total = (field: "appliedAmount" | "unappliedAmount") =>
    sum([...items, ...taxes].map((part) => part[field]));
  const creditMemo = {
    ...headerOf(document, creditMemoId, creditMemoDate),
    amount: sum(items.map((item) => item.amount)).plus(taxAmount),
    taxAmount,
    appliedAmount: total("appliedAmount"),
    unappliedAmount: total("unappliedAmount"),
    refundAmount: ZERO,
    items,
  };
  const parts = reversed.flatMap(({ original, item }) => partsOf(document, original, item, net));
  const payments = parts.flatMap(({ creditMemoItemId, creditTaxItemId, pays }) =>
    pays.map((payment) => ({ ...payment, creditMemoItemId, creditTaxItemId })),
  );
  const settled = parts
    .filter(({ unapplied }) => !isZero(unapplied))
    .flatMap(({ unapplied, itemId, taxationItemId, creditMemoItemId, creditTaxItemId }) => [
      {
        creditMemoId: document.documentId,
        creditMemoItemId: itemId,
        creditTaxItemId: taxationItemId,
        amount: unapplied,
      },
      { creditMemoId, creditMemoItemId, creditTaxItemId, amount: negated(unapplied) },
    ]);
  const applications = applicationsOf(creditMemoId, creditMemoDate, payments);
  return { document, creditMemo, applications, settled };
}

/** An item or a tax with the one that reverses it. */
type Part = {
  readonly itemId: string;
  readonly taxationItemId: string | null;
  readonly creditMemoItemId: string;
  readonly creditTaxItemId: string | null;
  readonly pays: readonly AppliedAmount[];
  readonly unapplied: Decimal;
};

const partsOf = (
  document: DocumentToReverse,
  { itemId, taxes, ...original }: ItemToReverse,
  { creditMemoItemId, taxationItems }: CreditMemoItem,
  net: ReadonlyMap<string, Decimal>,
): Part[] => [
  {
    itemId,
    taxationItemId: null,
    creditMemoItemId,
    creditTaxItemId: null,
    pays: paymentsOf(document, { itemId, ...original }, net),
    unapplied: original.unapplied,
  },
  ...taxes.map((tax, index) => ({
    itemId,
    taxationItemId: tax.taxationItemId,
    creditMemoItemId,
    creditTaxItemId: taxationItems[index]?.taxationItemId ?? "",
    pays: taxPaymentsOf(document, itemId, tax),
    unapplied: tax.unapplied,
  })),
];

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
  readonly newId: () => string;
};

function reversingItem(
  document: DocumentToReverse,
  original: ItemToReverse,
  { net, ids, newId }: Reversing,
): CreditMemoItem {
  const { itemId, mirrored, amount, unapplied, taxes } = original;
  const appliedAmount = sum(paymentsOf(document, original, net).map((payment) => payment.amount));
  return {
    ...mirrored,
    creditMemoItemId: ids.get(itemId) ?? "",
    appliedToItemId: ids.get(mirrored.appliedToItemId ?? "") ?? null,
    amount,
    appliedAmount,
    unappliedAmount: negated(unapplied),
    refundAmount: ZERO,
    taxationItems: taxes.map((tax) => reversingTax(document, itemId, tax, newId())),
  };
}

/** What billing had taken back of an older tax is not taken back any more: it names none. */
function reversingTax(
  document: DocumentToReverse,
  itemId: string,
  tax: TaxToReverse,
  taxationItemId: string,
): CreditTaxationItem {
  const isBilled = document.documentType === "Invoice" && tax.sourceTaxItemId === null;
  return {
    ...tax.details,
    taxationItemId,
    sourceTaxItemId: isBilled ? tax.taxationItemId : null,
    taxAmount: tax.amount,
    appliedAmount: sum(taxPaymentsOf(document, itemId, tax).map((payment) => payment.amount)),
    unappliedAmount: negated(tax.unapplied),
    refundAmount: ZERO,
  };
}

/** A memo takes back what it paid; the credit of an invoice pays what it bills. */
const paymentsOf = (
  { documentType, documentId }: DocumentToReverse,
  { itemId, applied }: Pick<ItemToReverse, "itemId" | "applied">,
  net: ReadonlyMap<string, Decimal>,
): AppliedAmount[] =>
  documentType === "Invoice"
    ? [
        {
          invoiceId: documentId,
          invoiceItemId: itemId,
          taxItemId: null,
          amount: net.get(itemId) ?? ZERO,
        },
      ]
    : takenBack(applied);

/** The same of a tax. */
const taxPaymentsOf = (
  { documentType, documentId: invoiceId }: DocumentToReverse,
  invoiceItemId: string,
  { taxationItemId: taxItemId, amount, applied }: TaxToReverse,
): AppliedAmount[] =>
  documentType === "Invoice"
    ? [{ invoiceId, invoiceItemId, taxItemId, amount }]
    : takenBack(applied);

const takenBack = (applied: readonly AppliedAmount[]): AppliedAmount[] =>
  applied.map((payment) => ({ ...payment, amount: negated(payment.amount) }));

function applicationsOf(
  creditMemoId: string,
  effectiveDate: PlainDate,
  payments: readonly (AppliedAmount & {
    readonly creditMemoItemId: string;
    readonly creditTaxItemId: string | null;
  })[],
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
    items: own.map(({ creditMemoItemId, creditTaxItemId, invoiceItemId, taxItemId, amount }) => ({
      creditMemoItemId,
      creditTaxItemId,
      invoiceItemId,
      taxItemId,
      amount,
    })),
  }));
}
