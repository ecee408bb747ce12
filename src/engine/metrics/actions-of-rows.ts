import type { OrderAction, RatePlanKey } from "../model/order.ts";
import type { RatePlan, Subscription } from "../model/subscription.ts";
import { ratePlansAddedBy } from "../order-actions/rate-plans-added-by.ts";
import { inOrderOfNumbers } from "../rate-plans/in-order-of-numbers.ts";
import type { PlainDate } from "../values/plain-date.ts";

/** An order's actions on a subscription, with the version before and the one that they made. */
export type OrderedActions = {
  readonly base: Subscription | undefined;
  readonly next: Subscription;
  readonly actions: readonly OrderAction[];
};

/** Where a change is seen. */
export type Place = {
  readonly ratePlan: RatePlan;
  readonly chargeNumber: string;
  readonly start: PlainDate;
};

/**
 * Which of the actions a change belongs to, by its place in their sequence: days that the term had not
 * before to the last that moves it, others to the last that names the charge or its rate plan, else to
 * the last that is about all of the subscription. Where there is one action, that.
 */
export function actionOf({ base, next, actions }: OrderedActions, place: Place): number {
  if (actions.length === 1) return 0;
  const added = addedRatePlans(base, next, actions);
  const last = (isMeant: (action: OrderAction, index: number) => boolean) =>
    actions.findLastIndex(isMeant);
  const isNew = base !== undefined && place.start >= base.currentTerm.end;
  const candidates = [
    isNew ? last(movesTerm) : -1,
    last((action, index) => names(action, place) || added[index]?.has(numberOf(place)) === true),
    last(isAboutAll),
  ];
  return candidates.find((index) => index >= 0) ?? 0;
}

const numberOf = ({ ratePlan }: Place): string => ratePlan.subscriptionRatePlanNumber;

/** By action: those that have no number of the caller's own have drawn theirs in this order. */
function addedRatePlans(
  base: Subscription | undefined,
  next: Subscription,
  actions: readonly OrderAction[],
): ReadonlySet<string>[] {
  const plans = actions.map(ratePlansAddedBy);
  const known = new Set(
    [...(base?.ratePlans ?? []), ...plans.flat()].map(
      ({ subscriptionRatePlanNumber }) => subscriptionRatePlanNumber,
    ),
  );
  const drawn = inOrderOfNumbers(next)
    .map(({ subscriptionRatePlanNumber }) => subscriptionRatePlanNumber)
    .filter((number) => !known.has(number))
    .values();
  return plans.map(
    (added) =>
      new Set(
        added.flatMap(
          ({ subscriptionRatePlanNumber }) =>
            subscriptionRatePlanNumber ?? drawn.next().value ?? [],
        ),
      ),
  );
}

const movesTerm = ({ type }: OrderAction): boolean =>
  type === "RenewSubscription" || type === "TermsAndConditions" || type === "Resume";

const isAboutAll = (action: OrderAction): boolean =>
  movesTerm(action) || action.type === "CancelSubscription" || action.type === "Suspend";

function names(action: OrderAction, { ratePlan, chargeNumber }: Place): boolean {
  switch (action.type) {
    case "UpdateProduct":
      return action.chargeUpdates.some((update) => update.chargeNumber === chargeNumber);
    case "RemoveProduct":
    case "ChangePlan":
      return ratePlan.lastChangeType === "Remove" && isNamedBy(action.ratePlan, ratePlan);
    default:
      return false;
  }
}

/** An id or a product's number cannot be told from here: what was removed, the action has removed. */
function isNamedBy({ by, key }: RatePlanKey, ratePlan: RatePlan): boolean {
  return by === "subscriptionRatePlanNumber" || by === "productRatePlanId"
    ? ratePlan[by] === key
    : true;
}
