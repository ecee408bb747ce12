/** From the CRUD spelling of a charge to the engine's. */
import type { z } from "zod";
import { BillingError } from "#engine/errors.ts";
import type { CustomFields, CustomFieldValue } from "#engine/model/custom-fields.ts";
import type { ProductRatePlanCharge } from "#engine/model/product.ts";
import {
  BILLING_PERIODS,
  BILLING_TIMINGS,
  CATALOG_END_DATE_CONDITIONS,
  CHARGE_MODELS,
  fromObjectModel,
  LIST_PRICE_BASES,
  UP_TO_PERIODS_TYPES,
} from "#engine/model/spellings.ts";
import type { NewProductRatePlanCharge } from "#operations/create-product-rate-plan-charge.ts";
import type { UpdatedCharge } from "#operations/update-product-rate-plan-charge.ts";
import { PRICE_FORMATS, toDeliveryDays } from "../orders/tier-fields.ts";
import { customFieldsOf } from "../wire.ts";
import {
  type changedProductRatePlanCharge,
  LATER_FIELDS,
  type newProductRatePlanCharge,
  OTHER_FIELDS,
} from "./charge-fields.ts";
import { toDiscount } from "./discount-fields.ts";
import { toCommitment, toPrepaid } from "./prepaid-fields.ts";

type Body = z.output<typeof newProductRatePlanCharge>;
type ChangedBody = z.output<typeof changedProductRatePlanCharge>;

/** Errors: NOT_SUPPORTED for a documented value that the engine does not have yet. */
export function toCharge(body: Body): NewProductRatePlanCharge {
  refuseUnknownPercentage(body);
  return {
    ...toChange(body),
    tiers: tiersOf(body.ProductRatePlanChargeTierData),
    productRatePlanKey: body.ProductRatePlanId,
    name: body.Name,
    chargeType: body.ChargeType,
    triggerEvent: body.TriggerEvent,
  };
}

/**
 * What changes of a charge: only what is given.
 *
 * @param charge  as it is: what is given may mean one thing or another for its type
 *
 * Errors: as toCharge.
 */
export function toChargeChange(body: ChangedBody, charge: ProductRatePlanCharge): UpdatedCharge {
  const { priceIncreasePercentage: percentage } = charge.otherFields;
  const known: Partial<Body> =
    typeof percentage === "number" ? { PriceIncreasePercentage: percentage } : {};
  const { ChargeModel = CHARGE_MODELS[charge.chargeModel], ...given } = body;
  const typed = { ...given, ChargeModel, ChargeType: charge.chargeType };
  refuseUnknownPercentage({ ...known, ...typed });
  return {
    ...toChange(typed),
    chargeType: body.ChargeType,
    name: body.Name,
    triggerEvent: body.TriggerEvent,
    productRatePlanKey: body.ProductRatePlanId,
    tiers: body.ProductRatePlanChargeTierData && tiersOf(body.ProductRatePlanChargeTierData),
  };
}

type Typed = Omit<ChangedBody, "ChargeType" | "ChargeModel"> &
  Pick<Body, "ChargeType" | "ChargeModel">;

/** All that a new charge may leave out. */
function toChange(body: Typed) {
  refuseLaterFields(body);
  return {
    ...pricingOf(body),
    ...recurrenceOf(body),
    ...endDateOf(body),
    productRatePlanChargeNumber: body.ProductRatePlanChargeNumber,
    description: body.Description,
    ...usageOf(body),
    prepaid: toPrepaid(body),
    commitment: toCommitment(body),
    taxable: body.Taxable,
    taxCode: body.TaxCode,
    taxMode: body.TaxMode,
    otherFields: otherFieldsOf(body),
    customFields: customFieldsOf(body),
  };
}

const chargeModelOf = (model: Body["ChargeModel"]) =>
  known("ChargeModel", model, fromObjectModel(CHARGE_MODELS, model));

const tiersOf = (data: Body["ProductRatePlanChargeTierData"]) =>
  data.ProductRatePlanChargeTier.map((tier) => ({
    currency: tier.Currency,
    price: tier.Price,
    startingUnit: tier.StartingUnit,
    endingUnit: tier.EndingUnit,
    priceFormat: tier.PriceFormat && PRICE_FORMATS[tier.PriceFormat],
    discountAmount: tier.DiscountAmount,
    discountPercentage: tier.DiscountPercentage,
    isOveragePrice: tier.IsOveragePrice,
  }));

const pricingOf = (body: Typed) => ({
  chargeModel: chargeModelOf(body.ChargeModel),
  deliveryDays: body.DeliverySchedule && toDeliveryDays(withMisspelling(body.DeliverySchedule)),
  discount: toDiscount(body),
  unitOfMeasure: body.UOM,
  defaultQuantity: body.DefaultQuantity,
  minQuantity: body.MinQuantity,
  maxQuantity: body.MaxQuantity,
});

function usageOf(body: Typed) {
  return {
    ratingGroup: body.RatingGroup,
    usageRecordRatingOption: body.UsageRecordRatingOption,
    ...prorationOf(body),
    includedUnits: body.IncludedUnits,
    smoothingModel: body.SmoothingModel,
    numberOfPeriods: body.NumberOfPeriod,
    overageCalculationOption: body.OverageCalculationOption,
    ratedBy: body.ChargeModelConfiguration?.ConfigurationItem[0]?.Value,
  };
}

/** Each type of charge has options of its own. Errors: NOT_ALLOWED. */
function prorationOf({ ProrationOption: option, ChargeType: type }: Typed) {
  if (option === undefined || option === "DefaultFromTenantSetting") return {};
  const isOfUsage = option !== "ChargeFullPeriod";
  if (type !== (isOfUsage ? "Usage" : "Recurring")) {
    const message = `ProrationOption ${option} is for ${isOfUsage ? "usage" : "recurring"} charges.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  return isOfUsage ? { usageProrationOption: option } : { prorationOption: option };
}

const withMisspelling = (schedule: Record<string, unknown>) => ({
  ...schedule,
  wednesday: Boolean(schedule.wednesday ?? schedule.wendesday),
});

function recurrenceOf(body: Typed) {
  const { BillingPeriod, BillCycleType, BillingPeriodAlignment, BillingTiming, ListPriceBase } =
    body;
  return {
    billingPeriod:
      BillingPeriod &&
      known("BillingPeriod", BillingPeriod, fromObjectModel(BILLING_PERIODS, BillingPeriod)),
    specificBillingPeriod: body.SpecificBillingPeriod,
    billCycleType:
      BillCycleType === "TermEndDay" ? notYet("BillCycleType", BillCycleType) : BillCycleType,
    billCycleDay: body.BillCycleDay,
    weeklyBillCycleDay: body.WeeklyBillCycleDay,
    billingPeriodAlignment:
      BillingPeriodAlignment === "AlignToTermEnd"
        ? notYet("BillingPeriodAlignment", BillingPeriodAlignment)
        : BillingPeriodAlignment,
    billingTiming: BillingTiming && fromObjectModel(BILLING_TIMINGS, BillingTiming),
    listPriceBase: ListPriceBase && fromObjectModel(LIST_PRICE_BASES, ListPriceBase),
    specificListPriceBase: body.SpecificListPriceBase,
  };
}

const endDateOf = ({ EndDateCondition, UpToPeriods, UpToPeriodsType }: Typed) => ({
  endDateCondition:
    EndDateCondition && fromObjectModel(CATALOG_END_DATE_CONDITIONS, EndDateCondition),
  upToPeriods: UpToPeriods,
  upToPeriodsType: UpToPeriodsType && fromObjectModel(UP_TO_PERIODS_TYPES, UpToPeriodsType),
});

/** By their v1 names: RevRecCode is revRecCode. */
function otherFieldsOf(body: Typed): CustomFields {
  const isDiscount = body.ChargeModel.startsWith("Discount");
  const fields = OTHER_FIELDS.flatMap((name): [string, CustomFieldValue][] => {
    const value = body[name];
    const isOfNone = !isDiscount && name === "UseDiscountSpecificAccountingCode";
    return value === undefined || isOfNone
      ? []
      : [[name.charAt(0).toLowerCase() + name.slice(1), value]];
  });
  return Object.fromEntries(fields);
}

/** Values that say what is the case anyway. */
const HARMLESS: readonly unknown[] = [
  null,
  undefined,
  false,
  "Standard",
  "DefaultFromTenantSetting",
  "NoCredit",
];

function refuseLaterFields(body: Typed): void {
  const name = LATER_FIELDS.find((field) => !HARMLESS.includes(body[field]));
  if (name !== undefined) {
    throw new BillingError("NOT_SUPPORTED", { message: `'${name}' is not supported yet.` });
  }
}

/** Errors: NOT_SUPPORTED (a tenant has no percentage of its own yet), MISSING_FIELD. */
function refuseUnknownPercentage(body: Typed): void {
  if (body.PriceChangeOption !== "SpecificPercentageValue") return;
  const { PriceIncreaseOption, UseTenantDefaultForPriceChange, PriceIncreasePercentage } = body;
  if (PriceIncreaseOption === "FromTenantPercentageValue") {
    notYet("PriceIncreaseOption", PriceIncreaseOption);
  }
  if (UseTenantDefaultForPriceChange) notYet("UseTenantDefaultForPriceChange", "true");
  if (PriceIncreasePercentage !== undefined) return;
  throw new BillingError("MISSING_FIELD", { field: "PriceIncreasePercentage" });
}

function known<Value>(field: string, written: string, value: Value | undefined): Value {
  return value ?? notYet(field, written);
}

function notYet(field: string, value: string): never {
  throw new BillingError("NOT_SUPPORTED", { message: `${field} '${value}' is not supported yet.` });
}
