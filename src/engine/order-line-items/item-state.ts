import { BillingError } from "../errors.ts";
import type { ItemState, OrderLineItem, SoldItem } from "../model/order-line-item.ts";
import { type Decimal, ZERO } from "../values/decimal.ts";

/** Where an item can go from where it is. Nothing comes back, and the last two are for good. */
const NEXT: Readonly<Record<ItemState, readonly ItemState[]>> = {
  Executing: ["Booked", "SentToBilling", "Complete", "Canceled"],
  Booked: ["SentToBilling", "Complete"],
  SentToBilling: ["Complete"],
  Complete: [],
  Canceled: [],
};

/**
 * Checks that an item can go from one state to another (docs/spec/order-line-items.md). One that was
 * sent to billing is Complete once it was billed: before that, its money would be forgotten.
 *
 * Errors: ORDER_LINE_ITEM_STATE.
 */
export function checkTransition(
  { itemNumber, itemState }: Pick<OrderLineItem, "itemNumber" | "itemState">,
  to: ItemState,
  isBilled: boolean,
): void {
  if (to === itemState) return;
  const isWaiting = itemState === "SentToBilling" && to === "Complete" && !isBilled;
  if (NEXT[itemState].includes(to) && !isWaiting) return;
  const why = isWaiting ? " and has not been billed" : "";
  throw new BillingError("ORDER_LINE_ITEM_STATE", { itemNumber, itemState, why, change: to });
}

/** Whether units have left, or come back, by what the field calls the Booked state or a later one. */
export const isBooked = (itemState: ItemState): boolean =>
  itemState === "Booked" || isSold(itemState);

const isSold = (itemState: ItemState): boolean =>
  itemState === "SentToBilling" || itemState === "Complete";

/** No fulfillments are kept: a booked item is fulfilled, and nothing is pending. */
export const quantityFulfilled = (item: Pick<OrderLineItem, "itemState" | "quantity">): Decimal =>
  isBooked(item.itemState) ? item.quantity : ZERO;

/** Units that can still be returned of what was sold. */
export const quantityAvailableForReturn = (
  {
    itemState,
    itemCategory,
    quantity,
  }: Pick<OrderLineItem, "itemState" | "itemCategory" | "quantity">,
  returned: SoldItem["returned"],
): Decimal => (itemCategory === "Sales" && isSold(itemState) ? quantity.minus(returned) : ZERO);
