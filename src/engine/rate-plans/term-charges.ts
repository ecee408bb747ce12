import { BillingError } from "../errors.ts";
import type { Charge } from "../model/charge.ts";
import type { Subscription } from "../model/subscription.ts";
import { goesOn } from "./with-term.ts";

/**
 * A period that is the term needs one that ends: without, it would never be billed. So do deliveries.
 * Errors: TERM_CHARGE_NEEDS_TERM_END.
 */
export function refuseTermCharges(subscription: Subscription): void {
  const { subscriptionNumber, ratePlans } = subscription;
  for (const ratePlan of ratePlans) {
    const found = ratePlan.charges.find(
      (charge) => needsTermEnd(charge) && (!charge.effective || goesOn({ subscription, charge })),
    );
    if (!found) continue;
    const { chargeNumber } = found;
    throw new BillingError("TERM_CHARGE_NEEDS_TERM_END", { subscriptionNumber, chargeNumber });
  }
}

const needsTermEnd = (charge: Charge): boolean =>
  isByTerm(charge) || charge.chargeModel === "Delivery";

export const isByTerm = ({ recurrence }: Pick<Charge, "recurrence">): boolean =>
  recurrence?.billingPeriod === "Subscription_Term";
