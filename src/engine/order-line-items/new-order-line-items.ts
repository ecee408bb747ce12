import { BillingError } from "../errors.ts";
import { HAS_TIERS } from "../model/model-terms.ts";
import type { Order } from "../model/order.ts";
import type {
  ItemPrice,
  LineItemFields,
  OrderedLineItem,
  OrderLineItem,
  SoldItem,
} from "../model/order-line-item.ts";
import type { ProductRatePlanCharge } from "../model/product.ts";
import type { TaxTerms } from "../model/tax.ts";
import { type DateRange, fromServicePeriod } from "../values/date-range.ts";
import { ONE } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";
import { checkReturn } from "./check-return.ts";
import { itemPrice } from "./item-price.ts";
import { isBooked } from "./item-state.ts";

/** What the items of an order are made from, read before. */
export type LineItemSubject = {
  /** Of the account of the order. */
  readonly currency: string;
  /** What returns name, by `soldItemKey`. */
  readonly sold: ReadonlyMap<string, SoldItem>;
  /** By the keys that the items name them by. */
  readonly charges: ReadonlyMap<string, ProductRatePlanCharge>;
  readonly ownerAccountIds: ReadonlyMap<string, string>;
  readonly newId: () => string;
};

/** How a return names what was sold. */
export const soldItemKey = (orderNumber: string, itemNumber: string): string =>
  `${orderNumber} ${itemNumber}`;

/**
 * The line items of an order, in its order.
 *
 * Errors: NOT_ALLOWED, MISSING_FIELD, INVALID_VALUE, ENTITY_NOT_FOUND (a charge, an account, what is
 * returned), PRICE_NOT_IN_CURRENCY, NUMBER_IN_USE.
 */
export function newOrderLineItems(
  {
    orderLineItems = [],
    orderDate,
    category,
  }: Pick<Order, "orderLineItems" | "orderDate" | "category">,
  subject: LineItemSubject,
): OrderLineItem[] {
  const sold = new Map(subject.sold);
  const items = orderLineItems.map((ordered, index) => {
    refuseMisplaced(ordered, category);
    const itemNumber = numberOf(ordered, index, orderLineItems);
    if (ordered.itemCategory === "Sales") return newSale(ordered, itemNumber, orderDate, subject);
    const key = soldKeyOf(ordered);
    const original = sold.get(key);
    if (!original) throw new BillingError("ENTITY_NOT_FOUND", { key });
    const item = newReturn(ordered, itemNumber, orderDate, original, subject);
    checkReturn(item, item.quantity, original);
    if (isBooked(item.itemState)) {
      sold.set(key, { ...original, returned: original.returned.plus(item.quantity) });
    }
    return item;
  });
  refuseNumberedTwice(items);
  return items;
}

function refuseMisplaced({ itemCategory }: OrderedLineItem, category: Order["category"]): void {
  if ((itemCategory === "Return") === (category === "Return")) return;
  const message =
    itemCategory === "Return"
      ? "An order line item of itemCategory Return needs an order of category Return."
      : "An order of category Return takes order line items of itemCategory Return only.";
  throw new BillingError("NOT_ALLOWED", { message });
}

/** Numbered by the caller altogether, or not at all. */
function numberOf(
  { itemNumber }: OrderedLineItem,
  index: number,
  all: readonly OrderedLineItem[],
): string {
  if (itemNumber !== undefined) return itemNumber;
  if (all.every((each) => each.itemNumber === undefined)) return String(index + 1);
  throw new BillingError("MISSING_FIELD", { field: `orderLineItems[${index}].itemNumber` });
}

function refuseNumberedTwice(items: readonly OrderLineItem[]): void {
  const numbers = items.map(({ itemNumber }) => itemNumber);
  const twice = numbers.find((number, index) => numbers.indexOf(number) !== index);
  if (twice === undefined) return;
  throw new BillingError("NUMBER_IN_USE", { field: "itemNumber", number: twice });
}

function soldKeyOf({ originalOrderNumber, originalOrderLineItemNumber }: OrderedLineItem): string {
  if (originalOrderNumber === undefined) {
    throw new BillingError("MISSING_FIELD", { field: "originalOrderNumber" });
  }
  if (originalOrderLineItemNumber === undefined) {
    throw new BillingError("MISSING_FIELD", { field: "originalOrderLineItemNumber" });
  }
  return soldItemKey(originalOrderNumber, originalOrderLineItemNumber);
}

function newSale(
  ordered: OrderedLineItem,
  itemNumber: string,
  orderDate: PlainDate,
  subject: LineItemSubject,
): OrderLineItem {
  const charge = chargeOf(ordered, subject);
  const itemName = ordered.itemName ?? charge?.name;
  if (itemName === undefined) throw new BillingError("MISSING_FIELD", { field: "itemName" });
  return {
    ...common(ordered, itemNumber, orderDate, subject),
    ...itemPrice(ordered, charge && listPriceOf(charge, subject.currency)),
    itemName,
    itemType: ordered.itemType ?? null,
    description: ordered.description ?? charge?.description ?? null,
    quantity: ordered.quantity ?? charge?.quantity ?? ONE,
    unitOfMeasure: ordered.unitOfMeasure ?? charge?.unitOfMeasure ?? null,
    billToContactId: ordered.billToContactId ?? null,
    soldToContactId: ordered.soldToContactId ?? null,
    ownerAccountId: ownerOf(ordered.ownerAccountNumber, subject.ownerAccountIds),
    productCode: ordered.productCode ?? null,
    productRatePlanChargeId: charge?.productRatePlanChargeId ?? null,
    purchaseOrderNumber: ordered.purchaseOrderNumber ?? null,
    relatedSubscriptionNumber: ordered.relatedSubscriptionNumber ?? null,
    originalOrderLineItemId: null,
    taxTerms: taxTermsOf(ordered, (charge && catalogTerms(charge)) ?? null),
    sequenceSetId: ordered.sequenceSetId ?? null,
  };
}

const catalogTerms = ({ taxable, taxCode, taxMode }: ProductRatePlanCharge): TaxTerms | null =>
  taxable && taxCode && taxMode ? { taxCode, taxMode } : null;

/**
 * What is given of them, over what it was taxed by before.
 *
 * Errors: MISSING_FIELD for a mode of nothing.
 */
export function taxTermsOf(
  { taxCode: code, taxMode: mode }: Pick<LineItemFields, "taxCode" | "taxMode">,
  before: TaxTerms | null,
): TaxTerms | null {
  if (code === undefined && mode === undefined) return before;
  const taxCode = code ?? before?.taxCode;
  if (taxCode === undefined) throw new BillingError("MISSING_FIELD", { field: "taxCode" });
  return { taxCode, taxMode: mode ?? before?.taxMode ?? "TaxExclusive" };
}

/** What comes back is what was sold, at the price at which it was sold. */
function newReturn(
  ordered: OrderedLineItem,
  itemNumber: string,
  orderDate: PlainDate,
  { item: sold }: SoldItem,
  subject: LineItemSubject,
): OrderLineItem {
  if (ordered.amountPerUnit && !ordered.amountPerUnit.eq(sold.amountPerUnit)) {
    const message = `A return is credited at the amount per unit of its sale, ${sold.amountPerUnit.toFixed()}.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  if (ordered.quantity === undefined) {
    throw new BillingError("MISSING_FIELD", { field: "quantity" });
  }
  return {
    ...sold,
    ...common(ordered, itemNumber, orderDate, subject),
    itemName: ordered.itemName ?? sold.itemName,
    description: ordered.description ?? null,
    quantity: ordered.quantity,
    purchaseOrderNumber: ordered.purchaseOrderNumber ?? sold.purchaseOrderNumber,
    originalOrderLineItemId: sold.orderLineItemId,
  };
}

/** What both categories take from the order alone. */
function common(
  ordered: OrderedLineItem,
  itemNumber: string,
  orderDate: PlainDate,
  { newId }: Pick<LineItemSubject, "newId">,
) {
  const { itemState = "Executing", billTargetDate = null, itemCategory } = ordered;
  refuseUndatedBilling(itemState, billTargetDate);
  const start = ordered.transactionStartDate ?? orderDate;
  return {
    orderLineItemId: newId(),
    itemNumber,
    itemCategory,
    itemState,
    transaction: transactionOf(start, ordered.transactionEndDate ?? start),
    billTargetDate,
    finance: ordered.finance,
    revenue: ordered.revenue ?? {},
    customFields: ordered.customFields,
  };
}

/** Errors: MISSING_FIELD. */
export function refuseUndatedBilling(
  itemState: OrderLineItem["itemState"],
  billTargetDate: PlainDate | null,
): void {
  if (itemState !== "SentToBilling" || billTargetDate !== null) return;
  throw new BillingError("MISSING_FIELD", { field: "billTargetDate" });
}

/** Errors: NOT_ALLOWED. */
export function transactionOf(first: PlainDate, last: PlainDate): DateRange {
  if (first <= last) return fromServicePeriod(first, last);
  const message = `'transactionEndDate' ${last} is before 'transactionStartDate' ${first}.`;
  throw new BillingError("NOT_ALLOWED", { message });
}

/** Errors: ENTITY_NOT_FOUND. */
export function ownerOf(
  accountNumber: string | undefined,
  accountIds: ReadonlyMap<string, string>,
): string | null {
  if (accountNumber === undefined) return null;
  const accountId = accountIds.get(accountNumber);
  if (accountId === undefined) throw new BillingError("ENTITY_NOT_FOUND", { key: accountNumber });
  return accountId;
}

function chargeOf(
  { productRatePlanChargeKey: key }: OrderedLineItem,
  { charges }: LineItemSubject,
): ProductRatePlanCharge | undefined {
  if (key === undefined) return undefined;
  const charge = charges.get(key);
  if (!charge) throw new BillingError("ENTITY_NOT_FOUND", { key });
  if (charge.chargeType === "OneTime") return charge;
  const message = `Charge '${charge.name}' is not a one-time charge: an order line item takes only those.`;
  throw new BillingError("NOT_ALLOWED", { message });
}

function listPriceOf(
  { name: chargeName, chargeModel, prices }: ProductRatePlanCharge,
  currency: string,
): Pick<ItemPrice, "listPricePerUnit"> {
  if (HAS_TIERS[chargeModel]) {
    const message = `Charge '${chargeName}' has prices in tiers: an order line item takes one price for each unit.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  const listPricePerUnit = prices[currency];
  if (listPricePerUnit) return { listPricePerUnit };
  throw new BillingError("PRICE_NOT_IN_CURRENCY", { chargeName, currency });
}
