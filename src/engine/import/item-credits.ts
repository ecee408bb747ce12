/** What items of the source credit of others: billing must not credit it again. */
import type { CreditMemo } from "../model/credit-memo.ts";
import type { ItemReference, NewInvoice, NewInvoiceItem } from "../model/document.ts";
import { type DateRange, daysIn } from "../values/date-range.ts";
import { type Decimal, isNegative, isPositive, minimum, negated, ZERO } from "../values/decimal.ts";
import { earlier, later } from "../values/plain-date.ts";

export type ImportedItemCredit = ItemReference & { readonly amount: Decimal };

export type Credited = {
  readonly invoices: readonly NewInvoice[];
  readonly creditMemos: readonly CreditMemo[];
  readonly itemCredits: readonly ImportedItemCredit[];
};

type Candidate = {
  readonly reference: ItemReference;
  readonly item: NewInvoiceItem;
  left: Decimal;
};

/**
 * Finds for each item that credits a charge the item that it credits: the one it names, else that of
 * the same charge with which it shares most days. What credits nothing that was imported stays as it is.
 */
export function withItemCredits(
  invoices: readonly NewInvoice[],
  creditMemos: readonly CreditMemo[],
): Credited {
  const candidates = invoices.flatMap(candidatesOf);
  const byId = new Map(candidates.map((each) => [each.reference.itemId, each]));
  const byCharge = Map.groupBy(candidates, ({ item }) => `${item.chargeNumber} ${item.segment}`);
  const itemCredits: ImportedItemCredit[] = [];
  const credited = (
    item: Pick<NewInvoiceItem, "chargeNumber" | "segment" | "service">,
    amount: Decimal,
    named?: string | null,
  ): ItemReference | null => {
    const own = byCharge.get(`${item.chargeNumber} ${item.segment}`) ?? [];
    const found = byId.get(named ?? "") ?? mostShared(own, item.service);
    if (!found || item.chargeNumber === null) return null;
    const taken = minimum(amount, found.left);
    found.left = found.left.minus(taken);
    if (isPositive(taken)) itemCredits.push({ ...found.reference, amount: taken });
    return found.reference;
  };
  return {
    invoices: invoices.map((invoice) => ({
      ...invoice,
      items: invoice.items.map((item) =>
        isCredit(item) ? { ...item, creditedItem: credited(item, negated(item.amount)) } : item,
      ),
    })),
    creditMemos: creditMemos.map((memo) => ({
      ...memo,
      items: memo.items.map((item) => {
        if (item.sourceItemType !== "SubscriptionComponent" || !isPositive(item.amount)) {
          return item;
        }
        const reference = credited(item, item.amount, item.creditFromItemId);
        return reference
          ? {
              ...item,
              creditFromItemId: reference.itemId,
              creditFromItemSource: "InvoiceItem" as const,
              creditFromInvoiceId: reference.documentId,
            }
          : item;
      }),
    })),
    itemCredits,
  };
}

const isCredit = ({ processingType, chargeNumber, amount }: NewInvoiceItem): boolean =>
  processingType === "Charge" && chargeNumber !== null && isNegative(amount);

const candidatesOf = ({ accountId, invoiceId, items }: NewInvoice): Candidate[] =>
  items
    .filter(
      ({ processingType, chargeNumber, amount }) =>
        processingType === "Charge" && chargeNumber !== null && isPositive(amount),
    )
    .map((item) => ({
      reference: {
        accountId,
        documentType: "Invoice",
        documentId: invoiceId,
        itemId: item.invoiceItemId,
      },
      item,
      left: item.amount.plus(item.itemTax?.includedTax ?? ZERO),
    }));

function mostShared(candidates: readonly Candidate[], service: DateRange): Candidate | undefined {
  let best: Candidate | undefined;
  let most = 0;
  for (const candidate of candidates) {
    const days = sharedDays(candidate.item.service, service);
    if (days > most && isPositive(candidate.left)) [best, most] = [candidate, days];
  }
  return best;
}

function sharedDays(one: DateRange, other: DateRange): number {
  const start = later(one.start, other.start);
  const end = earlier(one.end, other.end);
  return start < end ? daysIn({ start, end }) : 0;
}
