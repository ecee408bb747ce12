/** Which actions may wait for a date together. */
import { BillingError } from "../errors.ts";
import type {
  OrderAction,
  OrderActionType,
  OrderedSubscription,
  SubscribedRatePlan,
} from "../model/order.ts";
import { chargesOf } from "../model/subscription.ts";
import type { OrderedChange } from "./apply-order.ts";
import { CAN_WAIT } from "./missing-dates.ts";
import { isPending } from "./starting-status.ts";

/**
 * New subscriptions may wait together, or one of them beside changes that do not wait.
 *
 * Errors: NOT_ALLOWED.
 */
export function refuseWaitingTogether(changes: readonly OrderedChange[]): void {
  const pending = changes.filter(({ base, next }) => base === undefined && isPending(next));
  const changed = changes.filter(({ base }) => base !== undefined);
  if (pending.length <= 1 || changed.length === 0) return;
  const message =
    "An order in which several new subscriptions wait for dates cannot change others: only one may wait beside them.";
  throw new BillingError("NOT_ALLOWED", { message });
}

/**
 * Checks the actions on a subscription that is to be changed later, once a date is there.
 *
 * Errors: NOT_ALLOWED.
 */
export function checkWaitingActions({ orderActions }: OrderedSubscription): void {
  const actions = orderActions.map(({ action }) => action);
  for (const { type } of actions) {
    if (CAN_WAIT[type]) continue;
    throw notAllowed(`${type} does not wait for dates, and cannot be in one order with what does.`);
  }
  refuseSeveral("TermsAndConditions", actions);
  refuseSeveral("RenewSubscription", actions);
  refuseSameRatePlan("UpdateProduct", actions);
  refuseSameRatePlan("RemoveProduct", actions);
}

const notAllowed = (message: string) => new BillingError("NOT_ALLOWED", { message });

function refuseSeveral(type: OrderActionType, actions: readonly OrderAction[]): void {
  if (actions.filter((action) => action.type === type).length <= 1) return;
  throw notAllowed(`An order that waits for a date has at most one ${type} action.`);
}

function refuseSameRatePlan(
  type: "UpdateProduct" | "RemoveProduct",
  actions: readonly OrderAction[],
): void {
  const named = actions.flatMap((action) =>
    action.type === type ? `${action.ratePlan.by} ${action.ratePlan.key}` : [],
  );
  if (new Set(named).size === named.length) return;
  throw notAllowed(`An order that waits for a date has at most one ${type} action a rate plan.`);
}

/**
 * The day of an added charge is given by its number later, and a number that it gets only then
 * cannot be known.
 *
 * Errors: MISSING_FIELD.
 *
 * @param change  as it would be if the missing date did not matter
 */
export function requireChargeNumbers({ ordered, base, next }: OrderedChange): void {
  const chosen = new Set(
    ordered.orderActions
      .flatMap(({ action }) => addedRatePlans(action))
      .flatMap(({ chargeOverrides }) => chargeOverrides.map(({ chargeNumber }) => chargeNumber)),
  );
  const before = new Set(base && chargesOf(base).map(({ chargeNumber }) => chargeNumber));
  const nameless = chargesOf(next).some(
    ({ chargeNumber, effective }) =>
      effective === undefined && !before.has(chargeNumber) && !chosen.has(chargeNumber),
  );
  if (nameless) throw new BillingError("MISSING_FIELD", { field: "chargeNumber" });
}

const addedRatePlans = (action: OrderAction): readonly SubscribedRatePlan[] => {
  if (action.type === "AddProduct") return [action.ratePlan];
  return action.type === "ChangePlan" ? [action.newRatePlan] : [];
};
