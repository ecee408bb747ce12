import { BillingError } from "../errors.ts";
import { HAS_PRICE, HAS_TIERS, hasQuantity, type UsageTerms } from "../model/model-terms.ts";
import { isOfMoney, type PrepaidTerms } from "../model/prepaid.ts";
import type { ProductRatePlanCharge } from "../model/product.ts";
import { type ChargeDefinition, newCharge } from "./charge.ts";
import type { CommitmentDefinition } from "./commitment-terms.ts";
import { isDiscountModel } from "./discount.ts";
import type { PrepaidDefinition } from "./prepaid-terms.ts";
import type { CatalogTier } from "./prices.ts";

/** What changes of a charge of the catalog: what is left out stays. */
export type ChargeChange = {
  readonly [Field in keyof ChargeDefinition]?: ChargeDefinition[Field] | undefined;
};

/**
 * A charge of the catalog after `change`: as if it were made anew of what it was and what changes.
 *
 * @param isSubscribed  whether a subscription has or had it: its model and unit stay then
 *
 * Errors: those of newCharge; NOT_ALLOWED for what stays.
 */
export function changedCharge(
  charge: ProductRatePlanCharge,
  change: ChargeChange,
  { isSubscribed }: { readonly isSubscribed: boolean },
): ProductRatePlanCharge {
  const before = definitionOf(charge);
  const { otherFields, customFields, discount, prepaid, ...rest } = change;
  const { productRatePlanChargeId, productRatePlanChargeNumber } = charge;
  const keys = { productRatePlanChargeId, productRatePlanChargeNumber };
  const changed = newCharge(keys, {
    ...before,
    ...given(rest),
    ...(charge.discount && { discount: { ...charge.discount, ...discount } }),
    ...(!charge.discount && discount && { discount }),
    prepaid: { ...before.prepaid, ...given(prepaid ?? {}) },
    commitment: commitmentOf(charge, change),
    otherFields: { ...charge.otherFields, ...otherFields },
    customFields: { ...charge.customFields, ...customFields },
  });
  if (changed.chargeType !== charge.chargeType) stays("ChargeType", "");
  if (!isSubscribed) return changed;
  if (changed.chargeModel !== charge.chargeModel) stays("ChargeModel", SUBSCRIBED);
  if (changed.unitOfMeasure !== charge.unitOfMeasure) stays("UOM", SUBSCRIBED);
  return changed;
}

/** The description of which `newCharge` makes the same charge. */
export const definitionOf = (charge: ProductRatePlanCharge): ChargeDefinition => ({
  name: charge.name,
  description: charge.description,
  chargeType: charge.chargeType,
  chargeModel: charge.chargeModel,
  triggerEvent: charge.triggerEvent,
  tiers: catalogTiersOf(charge),
  defaultQuantity: hasQuantity(charge) ? charge.quantity : null,
  minQuantity: charge.minQuantity,
  maxQuantity: charge.maxQuantity,
  unitOfMeasure: charge.unitOfMeasure,
  taxable: charge.taxable,
  taxCode: charge.taxCode,
  taxMode: charge.taxMode,
  discount: charge.discount,
  deliveryDays: charge.modelTerms.deliveryDays,
  ...charge.recurrence,
  ...endDateOf(charge),
  ...usageOf(charge.modelTerms.usage),
  prepaid: prepaidOf(charge.modelTerms.prepaid),
  commitment: charge.modelTerms.commitment,
  otherFields: charge.otherFields,
  customFields: charge.customFields,
});

/** In the order in which they are kept: currency by currency, each tier by tier. */
export const catalogTiersOf = (charge: ProductRatePlanCharge): CatalogTier[] =>
  Object.entries(charge.prices).flatMap(([currency, price]): CatalogTier[] => {
    const { chargeModel } = charge;
    if (chargeModel === "DiscountPercentage") return [{ currency, discountPercentage: price }];
    if (isDiscountModel(chargeModel)) return [{ currency, discountAmount: price }];
    if (!HAS_TIERS[chargeModel]) return [{ currency, price }];
    const inTiers = (charge.tiers[currency] ?? []).map((tier) => ({ currency, ...tier }));
    return HAS_PRICE[chargeModel]
      ? [...inTiers, { currency, price, isOveragePrice: true }]
      : inTiers;
  });

const endDateOf = ({ endDate }: ProductRatePlanCharge) =>
  endDate.endDateCondition === "Fixed_Period"
    ? {
        endDateCondition: endDate.endDateCondition,
        upToPeriods: endDate.upToPeriods,
        upToPeriodsType: endDate.upToPeriodsType,
      }
    : {};

const usageOf = (usage: UsageTerms | null) =>
  usage && {
    ratingGroup: usage.ratingGroup,
    usageRecordRatingOption: usage.usageRecordRatingOption,
    usageProrationOption: usage.prorationOption,
    includedUnits: usage.includedUnits,
    ...usage.smoothing,
    ratedBy: usage.ratedBy,
  };

function prepaidOf(prepaid: PrepaidTerms | null): PrepaidDefinition {
  if (prepaid === null) return {};
  const { operation: prepaidOperationType } = prepaid;
  if (prepaid.operation === "drawdown") {
    const { rate: drawdownRate, unitOfMeasure: drawdownUom } = prepaid;
    if (isOfMoney(prepaid)) {
      return { isPrepaid: true, prepaidOperationType, commitmentType: "CURRENCY" };
    }
    return { isPrepaid: true, prepaidOperationType, drawdownRate, drawdownUom };
  }
  const { rollover } = prepaid;
  return {
    isPrepaid: true,
    prepaidOperationType,
    ...(isOfMoney(prepaid)
      ? { commitmentType: "CURRENCY" as const }
      : { prepaidUom: prepaid.unitOfMeasure }),
    prepaidQuantity: prepaid.quantity,
    validityPeriodType: prepaid.validityPeriodType,
    creditOption: prepaid.creditOption,
    ...(rollover && {
      isRollover: true,
      rolloverPeriods: rollover.periods,
      rolloverPeriodLength: rollover.periodLength,
      rolloverApply: rollover.apply,
    }),
  };
}

/** The validity period is one field for what is prepaid and what is committed. */
function commitmentOf(
  { modelTerms }: ProductRatePlanCharge,
  { commitment, prepaid }: ChargeChange,
): CommitmentDefinition | undefined {
  const before: CommitmentDefinition | undefined = modelTerms.commitment;
  const wanted = commitment ?? before;
  const { validityPeriodType = prepaid?.validityPeriodType } = commitment ?? {};
  return wanted && { ...before, ...wanted, ...(validityPeriodType && { validityPeriodType }) };
}

const given = <Fields extends object>(fields: Fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Field in keyof Fields]: Exclude<Fields[Field], undefined>;
  };

const SUBSCRIBED = " that has been subscribed to";

function stays(field: string, which: string): never {
  const message = `${field} of a charge${which} cannot be changed.`;
  throw new BillingError("NOT_ALLOWED", { field, message });
}
