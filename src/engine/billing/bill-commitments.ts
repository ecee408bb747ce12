import {
  eligibleCharges,
  type TrueUpCharge,
  trueUpsOf,
} from "../commitments/commitment-charges.ts";
import { type CommitmentPeriod, commitmentPeriods } from "../commitments/commitment-periods.ts";
import { type Shortfall, type Spend, shortfalls } from "../commitments/shortfalls.ts";
import { type BilledItem, type Line, netAmountOf } from "../model/document.ts";
import { formatDecimal, ONE, sum } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";
import { usageWanted } from "./bill-usage.ts";
import type { ChargeBill, SubscriptionToBill, ThroughDates } from "./charge-bill.ts";
import { type BillingContext, effectiveInTerm, lineOf } from "./segment.ts";

/** What the same billing makes of the subscription besides. */
export type BilledBeside = {
  /** With their discounts. */
  readonly lines: readonly Line[];
  readonly throughDates: readonly ThroughDates[];
};

/**
 * Bills what usage falls short of a commitment, once its period is over: at the end of each validity
 * period, or of a term that is cut short. Nothing falls short of it: then the line is of zero, and says
 * so. A period whose usage is not billed to its end waits.
 *
 * Worked examples: docs/spec/commitments.md. No errors.
 */
export function billCommitments(
  context: BillingContext,
  subscribed: SubscriptionToBill,
  beside: BilledBeside,
): ChargeBill[] {
  const { subscription } = subscribed;
  const trueUps = trueUpsOf(subscription);
  const periods = trueUps.flatMap((trueUp) =>
    commitmentPeriods(subscription, trueUp, context.currency).map((period) => ({
      ...period,
      trueUp,
    })),
  );
  const reckoned = shortfalls(periods, spendsOf(subscribed, beside.lines));
  return trueUps.flatMap((trueUp) => {
    const own = reckoned.filter(({ commitment }) => commitment.trueUp === trueUp);
    return trueUpBill(context, subscribed, trueUp, { own, beside });
  });
}

/** What eligible charges were billed, before and now, by their prices less discounts. */
function spendsOf(
  { subscription, billedItems }: SubscriptionToBill,
  lines: readonly Line[],
): Spend[] {
  const numbers = new Set(eligibleCharges(subscription).map(({ chargeNumber }) => chargeNumber));
  const before = billedItems.filter(({ chargeNumber }) => numbers.has(chargeNumber)).map(spendOf);
  const now = lines
    .filter(
      ({ subscriptionNumber, chargeNumber }) =>
        subscriptionNumber === subscription.subscriptionNumber && numbers.has(chargeNumber),
    )
    .map((line) => ({ service: line.service, amount: netAmountOf(line) }));
  return [...before, ...now];
}

/** What was billed and is not credited by billing, with its discounts. */
export const spendOf = ({
  service,
  amount,
  creditedAmount,
  discounts = [],
}: BilledItem): Spend => ({
  service,
  amount: amount
    .minus(creditedAmount)
    .plus(sum(discounts.map((each) => each.amount.minus(each.creditedAmount)))),
});

type Reckoned = {
  readonly own: readonly Shortfall<CommitmentPeriod>[];
  readonly beside: BilledBeside;
};

function trueUpBill(
  context: BillingContext,
  subscribed: SubscriptionToBill,
  { charge }: TrueUpCharge,
  { own, beside }: Reckoned,
): ChargeBill[] {
  const { subscription } = subscribed;
  const effective = effectiveInTerm(subscription, charge);
  if (!effective || charge.isKnownOnly) return [];
  const segment = { subscription, charge, context, effective };
  const lines: Line[] = [];
  for (const { commitment, spent, shortfall } of own) {
    const { period, service, committed } = commitment;
    if (charge.chargedThroughDate !== null && service.end <= charge.chargedThroughDate) continue;
    if (service.end > context.targetDate) break;
    if (!isUsageBilled(context, subscribed, beside, service.end)) break;
    lines.push(
      lineOf(segment, {
        chargeName: charge.name,
        service,
        quantity: ONE,
        unitPrice: shortfall,
        amount: shortfall,
        unrounded: shortfall,
        creditedItem: null,
        derivation: {
          rule: "commitment true-up",
          inputs: {
            committedAmount: formatDecimal(committed),
            eligibleSpend: formatDecimal(spent),
            commitmentPeriod: `${period.start}..${period.end}`,
          },
        },
      }),
    );
  }
  const last = lines.at(-1);
  if (!last) return [];
  const { chargeId } = charge;
  const { end } = last.service;
  const throughDates = { chargeId, chargedThroughDate: end, processedThroughDate: end };
  return [{ lines, throughDates }];
}

/** Whether nothing of the eligible charges is due any more by the day, after this billing. */
function isUsageBilled(
  context: BillingContext,
  { subscription }: SubscriptionToBill,
  { throughDates }: BilledBeside,
  day: PlainDate,
): boolean {
  const atEnd = { ...context, targetDate: day, creditDate: day };
  return eligibleCharges(subscription).every((charge) => {
    const after = throughDates.find(({ chargeId }) => chargeId === charge.chargeId);
    return usageWanted(atEnd, subscription, { ...charge, ...after }) === undefined;
  });
}
