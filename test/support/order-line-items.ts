import type { OrderLineItem } from "#engine/model/order-line-item.ts";
import { itemPrice } from "#engine/order-line-items/item-price.ts";
import { decimal, ONE } from "#engine/values/decimal.ts";
import { plainDate } from "#engine/values/plain-date.ts";

const day = plainDate("2021-01-01");

export const anOrderLineItem = (given: Partial<OrderLineItem> = {}): OrderLineItem => ({
  orderLineItemId: "item-1",
  itemNumber: "1",
  itemCategory: "Sales",
  itemState: "SentToBilling",
  itemName: "webcam",
  itemType: null,
  description: null,
  quantity: ONE,
  ...itemPrice({ amountPerUnit: decimal("30") }),
  unitOfMeasure: null,
  transaction: { start: day, end: plainDate("2021-01-02") },
  billTargetDate: day,
  billToContactId: null,
  soldToContactId: null,
  ownerAccountId: null,
  productCode: null,
  productRatePlanChargeId: null,
  purchaseOrderNumber: null,
  relatedSubscriptionNumber: null,
  originalOrderLineItemId: null,
  finance: {},
  customFields: {},
  ...given,
});
