import { BillingError } from "#engine/errors.ts";
import type { ChargeKey } from "#engine/model/charge-changes.ts";

type Body = {
  readonly chargeNumber?: string | undefined;
  readonly uniqueToken?: string | undefined;
};

/** Errors: MISSING_FIELD, NOT_ALLOWED (a charge is named twice). */
export function toChargeKey({ chargeNumber, uniqueToken }: Body): ChargeKey {
  if (chargeNumber !== undefined && uniqueToken !== undefined) {
    const message = "Only one of 'chargeNumber' and 'uniqueToken' may be given.";
    throw new BillingError("NOT_ALLOWED", { message });
  }
  if (uniqueToken !== undefined) return { chargeNumber: null, uniqueToken };
  if (chargeNumber === undefined)
    throw new BillingError("MISSING_FIELD", { field: "chargeNumber" });
  return { chargeNumber };
}
