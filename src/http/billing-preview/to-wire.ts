import { serviceEndDate } from "#engine/values/date-range.ts";
import { ZERO } from "#engine/values/decimal.ts";
import type { PreviewItem } from "#store/preview-items.ts";
import { timestamp } from "../timestamps.ts";

/** The keys in the order of recorded answers. */
export const toInvoiceItem = (item: PreviewItem, timeZone: string) => ({
  id: item.itemId,
  subscriptionName: item.subscriptionNumber,
  subscriptionId: item.subscriptionId,
  subscriptionNumber: item.subscriptionNumber,
  serviceStartDate: item.service.start,
  serviceEndDate: serviceEndDate(item.service),
  chargeAmount: item.amount,
  chargeDescription: item.chargeDescription,
  chargeName: item.chargeName,
  chargeNumber: item.chargeNumber,
  chargeId: item.originalChargeId,
  productName: item.productName,
  quantity: item.quantity,
  taxAmount: item.taxAmount,
  unitOfMeasure: item.unitOfMeasure,
  chargeDate: timestamp(item.createdAt, timeZone),
  chargeType: item.chargeType,
  processingType: item.processingType,
  appliedToItemId: item.appliedToItemId,
  numberOfDeliveries: item.numberOfDeliveries ?? ZERO,
  ...lineItemOf(item),
});

export const toCreditMemoItem = (item: PreviewItem, timeZone: string) => ({
  id: item.itemId,
  amount: item.amount.plus(item.taxAmount),
  amountWithoutTax: item.amount,
  appliedToItemId: item.appliedToItemId,
  chargeDate: timestamp(item.createdAt, timeZone),
  chargeNumber: item.chargeNumber,
  chargeType: item.chargeType,
  comment: "",
  numberOfDeliveries: item.numberOfDeliveries ?? ZERO,
  processingType: item.processingType,
  quantity: item.quantity,
  ratePlanChargeId: item.originalChargeId,
  serviceEndDate: serviceEndDate(item.service),
  serviceStartDate: item.service.start,
  sku: item.sku,
  skuName: item.chargeName,
  subscriptionId: item.subscriptionId,
  subscriptionNumber: item.subscriptionNumber,
  unitOfMeasure: item.unitOfMeasure,
  ...lineItemOf(item),
});

const lineItemOf = ({ orderLineItemNumber }: PreviewItem) =>
  orderLineItemNumber === null ? {} : { orderLineItemNumber };
