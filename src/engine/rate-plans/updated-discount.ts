import { givenPrice, withOverride } from "../catalog/discount.ts";
import { BillingError } from "../errors.ts";
import type { Charge } from "../model/charge.ts";
import type { ChargeUpdate } from "../model/charge-changes.ts";
import type { DiscountTerms } from "../model/discount.ts";
import type { Decimal } from "../values/decimal.ts";

export type UpdatedDiscount = {
  /** The new percentage; null where it stays. */
  readonly price: Decimal | null;
  readonly terms: DiscountTerms;
};

/**
 * What an update makes of a discount; undefined where it says nothing of one. Customers may have used
 * a fixed amount already: it is removed and added again, and not updated.
 *
 * Errors: NOT_ALLOWED, INVALID_VALUE.
 */
export function updatedDiscount(
  { chargeModel, chargeNumber, discount: before }: Charge,
  { discount: given, price }: ChargeUpdate,
): UpdatedDiscount | undefined {
  if (!before || (!given && price === null)) return undefined;
  if (!given || price !== null) {
    const message = `Charge '${chargeNumber}' is a discount: it has a percentage or an amount, and no price.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  if (chargeModel === "DiscountFixedAmount") {
    const message = `Charge '${chargeNumber}' is a fixed-amount discount, which cannot be updated: remove it and add another.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  return {
    price: givenPrice(chargeModel, given) ?? null,
    terms: withOverride(before, chargeModel, given),
  };
}
