import { BillingError } from "../errors.ts";
import type { ItemPrice, LineItemFields, OrderLineItem } from "../model/order-line-item.ts";
import { type Currency, roundToCurrency } from "../values/currency.ts";
import { type Decimal, decimal, isNegative, ZERO } from "../values/decimal.ts";

type PriceFields = Pick<
  LineItemFields,
  "listPricePerUnit" | "amountPerUnit" | "inlineDiscountType" | "inlineDiscountPerUnit"
>;

/**
 * What a unit costs, by what was said of it and, where nothing was, by what it cost before. With a
 * discount the amount per unit is the list price less the discount, unrounded; without one each of
 * the two is the other, where it is not given.
 *
 * Worked examples: docs/spec/order-line-items.md. Errors: MISSING_FIELD, NOT_ALLOWED, INVALID_VALUE.
 */
export function itemPrice(given: PriceFields, before: Partial<ItemPrice> = {}): ItemPrice {
  const inlineDiscountPerUnit = given.inlineDiscountPerUnit ?? before.inlineDiscountPerUnit ?? ZERO;
  const inlineDiscountType =
    given.inlineDiscountType ??
    before.inlineDiscountType ??
    (given.inlineDiscountPerUnit === undefined ? "None" : "Percentage");
  const list = given.listPricePerUnit ?? before.listPricePerUnit;
  if (inlineDiscountType === "None") {
    const amountPerUnit = given.amountPerUnit ?? before.amountPerUnit ?? list;
    if (amountPerUnit === undefined) throw missing("amountPerUnit");
    return {
      listPricePerUnit: list ?? amountPerUnit,
      amountPerUnit,
      inlineDiscountType,
      inlineDiscountPerUnit: ZERO,
    };
  }
  if (list === undefined) throw missing("listPricePerUnit");
  const discount = { inlineDiscountType, inlineDiscountPerUnit };
  const amountPerUnit = discounted(list, discount);
  if (given.amountPerUnit && !given.amountPerUnit.eq(amountPerUnit)) throw setByDiscount();
  return { listPricePerUnit: list, amountPerUnit, ...discount };
}

const missing = (field: string) => new BillingError("MISSING_FIELD", { field });

function setByDiscount(): BillingError {
  const message =
    "'amountPerUnit' follows from 'listPricePerUnit' and the inline discount: it cannot be given beside them.";
  return new BillingError("NOT_ALLOWED", { message });
}

const HUNDRED = decimal("100");

function discounted(
  list: Decimal,
  discount: Pick<ItemPrice, "inlineDiscountType" | "inlineDiscountPerUnit">,
): Decimal {
  const { inlineDiscountType, inlineDiscountPerUnit: off } = discount;
  const isPercentage = inlineDiscountType === "Percentage";
  const most = isPercentage ? HUNDRED : list;
  if (isNegative(off) || off.gt(most)) {
    const message = `'inlineDiscountPerUnit' should be from 0 to ${most.toFixed()}`;
    throw new BillingError("INVALID_VALUE", { field: "inlineDiscountPerUnit", message });
  }
  return isPercentage ? list.times(HUNDRED.minus(off)).times("0.01") : list.minus(off);
}

type Priced = Pick<
  OrderLineItem,
  "quantity" | "listPricePerUnit" | "amountPerUnit" | "inlineDiscountType"
>;

/** All units together, each figure rounded once. */
export const itemAmounts = (
  { quantity, listPricePerUnit, amountPerUnit, inlineDiscountType }: Priced,
  currency: Currency,
) => ({
  amount: roundToCurrency(quantity.times(amountPerUnit), currency),
  listPrice: roundToCurrency(quantity.times(listPricePerUnit), currency),
  discount:
    inlineDiscountType === "None"
      ? ZERO
      : roundToCurrency(quantity.times(listPricePerUnit.minus(amountPerUnit)), currency),
});
