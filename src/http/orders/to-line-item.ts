import type { z } from "zod";
import { BillingError } from "#engine/errors.ts";
import type {
  FinanceField,
  FinanceFields,
  LineItemFields,
  OrderedLineItem,
  RevenueFlag,
  RevenueFlags,
} from "#engine/model/order-line-item.ts";
import { refuseFields } from "../refuse-field.ts";
import {
  LINE_ITEM_NOT_YET,
  type lineItemFields,
  type orderedLineItem,
} from "./line-item-fields.ts";

type FieldsBody = z.output<z.ZodObject<typeof lineItemFields>>;

/** Errors: NOT_SUPPORTED for what needs fulfillments or revenue schedules. */
export function toOrderedLineItem(body: z.output<typeof orderedLineItem>): OrderedLineItem {
  const transactionStartDate = body.transactionStartDate ?? body.transactionDate;
  return {
    ...toLineItemFields({ ...body, transactionStartDate }),
    itemCategory: body.itemCategory,
    ...given({
      productRatePlanChargeKey: body.productRatePlanChargeId,
      originalOrderNumber: body.originalOrderNumber,
      originalOrderLineItemNumber: body.originalOrderLineItemNumber,
    }),
  };
}

/** The same. */
export function toLineItemFields(body: FieldsBody): LineItemFields {
  refuseFields(body, LINE_ITEM_NOT_YET);
  if (body.billingRule === "TriggerAsFulfillmentOccurs") {
    const message =
      "'billingRule' TriggerAsFulfillmentOccurs is not supported by this version of Quittance: it has no fulfillments.";
    throw new BillingError("NOT_SUPPORTED", { message });
  }
  const { itemState } = body;
  return {
    ...given({
      itemState: itemState === "Cancelled" ? "Canceled" : itemState,
      itemName: body.itemName,
      itemType: body.itemType,
      description: body.description,
      quantity: body.quantity,
      listPricePerUnit: body.listPricePerUnit,
      amountPerUnit: body.amountPerUnit,
      inlineDiscountType: body.inlineDiscountType,
      inlineDiscountPerUnit: body.inlineDiscountPerUnit,
      unitOfMeasure: body.UOM,
      transactionStartDate: body.transactionStartDate,
      transactionEndDate: body.transactionEndDate,
      billTargetDate: body.billTargetDate,
      billToContactId: toId(body.billTo),
      soldToContactId: toId(body.soldTo),
      ownerAccountNumber: body.ownerAccountNumber,
      productCode: body.productCode,
      purchaseOrderNumber: body.purchaseOrderNumber,
      relatedSubscriptionNumber: body.relatedSubscriptionNumber,
      itemNumber: body.itemNumber,
      taxCode: body.taxCode,
      taxMode: body.taxMode,
      sequenceSetId: toId(body.sequenceSetId),
    }),
    ...revenueOf(body),
    finance: financeOf(body),
    customFields: body.customFields ?? {},
  };
}

type Given<Fields> = { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };

/** Without what is undefined. */
const given = <Fields extends object>(fields: Fields): Given<Fields> =>
  Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Given<Fields>;

const toId = (key: string | undefined) => key?.replaceAll("-", "").toLowerCase();

export const FINANCE_FIELDS = [
  "accountingCode",
  "adjustmentLiabilityAccountingCode",
  "adjustmentRevenueAccountingCode",
  "contractAssetAccountingCode",
  "contractLiabilityAccountingCode",
  "contractRecognizedRevenueAccountingCode",
  "deferredRevenueAccountingCode",
  "recognizedRevenueAccountingCode",
  "revenueRecognitionRule",
  "unbilledReceivablesAccountingCode",
] as const satisfies readonly FinanceField[];

export const REVENUE_FLAGS = [
  "excludeItemBillingFromRevenueAccounting",
  "excludeItemBookingFromRevenueAccounting",
  "isAllocationEligible",
  "isUnbilled",
] as const satisfies readonly RevenueFlag[];

/** Nothing where nothing is given. */
function revenueOf(body: FieldsBody): { revenue?: RevenueFlags } {
  const flags = given(Object.fromEntries(REVENUE_FLAGS.map((flag) => [flag, body[flag]])));
  return Object.keys(flags).length === 0 ? {} : { revenue: flags };
}

const financeOf = (body: FieldsBody): FinanceFields =>
  given(Object.fromEntries(FINANCE_FIELDS.map((field) => [field, body[field]])));
