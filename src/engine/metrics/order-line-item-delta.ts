import type { OrderLineItem } from "../model/order-line-item.ts";
import { itemAmounts } from "../order-line-items/item-price.ts";
import type { Currency } from "../values/currency.ts";
import type { DateRange } from "../values/date-range.ts";
import { type Decimal, negated } from "../values/decimal.ts";

/** What an order line item adds to what is contracted; a return takes it away. */
export type OrderLineItemDelta = {
  readonly itemNumber: string;
  readonly productRatePlanChargeId: string | null;
  readonly currency: string;
  /** Of the transaction. */
  readonly days: DateRange;
  readonly quantity: Decimal;
  /** TCB and TCV, which are the same: before the inline discount, and after it. */
  readonly grossAmount: Decimal;
  readonly netAmount: Decimal;
};

/**
 * By item, as it was ordered. Undefined for one that is canceled, which nobody has contracted.
 *
 * @returns amounts as they are billed, rounded to the currency
 *
 * Worked examples: docs/spec/order-metrics.md. No errors.
 */
export function orderLineItemDelta(
  item: OrderLineItem,
  currency: Currency,
): OrderLineItemDelta | undefined {
  if (item.itemState === "Canceled") return undefined;
  const { amount, listPrice } = itemAmounts(item, currency);
  const signed = (value: Decimal) => (item.itemCategory === "Return" ? negated(value) : value);
  return {
    itemNumber: item.itemNumber,
    productRatePlanChargeId: item.productRatePlanChargeId,
    currency: currency.code,
    days: item.transaction,
    quantity: signed(item.quantity),
    // Without a discount the list price is only shown: it is not what was agreed on.
    grossAmount: signed(item.inlineDiscountType === "None" ? amount : listPrice),
    netAmount: signed(amount),
  };
}
