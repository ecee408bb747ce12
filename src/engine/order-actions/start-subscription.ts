import { BillingError } from "../errors.ts";
import type { Charge } from "../model/charge.ts";
import type { TriggerDates } from "../model/order.ts";
import { chargesOf, type Subscription } from "../model/subscription.ts";
import { knownTriggers } from "../rate-plans/effective-triggers.ts";
import { startedCharge } from "../rate-plans/subscribed-charge.ts";
import type { PlainDate } from "../values/plain-date.ts";
import type { OrderContext } from "./order-action.ts";
import { startingStatus } from "./starting-status.ts";

/** Days that a pending subscription has waited for. */
export type StartDates = {
  /** All that are known, those from before included. */
  readonly triggerDates: TriggerDates;
  /** Of charges with the trigger event SpecificDate, by charge number. */
  readonly specificTriggerDates: ReadonlyMap<string, PlainDate>;
};

/**
 * A pending subscription once days are given that it has waited for: the same version, whose charges
 * start as if their days had been known from the beginning. Active when none is missing any more.
 *
 * Errors: NOT_ALLOWED (a charge that does not wait for a day, a day before the subscription).
 * Worked examples: docs/spec/order-life.md.
 */
export function startSubscription(
  subscription: Subscription,
  { triggerDates, specificTriggerDates }: StartDates,
  context: Pick<OrderContext, "orderDate" | "requiredDates" | "pendingCharges">,
): Subscription {
  checkCharges(subscription, specificTriggerDates);
  const triggers = knownTriggers(triggerDates, context.orderDate, context.requiredDates);
  const start = { triggers, currentTerm: subscription.currentTerm };
  const ratePlans = subscription.ratePlans.map((ratePlan) => ({
    ...ratePlan,
    charges: ratePlan.charges.map((charge) =>
      isWaiting(charge)
        ? startedCharge(charge, specificTriggerDates.get(charge.chargeNumber) ?? null, start)
        : charge,
    ),
  }));
  const status = startingStatus(triggers, ratePlans, context.pendingCharges);
  const { start: startDate } = subscription.currentTerm;
  return {
    ...subscription,
    status,
    serviceActivationDate: triggers.ServiceActivation,
    customerAcceptanceDate: triggers.CustomerAcceptance,
    statusHistory: [{ status, startDate, endDate: null }],
    ratePlans,
  };
}

const isWaiting = ({ effective }: Charge): boolean => effective === undefined;

function checkCharges(
  subscription: Subscription,
  specificTriggerDates: StartDates["specificTriggerDates"],
): void {
  const waiting = new Set(
    chargesOf(subscription)
      .filter((charge) => isWaiting(charge) && charge.triggerEvent === "SpecificDate")
      .map(({ chargeNumber }) => chargeNumber),
  );
  for (const chargeNumber of specificTriggerDates.keys()) {
    if (!waiting.has(chargeNumber)) throw chargeDoesNotWait(chargeNumber);
  }
}

export const chargeDoesNotWait = (chargeNumber: string): BillingError => {
  const message = `Charge '${chargeNumber}' does not wait for a specific trigger date.`;
  return new BillingError("NOT_ALLOWED", { message });
};
