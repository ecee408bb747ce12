import { BillingError } from "../errors.ts";
import type { Charge, EndDate } from "../model/charge.ts";
import type { DiscountDuration } from "../model/discount.ts";
import type { ChargeOverride } from "../model/order.ts";
import type { ProductRatePlanCharge } from "../model/product.ts";
import { NO_END } from "../values/date-range.ts";
import { addDays, addMonths, type PlainDate } from "../values/plain-date.ts";

/**
 * An override whose discount follows a charge that it applies to, with the days that come of it: it
 * then starts on a specific date, and ends as the charge does where it is to.
 *
 *     charge     |-----------------------------|
 *     discount         |------------|              FixedPeriodAfterApplyToChargeStartDate, FixedPeriod
 *
 * @param earlier  charges that the subscription has, or gets before this one
 * Errors: NOT_ALLOWED (the charge is no discount, or what it follows is not there or pending),
 * MISSING_FIELD.
 */
export function withDiscountDuration(
  product: ProductRatePlanCharge,
  override: ChargeOverride | undefined,
  earlier: readonly Charge[],
): ChargeOverride | undefined {
  const duration = override?.duration;
  if (!override || !duration) return override;
  if (!product.discount) {
    refuse(`Charge '${product.name}' is no discount: it has no start or end date policy.`);
  }
  const { startDatePolicy, endDatePolicy } = duration;
  const followed = () => followedCharge(product, override, earlier);
  return {
    ...override,
    ...(startDatePolicy && {
      triggerEvent: "SpecificDate",
      specificTriggerDate: startOf(startDatePolicy, duration, override, followed),
    }),
    ...(endDatePolicy === "AlignToApplyToCharge" && { endDate: endOf(followed()) }),
  };
}

function startOf(
  policy: NonNullable<DiscountDuration["startDatePolicy"]>,
  { startPeriodsType, periodsAfterChargeStart }: DiscountDuration,
  { specificTriggerDate }: ChargeOverride,
  followed: () => Followed,
): PlainDate {
  switch (policy) {
    case "SpecificDate":
      return required("specificTriggerDate", specificTriggerDate);
    case "AlignToApplyToCharge":
      return followed().effective.start;
    case "EndOfLastInvoicePeriodOfApplyToCharge": {
      const { chargedThroughDate, effective } = followed();
      return chargedThroughDate ?? effective.start;
    }
    case "FixedPeriodAfterApplyToChargeStartDate": {
      const periods = required("periodsAfterChargeStart", periodsAfterChargeStart);
      const { start } = followed().effective;
      switch (required("startPeriodsType", startPeriodsType)) {
        case "Days":
          return addDays(start, periods);
        case "Weeks":
          return addDays(start, 7 * periods);
        case "Months":
          return addMonths(start, periods);
        case "Years":
          return addMonths(start, 12 * periods);
      }
    }
  }
}

type Followed = Charge & { readonly effective: NonNullable<Charge["effective"]> };

/** The first of the charges that the discount applies to: the one that the order names first. */
function followedCharge(
  { name, discount }: ProductRatePlanCharge,
  override: ChargeOverride,
  earlier: readonly Charge[],
): Followed {
  const details = override.discount?.discountApplyDetails ?? discount?.discountApplyDetails ?? [];
  const [detail] = details;
  if (!detail) {
    refuse(`Discount '${name}' is to follow a charge: its 'discountApplyDetails' should name it.`);
  }
  const found = earlier.find(
    (charge) => charge.productRatePlanChargeId === detail.productRatePlanChargeId,
  );
  if (!found) {
    refuse(
      `Discount '${name}' follows a charge that its subscription does not have before it: '${detail.productRatePlanChargeId}'.`,
    );
  }
  if (!isStarted(found)) refuse(`Discount '${name}' follows a charge that is pending.`);
  return found;
}

const isStarted = (charge: Charge): charge is Followed => charge.effective !== undefined;

/** A charge that ends with its subscription may be renewed with it; its discount then is too. */
const endOf = ({ endDate, effective, chargeType }: Followed): EndDate =>
  effective.end === NO_END ||
  (chargeType === "Recurring" && endDate.endDateCondition === "Subscription_End")
    ? { endDateCondition: "Subscription_End" }
    : { endDateCondition: "Specific_End_Date", specificEndDate: effective.end };

function required<Value>(field: string, value: Value | null | undefined): Value {
  if (value === null || value === undefined) throw new BillingError("MISSING_FIELD", { field });
  return value;
}

function refuse(message: string): never {
  throw new BillingError("NOT_ALLOWED", { message });
}
