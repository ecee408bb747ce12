import type { FinanceField, RevenueFlag } from "#engine/model/order-line-item.ts";
import { itemAmounts } from "#engine/order-line-items/item-price.ts";
import {
  quantityAvailableForReturn,
  quantityFulfilled,
} from "#engine/order-line-items/item-state.ts";
import { serviceEndDate } from "#engine/values/date-range.ts";
import { ZERO } from "#engine/values/decimal.ts";
import type { LineItemPage } from "#store/order-line-item-pages.ts";
import type { LineItemAnswer } from "./line-item-fields.ts";
import { FINANCE_FIELDS, REVENUE_FLAGS } from "./to-line-item.ts";

/** A line item as it is read: what it has not is null. */
export function toLineItemAnswer(page: LineItemPage): LineItemAnswer {
  const { item, order, owner, original } = page;
  const { amount, listPrice, discount } = itemAmounts(item, page.currency);
  return {
    ...NOT_KEPT,
    ...financeToWire(page),
    ...revenueToWire(page),
    UOM: item.unitOfMeasure,
    amount,
    amountPerUnit: item.amountPerUnit,
    amountWithoutTax: page.billedNetAmount ?? amount,
    billTargetDate: item.billTargetDate,
    billTo: item.billToContactId ?? order.billToContactId,
    customFields: item.customFields,
    description: item.description,
    discount,
    id: item.orderLineItemId,
    inlineDiscountPerUnit: item.inlineDiscountPerUnit,
    inlineDiscountType: item.inlineDiscountType,
    invoiceOwnerAccountId: order.accountId,
    invoiceOwnerAccountName: order.accountName,
    invoiceOwnerAccountNumber: order.accountNumber,
    itemCategory: item.itemCategory,
    itemName: item.itemName,
    itemNumber: item.itemNumber,
    itemState: item.itemState,
    itemType: item.itemType,
    listPrice,
    listPricePerUnit: item.listPricePerUnit,
    orderId: order.orderId,
    originalOrderDate: order.orderDate,
    originalOrderId: original?.orderId ?? null,
    originalOrderLineItemId: item.originalOrderLineItemId,
    originalOrderLineItemNumber: original?.itemNumber ?? null,
    originalOrderNumber: original?.orderNumber ?? null,
    ownerAccountId: owner.accountId,
    ownerAccountName: owner.accountName,
    ownerAccountNumber: owner.accountNumber,
    productCode: item.productCode,
    productRatePlanChargeId: item.productRatePlanChargeId,
    purchaseOrderNumber: item.purchaseOrderNumber,
    quantity: item.quantity,
    quantityAvailableForReturn: quantityAvailableForReturn(item, page.returned),
    quantityFulfilled: quantityFulfilled(item),
    relatedSubscriptionNumber: item.relatedSubscriptionNumber,
    sequenceSetId: item.sequenceSetId ?? null,
    soldTo: item.soldToContactId ?? owner.soldToContactId,
    taxCode: item.taxTerms?.taxCode ?? null,
    taxMode: item.taxTerms?.taxMode ?? null,
    transactionDate: item.transaction.start,
    transactionEndDate: serviceEndDate(item.transaction),
    transactionStartDate: item.transaction.start,
  };
}

const financeToWire = ({ item }: LineItemPage) =>
  Object.fromEntries(FINANCE_FIELDS.map((field) => [field, item.finance[field] ?? null])) as Record<
    FinanceField,
    string | null
  >;

const revenueToWire = ({ item }: LineItemPage) =>
  Object.fromEntries(REVENUE_FLAGS.map((flag) => [flag, item.revenue?.[flag] ?? false])) as Record<
    RevenueFlag,
    boolean
  >;

const NOT_KEPT = {
  amendedByOrderOn: null,
  billToSnapshotId: null,
  billingRule: "TriggerWithoutFulfillment",
  invoiceGroupNumber: null,
  quantityPendingFulfillment: ZERO,
  requiresFulfillment: false,
  soldToSnapshotId: null,
} as const;
