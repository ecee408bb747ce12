import { BillingError } from "../errors.ts";
import type { BillingRules } from "../model/billing-rules.ts";
import type { ChargeModel } from "../model/charge.ts";
import {
  DEFAULT_DISCOUNT_TERMS,
  type DiscountModel,
  type DiscountOverride,
  type DiscountTerms,
} from "../model/discount.ts";
import { type Decimal, decimal, isPositive } from "../values/decimal.ts";

export const isDiscountModel = (chargeModel: ChargeModel): chargeModel is DiscountModel =>
  chargeModel === "DiscountFixedAmount" || chargeModel === "DiscountPercentage";

/** Null for a charge of another model, to which none of it belongs. */
export const discountTerms = (
  chargeModel: ChargeModel,
  given: DiscountOverride | null | undefined,
): DiscountTerms | null =>
  isDiscountModel(chargeModel) ? withOverride(DEFAULT_DISCOUNT_TERMS, chargeModel, given) : null;

/**
 * The terms of a discount with what an order or a catalog says of them.
 *
 * Errors: NOT_ALLOWED (what a discount of the model or level cannot be).
 */
export function withOverride(
  terms: DiscountTerms,
  chargeModel: ChargeModel,
  given: DiscountOverride | null | undefined,
): DiscountTerms {
  const { discountAmount, discountPercentage, ...changed } = given ?? {};
  const together = { ...terms, ...changed };
  if (chargeModel === "DiscountFixedAmount" && together.isStackedDiscount) {
    refuse("Only percentage discounts can be stacked.");
  }
  if (together.applyToBillingPeriodPartially) refuseWhole(together);
  if (together.discountLevel === "account" && together.discountApplyDetails.length > 0) {
    refuse("A discount of the account applies to all of its charges: it has no apply details.");
  }
  return together;
}

/** Errors: INVALID_VALUE: the tenant has no such discount class. */
export function checkDiscountClass(
  { discountClass }: DiscountOverride,
  { discountClasses }: Pick<BillingRules, "discountClasses">,
): void {
  if (!discountClass || discountClasses.includes(discountClass)) return;
  const message = `'${discountClass}' is none of the discount classes of the billing rules.`;
  throw new BillingError("INVALID_VALUE", { message });
}

function refuseWhole({ discountLevel, applyDiscountTo }: DiscountTerms): void {
  if (discountLevel === "account") {
    refuse("A discount of the account cannot be applied to a billing period partially.");
  }
  if (applyDiscountTo === "USAGE") {
    refuse("A discount of usage cannot be applied to a billing period partially.");
  }
}

/**
 * The percentage or amount of a discount, as its model wants it.
 *
 * Errors: MISSING_FIELD; INVALID_VALUE (a percentage beyond 100, an amount that is not positive);
 * NOT_ALLOWED (the one is given for a discount of the other model).
 */
export function discountPrice(
  chargeModel: DiscountModel,
  { discountAmount, discountPercentage }: DiscountPrice,
): Decimal {
  const price = givenPrice(chargeModel, { discountAmount, discountPercentage });
  if (price !== undefined) return price;
  const field = chargeModel === "DiscountPercentage" ? "discountPercentage" : "discountAmount";
  throw new BillingError("MISSING_FIELD", { field });
}

/** Undefined where none is given. Errors: INVALID_VALUE, NOT_ALLOWED. */
export function givenPrice(
  chargeModel: ChargeModel,
  { discountAmount, discountPercentage }: DiscountPrice,
): Decimal | undefined {
  if (chargeModel === "DiscountPercentage") {
    if (discountAmount) refuse("A percentage discount has no 'discountAmount'.");
    return discountPercentage && checkedPercentage(discountPercentage);
  }
  if (discountPercentage) refuse("A fixed-amount discount has no 'discountPercentage'.");
  return discountAmount && checkedAmount(discountAmount);
}

type DiscountPrice = {
  readonly discountAmount?: Decimal | undefined;
  readonly discountPercentage?: Decimal | undefined;
};

const HUNDRED = decimal("100");

function checkedPercentage(percentage: Decimal): Decimal {
  if (percentage.lte(HUNDRED) && percentage.gt(HUNDRED.neg())) return percentage;
  const message = "'discountPercentage' should be above -100, and at most 100";
  throw new BillingError("INVALID_VALUE", { message });
}

function checkedAmount(amount: Decimal): Decimal {
  if (isPositive(amount)) return amount;
  throw new BillingError("INVALID_VALUE", { message: "'discountAmount' should be above 0" });
}

function refuse(message: string): never {
  throw new BillingError("NOT_ALLOWED", { message });
}
