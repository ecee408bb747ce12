import { spendOf } from "../billing/bill-commitments.ts";
import type { Charge } from "../model/charge.ts";
import type { BilledItem } from "../model/document.ts";
import type { Subscription } from "../model/subscription.ts";
import { takenBackOn } from "../prepaid/funds-of.ts";
import type { Currency } from "../values/currency.ts";
import type { DateRange } from "../values/date-range.ts";
import { type Decimal, maximum, sum, ZERO } from "../values/decimal.ts";
import { eligibleCharges, trueUpsOf } from "./commitment-charges.ts";
import { type CommitmentPeriod, commitmentPeriods } from "./commitment-periods.ts";
import { shortfalls } from "./shortfalls.ts";

export type CommitmentStatus = "Active" | "Canceled";

/** A period with what has counted for it so far. */
export type CommitmentBalance = CommitmentPeriod & {
  readonly status: CommitmentStatus;
  readonly totalSpend: Decimal;
  /** What is still to be spent, or paid in the end. */
  readonly balance: Decimal;
};

/** What one true-up charge of a subscription commits to, over all of its segments. */
export type Commitment = {
  /** Its first segment, by whose ids and terms it goes. */
  readonly charge: Charge;
  readonly segments: readonly Charge[];
  readonly subscription: Subscription;
  readonly status: CommitmentStatus;
  readonly days: DateRange;
  /** From 1: in which order spending fills the commitments of the subscription. */
  readonly priority: number;
  readonly totalAmount: Decimal;
  readonly periods: readonly CommitmentBalance[];
  readonly eligibleChargeNumbers: readonly string[];
};

/** The commitments of a subscription, as far as its charges have days. No errors. */
export function commitmentsOf(
  subscription: Subscription,
  billedItems: readonly BilledItem[],
  currency: Currency,
): Commitment[] {
  const trueUps = trueUpsOf(subscription);
  const periods = trueUps.flatMap((trueUp) =>
    commitmentPeriods(subscription, trueUp, currency).map((period) => ({ ...period, trueUp })),
  );
  const numbers = new Set(eligibleCharges(subscription).map(({ chargeNumber }) => chargeNumber));
  const spends = billedItems.filter((item) => numbers.has(item.chargeNumber)).map(spendOf);
  const balances = shortfalls(periods, spends).map(({ commitment, spent, shortfall }) => {
    const { trueUp, ...period } = commitment;
    const isCut = period.service.end < period.period.end;
    const status = isCut ? ("Canceled" as const) : ("Active" as const);
    return { ...period, status, totalSpend: spent, balance: maximum(ZERO, shortfall) };
  });
  const byNumber = Map.groupBy(trueUps, ({ charge }) => charge.chargeNumber);
  return [...byNumber.values()].flatMap((own, index): Commitment[] => {
    const segments = own.map(({ charge }) => charge).sort((a, b) => a.segment - b.segment);
    const [charge] = segments;
    const ofCharge = balances.filter(({ chargeNumber }) => chargeNumber === charge?.chargeNumber);
    const first = ofCharge.at(0);
    const last = ofCharge.at(-1);
    if (!charge || !first || !last) return [];
    const isEnded = segments.some((each) => takenBackOn(subscription, each) !== undefined);
    return [
      {
        charge,
        segments,
        subscription,
        priority: index + 1,
        status: isEnded ? "Canceled" : "Active",
        days: { start: first.service.start, end: last.service.end },
        totalAmount: sum(ofCharge.map(({ committed }) => committed)),
        periods: ofCharge,
        eligibleChargeNumbers: [...numbers],
      },
    ];
  });
}
