import type { BillingRules } from "../model/billing-rules.ts";
import type { DiscountLevel, DiscountTerms } from "../model/discount.ts";
import { isForChargeType } from "../model/discount.ts";
import type { BillableCharge, BillableRatePlan, BillableSubscription } from "./billable.ts";
import { type Discounted, isInItsDays } from "./discounted-days.ts";

/** A segment of a discount charge, and what it belongs to. */
export type Discount = {
  readonly subscription: BillableSubscription;
  readonly ratePlan: BillableRatePlan;
  readonly charge: BillableCharge;
  readonly terms: DiscountTerms;
};

/** Discounts that are taken off together, or by themselves. */
export type DiscountStep =
  | { readonly type: "Percentages"; readonly discounts: readonly Discount[] }
  | { readonly type: "FixedAmount"; readonly discount: Discount };

type DiscountRules = Pick<BillingRules, "stackedDiscountClassApplyRule" | "discountClasses">;

/**
 * The discounts of a line, in their order: by discount class, the highest first and those of none
 * last; percentages before fixed amounts; of the rate plan before the subscription's and the
 * account's; by charge number. Each is taken off what the ones before it have left. Percentages that
 * are stacked are summed: first of all, whatever their class, or first within their class, as the
 * tenant's rule says.
 *
 * Worked examples: docs/spec/discounts.md. No errors.
 */
export function discountSteps(
  discounted: Discounted,
  discounts: readonly Discount[],
  rules: DiscountRules,
): DiscountStep[] {
  const own = discounts.filter(
    (discount) => appliesTo(discount, discounted) && isInItsDays(discounted, discount),
  );
  if (own.length === 0) return [];
  const followsClass = rules.stackedDiscountClassApplyRule === "Follow";
  const rankOf = ({ terms }: Discount) => rankOfClass(terms, rules);
  const stacked = own.filter(isStacked);
  const first = followsClass ? [] : percentages(stacked);
  const classes = [...new Set(own.map(rankOf))].sort((a, b) => a - b);
  return [
    ...first,
    ...classes.flatMap((rank) => {
      const ofClass = own.filter((discount) => rankOf(discount) === rank);
      return [
        ...(followsClass ? percentages(ofClass.filter(isStacked)) : []),
        ...inOrder(ofClass.filter((discount) => !isStacked(discount))).map(alone),
      ];
    }),
  ];
}

/** One step of all of them; none of none. */
const percentages = (discounts: readonly Discount[]): DiscountStep[] =>
  discounts.length === 0 ? [] : [{ type: "Percentages", discounts: inOrder(discounts) }];

const alone = (discount: Discount): DiscountStep =>
  isPercentage(discount)
    ? { type: "Percentages", discounts: [discount] }
    : { type: "FixedAmount", discount };

const isPercentage = ({ charge }: Discount): boolean => charge.chargeModel === "DiscountPercentage";

const isStacked = (discount: Discount): boolean =>
  isPercentage(discount) && discount.terms.isStackedDiscount;

/** A class that the tenant does not have any more is none. */
function rankOfClass({ discountClass }: DiscountTerms, { discountClasses }: DiscountRules): number {
  const rank = discountClass === null ? -1 : discountClasses.indexOf(discountClass);
  return rank === -1 ? Number.POSITIVE_INFINITY : rank;
}

const LEVELS: Readonly<Record<DiscountLevel, number>> = {
  rateplan: 0,
  subscription: 1,
  account: 2,
};

const inOrder = (discounts: readonly Discount[]): Discount[] =>
  discounts.toSorted(
    (a, b) =>
      Number(isPercentage(b)) - Number(isPercentage(a)) ||
      LEVELS[a.terms.discountLevel] - LEVELS[b.terms.discountLevel] ||
      (a.charge.chargeNumber < b.charge.chargeNumber ? -1 : 1),
  );

function appliesTo({ terms, ...of }: Discount, { subscription, ratePlan, charge }: Discounted) {
  if (!isForChargeType(terms, charge.chargeType)) return false;
  if (of.subscription.currency !== subscription.currency) return false;
  const { discountApplyDetails: details, discountLevel } = terms;
  const isNamed =
    details.length === 0 ||
    details.some((each) => each.productRatePlanChargeId === charge.productRatePlanChargeId);
  if (!isNamed) return false;
  switch (discountLevel) {
    case "rateplan":
      return of.ratePlan === ratePlan;
    case "subscription":
      return of.subscription === subscription;
    case "account":
      return true;
  }
}
