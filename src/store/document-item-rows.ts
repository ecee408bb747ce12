/** What items of invoices and of credit memos have in common, as both tables name it. */
import type { NewInvoiceItem } from "#engine/model/document.ts";
import type { Columns } from "./insert-rows.ts";

export const DOCUMENT_ITEM_COLUMNS = {
  processing_type: "text",
  subscription_id: "uuid",
  subscription_number: "text",
  charge_id: "uuid",
  charge_number: "text",
  segment: "integer",
  product_rate_plan_charge_id: "uuid",
  charge_name: "text",
  charge_type: "text",
  service_start: "date",
  service_end: "date",
  quantity: "numeric",
  unit_price: "numeric",
  unit_of_measure: "text",
  amount: "numeric",
  applied_to_item_id: "uuid",
  derivation: "jsonb",
} as const satisfies Columns;

type DocumentItem = Pick<
  NewInvoiceItem,
  | "processingType"
  | "subscriptionId"
  | "subscriptionNumber"
  | "chargeId"
  | "chargeNumber"
  | "productRatePlanChargeId"
  | "chargeName"
  | "chargeType"
  | "service"
  | "quantity"
  | "unitPrice"
  | "unitOfMeasure"
  | "amount"
  | "appliedToItemId"
> & {
  /** Null on a memo that no billing made, as the derivation is. */
  readonly segment: number | null;
  readonly derivation: NewInvoiceItem["derivation"] | null;
};

export const fromDocumentItem = (item: DocumentItem) => ({
  processing_type: item.processingType,
  subscription_id: item.subscriptionId,
  subscription_number: item.subscriptionNumber,
  charge_id: item.chargeId,
  charge_number: item.chargeNumber,
  segment: item.segment,
  product_rate_plan_charge_id: item.productRatePlanChargeId,
  charge_name: item.chargeName,
  charge_type: item.chargeType,
  service_start: item.service.start,
  service_end: item.service.end,
  quantity: item.quantity,
  unit_price: item.unitPrice,
  unit_of_measure: item.unitOfMeasure,
  amount: item.amount,
  applied_to_item_id: item.appliedToItemId,
  derivation: item.derivation,
});
