import type { BilledTax, BilledTaxes } from "../model/billed-taxes.ts";
import type { DocumentLine, LineTax, LineTaxes } from "../model/document.ts";
import { roundToCurrency } from "../values/currency.ts";
import { isEmpty } from "../values/date-range.ts";
import {
  type Decimal,
  divideUnrounded,
  isZero,
  maximum,
  minimum,
  negated,
  sum,
  ZERO,
} from "../values/decimal.ts";
import { earlier, later } from "../values/plain-date.ts";
import { taxedAmount } from "./amounts-of-taxes.ts";
import { includedIn, type TaxContext } from "./tax-line.ts";
import { splitAmount } from "./tax-parts.ts";

/**
 * The taxes that a credit line takes back: by the rates that were billed, not by today's. What is
 * credited to the last of an item takes back all that is left of its taxes, so that an item which is
 * credited whole leaves none; of a part, flat fees stay, and no tax is taken back twice.
 *
 * Worked examples: docs/spec/tax.md. No errors.
 */
export function creditTaxes(
  line: DocumentLine,
  billed: BilledTaxes,
  context: TaxContext,
): LineTaxes {
  const { taxCode, taxMode } = billed;
  const credited = negated(line.amount);
  const isLast = credited.eq(billed.price.minus(billed.creditedPrice));
  const share = (amount: Decimal) => shareOfItem(amount, credited, billed, context);
  const items = isLast
    ? billed.items.map((tax) =>
        creditOf(tax, leftOf(tax), {
          exemptAmount: share(tax.exemptAmount),
          taxableAmount: tax.taxableAmount && share(tax.taxableAmount),
        }),
      )
    : sharesOf(line, billed, credited, context);
  const terms = { taxCode, taxMode };
  return { ...terms, items, includedTax: includedIn(terms, items) };
}

const leftOf = ({ taxAmount, creditedTax }: BilledTax): Decimal => taxAmount.minus(creditedTax);

/** What of an amount of the whole item falls to what is credited now. */
const shareOfItem = (
  amount: Decimal,
  credited: Decimal,
  { price }: BilledTaxes,
  { currency }: TaxContext,
): Decimal =>
  isZero(price)
    ? amount
    : roundToCurrency(divideUnrounded(amount.times(credited), price), currency);

type Exempted = { readonly exemptAmount: Decimal; readonly taxableAmount: Decimal | undefined };

function creditOf(
  { taxationItemId, creditedTax: _, taxAmount: __, taxableAmount: ___, ...details }: BilledTax,
  amount: Decimal,
  { exemptAmount, taxableAmount }: Exempted,
): LineTax {
  return {
    ...details,
    ...(taxableAmount && { taxableAmount: negated(taxableAmount) }),
    taxAmount: negated(amount),
    exemptAmount: negated(exemptAmount),
    sourceTaxItemId: taxationItemId,
  };
}

/** What is credited of the taxes of an item, added to what was credited before. */
export const withCredit = (
  billed: BilledTaxes,
  line: DocumentLine,
  tax: LineTaxes,
): BilledTaxes => ({
  ...billed,
  creditedPrice: billed.creditedPrice.minus(line.amount),
  items: billed.items.map((item) => {
    const credits = tax.items.filter((each) => each.sourceTaxItemId === item.taxationItemId);
    const credited = sum(credits.map(({ taxAmount }) => taxAmount));
    return { ...item, creditedTax: item.creditedTax.minus(credited) };
  }),
});

/** Of the taxes that were billed for the credited days. */
function sharesOf(
  line: DocumentLine,
  billed: BilledTaxes,
  credited: Decimal,
  context: TaxContext,
): LineTax[] {
  const rounding = { ...context.rules, currency: context.currency };
  const byDays = [...Map.groupBy(billed.items, daysTaxed(line)).values()];
  const parts = byDays
    .map((items) => ({ items, service: overlapOf(line, items) }))
    .filter(({ service }) => !isEmpty(service));
  const measures = parts.map(({ service }) => context.measure(line, service));
  const amounts =
    parts.length === 1 ? [credited] : splitAmount(credited, measures, context.currency);
  return parts.flatMap(({ items, service }, index) => {
    const asked = amounts[index] ?? ZERO;
    const shares = items.filter(({ taxRateType }) => taxRateType === "Percentage");
    const { net, taxes } = taxedAmount(asked, billed.taxMode, shares, rounding);
    return taxes.map(({ rate, taxAmount }) => {
      const isExempt = isZero(rate.taxAmount) && !isZero(rate.exemptAmount);
      const tax = within(isExempt ? ZERO : taxAmount, leftOf(rate));
      const exempted = { exemptAmount: isExempt ? taxAmount : ZERO, taxableAmount: net };
      return { ...creditOf(rate, tax, exempted), service };
    });
  });
}

const daysTaxed =
  ({ service }: DocumentLine) =>
  (tax: BilledTax): string =>
    `${(tax.service ?? service).start} ${(tax.service ?? service).end}`;

function overlapOf({ service }: DocumentLine, [first]: readonly BilledTax[]) {
  const taxed = first?.service ?? service;
  return {
    start: later(taxed.start, service.start),
    end: earlier(taxed.end, service.end),
  };
}

/** Between nothing and what is left, whose sign it shares. */
const within = (amount: Decimal, left: Decimal): Decimal =>
  left.lt(ZERO) ? maximum(left, minimum(ZERO, amount)) : minimum(left, maximum(ZERO, amount));
