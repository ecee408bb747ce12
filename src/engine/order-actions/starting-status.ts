import type { RatePlan, Subscription } from "../model/subscription.ts";
import type { KnownTriggers } from "../rate-plans/effective-triggers.ts";
import type { OrderContext } from "./order-action.ts";

/**
 * The status that a new subscription has for as long as days are missing: of service activation, or
 * after it of customer acceptance or of a charge.
 */
export function startingStatus(
  { ServiceActivation, CustomerAcceptance }: KnownTriggers,
  ratePlans: readonly RatePlan[],
  pendingCharges: OrderContext["pendingCharges"],
): "Pending Activation" | "Pending Acceptance" | "Active" {
  if (ServiceActivation === null) return "Pending Activation";
  if (CustomerAcceptance === null) return "Pending Acceptance";
  const waits = pendingCharges === "wait" && ratePlans.some(hasPendingCharge);
  return waits ? "Pending Acceptance" : "Active";
}

const hasPendingCharge = ({ charges }: RatePlan): boolean =>
  charges.some(({ effective }) => effective === undefined);

export const isPending = ({ status }: Pick<Subscription, "status">): boolean =>
  status === "Pending Activation" || status === "Pending Acceptance";
