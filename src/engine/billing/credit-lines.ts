import type { RecurringCreditProrationOption } from "../model/billing-rules.ts";
import type { BilledItem, Derivation, Line } from "../model/document.ts";
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
import { earlier, later, type PlainDate } from "../values/plain-date.ts";
import { ratio, shareOf } from "../values/ratio.ts";
import { periodOf, roundingOf } from "./due-lines.ts";
import { type Pricing, priceOf, unitPriceOf } from "./price.ts";
import { measure, measureTerm } from "./prorate.ts";
import { lineOf, type RecurringSegment, type Segment } from "./segment.ts";

/**
 * What was billed for a recurring charge past the end of its days, taken back item by item from the
 * newest. Due when the first unbilled day has come; then all of it at once.
 *
 *     billed     |---January---|---February---|
 *     kept       |------|                        cancelled in January
 *     credited          |  2nd |      1st     |
 *
 * An item is never credited for more than is left of it. Worked examples: docs/spec/credits.md.
 *
 * @param billedItems  of this segment, in the order in which they were billed
 */
export function creditLines(
  segment: RecurringSegment,
  billedItems: readonly BilledItem[],
  targetDate: PlainDate,
): Line[] {
  const keptEnd = segment.billable.end;
  const { chargedThroughDate } = segment.charge;
  if (chargedThroughDate === null || chargedThroughDate <= keptEnd || keptEnd > targetDate)
    return [];

  const lines: Line[] = [];
  let creditedFrom = chargedThroughDate;
  for (const item of newestFirst(billedItems)) {
    const service: DateRange = {
      start: later(keptEnd, item.service.start),
      end: earlier(creditedFrom, item.service.end),
    };
    if (service.start >= service.end) continue;
    lines.push(creditLine(segment, item, service));
    creditedFrom = service.start;
  }
  return lines;
}

/** Without those that were credited whole already: their days may have been billed again since. */
const newestFirst = (items: readonly BilledItem[]): BilledItem[] =>
  items
    .filter((item) => isZero(item.amount) || !isZero(remainingOf(item)))
    .sort((a, b) =>
      a.service.start < b.service.start ? 1 : a.service.start > b.service.start ? -1 : 0,
    );

const remainingOf = ({ amount, creditedAmount }: BilledItem): Decimal =>
  amount.minus(creditedAmount);

function creditLine(segment: RecurringSegment, item: BilledItem, service: DateRange): Line {
  const { rules } = segment.context;
  const isFull = service.start === item.service.start;
  const { credit, derivation } = isFull
    ? wholeItem(item)
    : creditOf[rules.recurringCreditProrationOption](segment, item, service);
  const suffix = isFull ? FULL_CREDIT_SUFFIX : PARTIAL_CREDIT_SUFFIX;
  return lineOf(segment, {
    chargeName: segment.charge.name + suffix(rules.useSystemDefaultSuffixForCreditItems),
    service,
    quantity: item.quantity,
    unitPrice: negated(unitPriceOf(segment.charge, pricingOf(segment, item))),
    amount: negated(credit),
    creditedItem: { invoiceId: item.invoiceId, invoiceItemId: item.invoiceItemId },
    derivation,
  });
}

const FULL_CREDIT_SUFFIX = (systemDefault: boolean) => (systemDefault ? " -- Credit" : "");
const PARTIAL_CREDIT_SUFFIX = (systemDefault: boolean) =>
  systemDefault ? " -- Proration Credit" : " -- Proration";

type Credit = { readonly credit: Decimal; readonly derivation: Derivation };
type CreditMethod = (segment: RecurringSegment, item: BilledItem, service: DateRange) => Credit;

function wholeItem(item: BilledItem): Credit {
  return {
    credit: remainingOf(item),
    derivation: { rule: "credited whole", inputs: billed(item) },
  };
}

const creditOf: { readonly [Option in RecurringCreditProrationOption]: CreditMethod } = {
  /** What was billed less what the kept days cost: billed and credited sum to a price that was due. */
  BilledPeriodAmountMinusChargedAmount(segment, item, service) {
    const kept = { start: item.service.start, end: service.start };
    const cost = costOf(segment, item, kept);
    const charged = roundToCurrency(cost, segment.context.currency);
    return {
      credit: within(remainingOf(item).minus(charged), remainingOf(item)),
      derivation: {
        rule: "billed less charged",
        inputs: {
          ...billed(item),
          keptStartDate: kept.start,
          keptEndDate: serviceEndDate(kept),
          chargedAmount: formatDecimal(charged),
          ...roundingOf(cost, segment.context.currency),
        },
      },
    };
  },

  /** The older way: the price of the days given back, rounded by itself. */
  EffectiveDateToEndOfBillingPeriod(segment, item, service) {
    const cost = costOf(segment, item, service);
    return {
      credit: within(roundToCurrency(cost, segment.context.currency), remainingOf(item)),
      derivation: {
        rule: "prorated from the effective date",
        inputs: { ...billed(item), ...roundingOf(cost, segment.context.currency) },
      },
    };
  },
};

/**
 * What some days of a billed item cost, unrounded. Where today's price, billing day and rules would
 * not bill the item as it was billed, its amount is spread evenly over its days.
 */
function costOf(segment: RecurringSegment, item: BilledItem, days: DateRange): Decimal {
  const { currency } = segment.context;
  const whole = priceInPeriod(segment, item.service, item);
  if (whole && roundToCurrency(whole, currency).eq(item.amount))
    return priceInPeriod(segment, days, item) ?? whole;
  return shareOf(item.amount, ratio(daysIn(days), daysIn(item.service)));
}

/** Undefined when the service is in no single period: the billing day has changed since. */
function priceInPeriod(
  segment: RecurringSegment,
  service: DateRange,
  item: BilledItem,
): Decimal | undefined {
  const { charge, grid, context } = segment;
  const period = periodOf(grid, service.start);
  if (grid.unit !== "Term" && service.end > period.end) return undefined;
  const { units } = measure(grid, period, service, context.rules);
  return priceOf({ ...charge, quantity: item.quantity }, pricingOf(segment, item), units);
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

const billed = (item: BilledItem) => ({
  billedAmount: formatDecimal(item.amount),
  creditedBefore: formatDecimal(item.creditedAmount),
});

/**
 * A billed one-time charge whose rate plan was removed or whose subscription was cancelled, where
 * the tenant credits such charges: whole, once.
 */
export function creditsOfOnce(segment: Segment, billedItems: readonly BilledItem[]): Line[] {
  const { charge, context } = segment;
  return billedItems
    .filter((item) => !isZero(remainingOf(item)))
    .map((item) =>
      lineOf(segment, {
        chargeName:
          charge.name + FULL_CREDIT_SUFFIX(context.rules.useSystemDefaultSuffixForCreditItems),
        service: item.service,
        quantity: item.quantity,
        unitPrice: negated(charge.price),
        amount: negated(remainingOf(item)),
        creditedItem: { invoiceId: item.invoiceId, invoiceItemId: item.invoiceItemId },
        derivation: { rule: "credited whole", inputs: billed(item) },
      }),
    );
}
