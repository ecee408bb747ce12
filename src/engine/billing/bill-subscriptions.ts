import { BillingError } from "../errors.ts";
import type { BillingRules } from "../model/billing-rules.ts";
import type { ChargeType } from "../model/charge.ts";
import type { Line } from "../model/document.ts";
import type { SubscriptionStatus } from "../model/subscription.ts";
import type { Currency } from "../values/currency.ts";
import { NO_END } from "../values/date-range.ts";
import type { PlainDate } from "../values/plain-date.ts";
import { billOnce } from "./bill-once.ts";
import { billRecurring } from "./bill-recurring.ts";
import type { SubscriptionToBill, ThroughDates } from "./charge-bill.ts";
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
 * Errors: TOO_MANY_LINES, for a target date that must be a mistake.
 */
export function billSubscriptions(input: BillingInput): Bill {
  const { account, rules, targetDate } = input;
  const atTarget: BillingContext = { ...account, rules, targetDate, creditDate: targetDate };
  const ahead: BillingContext = { ...atTarget, creditDate: NO_END };
  const lines: Line[] = [];
  const throughDates: ThroughDates[] = [];
  for (const subscribed of input.subscriptions) {
    const { subscription } = subscribed;
    if (!IS_BILLED[subscription.status]) continue;
    const context = subscribed.creditsAhead ? ahead : atTarget;
    for (const ratePlan of subscription.ratePlans) {
      for (const charge of ratePlan.charges) {
        if (input.chargeTypesToExclude.includes(charge.chargeType)) continue;
        const bill =
          charge.recurrence === null
            ? billOnce(context, subscribed, charge)
            : billRecurring(context, subscribed, charge, charge.recurrence);
        for (const line of bill.lines) lines.push(line);
        if (lines.length > MOST_LINES) {
          throw new BillingError("TOO_MANY_LINES", { limit: String(MOST_LINES), targetDate });
        }
        if (bill.throughDates) throughDates.push(bill.throughDates);
      }
    }
  }
  return { lines, throughDates };
}

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
