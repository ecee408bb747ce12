import type { BillableSubscription } from "../billing/billable.ts";
import { type Discount, type DiscountStep, discountSteps } from "../billing/discount-steps.ts";
import { discountDays } from "../billing/discounted-days.ts";
import { listAmount } from "../charge-models/index.ts";
import type { BillingRules } from "../model/billing-rules.ts";
import type { Charge } from "../model/charge.ts";
import { monthOfPrice } from "../model/mrr.ts";
import type { RatePlan, Subscription } from "../model/subscription.ts";
import { contains, type DateRange } from "../values/date-range.ts";
import {
  type Decimal,
  decimal,
  divideUnrounded,
  isPositive,
  minimum,
  sum,
  ZERO,
} from "../values/decimal.ts";
import { addDays, type PlainDate } from "../values/plain-date.ts";
import { shareOf } from "../values/ratio.ts";
import { mrrOf } from "./subscription-metrics.ts";
import { monthsIn } from "./tcv.ts";

/** What a segment of a regular charge is worth on some days, before and after discounts. */
export type NetStretch = {
  readonly charge: Charge;
  readonly days: DateRange;
  /** A month's worth of a recurring charge; all of a one-time charge. Not rounded. */
  readonly gross: Decimal;
  readonly net: Decimal;
};

/** How discounts are ordered. */
export type NetRules = Pick<BillingRules, "stackedDiscountClassApplyRule" | "discountClasses">;

/**
 * What discounts leave of charges, stretch by stretch of days on which that is the same. Other than in
 * a billing, a fixed amount is spread evenly over its days, as so much a month, and goes to recurring
 * charges before one-time charges, to those of smaller numbers first. What recurring charges leave of
 * it on all of its days, one-time charges may use.
 *
 * Worked examples: docs/spec/net-metrics.md. No errors.
 *
 * @param subscriptions  of one account; the discounts of the account are those among them
 */
export function netRevenue(subscriptions: readonly Subscription[], rules: NetRules): NetStretch[] {
  const discounts = subscriptions.flatMap(discountsOf);
  const served = subscriptions.flatMap(servedCharges);
  const recurring = served.filter(({ charge }) => charge.chargeType === "Recurring");
  const left = new Map<Discount, Decimal>();
  const stretches: NetStretch[] = [];
  for (const days of betweenAll([...recurring.map(daysOf), ...discounts.flatMap(daysOfDiscount)])) {
    const monthly = monthlyAmounts(discounts, days);
    for (const each of recurring) {
      if (!contains(daysOf(each), days.start)) continue;
      const gross = mrrOf(each.charge) ?? ZERO;
      const steps = discountSteps(at(each, days.start), discounts, rules);
      stretches.push({ charge: each.charge, days, gross, net: netOf(gross, steps, monthly) });
    }
    for (const [discount, amount] of monthly) {
      const total = shareOf(amount, monthsIn(days));
      left.set(discount, (left.get(discount) ?? ZERO).plus(total));
    }
  }
  const once = served
    .filter(({ charge }) => charge.chargeType === "OneTime")
    .map((each): NetStretch => {
      const days = daysOf(each);
      const gross = listAmount(each.charge);
      const steps = discountSteps(at(each, days.start), discounts, rules);
      return { charge: each.charge, days, gross, net: netOf(gross, steps, left) };
    });
  return [...joined(stretches), ...once];
}

type ServedCharge = {
  readonly subscription: Subscription;
  readonly ratePlan: RatePlan;
  readonly charge: Charge & { readonly effective: DateRange };
};

const daysOf = ({ charge }: ServedCharge): DateRange => charge.effective;

const daysOfDiscount = (discount: Discount): DateRange[] => {
  const days = discountDays(discount);
  return days ? [days] : [];
};

/** Regular ones, in the order in which they get fixed amounts. */
const servedCharges = (subscription: Subscription): ServedCharge[] =>
  subscription.ratePlans
    .flatMap((ratePlan) =>
      ratePlan.charges.flatMap((charge) =>
        charge.effective &&
        charge.discount === null &&
        charge.effective.start < charge.effective.end
          ? { subscription, ratePlan, charge: { ...charge, effective: charge.effective } }
          : [],
      ),
    )
    .sort((a, b) => (a.charge.chargeNumber < b.charge.chargeNumber ? -1 : 1));

const discountsOf = (subscription: Subscription): Discount[] =>
  subscription.ratePlans.flatMap((ratePlan) =>
    ratePlan.charges.flatMap((charge) =>
      charge.discount
        ? {
            subscription: subscription as BillableSubscription,
            ratePlan,
            charge,
            terms: charge.discount,
          }
        : [],
    ),
  );

const at = (each: ServedCharge, day: PlainDate) => ({
  ...each,
  line: { service: { start: day, end: addDays(day, 1) } },
});

/** What fixed amounts are a month, on days on which they run. */
function monthlyAmounts(discounts: readonly Discount[], { start }: DateRange) {
  const amounts = new Map<Discount, Decimal>();
  for (const discount of discounts) {
    const { chargeModel, recurrence, price } = discount.charge;
    const days = discountDays(discount);
    if (chargeModel !== "DiscountFixedAmount" || !recurrence || !days) continue;
    if (!contains(days, start)) continue;
    const flat = { chargeModel: "FlatFee" as const, recurrence };
    amounts.set(discount, shareOf(price, monthOfPrice(flat)));
  }
  return amounts;
}

const HUNDRED = decimal("100");

/** Uses up fixed amounts. A charge below zero has no discounts. */
function netOf(
  gross: Decimal,
  steps: readonly DiscountStep[],
  fixedAmounts: Map<Discount, Decimal>,
): Decimal {
  if (!isPositive(gross)) return gross;
  let rest = gross;
  for (const step of steps) {
    if (step.type === "Percentages") {
      const percentage = sum(step.discounts.map(({ charge }) => charge.price));
      rest = rest.minus(minimum(rest, divideUnrounded(rest.times(percentage), HUNDRED)));
      continue;
    }
    const amount = fixedAmounts.get(step.discount) ?? ZERO;
    const taken = minimum(amount, rest);
    fixedAmounts.set(step.discount, amount.minus(taken));
    rest = rest.minus(taken);
  }
  return rest;
}

/** The days between all starts and ends. */
function betweenAll(ranges: readonly DateRange[]): DateRange[] {
  const days = [...new Set(ranges.flatMap(({ start, end }) => [start, end]))].sort();
  return days.slice(1).map((end, index) => ({ start: days[index] ?? end, end }));
}

/** Stretches of one charge that follow each other and are worth the same, as one. */
function joined(stretches: readonly NetStretch[]): NetStretch[] {
  const byCharge = Map.groupBy(stretches, ({ charge }) => charge);
  return [...byCharge.values()].flatMap((own) => {
    const joints: NetStretch[] = [];
    for (const next of own) {
      const last = joints.at(-1);
      const goesOn = last?.days.end === next.days.start && last.net.eq(next.net);
      if (!last || !goesOn) joints.push(next);
      else joints.splice(-1, 1, { ...last, days: { start: last.days.start, end: next.days.end } });
    }
    return joints;
  });
}
