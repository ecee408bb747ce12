import type { RecurringCreditProrationOption } from "../model/billing-rules.ts";
import type { BilledItem, Derivation, ItemReference, Line } from "../model/document.ts";
import { roundToCurrency } from "../values/currency.ts";
import { type DateRange, daysIn, serviceEndDate } from "../values/date-range.ts";
import {
  type Decimal,
  formatDecimal,
  isNegative,
  isZero,
  maximum,
  minimum,
  negated,
  ZERO,
} from "../values/decimal.ts";
import { earlier, later } from "../values/plain-date.ts";
import { formatRatio, ratio, shareOf } from "../values/ratio.ts";
import { creditSuffix } from "./credit-suffix.ts";
import { creditsOfParts, withParts } from "./credits-of-parts.ts";
import { creditsOfSchedule } from "./credits-of-schedule.ts";
import { discountCredits } from "./discount-credits.ts";
import { periodOf, roundingOf } from "./due-lines.ts";
import { type Pricing, unitPriceOf } from "./price.ts";
import { deliveryInputs, priceOfDays } from "./price-of-days.ts";
import { measureTerm } from "./prorate.ts";
import { lineOf, type RecurringSegment } from "./segment.ts";

/**
 * What was billed for a recurring charge past the end of its days, taken back item by item from the
 * newest. Due when the first unbilled day has come, or earlier where
 * all credit is to come now; then all of it at once.
 *
 *     billed     |---January---|---February---|
 *     kept       |------|                        cancelled in January
 *     credited          |  2nd |      1st     |
 *
 * An item is never credited for more than is left of it. Worked examples: docs/spec/credits.md.
 *
 * @param billedItems  of this segment, in the order in which they were billed
 */
export function creditLines(segment: RecurringSegment, billedItems: readonly BilledItem[]): Line[] {
  const { creditDate } = segment.context;
  const keptEnd = segment.billable.end;
  const { chargedThroughDate } = segment.charge;
  if (chargedThroughDate === null || chargedThroughDate <= keptEnd || keptEnd > creditDate)
    return [];

  if (billedItems.some(({ invoiceScheduleId }) => invoiceScheduleId)) {
    return creditsOfSchedule(segment, billedItems);
  }
  const lines: Line[] = [];
  let creditedFrom = chargedThroughDate;
  for (const { whole, parts } of newestFirst(billedItems).map(withParts)) {
    const service: DateRange = {
      start: later(keptEnd, whole.service.start),
      end: earlier(creditedFrom, whole.service.end),
    };
    if (service.start >= service.end) continue;
    const line = creditLine(segment, whole, service);
    lines.push(...(parts ? creditsOfParts(segment.context, line, parts) : [line]));
    creditedFrom = service.start;
  }
  return lines;
}

/**
 * Without those that were credited whole already: their days may have been billed again since. Parts
 * of one item come together.
 */
function newestFirst(items: readonly BilledItem[]): BilledItem[][] {
  const left = items.filter((item) => isZero(item.amount) || !isZero(remainingOf(item)));
  const groups = Map.groupBy(left, (item) => item.splitFrom?.itemId ?? item.itemId);
  const startOf = ([first]: readonly BilledItem[]) => first?.service.start ?? "";
  return [...groups.values()].sort((a, b) =>
    startOf(a) < startOf(b) ? 1 : startOf(a) > startOf(b) ? -1 : 0,
  );
}

/** What billing has not credited yet. */
export const remainingOf = ({ amount, creditedAmount }: BilledItem): Decimal =>
  amount.minus(creditedAmount);

function creditLine(segment: RecurringSegment, item: BilledItem, service: DateRange): Line {
  const { rules } = segment.context;
  const keepsNothing = service.start === item.service.start;
  const { credit, derivation } = keepsNothing
    ? whatIsLeft(item)
    : creditOf[rules.recurringCreditProrationOption](segment, item, service);
  const isWhole = keepsNothing && service.end === item.service.end;
  return lineOf(segment, {
    chargeName: segment.charge.name + creditSuffix(isWhole ? "whole" : "part", rules),
    service,
    quantity: item.quantity,
    unitPrice: negated(
      unitPriceOf({ ...segment.charge, quantity: item.quantity }, pricingOf(segment, item)),
    ),
    amount: negated(credit),
    creditedItem: referenceTo(item),
    derivation: {
      ...derivation,
      inputs: { ...derivation.inputs, ...deliveryInputs(segment.charge, service) },
    },
    ...discountCredits(segment.context, item, { credit, service }),
  });
}

type Credit = { readonly credit: Decimal; readonly derivation: Derivation };
type CreditMethod = (segment: RecurringSegment, item: BilledItem, service: DateRange) => Credit;

const whatIsLeft = (item: BilledItem): Credit => ({
  credit: remainingOf(item),
  derivation: { rule: "credited whole", inputs: billedInputs(item) },
});

const creditOf: { readonly [Option in RecurringCreditProrationOption]: CreditMethod } = {
  /** What was billed less what the kept days cost: billed and credited sum to a price that was due. */
  BilledPeriodAmountMinusChargedAmount(segment, item, service) {
    const { currency } = segment.context;
    const kept = { start: item.service.start, end: service.start };
    const { cost, measured } = costOf(segment, item, kept);
    const charged = roundToCurrency(cost, currency);
    return {
      credit: within(remainingOf(item).minus(charged), remainingOf(item)),
      derivation: {
        rule: "billed less charged",
        inputs: {
          ...billedInputs(item),
          keptStartDate: kept.start,
          keptEndDate: serviceEndDate(kept),
          kept: measured,
          chargedAmount: formatDecimal(charged),
          ...roundingOf(cost, currency),
        },
      },
    };
  },

  /** The older way: the price of the days given back, rounded by itself. */
  EffectiveDateToEndOfBillingPeriod(segment, item, service) {
    const { currency } = segment.context;
    const { cost, measured } = costOf(segment, item, service);
    return {
      credit: within(roundToCurrency(cost, currency), remainingOf(item)),
      derivation: {
        rule: "prorated from the effective date",
        inputs: { ...billedInputs(item), credited: measured, ...roundingOf(cost, currency) },
      },
    };
  },
};

/** Unrounded, with the share in words: "10/31 months". */
type Cost = { readonly cost: Decimal; readonly measured: string };

/**
 * What some days of a billed item cost. Where today's price, billing day and rules would not bill
 * the item as it was billed, its amount is spread evenly over its days.
 */
function costOf(segment: RecurringSegment, item: BilledItem, days: DateRange): Cost {
  const { currency } = segment.context;
  for (const pricing of [segment.pricing, pricingOf(segment, item)]) {
    const whole = costInPeriod(segment, item.service, item, pricing);
    const part = costInPeriod(segment, days, item, pricing);
    if (whole && part && roundToCurrency(whole.cost, currency).eq(item.amount)) return part;
  }
  const share = ratio(daysIn(days), daysIn(item.service));
  return { cost: shareOf(item.amount, share), measured: `${formatRatio(share)} of the item` };
}

/** Undefined when the service is in no single period: the billing day has changed since. */
function costInPeriod(
  segment: RecurringSegment,
  service: DateRange,
  { quantity }: BilledItem,
  pricing: Pricing,
): Cost | undefined {
  const { charge, grid, context } = segment;
  const period = periodOf(grid, service.start);
  if (grid.unit !== "Term" && service.end > period.end) return undefined;
  const terms = { ...charge, quantity };
  const priced = priceOfDays(terms, { grid, pricing }, period, service, context.rules);
  const { numberOfDeliveries } = deliveryInputs(charge, service);
  const units = `${formatRatio(priced.measured.units)} ${pricing.unit === "Week" ? "weeks" : "months"}`;
  return {
    cost: priced.unrounded,
    measured: numberOfDeliveries === undefined ? units : `${numberOfDeliveries} deliveries`,
  };
}

/** A term may have been cut since it was billed: then the item knows how long it was. */
const pricingOf = ({ grid, pricing, context }: RecurringSegment, item: BilledItem): Pricing =>
  grid.unit === "Term"
    ? {
        ...pricing,
        unitsInPeriod: measureTerm(grid, item.service, context.rules.daysInMonth).units,
      }
    : pricing;

/** Between nothing and `limit`, whose sign it shares: the credit of a negative item is negative. */
const within = (credit: Decimal, limit: Decimal): Decimal =>
  isNegative(limit) ? maximum(limit, minimum(ZERO, credit)) : minimum(limit, maximum(ZERO, credit));

/** What a credit line takes back. */
export const referenceTo = (item: BilledItem): ItemReference => ({
  accountId: item.accountId,
  documentType: item.documentType,
  documentId: item.documentId,
  itemId: item.itemId,
});

/** The item in a derivation. */
export const billedInputs = (item: BilledItem) => ({
  billedAmount: formatDecimal(item.amount),
  creditedBefore: formatDecimal(item.creditedAmount),
});
