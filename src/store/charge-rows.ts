import type {
  Charge,
  EndDate,
  PriceChange,
  Recurrence,
  RecurringProration,
} from "#engine/model/charge.ts";
import type { DiscountTerms } from "#engine/model/discount.ts";
import type { TaxMode } from "#engine/model/tax.ts";
import { NO_END } from "#engine/values/date-range.ts";
import { type Decimal, decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import type { Columns, RowOf } from "./insert-rows.ts";
import { fromModelTerms, type StoredModelTerms, toModelTerms } from "./model-terms-rows.ts";

/** A row of rate_plan_charges, as the engine's Charge needs it. */
export type ChargeRow = {
  subscription_id: string;
  charge_id: string;
  rate_plan_id: string;
  original_charge_id: string;
  charge_number: string;
  segment: number;
  version: number;
  product_rate_plan_charge_id: string;
  name: string;
  description: string | null;
  charge_type: Charge["chargeType"];
  charge_model: Charge["chargeModel"];
  price: string;
  quantity: string;
  model_terms: StoredModelTerms | null;
  unit_of_measure: string | null;
  discount: DiscountTerms | null;
  price_change_option: PriceChange["priceChangeOption"];
  price_increase_percentage: string | null;
  trigger_event: Charge["triggerEvent"];
  trigger_date: PlainDate | null;
  estimated_start_date: PlainDate | null;
  end_date_condition: EndDate["endDateCondition"];
  up_to_periods: number | null;
  up_to_periods_type: Extract<EndDate, { upToPeriods: number }>["upToPeriodsType"] | null;
  specific_end_date: PlainDate | null;
  effective_start_date: PlainDate | null;
  effective_end_date: PlainDate | null;
  end_before_suspension: PlainDate | null;
  removed_date: PlainDate | null;
  charged_through_date: PlainDate | null;
  processed_through_date: PlainDate | null;
  original_order_date: PlainDate;
  amended_by_order_on: PlainDate | null;
  tax_code: string | null;
  tax_mode: TaxMode | null;
  custom_fields: Record<string, unknown>;
} & RecurrenceRow;

export type RecurrenceRow = {
  billing_period: Recurrence["billingPeriod"] | null;
  specific_billing_period: number | null;
  bill_cycle_type: Recurrence["billCycleType"] | null;
  bill_cycle_day: number | null;
  weekly_bill_cycle_day: Recurrence["weeklyBillCycleDay"];
  billing_period_alignment: Recurrence["billingPeriodAlignment"] | null;
  billing_timing: Recurrence["billingTiming"] | null;
  list_price_base: Recurrence["listPriceBase"] | null;
  specific_list_price_base: number | null;
  proration_option: RecurringProration | null;
};

export function toCharge(row: ChargeRow): Charge {
  const recurrence = toRecurrence(row);
  const terms = recurrence
    ? { chargeType: recurringTypeOf(row), recurrence }
    : { chargeType: "OneTime" as const, recurrence: null };
  const { effective_start_date: start, effective_end_date: end } = row;
  return {
    ...terms,
    chargeId: row.charge_id,
    originalChargeId: row.original_charge_id,
    chargeNumber: row.charge_number,
    segment: row.segment,
    version: row.version,
    productRatePlanChargeId: row.product_rate_plan_charge_id,
    name: row.name,
    description: row.description,
    chargeModel: row.charge_model,
    price: decimal(row.price),
    quantity: decimal(row.quantity),
    modelTerms: toModelTerms(row.model_terms),
    unitOfMeasure: row.unit_of_measure,
    discount: row.discount,
    priceChange: toPriceChange(row),
    triggerEvent: row.trigger_event,
    triggerDate: row.trigger_date,
    estimatedStartDate: row.estimated_start_date,
    endDate: toEndDate(row),
    effective: start === null ? undefined : { start, end: end ?? NO_END },
    endBeforeSuspension: row.end_before_suspension,
    removedDate: row.removed_date,
    chargedThroughDate: row.charged_through_date,
    processedThroughDate: row.processed_through_date,
    originalOrderDate: row.original_order_date,
    amendedByOrderOn: row.amended_by_order_on,
    ...(row.tax_code !== null &&
      row.tax_mode && { taxTerms: { taxCode: row.tax_code, taxMode: row.tax_mode } }),
    customFields: row.custom_fields,
  };
}

/** Of a charge that recurs. */
export const recurringTypeOf = ({
  charge_type,
}: Pick<ChargeRow, "charge_type">): "Usage" | "Recurring" =>
  charge_type === "Usage" ? "Usage" : "Recurring";

/** Undefined for a one-time charge. */
export function toRecurrence(row: RecurrenceRow): Recurrence | undefined {
  const { billing_period, bill_cycle_type, billing_period_alignment } = row;
  const { billing_timing, list_price_base } = row;
  if (!billing_period || !bill_cycle_type || !billing_period_alignment) return undefined;
  if (!billing_timing || !list_price_base) return undefined;
  return {
    billingPeriod: billing_period,
    specificBillingPeriod: row.specific_billing_period,
    billCycleType: bill_cycle_type,
    billCycleDay: row.bill_cycle_day,
    weeklyBillCycleDay: row.weekly_bill_cycle_day,
    billingPeriodAlignment: billing_period_alignment,
    billingTiming: billing_timing,
    listPriceBase: list_price_base,
    specificListPriceBase: row.specific_list_price_base,
    ...(row.proration_option && { prorationOption: row.proration_option }),
  };
}

function toPriceChange({
  price_change_option: priceChangeOption,
  price_increase_percentage: percentage,
}: ChargeRow): PriceChange {
  if (priceChangeOption !== "SpecificPercentageValue") return { priceChangeOption };
  return { priceChangeOption, priceIncreasePercentage: decimal(percentage ?? "0") };
}

function toEndDate(row: ChargeRow): EndDate {
  const { up_to_periods, up_to_periods_type, specific_end_date } = row;
  if (specific_end_date) {
    return { endDateCondition: "Specific_End_Date", specificEndDate: specific_end_date };
  }
  return up_to_periods !== null && up_to_periods_type !== null
    ? {
        endDateCondition: "Fixed_Period",
        upToPeriods: up_to_periods,
        upToPeriodsType: up_to_periods_type,
      }
    : { endDateCondition: "Subscription_End" };
}

export const CHARGE_COLUMNS = {
  account_id: "uuid",
  subscription_id: "uuid",
  charge_id: "uuid",
  rate_plan_id: "uuid",
  original_charge_id: "uuid",
  charge_number: "text",
  segment: "integer",
  version: "integer",
  product_rate_plan_charge_id: "uuid",
  name: "text",
  description: "text",
  charge_type: "text",
  charge_model: "text",
  price: "numeric",
  quantity: "numeric",
  model_terms: "jsonb",
  unit_of_measure: "text",
  discount: "jsonb",
  price_change_option: "text",
  price_increase_percentage: "numeric",
  trigger_event: "text",
  trigger_date: "date",
  estimated_start_date: "date",
  end_date_condition: "text",
  up_to_periods: "integer",
  up_to_periods_type: "text",
  specific_end_date: "date",
  billing_period: "text",
  specific_billing_period: "integer",
  bill_cycle_type: "text",
  bill_cycle_day: "integer",
  weekly_bill_cycle_day: "text",
  billing_period_alignment: "text",
  billing_timing: "text",
  list_price_base: "text",
  specific_list_price_base: "integer",
  proration_option: "text",
  effective_start_date: "date",
  effective_end_date: "date",
  end_before_suspension: "date",
  removed_date: "date",
  charged_through_date: "date",
  processed_through_date: "date",
  original_order_date: "date",
  amended_by_order_on: "date",
  tax_code: "text",
  tax_mode: "text",
  custom_fields: "jsonb",
} as const satisfies Columns;

export type ChargeOwner = {
  readonly accountId: string;
  readonly subscriptionId: string;
  readonly ratePlanId: string;
};

export function fromCharge(owner: ChargeOwner, charge: Charge): RowOf<typeof CHARGE_COLUMNS> {
  const { effective } = charge;
  return {
    account_id: owner.accountId,
    subscription_id: owner.subscriptionId,
    rate_plan_id: owner.ratePlanId,
    charge_id: charge.chargeId,
    original_charge_id: charge.originalChargeId,
    charge_number: charge.chargeNumber,
    segment: charge.segment,
    version: charge.version,
    product_rate_plan_charge_id: charge.productRatePlanChargeId,
    name: charge.name,
    description: charge.description,
    charge_type: charge.chargeType,
    charge_model: charge.chargeModel,
    price: charge.price,
    quantity: charge.quantity,
    model_terms: fromModelTerms(charge.modelTerms),
    unit_of_measure: charge.unitOfMeasure,
    discount: charge.discount,
    price_change_option: charge.priceChange.priceChangeOption,
    price_increase_percentage: percentageOf(charge.priceChange),
    trigger_event: charge.triggerEvent,
    trigger_date: charge.triggerDate,
    estimated_start_date: charge.estimatedStartDate,
    effective_start_date: effective?.start ?? null,
    effective_end_date: effective && effective.end !== NO_END ? effective.end : null,
    end_before_suspension: charge.endBeforeSuspension,
    removed_date: charge.removedDate,
    charged_through_date: charge.chargedThroughDate,
    processed_through_date: charge.processedThroughDate,
    original_order_date: charge.originalOrderDate,
    amended_by_order_on: charge.amendedByOrderOn,
    tax_code: charge.taxTerms?.taxCode ?? null,
    tax_mode: charge.taxTerms?.taxMode ?? null,
    custom_fields: charge.customFields,
    ...fromEndDate(charge.endDate),
    ...fromRecurrence(charge.recurrence),
  };
}

/** Null where the price changes by none. */
export const percentageOf = (priceChange: PriceChange): Decimal | null =>
  priceChange.priceChangeOption === "SpecificPercentageValue"
    ? priceChange.priceIncreasePercentage
    : null;

function fromEndDate(endDate: EndDate) {
  const { endDateCondition } = endDate;
  const isFixed = endDateCondition === "Fixed_Period";
  return {
    end_date_condition: endDateCondition,
    up_to_periods: isFixed ? endDate.upToPeriods : null,
    up_to_periods_type: isFixed ? endDate.upToPeriodsType : null,
    specific_end_date: endDateCondition === "Specific_End_Date" ? endDate.specificEndDate : null,
  };
}

/** All null for a one-time charge. */
export const fromRecurrence = (recurrence: Recurrence | null) => ({
  billing_period: recurrence?.billingPeriod ?? null,
  specific_billing_period: recurrence?.specificBillingPeriod ?? null,
  bill_cycle_type: recurrence?.billCycleType ?? null,
  bill_cycle_day: recurrence?.billCycleDay ?? null,
  weekly_bill_cycle_day: recurrence?.weeklyBillCycleDay ?? null,
  billing_period_alignment: recurrence?.billingPeriodAlignment ?? null,
  billing_timing: recurrence?.billingTiming ?? null,
  list_price_base: recurrence?.listPriceBase ?? null,
  specific_list_price_base: recurrence?.specificListPriceBase ?? null,
  proration_option: recurrence?.prorationOption ?? null,
});
