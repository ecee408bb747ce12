import { BillingError } from "../errors.ts";
import type {
  ItemState,
  LineItemFields,
  OrderLineItem,
  SoldItem,
} from "../model/order-line-item.ts";
import { serviceEndDate } from "../values/date-range.ts";
import { later } from "../values/plain-date.ts";
import { checkReturn } from "./check-return.ts";
import { itemPrice } from "./item-price.ts";
import { checkTransition, isBooked } from "./item-state.ts";
import {
  ownerOf,
  refuseUndatedBilling,
  taxTermsOf,
  transactionOf,
} from "./new-order-line-items.ts";

type FieldName = keyof LineItemFields;

const OF_BOOKED: readonly FieldName[] = ["itemState", "billTargetDate", "customFields"];
const OF_RETURN: readonly FieldName[] = [
  ...OF_BOOKED,
  "itemName",
  "description",
  "quantity",
  "transactionStartDate",
  "transactionEndDate",
];

/** What can be changed in each state; of a sale that is Executing, everything. */
const EDITABLE: Readonly<Record<Exclude<ItemState, "Executing">, readonly FieldName[]>> = {
  Booked: OF_BOOKED,
  SentToBilling: ["itemState", "customFields"],
  Complete: ["itemState"],
  Canceled: ["itemState"],
};

export type ItemToChange = {
  readonly item: OrderLineItem;
  readonly isBilled: boolean;
  /** Of a return. */
  readonly sold: SoldItem | undefined;
};

/**
 * An item with what a caller says of it. What it is allowed to become depends on the state that it
 * is in (docs/spec/order-line-items.md).
 *
 * Errors: ORDER_LINE_ITEM_LOCKED, ORDER_LINE_ITEM_STATE, MISSING_FIELD, NOT_ALLOWED, INVALID_VALUE,
 * ENTITY_NOT_FOUND for the account of an owner.
 */
export function changedOrderLineItem(
  { item, isBilled, sold }: ItemToChange,
  fields: LineItemFields,
  ownerAccountIds: ReadonlyMap<string, string>,
): OrderLineItem {
  refuseLocked(item, fields);
  const { itemState = item.itemState } = fields;
  checkTransition(item, itemState, isBilled);
  const changed = { ...item, ...written(item, fields, ownerAccountIds), itemState };
  refuseUndatedBilling(itemState, changed.billTargetDate);
  if (sold && itemState !== "Canceled") {
    const wasReturned = isBooked(item.itemState)
      ? sold.returned.minus(item.quantity)
      : sold.returned;
    if (itemState !== item.itemState || !changed.quantity.eq(item.quantity)) {
      checkReturn(changed, changed.quantity, { ...sold, returned: wasReturned });
    }
  }
  return changed;
}

function refuseLocked(item: OrderLineItem, fields: LineItemFields): void {
  const { itemNumber, itemState, itemCategory } = item;
  const isSale = itemCategory === "Sales";
  if (itemState === "Executing" && isSale) return;
  const editable = itemState === "Executing" ? OF_RETURN : EDITABLE[itemState];
  const given = Object.entries(fields).filter(([, value]) => !isNothing(value));
  const locked = given.find(([name]) => !editable.includes(name as FieldName));
  if (!locked) return;
  const [field] = locked;
  throw new BillingError("ORDER_LINE_ITEM_LOCKED", { itemNumber, itemState, itemCategory, field });
}

/** Containers that nothing is in. */
const isNothing = (value: unknown): boolean =>
  value === undefined ||
  (typeof value === "object" && value !== null && Object.keys(value).length === 0);

/** The fields of an item that a caller has given, checked together with those that stay. */
function written(
  item: OrderLineItem,
  fields: LineItemFields,
  ownerAccountIds: ReadonlyMap<string, string>,
): Omit<OrderLineItem, "itemState"> {
  const first = fields.transactionStartDate ?? item.transaction.start;
  const before = serviceEndDate(item.transaction);
  const last = fields.transactionEndDate ?? later(before, first);
  const { ownerAccountNumber } = fields;
  return {
    ...item,
    ...(item.itemCategory === "Sales" && itemPrice(fields, item)),
    itemNumber: fields.itemNumber ?? item.itemNumber,
    itemName: fields.itemName ?? item.itemName,
    itemType: fields.itemType ?? item.itemType,
    description: fields.description ?? item.description,
    quantity: fields.quantity ?? item.quantity,
    unitOfMeasure: fields.unitOfMeasure ?? item.unitOfMeasure,
    transaction: transactionOf(first, last),
    billTargetDate: fields.billTargetDate ?? item.billTargetDate,
    billToContactId: fields.billToContactId ?? item.billToContactId,
    soldToContactId: fields.soldToContactId ?? item.soldToContactId,
    ownerAccountId: ownerAccountNumber
      ? ownerOf(ownerAccountNumber, ownerAccountIds)
      : item.ownerAccountId,
    productCode: fields.productCode ?? item.productCode,
    purchaseOrderNumber: fields.purchaseOrderNumber ?? item.purchaseOrderNumber,
    relatedSubscriptionNumber: fields.relatedSubscriptionNumber ?? item.relatedSubscriptionNumber,
    taxTerms: taxTermsOf(fields, item.taxTerms ?? null),
    sequenceSetId: fields.sequenceSetId ?? item.sequenceSetId ?? null,
    finance: { ...item.finance, ...fields.finance },
    revenue: { ...item.revenue, ...fields.revenue },
    customFields: { ...item.customFields, ...fields.customFields },
  };
}
