import type { OrderLineItemLine } from "../model/document.ts";
import type { OrderLineItem, SoldItem, SoldItemBill } from "../model/order-line-item.ts";
import { type Currency, roundToCurrency } from "../values/currency.ts";
import { type Decimal, negated } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";

/** An item that is not billed yet. */
export type LineItemToBill = Pick<
  OrderLineItem,
  | "orderLineItemId"
  | "itemNumber"
  | "itemCategory"
  | "itemState"
  | "itemName"
  | "quantity"
  | "amountPerUnit"
  | "unitOfMeasure"
  | "transaction"
  | "billTargetDate"
  | "billToContactId"
  | "productRatePlanChargeId"
  | "originalOrderLineItemId"
  | "taxTerms"
  | "sequenceSetId"
>;

export type LineItemBilling = {
  readonly currency: Currency;
  readonly targetDate: PlainDate;
  /** What returns are of, by the id of the sold item. */
  readonly sold: ReadonlyMap<string, Pick<SoldItem, "billed">>;
};

/**
 * What is due for line items that are not billed yet: each item is one line, once. A return takes
 * back what its sale was billed, so it waits until that is billed, and takes no more than is left of
 * it: when all units are returned, all of the amount is credited.
 *
 * Worked examples: docs/spec/order-line-items.md. No errors.
 */
export function billOrderLineItems(
  items: readonly LineItemToBill[],
  { currency, targetDate, sold }: LineItemBilling,
): OrderLineItemLine[] {
  const left = new Map<string, SoldItemBill>();
  return items
    .filter((item) => isDue(item, targetDate))
    .flatMap((item) => {
      const amount = roundToCurrency(item.quantity.times(item.amountPerUnit), currency);
      const { originalOrderLineItemId: originalId } = item;
      if (originalId === null) return line(item, currency, { amount, credits: null });
      const billed = left.get(originalId) ?? sold.get(originalId)?.billed;
      if (!billed) return [];
      const credit = creditOf(item.quantity, amount, billed);
      left.set(originalId, {
        ...billed,
        amountLeft: billed.amountLeft.minus(credit),
        quantityLeft: billed.quantityLeft.minus(item.quantity),
      });
      return line(item, currency, { amount: credit, credits: billed });
    });
}

const isDue = ({ itemState, billTargetDate }: LineItemToBill, targetDate: PlainDate): boolean =>
  itemState === "SentToBilling" && billTargetDate !== null && billTargetDate <= targetDate;

function creditOf(quantity: Decimal, amount: Decimal, billed: SoldItemBill): Decimal {
  const { amountLeft, quantityLeft } = billed;
  if (quantity.gte(quantityLeft)) return amountLeft;
  return amount.abs().gt(amountLeft.abs()) ? amountLeft : amount;
}

type Worth = { readonly amount: Decimal; readonly credits: SoldItemBill | null };

/** On a return, amount and unit price are negated, as on every line that credits. */
const line = (
  item: LineItemToBill,
  { code }: Currency,
  { amount, credits }: Worth,
): OrderLineItemLine => ({
  orderLineItem: {
    orderLineItemId: item.orderLineItemId,
    itemCategory: item.itemCategory,
    billToContactId: item.billToContactId,
    sequenceSetId: item.sequenceSetId ?? null,
    currency: code,
  },
  ...(item.taxTerms && { taxTerms: item.taxTerms }),
  subscriptionId: null,
  subscriptionNumber: null,
  chargeId: null,
  chargeNumber: null,
  segment: null,
  productRatePlanChargeId: item.productRatePlanChargeId,
  chargeName: item.itemName,
  chargeType: "OneTime",
  service: item.transaction,
  quantity: item.quantity,
  unitPrice: credits ? negated(item.amountPerUnit) : item.amountPerUnit,
  unitOfMeasure: item.unitOfMeasure,
  amount: credits ? negated(amount) : amount,
  creditedItem: credits?.item ?? null,
  derivation: {
    rule: credits ? "return of an order line item" : "order line item",
    inputs: {
      itemNumber: item.itemNumber,
      quantity: item.quantity.toFixed(),
      amountPerUnit: item.amountPerUnit.toFixed(),
    },
  },
});
