import {
  BILLING_PERIODS,
  BILLING_TIMINGS,
  CHARGE_MODELS,
  END_DATE_CONDITIONS,
  LIST_PRICE_BASES,
  UP_TO_PERIODS_TYPES,
} from "#engine/model/spellings.ts";
import {
  always,
  boolean,
  date,
  decimal,
  id,
  integer,
  literal,
  many,
  notHeld,
  number,
  one,
  type QueryObject,
  text,
  timestamp,
} from "../query-object.ts";
import { CHARGE_FUNCTION, prepaidTerms } from "./prepaid-terms.ts";
import { contractedValue, monthlyRevenue } from "./revenue.ts";

const prepaid = prepaidTerms("t.quantity");
const account = ["t.account_id", "t.account_id"] as const;
const subscription = ["t.subscription_id", "s.subscription_id"] as const;

/** No bill run will look at it again: a one-time charge is billed, or all days of service are. */
const IS_PROCESSED = `(t.charged_through_date is not null and
  (t.charge_type = 'OneTime' or coalesce(t.charged_through_date >= t.effective_end_date, false)))`;

/** As lastSegments of engine/metrics: one without days only where there is no other. */
const isContracted = (charge: string) => `(coalesce(
  coalesce(${charge}.end_before_suspension, ${charge}.effective_end_date) > ${charge}.effective_start_date,
  true))`;

const IS_LAST_SEGMENT = `not exists (select from rate_plan_charges l
  where l.account_id = t.account_id and l.subscription_id = t.subscription_id
  and l.charge_number = t.charge_number
  and (${isContracted("l")}, l.segment) > (${isContracted("t")}, t.segment))`;

/**
 * One object per segment of a charge and subscription version.
 * Source: the vendor's samples of queryRatePlanCharges and ExpandedRatePlanCharge of its SDKs.
 */
export const ratePlanCharges: QueryObject = {
  singular: "ratePlanCharge",
  from: `rate_plan_charges t join subscriptions s
    on s.account_id = t.account_id and s.subscription_id = t.subscription_id`,
  id: "t.charge_id",
  numbers: ["t.charge_number"],
  defaultSort: "updatedDate",
  order: "s.version desc, t.charge_number, t.segment desc, t.charge_id",
  customFields: "t.custom_fields",
  fields: {
    accountReceivableAccountingCodeId: notHeld,
    accountingCode: notHeld,
    amendedByOrderOn: date("t.amended_by_order_on"),
    applyDiscountTo: text("t.discount ->> 'applyDiscountTo'"),
    applyToBillingPeriodPartially: boolean(
      "coalesce((t.discount ->> 'applyToBillingPeriodPartially')::boolean, false)",
    ),
    billCycleDay: integer("t.bill_cycle_day"),
    billCycleType: text("t.bill_cycle_type"),
    billingPeriod: literal("t.billing_period", BILLING_PERIODS),
    billingPeriodAlignment: text("t.billing_period_alignment"),
    billingTiming: literal("t.billing_timing", BILLING_TIMINGS),
    chargeFunction: CHARGE_FUNCTION,
    chargeModel: literal("t.charge_model", CHARGE_MODELS),
    chargeNumber: number("t.charge_number"),
    chargeType: text("t.charge_type"),
    chargedThroughDate: date("t.charged_through_date"),
    commitmentType: notHeld,
    createdById: id("s.created_by_id"),
    createdDate: timestamp("s.created_at"),
    creditOption: prepaid.creditOption,
    dMRC: notHeld,
    dTCV: notHeld,
    deferredRevenueAccountingCodeId: notHeld,
    description: text("t.description"),
    discountLevel: text("t.discount ->> 'discountLevel'"),
    drawdownRate: prepaid.drawdownRate,
    drawdownUom: prepaid.drawdownUom,
    effectiveEndDate: date("t.effective_end_date"),
    effectiveStartDate: date("t.effective_start_date"),
    endDateCondition: literal("t.end_date_condition", END_DATE_CONDITIONS),
    estimatedEndDate: notHeld,
    estimatedStartDate: date("t.estimated_start_date"),
    excludeItemBillingFromRevenueAccounting: always(false),
    excludeItemBookingFromRevenueAccounting: always(false),
    id: id("t.charge_id"),
    invoiceOwnerId: id("t.account_id"),
    invoiceScheduleId: notHeld,
    isCommitted: always(false),
    isDimensionalPrice: always(false),
    isLastSegment: boolean(IS_LAST_SEGMENT),
    isPrepaid: prepaid.isPrepaid,
    isProcessed: boolean(IS_PROCESSED),
    isRollover: prepaid.isRollover,
    listPriceBase: literal("t.list_price_base", LIST_PRICE_BASES),
    mRR: monthlyRevenue,
    name: text("t.name"),
    numberOfDeliveries: notHeld,
    numberOfPeriods: integer("(t.model_terms #>> '{usage,smoothing,numberOfPeriods}')::integer"),
    originalId: id("t.original_charge_id"),
    originalListPrice: notHeld,
    originalOrderDate: date("t.original_order_date"),
    overageCalculationOption: text(
      "t.model_terms #>> '{usage,smoothing,overageCalculationOption}'",
    ),
    overageUnusedUnitsCreditOption: notHeld,
    prepaidOperationType: prepaid.prepaidOperationType,
    prepaidQuantity: prepaid.prepaidQuantity,
    prepaidTotalQuantity: prepaid.prepaidTotalQuantity,
    prepaidUOM: prepaid.prepaidUom,
    priceChangeOption: text("t.price_change_option"),
    priceIncreasePercentage: decimal("t.price_increase_percentage"),
    priceUpsellQuantityStacked: always(false),
    pricingAttributes: notHeld,
    processedThroughDate: date("t.processed_through_date"),
    productCategory: notHeld,
    productChargeDefinitionId: notHeld,
    productClass: notHeld,
    productFamily: notHeld,
    productLine: notHeld,
    productRatePlanChargeId: id("t.product_rate_plan_charge_id"),
    prorationOption: text(
      "coalesce(t.model_terms #>> '{usage,prorationOption}', t.proration_option, 'DefaultFromTenantSetting')",
    ),
    quantity: decimal("t.quantity"),
    ratePlanId: id("t.rate_plan_id"),
    ratingGroup: text("t.model_terms #>> '{usage,ratingGroup}'"),
    recognizedRevenueAccountingCodeId: notHeld,
    reflectDiscountInNetAmount: always(false),
    revRecCode: notHeld,
    revRecTriggerCondition: notHeld,
    revenueAmortizationMethod: notHeld,
    revenueRecognitionRuleName: notHeld,
    revenueRecognitionTiming: notHeld,
    reverted: always(false),
    rolloverApply: prepaid.rolloverApply,
    rolloverPeriodLength: prepaid.rolloverPeriodLength,
    rolloverPeriods: prepaid.rolloverPeriods,
    salesPrice: notHeld,
    segment: integer("t.segment"),
    specificBillingPeriod: integer("t.specific_billing_period"),
    specificEndDate: date("t.specific_end_date"),
    specificListPriceBase: integer("t.specific_list_price_base"),
    subscriptionId: id("s.subscription_id"),
    subscriptionOwnerId: id("s.subscription_owner_id"),
    tCV: contractedValue,
    taxCodeName: text("t.tax_code"),
    taxModeOption: text("t.tax_mode"),
    taxable: boolean("(t.tax_code is not null)"),
    triggerDate: date("t.trigger_date"),
    triggerEvent: text("t.trigger_event"),
    uOM: text("t.unit_of_measure"),
    upToPeriods: integer("t.up_to_periods"),
    upToPeriodsType: literal("t.up_to_periods_type", UP_TO_PERIODS_TYPES),
    updatedById: id("s.updated_by_id"),
    updatedDate: timestamp("s.updated_at"),
    upsellOriginChargeNumber: notHeld,
    validityPeriodType: prepaid.validityPeriodType,
    version: integer("t.version"),
    weeklyBillCycleDay: text("t.weekly_bill_cycle_day"),
  },
  relations: {
    productRatePlanCharge: one("product-rate-plan-charges", [
      "t.product_rate_plan_charge_id",
      "t.product_rate_plan_charge_id",
    ]),
    ratePlan: one("rate-plans", account, subscription, ["t.rate_plan_id", "t.rate_plan_id"]),
    ratePlanChargeTiers: many("rate-plan-charge-tiers", account, subscription, [
      "t.charge_id",
      "t.charge_id",
    ]),
  },
};
