/** How the catalog's rows become the engine's nouns. Only catalog.ts reads them. */
import type { Insertable, Selectable } from "kysely";
import { assert } from "#engine/assert.ts";
import type { EndDate, Recurrence } from "#engine/model/charge.ts";
import type { CustomFields } from "#engine/model/custom-fields.ts";
import { HAS_PRICE, HAS_TIERS, hasQuantity, type Tier } from "#engine/model/model-terms.ts";
import type {
  Product,
  ProductCategory,
  ProductRatePlan,
  ProductRatePlanCharge,
} from "#engine/model/product.ts";
import { type Decimal, decimal, formatDecimal, ONE, ZERO } from "#engine/values/decimal.ts";
import { plainDate } from "#engine/values/plain-date.ts";
import { fromRecurrence, recurringTypeOf } from "./charge-rows.ts";
import {
  fromModelTerms,
  fromTier,
  type StoredModelTerms,
  type StoredTier,
  toModelTerms,
  toTier,
} from "./model-terms-rows.ts";
import type { OrganizationName } from "./organizations.ts";
import type { DB } from "./schema.ts";

/** Who made it and who changed it last, and when. Kept by the store, of no interest to the engine. */
export type Stamps = {
  readonly createdById: string;
  readonly createdAt: Date;
  readonly updatedById: string;
  readonly updatedAt: Date;
};

export type Stamped<Noun> = Noun & Stamps;

export type ProductColumns = Selectable<DB["products"]>;
export type ChargeColumns = Selectable<DB["product_rate_plan_charges"]>;

type RatePlanTable = Selectable<DB["product_rate_plans"]>;

/** A plan next to one of its charges, whose columns are all null when it has none. */
export type PlanColumns = Pick<
  RatePlanTable,
  | "product_rate_plan_number"
  | "product_id"
  | "effective_start_date"
  | "effective_end_date"
  | "active_currencies"
  | "grade"
  | "external_rate_plan_ids"
> & {
  plan_id: string;
  plan_name: string;
  plan_description: string | null;
  plan_custom_fields: RatePlanTable["custom_fields"];
  plan_created_by_id: string;
  plan_created_at: Date;
  plan_updated_by_id: string;
  plan_updated_at: Date;
};

export type LabelledProduct = ProductColumns & {
  readonly organizations: readonly OrganizationName[] | null;
};

/** To whom it is offered; null: it is not labelled. */
export type Offered = { readonly offeredTo: readonly OrganizationName[] | null };

export const toProduct = (row: LabelledProduct): Stamped<Product> & Offered => ({
  offeredTo: row.offered_to && (row.organizations ?? []),
  productId: row.product_id,
  productNumber: row.product_number ?? "",
  sku: row.sku,
  name: row.name,
  description: row.description,
  category: row.category as ProductCategory | null,
  effectiveStartDate: plainDate(row.effective_start_date),
  effectiveEndDate: plainDate(row.effective_end_date),
  allowFeatureChanges: row.allow_feature_changes,
  customFields: row.custom_fields as CustomFields,
  ...toStamps(row),
});

/** The plan that all these rows repeat, with the charge of each. */
export function toPlan(rows: readonly (PlanColumns & ChargeColumns)[]): Stamped<ProductRatePlan> {
  const [row] = rows;
  assert(row, "a plan has rows");
  const hasCharges = row.product_rate_plan_charge_id !== null;
  return {
    productRatePlanId: row.plan_id,
    productRatePlanNumber: row.product_rate_plan_number,
    productId: row.product_id,
    name: row.plan_name,
    description: row.plan_description,
    effectiveStartDate: plainDate(row.effective_start_date),
    effectiveEndDate: plainDate(row.effective_end_date),
    activeCurrencies: row.active_currencies,
    grade: row.grade,
    externalRatePlanIds: row.external_rate_plan_ids,
    customFields: row.plan_custom_fields as CustomFields,
    charges: hasCharges ? rows.map(toCharge) : [],
    createdById: row.plan_created_by_id,
    createdAt: row.plan_created_at,
    updatedById: row.plan_updated_by_id,
    updatedAt: row.plan_updated_at,
  };
}

export function toCharge(row: ChargeColumns): Stamped<ProductRatePlanCharge> {
  const { tiers: _, ...modelTerms } = toModelTerms(row.model_terms as StoredModelTerms | null);
  const common = {
    productRatePlanChargeId: row.product_rate_plan_charge_id,
    productRatePlanChargeNumber: row.product_rate_plan_charge_number,
    name: row.name,
    description: row.description,
    chargeModel: row.charge_model as ProductRatePlanCharge["chargeModel"],
    quantity: toDecimal(row.default_quantity) ?? ONE,
    unitOfMeasure: row.unit_of_measure,
    discount: row.discount as ProductRatePlanCharge["discount"],
    triggerEvent: row.trigger_event as ProductRatePlanCharge["triggerEvent"],
    endDate: toEndDate(row),
    ...toPrices(row.charge_model, row.tiers as StoredPrice[]),
    modelTerms,
    minQuantity: toDecimal(row.min_quantity),
    maxQuantity: toDecimal(row.max_quantity),
    taxable: row.taxable,
    taxCode: row.tax_code,
    taxMode: row.tax_mode as ProductRatePlanCharge["taxMode"],
    otherFields: row.other_fields as CustomFields,
    customFields: row.custom_fields as CustomFields,
    ...toStamps(row),
  };
  return row.charge_type === "OneTime"
    ? { ...common, chargeType: "OneTime", recurrence: null }
    : {
        ...common,
        chargeType: recurringTypeOf(row as { charge_type: ProductRatePlanCharge["chargeType"] }),
        recurrence: toRecurrence(row),
      };
}

/** One price for each currency, or several with the units that each is for. */
type StoredPrice = { currency: string; price: string; isOveragePrice?: true } & Partial<StoredTier>;

function toPrices(chargeModel: string, stored: readonly StoredPrice[]) {
  if (!HAS_TIERS[chargeModel as ProductRatePlanCharge["chargeModel"]]) {
    const prices = stored.map(({ currency, price }) => [currency, decimal(price)]);
    return { prices: Object.fromEntries(prices) as Record<string, Decimal>, tiers: {} };
  }
  const tiers: Record<string, Tier[]> = {};
  const prices: Record<string, Decimal> = {};
  for (const { currency, isOveragePrice, ...tier } of stored) {
    if (isOveragePrice) prices[currency] = decimal(tier.price);
    else tiers[currency] = [...(tiers[currency] ?? []), toTier(tier as StoredTier)];
    prices[currency] ??= ZERO;
  }
  return { prices, tiers };
}

const fromPrices = ({ chargeModel, prices, tiers }: ProductRatePlanCharge): StoredPrice[] =>
  Object.entries(prices).flatMap(([currency, price]): StoredPrice[] => {
    const own = { currency, price: formatDecimal(price, 0) };
    if (!tiers[currency]) return [own];
    const inTiers = tiers[currency].map((tier) => ({ currency, ...fromTier(tier) }));
    return HAS_PRICE[chargeModel] ? [...inTiers, { ...own, isOveragePrice: true }] : inTiers;
  });

const toJson = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));

const toDecimal = (text: string | null): Decimal | null => (text === null ? null : decimal(text));

const toEndDate = (row: ChargeColumns): EndDate =>
  row.end_date_condition === "Fixed_Period"
    ? ({
        endDateCondition: "Fixed_Period",
        upToPeriods: row.up_to_periods,
        upToPeriodsType: row.up_to_periods_type,
      } as EndDate)
    : { endDateCondition: "Subscription_End" };

const toRecurrence = (row: ChargeColumns): Recurrence =>
  ({
    billingPeriod: row.billing_period,
    specificBillingPeriod: row.specific_billing_period,
    billCycleType: row.bill_cycle_type,
    billCycleDay: row.bill_cycle_day,
    weeklyBillCycleDay: row.weekly_bill_cycle_day,
    billingPeriodAlignment: row.billing_period_alignment,
    billingTiming: row.billing_timing,
    listPriceBase: row.list_price_base,
    specificListPriceBase: row.specific_list_price_base,
    ...(row.proration_option && { prorationOption: row.proration_option }),
  }) as Recurrence;

const toStamps = (row: ProductColumns | ChargeColumns): Stamps => ({
  createdById: row.created_by_id,
  createdAt: row.created_at,
  updatedById: row.updated_by_id,
  updatedAt: row.updated_at,
});

type OwnColumns = Omit<
  Insertable<DB["product_rate_plan_charges"]>,
  "product_rate_plan_id" | "created_by_id" | "updated_by_id" | "created_at" | "updated_at"
>;

export function toChargeColumns(charge: ProductRatePlanCharge): OwnColumns {
  const { endDate, recurrence } = charge;
  const isFixed = endDate.endDateCondition === "Fixed_Period";
  return {
    product_rate_plan_charge_id: charge.productRatePlanChargeId,
    product_rate_plan_charge_number: charge.productRatePlanChargeNumber,
    name: charge.name,
    description: charge.description,
    charge_type: charge.chargeType,
    charge_model: charge.chargeModel,
    unit_of_measure: charge.unitOfMeasure,
    default_quantity: hasQuantity(charge) ? formatDecimal(charge.quantity, 0) : null,
    discount: charge.discount && JSON.stringify(charge.discount),
    min_quantity: charge.minQuantity && formatDecimal(charge.minQuantity, 0),
    max_quantity: charge.maxQuantity && formatDecimal(charge.maxQuantity, 0),
    tiers: JSON.stringify(fromPrices(charge)),
    model_terms: toJson(fromModelTerms({ ...charge.modelTerms, tiers: [] })),
    trigger_event: charge.triggerEvent,
    end_date_condition: endDate.endDateCondition,
    up_to_periods: isFixed ? endDate.upToPeriods : null,
    up_to_periods_type: isFixed ? endDate.upToPeriodsType : null,
    ...fromRecurrence(recurrence),
    taxable: charge.taxable,
    tax_code: charge.taxCode,
    tax_mode: charge.taxMode,
    other_fields: JSON.stringify(charge.otherFields),
    custom_fields: JSON.stringify(charge.customFields),
  };
}
