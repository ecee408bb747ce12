import { BillingError } from "../errors.ts";
import type { Order, OrderedSubscription } from "../model/order.ts";
import { chargesOf } from "../model/subscription.ts";
import { applyOrder, type OrderedChange, type OrderSubject } from "./apply-order.ts";
import { lacksDate, pendingChargesOf, withDatesAssumed } from "./missing-dates.ts";
import { isPending } from "./starting-status.ts";
import {
  checkWaitingActions,
  refuseWaitingTogether,
  requireChargeNumbers,
} from "./waiting-actions.ts";

/** What an order does, and whether all of it is done. */
export type DecidedOrder = {
  readonly status: "Completed" | "Pending";
  /** The next version of one that waits is the version before, or pending itself. */
  readonly changes: readonly OrderedChange[];
};

/** Whether an order makes a version of the subscription, also one that is pending. */
export const isMade = ({ base, next }: OrderedChange): boolean => next !== base;

/** Whether a change waits for a day that is missing. */
export const isWaiting = (change: OrderedChange): boolean =>
  !isMade(change) || (change.base === undefined && isPending(change.next));

/**
 * Applies an order whose dates are all there. Where one is missing that is required, or the day of a
 * charge, the order is Pending: a subscription that it creates is pending with it, one that it
 * changes stays as it is until the day is given.
 *
 * Errors: those of applyOrder; NOT_ALLOWED for what cannot wait, or not together, and for an order
 * that is asked to be Pending and lacks nothing, or is scheduled and lacks something; MISSING_FIELD for an added charge that waits and has
 * no number to be named by. Worked examples: docs/spec/order-life.md.
 */
export function decideOrder(order: Order, subject: OrderSubject): DecidedOrder {
  const decided = decidedByDates(order, subject);
  if (decided.status === "Completed" && order.status === "Pending") throw lacksNothing();
  if (decided.status === "Pending" && order.schedulingOptions) throw hasItsDay();
  return decided;
}

function decidedByDates(order: Order, subject: OrderSubject): DecidedOrder {
  const { requiredDates } = subject;
  const changed = order.subscriptions.filter((ordered) => !creates(ordered));
  const waiting = changed.filter((ordered) => lacksDate(ordered, order, requiredDates));
  if (waiting.length > 0) return waitingOrder(order, subject);

  const changes = applyOrder(order, subject);
  const hasPendingCharge = changes.some((change) => change.base && addsPendingCharge(change));
  if (hasPendingCharge && pendingChargesOf(order) === "wait") return waitingOrder(order, subject);
  refuseWaitingTogether(changes);
  const status = changes.some(isWaiting) ? "Pending" : "Completed";
  return { status, changes };
}

const creates = ({ orderActions }: OrderedSubscription): boolean =>
  orderActions[0]?.action.type === "CreateSubscription";

/** A charge that came with this order, to start on a day that it does not say. */
function addsPendingCharge({ base, next }: OrderedChange): boolean {
  const before = new Set(base && chargesOf(base).map(({ chargeNumber }) => chargeNumber));
  return chargesOf(next).some(
    ({ chargeNumber, effective }) => effective === undefined && !before.has(chargeNumber),
  );
}

/** It is applied to see that it can be; what the missing day decides is seen once it is there. */
function waitingOrder(order: Order, subject: OrderSubject): DecidedOrder {
  const [ordered, another] = order.subscriptions;
  if (another || (order.orderLineItems?.length ?? 0) > 0) {
    const message =
      "An order that waits for a date changes one subscription only: order all else by itself.";
    throw new BillingError("NOT_ALLOWED", { message });
  }
  if (ordered) checkWaitingActions(ordered);
  const [change] = appliedAsFarAsPossible(order, subject);
  if (!ordered || !change?.base) throw new BillingError("MISSING_FIELD", { field: "orderActions" });
  requireChargeNumbers(change);
  const { base } = change;
  return { status: "Pending", changes: [{ ordered, base, next: base, steps: [] }] };
}

/** What can be wrong about a day is not known before the day is. */
const ABOUT_DATES: ReadonlySet<string> = new Set([
  "PRODUCT_CHANGE_OUTSIDE_TERM",
  "CHARGE_NOT_IN_SERVICE",
  "CHARGE_CHANGES_LATER",
]);

function appliedAsFarAsPossible(order: Order, subject: OrderSubject): OrderedChange[] {
  try {
    return applyOrder(withDatesAssumed(order), subject);
  } catch (error) {
    if (!(error instanceof BillingError) || !ABOUT_DATES.has(error.code)) throw error;
    return order.subscriptions.flatMap((ordered) => {
      const base = subject.subscriptions.get(ordered.subscriptionNumber ?? "");
      return base ? { ordered, base, next: base, steps: [] } : [];
    });
  }
}

const lacksNothing = (): BillingError => {
  const message = "'status' cannot be Pending: the order lacks no date that it could wait for.";
  return new BillingError("NOT_ALLOWED", { message });
};

const hasItsDay = (): BillingError => {
  const message = "A scheduled order does not wait for dates: give all that are required.";
  return new BillingError("NOT_ALLOWED", { message });
};
