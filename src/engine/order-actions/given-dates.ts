/** Dates that are given to an order which waits for them. */

import { BillingError } from "../errors.ts";
import { NOTHING_OVERRIDDEN } from "../model/nothing-given.ts";
import type {
  ChargeOverride,
  CreateSubscriptionAction,
  OrderAction,
  OrderedAction,
  SubscribedRatePlan,
  TriggerDates,
} from "../model/order.ts";
import type { ProductRatePlan } from "../model/product.ts";
import type { RatePlan, Subscription } from "../model/subscription.ts";
import { inOrderOfNumbers } from "../rate-plans/in-order-of-numbers.ts";
import type { PlainDate } from "../values/plain-date.ts";
import { chargeDoesNotWait } from "./start-subscription.ts";

/** By charge number. */
export type SpecificTriggerDates = ReadonlyMap<string, PlainDate>;

/** The trigger dates with those that are given. Errors: NOT_ALLOWED (one that is known already). */
export function withTriggerDates(
  known: TriggerDates,
  given: Partial<Record<"ServiceActivation" | "CustomerAcceptance", PlainDate>>,
): TriggerDates {
  for (const name of ["ServiceActivation", "CustomerAcceptance"] as const) {
    const date = given[name];
    if (date === undefined || known[name] === null || known[name] === date) continue;
    const message = `The trigger date ${name} is ${known[name]} already: it cannot become ${date}.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  return { ...known, ...given };
}

/**
 * An action on a subscription with the days of charges that it adds or updates.
 *
 * Errors: NOT_ALLOWED for a charge that does not wait for a day.
 */
export function withSpecificTriggerDates(
  { action, ...ordered }: OrderedAction,
  dates: SpecificTriggerDates,
): OrderedAction {
  const named = new Set<string>();
  const dated = <Named extends Dated>(each: Named): Named => {
    const date = each.chargeNumber === null ? undefined : dates.get(each.chargeNumber);
    if (date === undefined || each.specificTriggerDate !== null) return each;
    named.add(each.chargeNumber ?? "");
    return { ...each, specificTriggerDate: date };
  };
  const next = datedAction(action, dated);
  for (const chargeNumber of dates.keys()) {
    if (!named.has(chargeNumber)) throw chargeDoesNotWait(chargeNumber);
  }
  return { ...ordered, action: next };
}

type Dated = Pick<ChargeOverride, "specificTriggerDate" | "chargeNumber">;
type ToDated = <Named extends Dated>(each: Named) => Named;

function datedAction(action: OrderAction, dated: ToDated): OrderAction {
  const datedPlan = (plan: SubscribedRatePlan) => ({
    ...plan,
    chargeOverrides: plan.chargeOverrides.map((each) => dated(each)),
  });
  switch (action.type) {
    case "AddProduct":
      return { ...action, ratePlan: datedPlan(action.ratePlan) };
    case "ChangePlan":
      return { ...action, newRatePlan: datedPlan(action.newRatePlan) };
    case "UpdateProduct":
      return { ...action, chargeUpdates: action.chargeUpdates.map((each) => dated(each)) };
    default:
      return action;
  }
}

/**
 * A creation with the days of charges that it has made, so that it says what has become of it. A
 * charge of the catalog that nothing is overridden of gets an override.
 *
 * @param catalog  by id
 */
export function creationWithDates(
  action: CreateSubscriptionAction,
  subscription: Subscription,
  dates: SpecificTriggerDates,
  catalog: ReadonlyMap<string, ProductRatePlan>,
): CreateSubscriptionAction {
  const chosen = action.ratePlans.map((plan) => plan.subscriptionRatePlanNumber);
  const made = inOrderOfNumbers(subscription);
  const drawn = made.filter((each) => !chosen.includes(each.subscriptionRatePlanNumber)).values();
  return {
    ...action,
    ratePlans: action.ratePlans.map((plan) => {
      const { subscriptionRatePlanNumber: number } = plan;
      const ratePlan =
        number === undefined
          ? drawn.next().value
          : made.find((each) => each.subscriptionRatePlanNumber === number);
      return ratePlan ? planWithDates(plan, ratePlan, dates, catalog) : plan;
    }),
  };
}

function planWithDates(
  plan: SubscribedRatePlan,
  { charges, productRatePlanId }: RatePlan,
  dates: SpecificTriggerDates,
  catalog: ReadonlyMap<string, ProductRatePlan>,
): SubscribedRatePlan {
  const products = catalog.get(productRatePlanId)?.charges ?? [];
  const dated = charges.flatMap(({ chargeNumber, productRatePlanChargeId: id }) => {
    const product = products.find((each) => each.productRatePlanChargeId === id);
    const date = dates.get(chargeNumber);
    return date ? { id, number: product?.productRatePlanChargeNumber, date } : [];
  });
  const dateOf = ({ productRatePlanChargeKey: key }: ChargeOverride) =>
    dated.find(({ id, number }) => key === id || key === number)?.date;
  const { chargeOverrides } = plan;
  const overridden = chargeOverrides.map((each) => ({
    ...each,
    specificTriggerDate: dateOf(each) ?? each.specificTriggerDate,
  }));
  const keys = new Set(chargeOverrides.map((each) => each.productRatePlanChargeKey));
  const others = dated
    .filter(({ id, number }) => !keys.has(id) && !keys.has(number ?? id))
    .map(({ id, date }) => ({
      ...NOTHING_OVERRIDDEN,
      productRatePlanChargeKey: id,
      specificTriggerDate: date,
    }));
  return { ...plan, chargeOverrides: [...overridden, ...others] };
}
