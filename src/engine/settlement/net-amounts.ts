import { assert } from "../assert.ts";
import { type Decimal, ZERO } from "../values/decimal.ts";

type Discountable = { readonly amount: Decimal; readonly appliedToItemId: string | null };

/**
 * What each item counts for, by id: a discount that names the item it reduces is counted there and
 * not where it stands, so that 100 less 10 is 90 and 0. The sum is that of the amounts.
 */
export function netAmounts<Item extends Discountable>(
  items: readonly Item[],
  idOf: (item: Item) => string,
): Map<string, Decimal> {
  const net = new Map<string, Decimal>();
  for (const item of items) {
    net.set(idOf(item), item.appliedToItemId === null ? item.amount : ZERO);
  }
  for (const { appliedToItemId, amount } of items) {
    if (appliedToItemId === null) continue;
    const reduced = net.get(appliedToItemId);
    assert(reduced, "a discount reduces an item of its own document");
    net.set(appliedToItemId, reduced.plus(amount));
  }
  return net;
}
