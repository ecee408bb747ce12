import { chargeEnd } from "../billing/charge-end.ts";
import { checkCommitmentTerms } from "../catalog/commitment-terms.ts";
import { givenPrice, withOverride } from "../catalog/discount.ts";
import { checkPrepaidTerms } from "../catalog/prepaid-terms.ts";
import { BillingError } from "../errors.ts";
import type {
  Charge,
  ChargeModel,
  ChargeTerms,
  Recurrence,
  TriggerEvent,
} from "../model/charge.ts";
import { HAS_PRICE, hasQuantity, type ModelTerms, PRICE_ALONE } from "../model/model-terms.ts";
import type { ChargeOverride } from "../model/order.ts";
import type { ProductRatePlanCharge } from "../model/product.ts";
import type { TaxTerms } from "../model/tax.ts";
import type { Supply } from "../order-actions/order-action.ts";
import { type DateRange, NO_END } from "../values/date-range.ts";
import { type Decimal, isNegative, ONE, ZERO } from "../values/decimal.ts";
import { addDays, earlier, later, type PlainDate } from "../values/plain-date.ts";
import { checkLastPeriod } from "./full-periods.ts";
import { changedModelTerms, checkModelTerms } from "./model-terms.ts";
import { NO_CHANGE, priceChangeOf } from "./price-change.ts";
import { checkPriceKind } from "./price-kind.ts";
import type { SubscriptionStart } from "./subscribed-rate-plan.ts";

/**
 * The first segment of a subscription's charge: the catalog's terms with what the order overrides.
 *
 * Errors: PRICE_NOT_IN_CURRENCY, MISSING_FIELD (a count that the period needs), NOT_ALLOWED (quantity out of bounds
 * or of a flat fee, recurrence of a one-time charge, start before the subscription's).
 */
export function subscribedCharge(
  product: ProductRatePlanCharge,
  override: ChargeOverride | undefined,
  start: SubscriptionStart,
  supply: Supply,
): Charge {
  const terms = chargeTerms(product, override, start.currency);
  checkPrepaidTerms(terms);
  checkCommitmentTerms(terms);
  if (start.currentTerm.end === NO_END) refuseWithoutEnd(terms);
  const isOnSpecificDate = terms.triggerEvent === "SpecificDate";
  const triggerDate = isOnSpecificDate ? (override?.specificTriggerDate ?? null) : null;
  const startDate = startOf(terms.triggerEvent, triggerDate, start);
  const chargeId = supply.newId();
  const charge: Charge = {
    ...terms,
    chargeId,
    originalChargeId: chargeId,
    chargeNumber: override?.chargeNumber ?? supply.chargeNumber(),
    productRatePlanChargeId: product.productRatePlanChargeId,
    segment: 1,
    version: 1,
    triggerDate,
    estimatedStartDate: startDate ? null : (override?.estimatedStartDate ?? null),
    effective: startDate && effectiveDays(terms, startDate, start),
    endBeforeSuspension: null,
    removedDate: null,
    chargedThroughDate: null,
    processedThroughDate: null,
    originalOrderDate: start.orderDate,
    amendedByOrderOn: null,
    customFields: override?.customFields ?? {},
    ...(override?.taxTerms && { taxTerms: taxTermsOf(product, override.taxTerms) }),
    ...(override?.uniqueToken !== undefined && { uniqueToken: override.uniqueToken }),
  };
  checkLastPeriod(charge, start.currentTerm);
  return charge;
}

/** What the order leaves out is the catalog's. */
function taxTermsOf(product: ProductRatePlanCharge, given: Partial<TaxTerms>): TaxTerms {
  const taxCode = given.taxCode ?? product.taxCode;
  if (taxCode === null) throw new BillingError("MISSING_FIELD", { field: "taxCode" });
  return { taxCode, taxMode: given.taxMode ?? product.taxMode ?? "TaxExclusive" };
}

function chargeTerms(
  product: ProductRatePlanCharge,
  override: ChargeOverride | undefined,
  currency: string,
): ChargeTerms {
  const { name, chargeModel, unitOfMeasure } = product;
  checkPriceKind(product, override?.pricing ?? null);
  checkDiscount(product, override);
  const { discount } = product;
  const common = {
    name,
    chargeModel,
    unitOfMeasure,
    discount: discount && withOverride(discount, chargeModel, override?.discount),
    description: override?.description ?? product.description,
    price: priceOf(product, override, currency),
    quantity: quantityOf(product, override),
    modelTerms: changedModelTerms(
      product,
      modelTermsIn(currency, product),
      override?.modelTerms ?? {},
    ),
    triggerEvent: override?.triggerEvent ?? product.triggerEvent,
    endDate: override?.endDate ?? product.endDate,
  };
  checkModelTerms(common);
  if (product.chargeType !== "OneTime") {
    const recurrence = recurrenceOf(product.recurrence, override);
    if (product.chargeType === "Usage") refuseProration(name, recurrence);
    const ofCatalog = discount ? NO_CHANGE : priceChangeOf(product.otherFields);
    const priceChange = override?.priceChange ?? ofCatalog;
    return { ...common, chargeType: product.chargeType, recurrence, priceChange };
  }
  if (override && Object.keys(override.recurrence).length > 0) {
    const message = `Charge '${name}' is a one-time charge: it has no billing period, timing or day.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  return { ...common, chargeType: "OneTime", recurrence: null, priceChange: NO_CHANGE };
}

/** What the catalog says of the model, at the prices of one currency. */
const modelTermsIn = (
  currency: string,
  { modelTerms, tiers }: ProductRatePlanCharge,
): ModelTerms =>
  modelTerms.deliveryDays.length === 0 &&
  !modelTerms.usage &&
  !modelTerms.prepaid &&
  !modelTerms.commitment &&
  tiers[currency] === undefined
    ? PRICE_ALONE
    : { ...modelTerms, tiers: tiers[currency] ?? [] };

/** Errors: NOT_ALLOWED: deliveries are for subscriptions that have an end. */
function refuseWithoutEnd({ name, chargeModel }: ChargeTerms): void {
  if (chargeModel !== "Delivery") return;
  const message = `Charge '${name}' is priced by delivery: it needs a subscription with a term that ends.`;
  throw new BillingError("NOT_ALLOWED", { message });
}

function priceOf(
  { name, chargeModel, discount, prices }: ProductRatePlanCharge,
  override: ChargeOverride | undefined,
  currency: string,
): Decimal {
  if (!HAS_PRICE[chargeModel] && override?.modelTerms?.tiers) return ZERO;
  const given = discount ? givenPrice(chargeModel, override?.discount ?? {}) : override?.price;
  const price = given ?? prices[currency];
  if (!price) throw new BillingError("PRICE_NOT_IN_CURRENCY", { chargeName: name, currency });
  return price;
}

function quantityOf(product: ProductRatePlanCharge, override: ChargeOverride | undefined): Decimal {
  const given = override?.quantity ?? null;
  if (given === null && !hasQuantity(product)) return ONE;
  const quantity = given ?? product.quantity;
  checkQuantity(product, product, quantity);
  return quantity;
}

const WHY_NO_QUANTITY: { readonly [Model in ChargeModel]?: string } = {
  Delivery: "is priced by delivery",
  DiscountFixedAmount: "is a discount",
  DiscountPercentage: "is a discount",
};

/** A price that says what it is for was checked by that. Errors: NOT_ALLOWED. */
function checkDiscount(
  { name, discount }: ProductRatePlanCharge,
  override: ChargeOverride | undefined,
): void {
  if (!discount && override?.discount) {
    const message = `Charge '${name}' is no discount: it has no percentage, amount or level of one.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  if (discount && override && override.price !== null) {
    const message = `Charge '${name}' is a discount: it has a percentage or an amount, and no price.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
}

type Bounds = Pick<ProductRatePlanCharge, "minQuantity" | "maxQuantity">;

/** A flat fee and deliveries have no quantity to be given; others stay within the bounds that the catalog sets. */
export function checkQuantity(
  { name, chargeType, chargeModel }: Pick<ChargeTerms, "name" | "chargeType" | "chargeModel">,
  { minQuantity, maxQuantity }: Bounds,
  quantity: Decimal,
): void {
  if (!hasQuantity({ chargeType, chargeModel })) {
    const priced = WHY_NO_QUANTITY[chargeModel] ?? "is a flat fee";
    const message = `Charge '${name}' ${chargeType === "Usage" ? "is for usage" : priced}: it has no quantity.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  const isOutside =
    isNegative(quantity) ||
    (minQuantity !== null && quantity.lt(minQuantity)) ||
    (maxQuantity !== null && quantity.gt(maxQuantity));
  if (!isOutside) return;
  const message = `The quantity ${quantity.toFixed()} of charge '${name}' is outside its bounds.`;
  throw new BillingError("NOT_ALLOWED", { message });
}

/** Overriding the period, the day or the price's base drops the number that belonged to the old one. */
function recurrenceOf(product: Recurrence, override: ChargeOverride | undefined): Recurrence {
  const given = override?.recurrence ?? {};
  const merged: Recurrence = {
    ...product,
    ...(given.billingPeriod && { specificBillingPeriod: null }),
    ...(given.billCycleType && { billCycleDay: null, weeklyBillCycleDay: null }),
    ...(given.listPriceBase && { specificListPriceBase: null }),
    ...given,
  };
  const { billingPeriod, specificBillingPeriod, billCycleType, billCycleDay, listPriceBase } =
    merged;
  const countsPeriods = billingPeriod === "Specific_Months" || billingPeriod === "Specific_Weeks";
  required("specificBillingPeriod", countsPeriods && specificBillingPeriod === null);
  required("billCycleDay", billCycleType === "SpecificDayofMonth" && billCycleDay === null);
  const { weeklyBillCycleDay, specificListPriceBase } = merged;
  const isWeekly = billCycleType === "SpecificDayofWeek";
  required("weeklyBillCycleDay", isWeekly && weeklyBillCycleDay === null);
  const countsMonths = listPriceBase === "Per_Specific_Months";
  required("specificListPriceBase", countsMonths && specificListPriceBase === null);
  return merged;
}

/** Usage has options of its own. */
function refuseProration(name: string, { prorationOption }: Recurrence): void {
  if (prorationOption !== "ChargeFullPeriod") return;
  const message = `Charge '${name}' is for usage: ChargeFullPeriod is for recurring charges.`;
  throw new BillingError("NOT_ALLOWED", { message });
}

function required(field: string, isMissing: boolean): void {
  if (isMissing) throw new BillingError("MISSING_FIELD", { field });
}

/**
 * A charge that has no days of service yet, with those that it has once its day is known: as it is,
 * where the day is not known still.
 *
 * @param specificTriggerDate  for the trigger event SpecificDate
 * Errors: NOT_ALLOWED (a day before the subscription).
 */
export function startedCharge(
  charge: Charge,
  specificTriggerDate: PlainDate | null,
  start: Pick<SubscriptionStart, "triggers" | "currentTerm">,
): Charge {
  const { triggerEvent } = charge;
  const triggerDate = triggerEvent === "SpecificDate" ? specificTriggerDate : null;
  const startDate = startOf(triggerEvent, triggerDate, start);
  if (!startDate) return charge;
  const effective = effectiveDays(charge, startDate, start);
  const started = { ...charge, triggerDate, estimatedStartDate: null, effective };
  checkLastPeriod(started, start.currentTerm);
  return started;
}

/** Undefined while the day is not known. */
function startOf(
  triggerEvent: TriggerEvent,
  triggerDate: PlainDate | null,
  { triggers, currentTerm }: Pick<SubscriptionStart, "triggers" | "currentTerm">,
): PlainDate | undefined {
  if (triggerEvent !== "SpecificDate") {
    const triggered = triggers[triggerEvent];
    return triggered === null ? undefined : later(triggered, currentTerm.start);
  }
  if (triggerDate !== null && triggerDate < currentTerm.start) {
    const message = `The trigger date ${triggerDate} is before the subscription starts on ${currentTerm.start}.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  return triggerDate ?? undefined;
}

/** One day for a one-time charge. Empty where the charge would start only after the term. */
function effectiveDays(
  terms: ChargeTerms,
  startDate: PlainDate,
  { currentTerm }: Pick<SubscriptionStart, "currentTerm">,
): DateRange {
  const end =
    terms.chargeType === "OneTime"
      ? earlier(addDays(startDate, 1), currentTerm.end)
      : chargeEnd(terms, startDate, currentTerm.end);
  return { start: startDate, end: later(startDate, end) };
}
