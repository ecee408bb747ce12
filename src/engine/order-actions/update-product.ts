import { BillingError } from "../errors.ts";
import type { Charge } from "../model/charge.ts";
import type { ChargeUpdate } from "../model/charge-changes.ts";
import type { ModelTerms } from "../model/model-terms.ts";
import type { UpdateProductAction } from "../model/order.ts";
import type { RatePlan, Subscription } from "../model/subscription.ts";
import { chargeNamed } from "../rate-plans/charge-named.ts";
import { effectiveTriggers } from "../rate-plans/effective-triggers.ts";
import { refuseUpdate } from "../rate-plans/full-periods.ts";
import { changedModelTerms, checkModelTerms } from "../rate-plans/model-terms.ts";
import { outsideSuspensions } from "../rate-plans/outside-suspensions.ts";
import { checkPriceKind } from "../rate-plans/price-kind.ts";
import { checkInsideTerm, ratePlanNamed, withRatePlan } from "../rate-plans/product-change.ts";
import { checkQuantity, startedCharge } from "../rate-plans/subscribed-charge.ts";
import { triggerDay } from "../rate-plans/trigger-day.ts";
import { updatedSegments } from "../rate-plans/updated-charge.ts";
import { updatedDiscount } from "../rate-plans/updated-discount.ts";
import type { PlainDate } from "../values/plain-date.ts";
import { requireActive } from "./active.ts";
import type { Change, OrderContext } from "./order-action.ts";

/**
 * Changes price, quantity, alignment or description of charges from a day on: that of a trigger event, or one
 * of the update's own. What was billed of the old segment past the day, and what the new one costs,
 * billing finds out by itself. A pending charge starts on the specific date that it is given.
 *
 * Errors: ACTIVE_SUBSCRIPTION_NEEDED, RATE_PLAN_NOT_IN_SUBSCRIPTION, RATE_PLAN_AMBIGUOUS,
 * CHARGE_NOT_IN_SUBSCRIPTION, PRODUCT_CHANGE_OUTSIDE_TERM, MISSING_FIELD, NOT_ALLOWED (a price of
 * another kind, a quantity out of bounds, a specificUpdateDate where nothing changes later) and
 * those of updated-charge.ts. Worked examples: docs/spec/update-product.md.
 */
export const updateProduct: Change<"UpdateProduct"> = (subscription, action, context) => {
  requireActive(subscription, action.type);
  const ratePlan = ratePlanNamed(subscription, action.ratePlan, context);
  const charges = action.chargeUpdates.reduce(
    (before, update) => updated(before, update, { subscription, ratePlan, action, context }),
    ratePlan.charges,
  );
  const customFields = { ...ratePlan.customFields, ...action.customFields };
  const changed: RatePlan = { ...ratePlan, lastChangeType: "Update", customFields, charges };
  return { ...withRatePlan(subscription, changed), lastBookingDate: context.orderDate };
};

type Target = {
  readonly subscription: Subscription;
  readonly ratePlan: RatePlan;
  readonly action: UpdateProductAction;
  readonly context: OrderContext;
};

function updated(
  charges: readonly Charge[],
  update: ChargeUpdate,
  { subscription, ratePlan, action, context }: Target,
): readonly Charge[] {
  const { price, quantity, description, priceChange, customFields = {} } = update;
  const { billingPeriodAlignment } = update;
  const first = chargeNamed(charges, update, ratePlan);
  const isOfCharge = (charge: Charge) => charge.chargeNumber === first.chargeNumber;
  const segments = charges.filter(isOfCharge);
  if (changesTerms(update)) refuseUpdate(first);
  checkTerms(first, update, ratePlan, context);
  const discount = updatedDiscount(first, update);
  const date = dayOf(update, first, action, context);
  checkInsideTerm(subscription, date);
  checkSpecificUpdateDate(segments, action);
  const modelTerms = modelTermsAfter(update, segments, date);
  const after = updatedSegments(segments, {
    terms: {
      price: price ?? discount?.price ?? null,
      ...(discount && { discount: discount.terms }),
      quantity,
      description,
      customFields,
      ...(modelTerms && { modelTerms }),
      ...(priceChange && { priceChange }),
      ...(billingPeriodAlignment && { billingPeriodAlignment }),
    },
    date,
    mayChangeLater: action.specificUpdateDate === null ? "no" : "yes",
    orderDate: context.orderDate,
    newId: context.supply.newId,
  })
    .map((charge) => expectedBy(update, charge, subscription))
    .flatMap((charge) => startedBy(update, charge, subscription, context));
  const at = charges.indexOf(first);
  const others = charges.filter((charge) => !isOfCharge(charge));
  return [...others.slice(0, at), ...after, ...others.slice(at)];
}

/** More than what it is called, and when one that is pending starts. */
const changesTerms = (update: ChargeUpdate): boolean =>
  update.price !== null ||
  update.quantity !== null ||
  update.modelTerms !== undefined ||
  update.priceChange !== undefined ||
  update.billingPeriodAlignment !== undefined;

/** A pending charge starts on the day that the update gives it, but not on days of a suspension. */
function startedBy(
  { specificTriggerDate }: ChargeUpdate,
  charge: Charge,
  { subscriptionStartDate, currentTerm, statusHistory }: Subscription,
  context: OrderContext,
): Charge[] {
  if (!isPending(charge) || specificTriggerDate === null) return [charge];
  const started = startedCharge(charge, specificTriggerDate, {
    triggers: effectiveTriggers(context.triggerDates, context.orderDate),
    currentTerm: { start: subscriptionStartDate, end: currentTerm.end },
  });
  return outsideSuspensions(started, statusHistory, context);
}

const isPending = ({ effective, triggerEvent }: Charge): boolean =>
  effective === undefined && triggerEvent === "SpecificDate";

/** Only what has not started can be expected to start. */
function expectedBy(
  { estimatedStartDate, specificTriggerDate }: ChargeUpdate,
  charge: Charge,
  subscription: Subscription,
): Charge {
  if (estimatedStartDate === undefined) return charge;
  if (charge.effective !== undefined || specificTriggerDate !== null) {
    const message = `'estimatedStartDate' is for a charge that stays pending: '${charge.chargeNumber}' does not.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  checkInsideTerm(subscription, estimatedStartDate);
  return { ...charge, estimatedStartDate };
}

function dayOf(
  { triggerEvent, specificTriggerDate }: ChargeUpdate,
  charge: Charge,
  { specificUpdateDate }: UpdateProductAction,
  { triggerDates, orderDate }: OrderContext,
): PlainDate {
  if (specificUpdateDate !== null) return specificUpdateDate;
  if (isPending(charge) && specificTriggerDate !== null) return specificTriggerDate;
  if (triggerEvent !== "SpecificDate") {
    const triggers = effectiveTriggers(triggerDates, orderDate);
    return triggerDay(triggerEvent ?? charge.triggerEvent, triggers);
  }
  if (specificTriggerDate !== null) return specificTriggerDate;
  throw new BillingError("MISSING_FIELD", { field: "specificTriggerDate" });
}

/** Without a later change it would say nothing that the effective date does not say. */
function checkSpecificUpdateDate(
  segments: readonly Charge[],
  { specificUpdateDate }: UpdateProductAction,
): void {
  if (specificUpdateDate === null) return;
  const changesLater = segments.some(
    ({ effective }) => effective !== undefined && effective.start > specificUpdateDate,
  );
  if (changesLater) return;
  const message =
    "'specificUpdateDate' is for a charge that an earlier order changes on a later day.";
  throw new BillingError("NOT_ALLOWED", { message });
}

/** Of the segment in service on the day. Absent: as they are. */
function modelTermsAfter(
  { price, quantity, modelTerms: change }: ChargeUpdate,
  segments: readonly Charge[],
  date: PlainDate,
): ModelTerms | undefined {
  const [first] = segments;
  const current = segments.findLast(({ effective }) => effective && effective.start <= date);
  const charge = current ?? first;
  if (!charge) return undefined;
  const modelTerms = changedModelTerms(charge, charge.modelTerms, change ?? {});
  checkModelTerms({
    ...charge,
    modelTerms,
    price: price ?? charge.price,
    quantity: quantity ?? charge.quantity,
  });
  return change && modelTerms;
}

/** Within the bounds of the catalog, as long as the catalog has the charge. */
function checkTerms(
  charge: Charge,
  { pricing, quantity, billingPeriodAlignment }: ChargeUpdate,
  { productRatePlanId }: RatePlan,
  { catalog }: OrderContext,
): void {
  checkPriceKind(charge, pricing);
  checkAlignment(charge, billingPeriodAlignment);
  if (quantity === null) return;
  const product = catalog
    .get(productRatePlanId)
    ?.charges.find((each) => each.productRatePlanChargeId === charge.productRatePlanChargeId);
  checkQuantity(charge, product ?? UNBOUNDED, quantity);
}

function checkAlignment(
  { chargeNumber, recurrence }: Charge,
  wanted: ChargeUpdate["billingPeriodAlignment"],
): void {
  if (wanted === undefined) return;
  if (recurrence === null) {
    const message = `Charge '${chargeNumber}' is a one-time charge: it has no billing periods to align.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  if (recurrence.billCycleType !== "TermStartDay" || wanted === "AlignToTermStart") return;
  const message = `Charge '${chargeNumber}' is billed on the start day of the term: its billing periods align to the term.`;
  throw new BillingError("NOT_ALLOWED", { message });
}

const UNBOUNDED = { minQuantity: null, maxQuantity: null };
