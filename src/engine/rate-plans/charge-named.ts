import { BillingError } from "../errors.ts";
import type { Charge } from "../model/charge.ts";
import type { ChargeKey } from "../model/charge-changes.ts";
import type { RatePlan } from "../model/subscription.ts";

/** The first segment of the charge that an action names. Errors: CHARGE_NOT_IN_SUBSCRIPTION. */
export function chargeNamed(
  charges: readonly Charge[],
  { chargeNumber, uniqueToken }: ChargeKey,
  { subscriptionRatePlanNumber }: RatePlan,
): Charge {
  const found = charges.find((charge) =>
    chargeNumber === null
      ? charge.uniqueToken === uniqueToken
      : charge.chargeNumber === chargeNumber,
  );
  if (found) return found;
  const named = chargeNumber ?? uniqueToken ?? "";
  const details = { chargeNumber: named, subscriptionRatePlanNumber };
  throw new BillingError("CHARGE_NOT_IN_SUBSCRIPTION", details);
}
