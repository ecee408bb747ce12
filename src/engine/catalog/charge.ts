import { BillingError } from "../errors.ts";
import type {
  BillCycleType,
  BillingPeriod,
  BillingPeriodAlignment,
  BillingTiming,
  ChargeModel,
  ChargeType,
  DayOfWeek,
  EndDate,
  ListPriceBase,
  Recurrence,
  RecurringProration,
  TriggerEvent,
  UpToPeriodsType,
} from "../model/charge.ts";
import type { CustomFields } from "../model/custom-fields.ts";
import type { DiscountOverride } from "../model/discount.ts";
import { HAS_TIERS, hasQuantity } from "../model/model-terms.ts";
import type { ProductRatePlanCharge } from "../model/product.ts";
import { type Decimal, ONE, ZERO } from "../values/decimal.ts";
import {
  type CommitmentDefinition,
  checkCommitmentTerms,
  commitmentTermsOf,
} from "./commitment-terms.ts";
import { discountTerms, isDiscountModel } from "./discount.ts";
import { checkFullPeriods } from "./full-periods.ts";
import { checkPrepaidTerms, type PrepaidDefinition, prepaidTermsOf } from "./prepaid-terms.ts";
import { type CatalogTier, pricesOf } from "./prices.ts";
import { type UsageDefinition, usageTermsOf } from "./usage-terms.ts";

/** A product rate plan charge as a caller describes it; null and undefined are the same. */
export type ChargeDefinition = {
  readonly name: string;
  readonly chargeType: ChargeType;
  readonly chargeModel: ChargeModel;
  readonly triggerEvent: TriggerEvent;
  readonly tiers: readonly CatalogTier[];
  readonly prepaid?: PrepaidDefinition | undefined;
  readonly commitment?: CommitmentDefinition | undefined;
  readonly otherFields?: CustomFields | undefined;
  readonly customFields?: CustomFields | undefined;
} & { readonly [Field in keyof Optional]?: Optional[Field] | null | undefined } & UsageDefinition;

type Optional = {
  description: string;
  /** Units when a subscription does not say how many. */
  defaultQuantity: Decimal;
  minQuantity: Decimal;
  maxQuantity: Decimal;
  unitOfMeasure: string;
  endDateCondition: "Subscription_End" | "Fixed_Period";
  upToPeriods: number;
  upToPeriodsType: UpToPeriodsType;
  billingPeriod: BillingPeriod;
  specificBillingPeriod: number;
  billCycleType: BillCycleType;
  billCycleDay: number;
  weeklyBillCycleDay: DayOfWeek;
  billingPeriodAlignment: BillingPeriodAlignment;
  billingTiming: BillingTiming;
  listPriceBase: ListPriceBase;
  specificListPriceBase: number;
  /** Of a recurring charge. */
  prorationOption: RecurringProration;
  /** Of a charge of a discount model. */
  discount: DiscountOverride;
  taxable: boolean;
  taxCode: string;
  taxMode: "TaxExclusive" | "TaxInclusive";
  deliveryDays: readonly DayOfWeek[];
};

export type ChargeKeys = Pick<
  ProductRatePlanCharge,
  "productRatePlanChargeId" | "productRatePlanChargeNumber"
>;

/**
 * A charge for the catalog, complete: what was left out is what the field's API says it is then.
 * What does not belong to its type, model, period or billing day is dropped.
 *
 * Errors: MISSING_FIELD; INVALID_VALUE (price, currency, quantity bounds); NOT_ALLOWED (terms that
 * contradict each other). Fields are named as the object CRUD API names them.
 */
export function newCharge(keys: ChargeKeys, definition: ChargeDefinition): ProductRatePlanCharge {
  const { name, chargeModel, triggerEvent } = definition;
  if (isDiscountModel(chargeModel) && definition.chargeType !== "Recurring") {
    refuse("NOT_ALLOWED", "A discount charge should be a recurring charge.");
  }
  const common = {
    ...keys,
    ...quantities(definition),
    ...taxation(definition),
    ...pricesOf(definition),
    modelTerms: modelTermsOf(definition),
    name,
    chargeModel,
    triggerEvent,
    description: definition.description ?? null,
    discount: discountTerms(chargeModel, definition.discount),
    otherFields: definition.otherFields ?? {},
    customFields: definition.customFields ?? {},
  };
  checkModel(definition);
  const charge: ProductRatePlanCharge =
    definition.chargeType === "OneTime"
      ? { ...common, chargeType: "OneTime", recurrence: null, endDate: NEVER_BY_ITSELF }
      : {
          ...common,
          chargeType: definition.chargeType,
          recurrence: recurrenceOf(definition),
          endDate: endDateOf(definition),
        };
  checkPrepaidTerms(charge);
  checkCommitmentTerms(charge);
  return charge;
}

const NEVER_BY_ITSELF: EndDate = { endDateCondition: "Subscription_End" };

/** Each model takes some types of charges only. Errors: NOT_ALLOWED. */
function checkModel({ chargeModel, chargeType, billingTiming }: ChargeDefinition): void {
  if (!takesModel(chargeType, chargeModel)) {
    const type = { OneTime: "one-time", Recurring: "recurring", Usage: "usage" }[chargeType];
    refuse("NOT_ALLOWED", `The charge model '${chargeModel}' is not for ${type} charges.`);
  }
  if (chargeModel === "Delivery" && billingTiming === "IN_ARREARS") {
    refuse("NOT_ALLOWED", "Deliveries are billed in advance.");
  }
}

const OF_ALL_TYPES: ReadonlySet<ChargeModel> = new Set(["FlatFee", "PerUnit", "Tiered", "Volume"]);

const OF_RECURRING: ReadonlySet<ChargeModel> = new Set([
  "Delivery",
  "DiscountFixedAmount",
  "DiscountPercentage",
]);

const takesModel = (chargeType: ChargeType, chargeModel: ChargeModel): boolean =>
  OF_ALL_TYPES.has(chargeModel) ||
  chargeType === (OF_RECURRING.has(chargeModel) ? "Recurring" : "Usage");

function modelTermsOf(definition: ChargeDefinition) {
  const { chargeModel, deliveryDays } = definition;
  if (chargeModel !== "Delivery") {
    const prepaid = prepaidTermsOf(definition);
    const commitment = commitmentTermsOf(definition.commitment);
    const usage = usageTermsOf(definition);
    return { deliveryDays: [], usage, prepaid, ...(commitment && { commitment }) };
  }
  if (!deliveryDays?.length) throw new BillingError("MISSING_FIELD", { field: "DeliverySchedule" });
  return { deliveryDays, usage: null, prepaid: prepaidTermsOf(definition) };
}

function quantities(definition: ChargeDefinition) {
  const { chargeModel, minQuantity = null, maxQuantity = null } = definition;
  if (!hasQuantity(definition)) {
    const unitOfMeasure = definition.chargeType === "Usage" ? unitOfUsage(definition) : null;
    return { quantity: ONE, unitOfMeasure, minQuantity: null, maxQuantity: null };
  }
  const noQuantity = HAS_TIERS[chargeModel] ? ZERO : null;
  const quantity = required("DefaultQuantity", definition.defaultQuantity ?? noQuantity);
  const unitOfMeasure = required("UOM", definition.unitOfMeasure);
  if ((minQuantity && quantity.lt(minQuantity)) || (maxQuantity && quantity.gt(maxQuantity))) {
    refuse("INVALID_VALUE", "The default quantity should be between the smallest and the largest.");
  }
  return { quantity, unitOfMeasure, minQuantity, maxQuantity };
}

/** Records of a flat fee are counted each. */
const unitOfUsage = ({ chargeModel, unitOfMeasure }: ChargeDefinition): string =>
  required("UOM", unitOfMeasure ?? (chargeModel === "FlatFee" ? "Each" : null));

function taxation({ taxable, taxCode, taxMode }: ChargeDefinition) {
  if (!taxable) return { taxable: false, taxCode: taxCode ?? null, taxMode: taxMode ?? null };
  return {
    taxable: true,
    taxCode: required("TaxCode", taxCode),
    taxMode: required("TaxMode", taxMode),
  };
}

function endDateOf({ endDateCondition, upToPeriods, upToPeriodsType }: ChargeDefinition): EndDate {
  if (endDateCondition !== "Fixed_Period") return NEVER_BY_ITSELF;
  return {
    endDateCondition,
    upToPeriods: required("UpToPeriods", upToPeriods),
    upToPeriodsType: upToPeriodsType ?? "Billing_Periods",
  };
}

function recurrenceOf(definition: ChargeDefinition): Recurrence {
  const billingPeriod = required("BillingPeriod", definition.billingPeriod);
  const usual = definition.commitment?.chargeFunction === "CommitmentTrueUp" ? OF_TRUE_UPS : {};
  const billCycleType = required("BillCycleType", definition.billCycleType ?? usual.billCycleType);
  const recurrence = {
    billingPeriod,
    billCycleType,
    billingPeriodAlignment:
      definition.billingPeriodAlignment ?? usual.billingPeriodAlignment ?? "AlignToCharge",
    ...pricedBy({ ...definition, billingTiming: definition.billingTiming ?? usual.billingTiming }),
    ...specifics(definition, billingPeriod, billCycleType),
    ...(definition.prorationOption && { prorationOption: definition.prorationOption }),
  };
  refuseContradictions(recurrence, definition);
  checkFullPeriods({ ...definition, recurrence });
  return recurrence;
}

/** What a commitment is where it does not say. */
const OF_TRUE_UPS: Partial<Recurrence> = {
  billCycleType: "TermStartDay",
  billingPeriodAlignment: "AlignToTermStart",
  billingTiming: "IN_ARREARS",
};

/** Usage is billed when it is over, and its price is for the units of a billing period. */
const pricedBy = ({ chargeType, billingTiming, listPriceBase }: ChargeDefinition) =>
  chargeType === "Usage"
    ? { billingTiming: "IN_ARREARS" as const, listPriceBase: "Per_Billing_Period" as const }
    : {
        billingTiming: billingTiming ?? ("IN_ADVANCE" as const),
        listPriceBase: listPriceBase ?? ("Per_Billing_Period" as const),
      };

/** The numbers that a period, a billing day or a price base needs, and no others. */
function specifics(
  definition: ChargeDefinition,
  billingPeriod: BillingPeriod,
  billCycleType: BillCycleType,
) {
  const { specificBillingPeriod, billCycleDay, weeklyBillCycleDay, listPriceBase } = definition;
  const countsPeriods = billingPeriod === "Specific_Months" || billingPeriod === "Specific_Weeks";
  const isDayOfMonth = billCycleType === "SpecificDayofMonth";
  const isDayOfWeek = billCycleType === "SpecificDayofWeek";
  const { specificListPriceBase } = definition;
  const countsMonths = definition.chargeType !== "Usage" && listPriceBase === "Per_Specific_Months";
  return {
    specificBillingPeriod: countsPeriods
      ? required("SpecificBillingPeriod", specificBillingPeriod)
      : null,
    billCycleDay: isDayOfMonth ? required("BillCycleDay", billCycleDay) : null,
    weeklyBillCycleDay: isDayOfWeek ? required("WeeklyBillCycleDay", weeklyBillCycleDay) : null,
    specificListPriceBase: countsMonths
      ? required("SpecificListPriceBase", specificListPriceBase)
      : null,
  };
}

function refuseContradictions(
  recurrence: Recurrence,
  { prepaid, commitment }: ChargeDefinition,
): void {
  const { billingPeriod, billCycleType, billingPeriodAlignment, listPriceBase } = recurrence;
  const isWeekly = billingPeriod === "Week" || billingPeriod === "Specific_Weeks";
  if (billCycleType === "SpecificDayofWeek" && !isWeekly) {
    refuse("NOT_ALLOWED", "A billing day of the week needs a billing period of weeks.");
  }
  if (billCycleType === "TermStartDay" && billingPeriodAlignment !== "AlignToTermStart") {
    refuse("NOT_ALLOWED", "TermStartDay needs the billing period alignment AlignToTermStart.");
  }
  const isOfWholeTerm =
    prepaid?.prepaidOperationType === "topup" || commitment?.chargeFunction === "CommitmentTrueUp";
  if (
    billingPeriod === "Subscription_Term" &&
    listPriceBase === "Per_Billing_Period" &&
    !isOfWholeTerm
  ) {
    const message =
      "A billing period of the subscription term needs a list price base other than the billing period.";
    refuse("NOT_ALLOWED", message);
  }
}

function required<Value>(field: string, value: Value | null | undefined): Value {
  if (value === null || value === undefined) throw new BillingError("MISSING_FIELD", { field });
  return value;
}

function refuse(code: "INVALID_VALUE" | "NOT_ALLOWED", message: string): never {
  throw new BillingError(code, { message });
}
