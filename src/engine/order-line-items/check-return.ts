import { BillingError } from "../errors.ts";
import type { OrderLineItem, SoldItem } from "../model/order-line-item.ts";
import type { Decimal } from "../values/decimal.ts";
import { quantityAvailableForReturn } from "./item-state.ts";

/**
 * Checks that so many units of a sold item can be returned, and, where the return is sent to
 * billing, that the sale is billed or will be: what nobody was charged for is not credited.
 *
 * Errors: NOT_ALLOWED.
 */
export function checkReturn(
  { itemState }: Pick<OrderLineItem, "itemState">,
  quantity: Decimal,
  { item: sold, orderNumber, returned, billed }: SoldItem,
): void {
  const available = quantityAvailableForReturn(sold, returned);
  const name = `Order line item '${sold.itemNumber}' of order '${orderNumber}'`;
  if (quantity.gt(available)) {
    const message = `${name} has ${available.toFixed()} that can be returned, not ${quantity.toFixed()}.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  if (itemState !== "SentToBilling" || billed || sold.itemState === "SentToBilling") return;
  const message = `${name} was completed without being billed: its return cannot be billed.`;
  throw new BillingError("NOT_ALLOWED", { message });
}
