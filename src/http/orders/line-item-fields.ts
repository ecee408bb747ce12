import { z } from "zod";
import type { FinanceField, RevenueFlag } from "#engine/model/order-line-item.ts";
import * as wire from "../wire.ts";

/** In an order, and in one change of several. */
export const MOST_LINE_ITEMS = 100;

/** Documented, and refused by name: they need fulfillments or revenue schedules, which are not built. */
export const LINE_ITEM_NOT_YET = [
  "currency",
  "fulfillments",
  "invoiceGroupNumber",
  "invoiceTemplateId",
  "paymentTerm",
  "revenueAmortizationMethod",
  "revenueRecognitionTiming",
  "shipTo",
] as const;

const code = wire.orderText(100).optional();

const finance = {
  accountingCode: code,
  adjustmentLiabilityAccountingCode: code,
  adjustmentRevenueAccountingCode: code,
  contractAssetAccountingCode: code,
  contractLiabilityAccountingCode: code,
  contractRecognizedRevenueAccountingCode: code,
  deferredRevenueAccountingCode: code,
  recognizedRevenueAccountingCode: code,
  revenueRecognitionRule: code,
  unbilledReceivablesAccountingCode: code,
} satisfies Record<FinanceField, z.ZodType>;

const flag = wire.boolean.optional();

const revenue = {
  excludeItemBillingFromRevenueAccounting: flag,
  excludeItemBookingFromRevenueAccounting: flag,
  isAllocationEligible: flag,
  isUnbilled: flag,
} satisfies Record<RevenueFlag, z.ZodType>;

const unitPrice = wire.amount.optional();

/** What an order and a change of an item have in common. */
export const lineItemFields = {
  itemState: z
    .enum(["Executing", "Booked", "SentToBilling", "Complete", "Canceled", "Cancelled"])
    .optional()
    .describe("Billed once it is SentToBilling. Default Executing."),
  itemName: wire.orderText(255).min(1).optional(),
  itemType: z.enum(["Product", "Fee", "Services"]).optional(),
  description: wire.orderText(500).optional(),
  quantity: wire.quantity.optional(),
  listPricePerUnit: unitPrice.describe("The amount per unit when absent."),
  amountPerUnit: unitPrice.describe("Follows from the list price where there is a discount."),
  inlineDiscountType: z.enum(["Percentage", "FixedAmount", "None"]).optional(),
  inlineDiscountPerUnit: unitPrice.describe("Percent, or an amount, of the list price per unit."),
  UOM: wire.orderText(100).optional(),
  transactionStartDate: wire.billingDate.optional().describe("Default: the order date."),
  transactionEndDate: wire.billingDate.optional().describe("The last day. Default: the first."),
  billTargetDate: wire.billingDate
    .optional()
    .describe("From this day on it is billed. Required for SentToBilling."),
  billingRule: z
    .enum(["TriggerWithoutFulfillment", "TriggerAsFulfillmentOccurs"])
    .optional()
    .describe("TriggerWithoutFulfillment, for now."),
  billTo: wire.key.optional(),
  soldTo: wire.key.optional(),
  ownerAccountNumber: wire.key.optional().describe("Default: the account of the order."),
  productCode: wire.orderText(255).optional(),
  purchaseOrderNumber: wire.orderText(100).optional(),
  relatedSubscriptionNumber: wire.key.optional(),
  itemNumber: wire.chosenNumber(100).optional(),
  sequenceSetId: wire.key.optional().describe("Numbers what bills it."),
  taxCode: wire.requiredText(64).optional().describe("As the charge in the catalog when absent."),
  taxMode: z
    .enum(["TaxExclusive", "TaxInclusive"])
    .optional()
    .describe("Of the taxCode; TaxExclusive when absent."),
  customFields: wire.customFields.optional(),
  ...finance,
  ...revenue,
  ...wire.notYet(LINE_ITEM_NOT_YET),
};

export const orderedLineItem = wire.looseBody(
  {
    ...lineItemFields,
    itemNumber: lineItemFields.itemNumber.describe("Of all items of the order, or of none."),
    itemCategory: z.enum(["Sales", "Return"]).default("Sales"),
    productRatePlanChargeId: wire.key
      .optional()
      .describe("A one-time charge that name and price are taken from."),
    originalOrderNumber: wire.key.optional().describe("Of a return: the order that sold it."),
    originalOrderLineItemNumber: wire.key.optional(),
    transactionDate: wire.billingDate.optional().describe("Older name of transactionStartDate."),
  },
  wire.makes("OrderLineItem"),
);

const text = z.string().nullable();
/** On the wire, but not kept by this version. */
const notKept = z.null();
const never = z.literal(false);

/** An item as it is read. */
export const orderLineItem = z.object({
  UOM: text,
  accountingCode: text,
  adjustmentLiabilityAccountingCode: text,
  adjustmentRevenueAccountingCode: text,
  amendedByOrderOn: notKept,
  amount: wire.money.describe("quantity × amountPerUnit"),
  amountPerUnit: wire.money,
  amountWithoutTax: wire.money.describe("Where a price includes taxes: once they are reckoned."),
  billTargetDate: wire.date.nullable(),
  billTo: wire.id.nullable(),
  billToSnapshotId: notKept,
  billingRule: z.literal("TriggerWithoutFulfillment"),
  contractAssetAccountingCode: text,
  contractLiabilityAccountingCode: text,
  contractRecognizedRevenueAccountingCode: text,
  customFields: z.record(z.string(), z.unknown()),
  deferredRevenueAccountingCode: text,
  description: text,
  discount: wire.money.describe("What the inline discount takes off all units."),
  excludeItemBillingFromRevenueAccounting: z.boolean(),
  excludeItemBookingFromRevenueAccounting: z.boolean(),
  id: wire.id,
  inlineDiscountPerUnit: wire.money,
  inlineDiscountType: z.enum(["Percentage", "FixedAmount", "None"]),
  invoiceGroupNumber: notKept,
  invoiceOwnerAccountId: wire.id,
  invoiceOwnerAccountName: z.string(),
  invoiceOwnerAccountNumber: z.string(),
  isAllocationEligible: z.boolean(),
  isUnbilled: z.boolean(),
  itemCategory: z.enum(["Sales", "Return"]),
  itemName: z.string(),
  itemNumber: z.string(),
  itemState: z.enum(["Executing", "Booked", "SentToBilling", "Complete", "Canceled"]),
  itemType: z.enum(["Product", "Fee", "Services"]).nullable(),
  listPrice: wire.money.describe("quantity × listPricePerUnit"),
  listPricePerUnit: wire.money,
  orderId: wire.id,
  originalOrderDate: wire.date,
  originalOrderId: wire.id.nullable(),
  originalOrderLineItemId: wire.id.nullable(),
  originalOrderLineItemNumber: text,
  originalOrderNumber: text,
  ownerAccountId: wire.id,
  ownerAccountName: z.string(),
  ownerAccountNumber: z.string(),
  productCode: text,
  productRatePlanChargeId: wire.id.nullable(),
  purchaseOrderNumber: text,
  quantity: wire.money,
  quantityAvailableForReturn: wire.money,
  quantityFulfilled: wire.money,
  quantityPendingFulfillment: wire.money,
  recognizedRevenueAccountingCode: text,
  relatedSubscriptionNumber: text,
  requiresFulfillment: never,
  revenueRecognitionRule: text,
  sequenceSetId: wire.id.nullable(),
  soldTo: wire.id.nullable(),
  soldToSnapshotId: notKept,
  taxCode: text,
  taxMode: z.enum(["TaxExclusive", "TaxInclusive"]).nullable(),
  transactionDate: wire.date,
  transactionEndDate: wire.date,
  transactionStartDate: wire.date,
  unbilledReceivablesAccountingCode: text,
});

export type LineItemAnswer = z.input<typeof orderLineItem>;
