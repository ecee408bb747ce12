import { BillingError } from "#engine/errors.ts";
import type { Order } from "#engine/model/order.ts";
import type { Transaction } from "#store/database.ts";
import { nextNumber } from "#store/numbers.ts";
import { isOrderNumberTaken } from "#store/orders.ts";

/** The number of a new order: the one that was chosen, or the next. Errors: NUMBER_IN_USE. */
export async function orderNumberFor(
  tx: Transaction,
  { orderNumber, category }: Pick<Order, "orderNumber" | "category">,
): Promise<string> {
  if (orderNumber === null) {
    return nextNumber(tx, category === "Return" ? "return_order" : "order");
  }
  if (await isOrderNumberTaken(tx, orderNumber)) {
    throw new BillingError("NUMBER_IN_USE", { field: "orderNumber", number: orderNumber });
  }
  return orderNumber;
}
