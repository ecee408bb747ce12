import { assert } from "../assert.ts";
import type { CreditMemoMirroringRule } from "../model/billing-rules.ts";
import type {
  CreditMemoItem,
  CreditTaxationItem,
  FinanceInformation,
} from "../model/credit-memo.ts";
import type { Invoice, InvoiceItem, ProcessingType, TaxationItem } from "../model/document.ts";
import { type Decimal, formatDecimal, isZero, ZERO } from "../values/decimal.ts";

export type Mirroring = {
  readonly creditMemoMirroringInvoiceItemsRule: CreditMemoMirroringRule;
  readonly financeInformation: FinanceInformation | null;
  /** Ids come from outside: a decision draws nothing at random. */
  readonly newId: () => string;
};

/** An invoice item as its memo item shows it. */
type Mirror = {
  readonly item: InvoiceItem;
  readonly amount: Decimal;
  readonly processingType: ProcessingType;
  /** The invoice item that this discount reduces, where the memo says so too. */
  readonly reducedItemId: string | null;
  readonly taxationItems: readonly TaxationItem[];
};

/**
 * The credit memo items that give back what `items` of an invoice still owe, unapplied so far. The
 * rules give back the same sum and differ in the rows that show it: docs/spec/write-off.md.
 */
export function mirroredItems(
  document: Pick<Invoice, "documentType" | "invoiceId">,
  items: readonly InvoiceItem[],
  mirroring: Mirroring,
): CreditMemoItem[] {
  const mirrors = mirrorsOf(items, mirroring.creditMemoMirroringInvoiceItemsRule);
  const memoItemIds = new Map(
    mirrors.map(({ item }) => [item.invoiceItemId, mirroring.newId()] as const),
  );
  return mirrors.map((mirror) => toMemoItem(mirror, document, memoItemIds, mirroring));
}

function mirrorsOf(items: readonly InvoiceItem[], rule: CreditMemoMirroringRule): Mirror[] {
  switch (rule) {
    case "Yes":
      return withDiscounts(items);
    case "YesExceptForZeroItems":
      return withDiscounts(items).map(withoutZeroTaxes).filter(givesBack);
    case "No":
      return items.map(asCharge).map(withoutZeroTaxes).filter(givesBack);
  }
}

/** A charge with its balance before its discounts, and the discounts whole: 100 and -10 for 90. */
function withDiscounts(items: readonly InvoiceItem[]): Mirror[] {
  const reductions = new Map<string, Decimal>();
  for (const { appliedToItemId, amount, balance } of items) {
    if (appliedToItemId === null) continue;
    assert(isZero(balance), "a discount lowers the balance of its charge and has none itself");
    reductions.set(appliedToItemId, (reductions.get(appliedToItemId) ?? ZERO).plus(amount));
  }
  // A charge that owes nothing shows nothing, and neither do its discounts.
  const owing = new Set(
    items.filter((item) => !isZero(item.balance)).map((item) => item.invoiceItemId),
  );
  return items.map((item) => {
    const { processingType, taxationItems, appliedToItemId, invoiceItemId } = item;
    const charge = appliedToItemId ?? invoiceItemId;
    const amountBefore =
      appliedToItemId === null
        ? item.balance.minus(reductions.get(invoiceItemId) ?? ZERO)
        : item.amount;
    const amount = owing.has(charge) ? amountBefore : ZERO;
    return { item, amount, processingType, reducedItemId: appliedToItemId, taxationItems };
  });
}

/** What an item owes. A discount that still owes a tax is shown as a charge of nothing with it. */
const asCharge = (item: InvoiceItem): Mirror => ({
  item,
  amount: item.balance,
  processingType: item.appliedToItemId === null ? item.processingType : "Charge",
  reducedItemId: null,
  taxationItems: item.taxationItems,
});

const withoutZeroTaxes = (mirror: Mirror): Mirror => ({
  ...mirror,
  taxationItems: mirror.taxationItems.filter((tax) => !isZero(tax.balance)),
});

const givesBack = ({ item, amount, taxationItems }: Mirror): boolean =>
  !isZero(amount) || !isZero(item.balance) || taxationItems.length > 0;

function toMemoItem(
  { item, amount, processingType, reducedItemId, taxationItems }: Mirror,
  { documentType, invoiceId }: Pick<Invoice, "documentType" | "invoiceId">,
  memoItemIds: ReadonlyMap<string, string>,
  { financeInformation, newId }: Mirroring,
): CreditMemoItem {
  const { invoiceItemId, balance, ...copied } = item;
  const isInvoice = documentType === "Invoice";
  const creditMemoItemId = memoItemIds.get(invoiceItemId);
  assert(creditMemoItemId, "every mirrored item has an id");
  return {
    ...copied,
    creditMemoItemId,
    segment: null,
    processingType,
    // Quantity and price are those of the whole item, even where a part of it is written off.
    unitPrice: item.unitPrice.neg(),
    amount,
    appliedAmount: ZERO,
    unappliedAmount: balance,
    refundAmount: ZERO,
    appliedToItemId: reducedItemId === null ? null : (memoItemIds.get(reducedItemId) ?? null),
    sourceItemType: "InvoiceDetail",
    sourceItemId: invoiceItemId,
    creditFromItemId: isInvoice ? invoiceItemId : null,
    creditFromItemSource: isInvoice ? "InvoiceItem" : null,
    creditFromInvoiceId: isInvoice ? invoiceId : null,
    comment: null,
    financeInformation,
    derivation: {
      rule: "write-off of the balance",
      inputs: { amount: formatDecimal(item.amount), balance: formatDecimal(balance) },
    },
    taxationItems: taxationItems.map((tax) => toMemoTax(tax, newId)),
  };
}

/** Name, rate and exemption are copied; no tax is calculated again. */
function toMemoTax(
  { taxationItemId, balance, ...tax }: TaxationItem,
  newId: () => string,
): CreditTaxationItem {
  return {
    ...tax,
    taxationItemId: newId(),
    sourceTaxItemId: taxationItemId,
    taxAmount: balance,
    appliedAmount: ZERO,
    unappliedAmount: balance,
    refundAmount: ZERO,
  };
}
