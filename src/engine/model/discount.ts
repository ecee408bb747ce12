import type { Decimal } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";
import type { ChargeType } from "./charge.ts";

/** Charge models of what takes something off other charges instead of charging for itself. */
export type DiscountModel = "DiscountFixedAmount" | "DiscountPercentage";

/** The types of charges that a discount takes something off. */
export const APPLY_DISCOUNT_TO = [
  "ONETIME",
  "RECURRING",
  "ONETIMERECURRING",
  "USAGE",
  "ONETIMEUSAGE",
  "RECURRINGUSAGE",
  "ONETIMERECURRINGUSAGE",
] as const;

export type ApplyDiscountTo = (typeof APPLY_DISCOUNT_TO)[number];

/** How far a discount reaches: its own rate plan, its subscription, all of the account's. */
export type DiscountLevel = "rateplan" | "subscription" | "account";

export type DiscountApplyDetail = {
  readonly productRatePlanId: string;
  readonly productRatePlanChargeId: string;
};

/** What a charge of a discount model says beyond its price, which is the percentage or the amount. */
export type DiscountTerms = {
  readonly applyDiscountTo: ApplyDiscountTo;
  readonly discountLevel: DiscountLevel;
  /** The name of its class; discounts of higher classes come first, those of none last. */
  readonly discountClass: string | null;
  /** Percentages that are stacked are summed and taken off the same amount. */
  readonly isStackedDiscount: boolean;
  /** Discounts the days that it shares with a service, instead of all or nothing of the service. */
  readonly applyToBillingPeriodPartially: boolean;
  /** The product charges that it takes something off; empty: all within its level. */
  readonly discountApplyDetails: readonly DiscountApplyDetail[];
};

/** What an order says of a discount; what is absent stays. */
export type DiscountOverride = {
  readonly [Field in keyof DiscountTerms]?: DiscountTerms[Field];
} & {
  /** Of a fixed amount only. */
  readonly discountAmount?: Decimal;
  /** Of a percentage only. */
  readonly discountPercentage?: Decimal;
};

/** How an order lets the days of a discount follow from those of a charge that it applies to. */
export type DiscountDuration = {
  readonly startDatePolicy?:
    | "AlignToApplyToCharge"
    | "SpecificDate"
    | "EndOfLastInvoicePeriodOfApplyToCharge"
    | "FixedPeriodAfterApplyToChargeStartDate";
  readonly startPeriodsType?: "Days" | "Weeks" | "Months" | "Years";
  readonly periodsAfterChargeStart?: number;
  /** Of the other two, the end date says it all. */
  readonly endDatePolicy?: "AlignToApplyToCharge" | "SpecificEndDate" | "FixedPeriod";
};

/** Whether a discount is for charges of the type. */
export const isForChargeType = (
  { applyDiscountTo }: Pick<DiscountTerms, "applyDiscountTo">,
  chargeType: ChargeType,
): boolean => applyDiscountTo.includes(chargeType.toUpperCase());

/** Off everything in its rate plan: what the catalog means when it says nothing. */
export const DEFAULT_DISCOUNT_TERMS: DiscountTerms = {
  applyDiscountTo: "ONETIMERECURRINGUSAGE",
  discountLevel: "rateplan",
  discountClass: null,
  isStackedDiscount: false,
  applyToBillingPeriodPartially: false,
  discountApplyDetails: [],
};

/** What a fixed-amount discount was used for, on whatever document that stands. */
export type DiscountUse = {
  readonly itemId: string;
  readonly chargeNumber: string;
  readonly segment: number;
  readonly serviceStart: PlainDate;
  /** Positive, less what was given back. */
  readonly amount: Decimal;
};
