import { listAmount } from "../charge-models/index.ts";
import type { BillingRules } from "../model/billing-rules.ts";
import type { Charge, ChargeType } from "../model/charge.ts";
import type { BilledItem, Line } from "../model/document.ts";
import { chargesOf, type Subscription } from "../model/subscription.ts";
import { type Currency, roundToCurrency } from "../values/currency.ts";
import { addMonths, earlier, type PlainDate } from "../values/plain-date.ts";

/** What billing needs to know of an account. */
export type BillingAccount = {
  /** 1 to 31, where 31 is the end of the month; 0 (AutoSet, nothing billed yet): each charge's own start day. */
  readonly billCycleDay: number;
  readonly currency: Currency;
};

export type SubscriptionToBill = {
  readonly subscription: Subscription;
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
 */
export function billSubscriptions(input: BillingInput): Bill {
  const lines: Line[] = [];
  const throughDates: ThroughDates[] = [];
  for (const { subscription } of input.subscriptions) {
    for (const charge of chargesOf(subscription)) {
      const due = dueMonths(subscription, charge, input);
      const last = due.at(-1);
      if (!last) continue;
      lines.push(...due);
      throughDates.push({
        chargeId: charge.chargeId,
        chargedThroughDate: last.service.end,
        processedThroughDate: last.service.start,
      });
    }
  }
  return { lines, throughDates };
}

function dueMonths(subscription: Subscription, charge: Charge, input: BillingInput): Line[] {
  const lines: Line[] = [];
  const { effective } = charge;
  let start = charge.chargedThroughDate ?? effective?.start;
  while (effective && start && start < effective.end && start <= input.targetDate) {
    const end = earlier(addMonths(start, 1), effective.end);
    lines.push(fullPeriod(subscription, charge, { start, end }, input.account.currency));
    start = end;
  }
  return lines;
}

const fullPeriod = (
  { subscriptionId, subscriptionNumber }: Subscription,
  charge: Charge,
  service: Line["service"],
  currency: Currency,
): Line => ({
  subscriptionId,
  subscriptionNumber,
  chargeId: charge.chargeId,
  chargeNumber: charge.chargeNumber,
  productRatePlanChargeId: charge.productRatePlanChargeId,
  segment: charge.segment,
  chargeName: charge.name,
  chargeType: charge.chargeType,
  service,
  quantity: charge.quantity,
  unitPrice: charge.price,
  unitOfMeasure: charge.unitOfMeasure,
  amount: roundToCurrency(listAmount(charge), currency),
  creditedItem: null,
  derivation: { rule: "full period", inputs: {} },
});
