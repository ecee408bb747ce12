import { assert } from "../assert.ts";
import { type Currency, roundToCurrency } from "../values/currency.ts";
import {
  type Decimal,
  decimal,
  divideUnrounded,
  isNegative,
  maximum,
  minimum,
  negated,
  sum,
  ZERO,
} from "../values/decimal.ts";

/** An item of the invoice that is split: amounts as they are on it. */
export type ItemToSplit = {
  readonly itemId: string;
  /** Without its taxes. */
  readonly amount: Decimal;
  readonly includedTax: Decimal;
  /** Of a discount: what it lowers. */
  readonly appliedToItemId: string | null;
  readonly taxAmounts: readonly Decimal[];
};

/** What of an item is on one of the parts. */
export type PartOfItem = Omit<ItemToSplit, "appliedToItemId"> & {
  /** What is owed of it before anything is paid, without its taxes. */
  readonly balance: Decimal;
};

const HUNDRED = decimal("100");

/**
 * Splits the items of an invoice by percentages, which sum to 100. Every amount is split by itself and
 * rounded; the last part has what is left over. Worked examples: docs/spec/invoice-split.md. No errors.
 *
 * @returns for each percentage what of every item is on its part, in the order of the items
 */
export function splitItems(
  items: readonly ItemToSplit[],
  percentages: readonly Decimal[],
  currency: Currency,
): PartOfItem[][] {
  const discounts = Map.groupBy(items, (item) => item.appliedToItemId);
  const split = (whole: Decimal) => splitAmount(whole, percentages, currency);
  const amounts = new Map<string, readonly Decimal[]>();
  for (const item of items.filter(({ appliedToItemId }) => appliedToItemId === null)) {
    const own = discounts.get(item.itemId) ?? [];
    const parts = splitDiscounted(item.amount, own.map(amountOf), percentages, currency);
    for (const [index, each] of [item, ...own].entries())
      amounts.set(each.itemId, parts[index] ?? []);
  }
  const rest = items.map((item) => ({
    item,
    own: amounts.get(item.itemId) ?? split(item.amount),
    discounts: (discounts.get(item.itemId) ?? []).map(({ itemId }) => amounts.get(itemId) ?? []),
    included: split(item.includedTax),
    taxes: item.taxAmounts.map(split),
  }));
  return percentages.map((_, part) =>
    rest.map(({ item, own, discounts: off, included, taxes }) => ({
      itemId: item.itemId,
      amount: at(own, part),
      includedTax: at(included, part),
      balance:
        item.appliedToItemId === null
          ? at(own, part).plus(sum(off.map((each) => at(each, part))))
          : ZERO,
      taxAmounts: taxes.map((each) => at(each, part)),
    })),
  );
}

const amountOf = ({ amount }: ItemToSplit): Decimal => amount;

function at(amounts: readonly Decimal[], part: number): Decimal {
  const amount = amounts[part];
  assert(amount, "every amount has as many parts as there are percentages");
  return amount;
}

/** One amount: its parts have its sign and sum to it. */
export function splitAmount(
  whole: Decimal,
  percentages: readonly Decimal[],
  currency: Currency,
): Decimal[] {
  if (isNegative(whole)) return splitAmount(negated(whole), percentages, currency).map(negated);
  let left = whole;
  return percentages.map((percentage, index) => {
    const isLast = index === percentages.length - 1;
    const part = isLast ? left : minimum(left, shareOf(whole, percentage, currency));
    left = left.minus(part);
    return part;
  });
}

/**
 * An item and the discounts that lower it, so that no part of the item less its discounts is of the
 * other sign than the whole less its discounts.
 *
 * @returns the parts of the item, then those of each discount
 */
export function splitDiscounted(
  amount: Decimal,
  discounts: readonly Decimal[],
  percentages: readonly Decimal[],
  currency: Currency,
): Decimal[][] {
  if (isNegative(amount)) {
    return splitDiscounted(negated(amount), discounts.map(negated), percentages, currency).map(
      (parts) => parts.map(negated),
    );
  }
  const parts = splitAmount(amount, percentages, currency);
  let net = parts;
  return [
    parts,
    ...discounts.map((discount) => {
      const own = discountParts(net, discount, percentages, currency);
      net = net.map((each, part) => each.plus(at(own, part)));
      return own;
    }),
  ];
}

/** A discount that is not below zero, or takes off more than there is, is split as any amount. */
function discountParts(
  net: readonly Decimal[],
  discount: Decimal,
  percentages: readonly Decimal[],
  currency: Currency,
): Decimal[] {
  let takenOff = negated(discount);
  let netLeft = sum(net).minus(takenOff);
  if (isNegative(takenOff) || isNegative(netLeft)) {
    return splitAmount(discount, percentages, currency);
  }
  return percentages.map((percentage, index) => {
    const isLast = index === percentages.length - 1;
    const of = at(net, index);
    const wanted = isLast ? takenOff : shareOf(negated(discount), percentage, currency);
    const part = minimum(takenOff, minimum(of, maximum(wanted, of.minus(netLeft))));
    takenOff = takenOff.minus(part);
    netLeft = netLeft.minus(of.minus(part));
    return negated(part);
  });
}

const shareOf = (whole: Decimal, percentage: Decimal, currency: Currency): Decimal =>
  roundToCurrency(divideUnrounded(whole.times(percentage), HUNDRED), currency);
