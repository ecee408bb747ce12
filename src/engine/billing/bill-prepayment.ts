import type { Line } from "../model/document.ts";
import type { Fund } from "../prepaid/funds-of.ts";
import { takenBackOn } from "../prepaid/funds-of.ts";
import { isCut, type PrepaidPlan } from "../prepaid/prepaid-plan.ts";
import { contains } from "../values/date-range.ts";
import { formatDecimal } from "../values/decimal.ts";
import { earlier } from "../values/plain-date.ts";
import { chargeOnce } from "./bill-once.ts";
import type { BillableCharge } from "./billable.ts";
import { type ChargeBill, itemsOf, NOTHING_DUE, type SubscriptionToBill } from "./charge-bill.ts";
import { listPriceInputs, roundingOf } from "./due-lines.ts";
import { prepaymentCredits } from "./prepayment-credits.ts";
import { prepaymentPeriods } from "./prepayment-periods.ts";
import { type BillingContext, effectiveInTerm, lineOf, type Segment } from "./segment.ts";

/**
 * Charges or credits a segment of a charge that sells prepaid units. Nothing of it is prorated when it
 * is charged; what it gives back when it ends early says its credit option.
 *
 * Worked examples: docs/spec/prepaid.md. No errors.
 */
export function billPrepayment(
  context: BillingContext,
  subscribed: SubscriptionToBill,
  charge: BillableCharge,
  plan: PrepaidPlan,
): ChargeBill {
  const effective = effectiveInTerm(subscribed.subscription, charge);
  if (!effective) return NOTHING_DUE;
  const segment = { subscription: subscribed.subscription, charge, context, effective };
  return charge.recurrence === null
    ? billOnce(segment, subscribed, plan)
    : billRecurring(segment, subscribed, plan);
}

function billOnce(segment: Segment, subscribed: SubscriptionToBill, plan: PrepaidPlan): ChargeBill {
  const { charge, context, subscription } = segment;
  if (charge.chargedThroughDate === null) return chargeOnce(segment);
  const endedOn = takenBackOn(subscription, charge);
  if (endedOn === undefined || endedOn > context.creditDate) return NOTHING_DUE;
  const fund = plan.funds.find(({ chargeNumber }) => chargeNumber === charge.chargeNumber);
  if (fund && (!isCut(fund, context.creditDate) || plan.creditedBackOf(fund))) return NOTHING_DUE;
  const items = itemsOf(charge, subscribed);
  return { lines: prepaymentCredits(segment, items, { fund, plan, keptEnd: endedOn }) };
}

function billRecurring(
  segment: Segment,
  subscribed: SubscriptionToBill,
  plan: PrepaidPlan,
): ChargeBill {
  const { charge, effective, context } = segment;
  const { chargeId, chargedThroughDate, processedThroughDate } = charge;
  const keptEnd = effective.end;
  const isBilledPastEnd = chargedThroughDate !== null && chargedThroughDate > keptEnd;
  if (!isBilledPastEnd) return chargeRecurring(segment, plan);
  if (keptEnd > context.creditDate) return NOTHING_DUE;
  const fund = plan.funds.find(
    (each) =>
      each.segment === charge.segment &&
      each.chargeNumber === charge.chargeNumber &&
      isCut(each, context.creditDate) &&
      each.usable.end === keptEnd,
  );
  const lines = prepaymentCredits(segment, itemsOf(charge, subscribed), { fund, plan, keptEnd });
  if (lines.length === 0) return NOTHING_DUE;
  return {
    lines,
    throughDates: {
      chargeId,
      chargedThroughDate: keptEnd,
      processedThroughDate: earlier(processedThroughDate ?? keptEnd, keptEnd),
    },
  };
}

function chargeRecurring(segment: Segment, plan: PrepaidPlan): ChargeBill {
  const { charge } = segment;
  const inAdvance = charge.recurrence?.billingTiming === "IN_ADVANCE";
  const own = plan.funds.filter(
    ({ chargeNumber, segment: number }) =>
      chargeNumber === charge.chargeNumber && number === charge.segment,
  );
  const lines = own.flatMap((fund) => dueOf(segment, fund));
  const last = lines.at(-1);
  if (!last) return NOTHING_DUE;
  const { start, end } = last.service;
  return {
    lines,
    throughDates: {
      chargeId: charge.chargeId,
      chargedThroughDate: end,
      processedThroughDate: inAdvance ? start : end,
    },
  };
}

function dueOf(segment: Segment, fund: Fund): Line[] {
  const { charge, context, effective } = segment;
  const { recurrence, chargedThroughDate } = charge;
  if (recurrence === null) return [];
  const inAdvance = recurrence.billingTiming === "IN_ADVANCE";
  return prepaymentPeriods(charge, recurrence, fund.period, context.currency)
    .filter(({ service }) => contains(effective, service.start))
    .filter(({ service }) => chargedThroughDate === null || service.start >= chargedThroughDate)
    .filter(({ service: { start, end } }) => (inAdvance ? start : end) <= context.targetDate)
    .map(({ service, amount, unitPrice, unrounded }) =>
      lineOf(segment, {
        chargeName: charge.name,
        service,
        quantity: charge.quantity,
        unitPrice,
        amount,
        unrounded,
        creditedItem: null,
        derivation: {
          rule: "prepaid",
          inputs: {
            ...listPriceInputs(charge),
            listPriceBase: recurrence.listPriceBase,
            quantity: formatDecimal(charge.quantity, 0),
            prepaidUnits: `${formatDecimal(fund.granted, 0)} ${fund.unitOfMeasure}`,
            validityPeriod: `${fund.period.start}..${fund.period.end}`,
            ...roundingOf(unrounded, context.currency),
          },
        },
      }),
    );
}
