import type { BillingRules } from "../model/billing-rules.ts";
import type { ChargeType, Recurrence } from "../model/charge.ts";
import type { BilledItem, Line } from "../model/document.ts";
import type { SubscriptionStatus } from "../model/subscription.ts";
import type { Currency } from "../values/currency.ts";
import { earlier, type PlainDate } from "../values/plain-date.ts";
import type { BillableCharge, BillableRatePlan, BillableSubscription } from "./billable.ts";
import { creditLines, creditsOfOnce } from "./credit-lines.ts";
import { dueLines, dueOnce } from "./due-lines.ts";
import { type BillingContext, effectiveInTerm, recurringSegment } from "./segment.ts";

/** What billing needs to know of an account. */
export type BillingAccount = {
  /** 1 to 31, where 31 is the end of the month; 0 (AutoSet, nothing billed yet): each charge's own start day. */
  readonly billCycleDay: number;
  readonly currency: Currency;
};

export type SubscriptionToBill = {
  readonly subscription: BillableSubscription;
  /** What its charges were billed and have not been credited whole; in the order they were billed. */
  readonly billedItems: readonly BilledItem[];
};

export type BillingInput = {
  readonly account: BillingAccount;
  /** Current versions of one account's subscriptions. */
  readonly subscriptions: readonly SubscriptionToBill[];
  readonly rules: BillingRules;
  /** Everything due on or before this day is billed. */
  readonly targetDate: PlainDate;
  readonly chargeTypesToExclude: readonly ChargeType[];
};

/** New dates of a charge segment that was billed or credited. */
export type ThroughDates = {
  readonly chargeId: string;
  /** First day that no document covers; after a credit, the first credited day. */
  readonly chargedThroughDate: PlainDate | null;
  /** Start of the last billed period in advance, its end in arrears. */
  readonly processedThroughDate: PlainDate | null;
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
 */
export function billSubscriptions(input: BillingInput): Bill {
  const { account, rules, targetDate } = input;
  const context: BillingContext = { ...account, rules };
  const lines: Line[] = [];
  const throughDates: ThroughDates[] = [];
  for (const { subscription, billedItems } of input.subscriptions) {
    if (!IS_BILLED[subscription.status]) continue;
    for (const ratePlan of subscription.ratePlans) {
      for (const charge of ratePlan.charges) {
        if (input.chargeTypesToExclude.includes(charge.chargeType)) continue;
        const bill =
          charge.recurrence === null
            ? billOnce(subscription, ratePlan, charge, billedItems, context, targetDate)
            : billRecurring(
                subscription,
                charge,
                charge.recurrence,
                billedItems,
                context,
                targetDate,
              );
        for (const line of bill.lines) lines.push(line);
        if (bill.throughDates) throughDates.push(bill.throughDates);
      }
    }
  }
  return { lines, throughDates };
}

const IS_BILLED: { readonly [Status in SubscriptionStatus]: boolean } = {
  Draft: false,
  "Pending Activation": false,
  "Pending Acceptance": false,
  Active: true,
  Suspended: true,
  Cancelled: true,
  Expired: false,
};

type ChargeBill = { readonly lines: readonly Line[]; readonly throughDates?: ThroughDates };

const NOTHING_DUE: ChargeBill = { lines: [] };

function billRecurring(
  subscription: BillableSubscription,
  charge: BillableCharge,
  recurrence: Recurrence,
  billedItems: readonly BilledItem[],
  context: BillingContext,
  targetDate: PlainDate,
): ChargeBill {
  if (isBilledPast(subscription, charge, targetDate)) return NOTHING_DUE;
  const segment = recurringSegment(subscription, charge, recurrence, context);
  if (!segment) return NOTHING_DUE;

  const credits = creditLines(segment, itemsOf(charge, billedItems), targetDate);
  if (credits.length > 0) {
    const { chargeId, processedThroughDate } = charge;
    const { end } = segment.billable;
    return {
      lines: credits,
      throughDates: {
        chargeId,
        chargedThroughDate: end,
        processedThroughDate: earlier(processedThroughDate ?? end, end),
      },
    };
  }
  const due = dueLines(segment, targetDate);
  const last = due.at(-1);
  if (!last) return NOTHING_DUE;
  return {
    lines: due,
    throughDates: {
      chargeId: charge.chargeId,
      chargedThroughDate: last.service.end,
      processedThroughDate:
        recurrence.billingTiming === "IN_ADVANCE" ? last.service.start : last.service.end,
    },
  };
}

/** Billed beyond the target date and not beyond its own end: the commonest case, left early. */
const isBilledPast = (
  { currentTerm }: BillableSubscription,
  { chargedThroughDate, effective }: BillableCharge,
  targetDate: PlainDate,
): boolean =>
  chargedThroughDate !== null &&
  effective !== undefined &&
  chargedThroughDate > targetDate &&
  chargedThroughDate <= effective.end &&
  chargedThroughDate <= currentTerm.end;

function billOnce(
  subscription: BillableSubscription,
  ratePlan: BillableRatePlan,
  charge: BillableCharge,
  billedItems: readonly BilledItem[],
  context: BillingContext,
  targetDate: PlainDate,
): ChargeBill {
  const effective = effectiveInTerm(subscription, charge);
  if (!effective) return NOTHING_DUE;
  const segment = { subscription, charge, context, effective };
  if (charge.chargedThroughDate !== null) {
    const takenBack =
      context.rules.oneTimeCreditBack && isTakenBack(subscription, ratePlan, targetDate);
    if (!takenBack) return NOTHING_DUE;
    return { lines: creditsOfOnce(segment, itemsOf(charge, billedItems)) };
  }
  const due = dueOnce(segment, targetDate);
  const last = due.at(-1);
  if (!last) return NOTHING_DUE;
  const { end } = last.service;
  return {
    lines: due,
    throughDates: { chargeId: charge.chargeId, chargedThroughDate: end, processedThroughDate: end },
  };
}

const isTakenBack = (
  { status, cancelledDate }: BillableSubscription,
  { lastChangeType }: BillableRatePlan,
  targetDate: PlainDate,
): boolean =>
  lastChangeType === "Remove" ||
  (status === "Cancelled" && cancelledDate !== null && cancelledDate <= targetDate);

const itemsOf = (charge: BillableCharge, items: readonly BilledItem[]): BilledItem[] =>
  items.filter(
    (item) => item.chargeNumber === charge.chargeNumber && item.segment === charge.segment,
  );
