import { hasTrueUp, isTrueUp } from "../commitments/commitment-charges.ts";
import { BillingError } from "../errors.ts";
import type { BillingRules } from "../model/billing-rules.ts";
import type { ChargeType } from "../model/charge.ts";
import type { DiscountUse } from "../model/discount.ts";
import type { Line } from "../model/document.ts";
import { NO_PREPAID_HISTORY, type PrepaidHistories } from "../model/prepaid.ts";
import type { SubscriptionStatus } from "../model/subscription.ts";
import { NO_USAGE, type UsageByCharge, type UsageWanted } from "../model/usage.ts";
import { hasPrepaid, isDrawdown, isPrepayment } from "../prepaid/prepaid-charges.ts";
import { type PrepaidPlan, planPrepaid } from "../prepaid/prepaid-plan.ts";
import type { Currency } from "../values/currency.ts";
import { NO_END } from "../values/date-range.ts";
import type { PlainDate } from "../values/plain-date.ts";
import { billCommitments } from "./bill-commitments.ts";
import { billDrawdown, drawdownWanted, pendingDemands } from "./bill-drawdown.ts";
import { billOnce } from "./bill-once.ts";
import { billPrepayment } from "./bill-prepayment.ts";
import { billRecurring } from "./bill-recurring.ts";
import { billUsage, usageWanted } from "./bill-usage.ts";
import type { BillableCharge, BillableSubscription } from "./billable.ts";
import type { ChargeBill, SubscriptionToBill, ThroughDates } from "./charge-bill.ts";
import { type RatedLine, withDiscounts } from "./discount-lines.ts";
import type { Discount } from "./discount-steps.ts";
import type { BillingContext } from "./segment.ts";

export type { SubscriptionToBill, ThroughDates } from "./charge-bill.ts";

/** What billing needs to know of an account. */
export type BillingAccount = {
  /** 1 to 31, where 31 is the end of the month; 0 (AutoSet, nothing billed yet): each charge's own start day. */
  readonly billCycleDay: number;
  readonly currency: Currency;
};

export type BillingInput = {
  readonly account: BillingAccount;
  /** Current versions of one account's subscriptions. */
  readonly subscriptions: readonly SubscriptionToBill[];
  readonly rules: BillingRules;
  /** Everything due on or before this day is billed. */
  readonly targetDate: PlainDate;
  readonly chargeTypesToExclude: readonly ChargeType[];
  /** Where else the account has discounts of all of it: only those are taken. Default: nowhere. */
  readonly otherSubscriptions?: readonly BillableSubscription[];
  /** What fixed-amount discounts among the charges were used for; default: nothing. */
  readonly discountUses?: readonly DiscountUse[];
  /** What `usageToBill` asks for. Absent: none. */
  readonly usage?: UsageByCharge;
  /** What became of prepaid units. Absent: nothing so far. */
  readonly prepaid?: PrepaidHistories;
};

export type Bill = {
  readonly lines: readonly Line[];
  /** Only of charges whose dates change, one entry a charge. */
  readonly throughDates: readonly ThroughDates[];
};

/**
 * What is due minus what is billed, for the subscriptions of one account: lines to charge and lines
 * to credit. Saving the lines and the through dates and calling again yields nothing.
 *
 * A segment that was shortened must still be among the charges, with the days that are left of it
 * or none: its credit is found by it.
 *
 * Errors: USAGE_NOT_PRICED; TOO_MANY_LINES, for a target date that must be a mistake.
 */
export function billSubscriptions(input: BillingInput): Bill {
  const { account, rules, targetDate } = input;
  const atTarget: BillingContext = { ...account, rules, targetDate, creditDate: targetDate };
  const ahead: BillingContext = { ...atTarget, creditDate: NO_END };
  const discounts = discountsOf(input);
  const rated: RatedLine[] = [];
  const lines: Line[] = [];
  const throughDates: ThroughDates[] = [];
  for (const subscribed of input.subscriptions) {
    const { subscription } = subscribed;
    if (!IS_BILLED[subscription.status]) continue;
    const context = subscribed.creditsAhead ? ahead : atTarget;
    const of = { subscribed, usage: input.usage ?? NO_USAGE };
    const plan = planOf(context, of, input.prepaid);
    for (const ratePlan of subscription.ratePlans) {
      for (const charge of ratePlan.charges) {
        if (charge.discount || input.chargeTypesToExclude.includes(charge.chargeType)) continue;
        if (charge.isKnownOnly || isTrueUp(charge)) continue;
        const bill = billCharge(context, charge, of, plan);
        for (const line of bill.lines) lines.push(line);
        if (discounts.length > 0) {
          for (const line of bill.lines) rated.push({ line, subscription, ratePlan, charge });
        }
        if (lines.length > MOST_LINES) {
          throw new BillingError("TOO_MANY_LINES", { limit: String(MOST_LINES), targetDate });
        }
        if (bill.throughDates) throughDates.push(bill.throughDates);
      }
    }
  }
  const toApply = { context: atTarget, discounts, uses: input.discountUses ?? [] };
  const discounted = discounts.length === 0 ? lines : withDiscounts(rated, toApply);
  return withCommitments(input, atTarget, { lines: discounted, throughDates });
}

/** What usage falls short of is known once it is billed, with its discounts; itself it has none. */
function withCommitments(input: BillingInput, context: BillingContext, beside: Bill): Bill {
  if (input.chargeTypesToExclude.includes("Recurring")) return beside;
  const bills = input.subscriptions
    .filter(({ subscription }) => IS_BILLED[subscription.status] && hasTrueUp(subscription))
    .flatMap((subscribed) => billCommitments(context, subscribed, beside));
  if (bills.length === 0) return beside;
  return {
    lines: [...beside.lines, ...bills.flatMap(({ lines }) => lines)],
    throughDates: [...beside.throughDates, ...bills.flatMap((bill) => bill.throughDates ?? [])],
  };
}

/** None, for most accounts; what they do for an account is known before its first charge is rated. */
function discountsOf({ subscriptions, otherSubscriptions = [] }: BillingInput): Discount[] {
  const discounts: Discount[] = [];
  const known = new Set<string>();
  for (const { subscription } of subscriptions) {
    known.add(subscription.subscriptionNumber);
    addDiscounts(discounts, subscription);
  }
  for (const subscription of otherSubscriptions) {
    if (!known.has(subscription.subscriptionNumber)) addDiscounts(discounts, subscription);
  }
  return discounts;
}

function addDiscounts(discounts: Discount[], subscription: BillableSubscription): void {
  if (!IS_BILLED[subscription.status]) return;
  for (const ratePlan of subscription.ratePlans) {
    for (const charge of ratePlan.charges) {
      const { discount: terms } = charge;
      if (terms) discounts.push({ subscription, ratePlan, charge, terms });
    }
  }
}

type ToBill = { readonly subscribed: SubscriptionToBill; readonly usage: UsageByCharge };

const historyOf = (
  { subscriptionNumber }: BillableSubscription,
  histories: PrepaidHistories | undefined,
) => histories?.get(subscriptionNumber) ?? NO_PREPAID_HISTORY;

/** Undefined where a subscription has nothing prepaid, as most have not. */
function planOf(
  context: BillingContext,
  { subscribed: { subscription }, usage }: ToBill,
  histories: PrepaidHistories | undefined,
): PrepaidPlan | undefined {
  if (!hasPrepaid(subscription)) return undefined;
  return planPrepaid({
    subscription,
    history: historyOf(subscription, histories),
    pending: pendingDemands(context, subscription, usage),
    creditDate: context.creditDate,
  });
}

function billCharge(
  context: BillingContext,
  charge: BillableCharge,
  { subscribed, usage }: ToBill,
  plan: PrepaidPlan | undefined,
): ChargeBill {
  const { recurrence } = charge;
  if (plan && isPrepayment(charge)) return billPrepayment(context, subscribed, charge, plan);
  if (plan && recurrence && isDrawdown(charge)) {
    return billDrawdown(context, subscribed.subscription, charge, recurrence, { usage, plan });
  }
  if (recurrence === null) return billOnce(context, subscribed, charge);
  return charge.chargeType === "Usage"
    ? billUsage(context, subscribed.subscription, charge, recurrence, usage)
    : billRecurring(context, subscribed, charge, recurrence);
}

/** Most have none: then there is nothing to read. */
export const hasUsage = ({ ratePlans }: BillableSubscription): boolean =>
  ratePlans.some(({ charges }) => charges.some(({ chargeType }) => chargeType === "Usage"));

/** Records that billing these subscriptions needs to know of, for each charge that is due. */
export const usageToBill = ({
  account,
  rules,
  targetDate,
  subscriptions,
  chargeTypesToExclude,
  prepaid,
}: Omit<BillingInput, "subscriptions" | "usage"> & {
  readonly subscriptions: readonly BillableSubscription[];
}): UsageWanted[] => {
  const context = { ...account, rules, targetDate, creditDate: targetDate };
  const isUsageBilled = !chargeTypesToExclude.includes("Usage");
  return subscriptions.flatMap((subscription) => {
    if (!IS_BILLED[subscription.status]) return [];
    return [
      ...(isUsageBilled ? ratedAlone(context, subscription) : []),
      ...(hasPrepaid(subscription)
        ? drawdownWanted(context, subscription, historyOf(subscription, prepaid))
        : []),
    ];
  });
};

const ratedAlone = (context: BillingContext, subscription: BillableSubscription): UsageWanted[] =>
  subscription.ratePlans.flatMap(({ charges }) =>
    charges.flatMap((charge) =>
      isDrawdown(charge) ? [] : (usageWanted(context, subscription, charge) ?? []),
    ),
  );

/** Far above what an account owes in years, and far below what takes a server's memory. */
const MOST_LINES = 250_000;

const IS_BILLED: { readonly [Status in SubscriptionStatus]: boolean } = {
  Draft: false,
  "Pending Activation": false,
  "Pending Acceptance": false,
  Active: true,
  Suspended: true,
  Cancelled: true,
  Expired: false,
};
