import type { BillingRules } from "../model/billing-rules.ts";
import type { DocumentLine, LineTax, LineTaxes } from "../model/document.ts";
import type { Currency } from "../values/currency.ts";
import { type Decimal, isNegative, isZero, negated, sum } from "../values/decimal.ts";
import { taxedAmount } from "./amounts-of-taxes.ts";
import { includedIn } from "./tax-line.ts";
import { priceOfLine } from "./tax-lines.ts";

type Rules = Pick<BillingRules, "taxInclusiveRoundingRule">;

/**
 * The lines of one document, with taxes of one code, name and rate summing to the tax of what they
 * tax together: the smallest amounts that are missing or too many go to the largest of them, of equal
 * ones the last. Only single percentages of what is charged: a credit takes back what was billed.
 *
 * Worked examples: docs/spec/tax.md. No errors.
 */
export function redistributeTaxes<AnyLine extends DocumentLine>(
  lines: readonly AnyLine[],
  rules: Rules,
  currency: Currency,
): AnyLine[] {
  const all: readonly DocumentLine[] = lines;
  const groups = Map.groupBy(all.filter(isGrouped), groupKey);
  const moved = new Map<DocumentLine, Decimal>();
  for (const group of groups.values()) {
    for (const [line, difference] of shares(group, rules, currency)) moved.set(line, difference);
  }
  return lines.map((line) => {
    const difference = moved.get(line);
    return line.tax && difference ? withMore(line, line.tax, difference) : line;
  });
}

type Grouped = DocumentLine & { readonly tax: LineTaxes };

const isGrouped = (line: DocumentLine): line is Grouped => {
  const [item, ...others] = line.tax?.items ?? [];
  return (
    item !== undefined &&
    others.length === 0 &&
    line.creditedItem === null &&
    item.taxRateType === "Percentage" &&
    isZero(item.exemptAmount)
  );
};

const groupKey = ({ tax: { taxCode, taxMode, items } }: Grouped): string =>
  JSON.stringify([taxCode, taxMode, items[0]?.name, items[0]?.taxRate.toFixed()]);

function shares(
  group: readonly Grouped[],
  rules: Rules,
  currency: Currency,
): [DocumentLine, Decimal][] {
  const [first] = group;
  const rate = first?.tax.items[0];
  if (!first || !rate) return [];
  const asked = sum(group.map(priceOfLine));
  const { taxes } = taxedAmount(asked, first.tax.taxMode, [rate], { ...rules, currency });
  const together = sum(taxes.map(({ taxAmount }) => taxAmount));
  const difference = together.minus(sum(group.map(taxOf)));
  const step = isNegative(difference)
    ? negated(currency.roundingIncrement)
    : currency.roundingIncrement;
  const steps = Number(difference.div(step).toFixed(0));
  const largestFirst = group.toReversed().sort((a, b) => compare(taxOf(b).abs(), taxOf(a).abs()));
  return largestFirst.flatMap((line, index) => {
    const own = Math.floor(steps / group.length) + (index < steps % group.length ? 1 : 0);
    return own === 0 ? [] : [[line, step.times(String(own))] as [DocumentLine, Decimal]];
  });
}

const compare = (a: Decimal, b: Decimal): number => (a.lt(b) ? -1 : a.gt(b) ? 1 : 0);

const taxOf = ({ tax }: Grouped): Decimal => sum(tax.items.map(({ taxAmount }) => taxAmount));

function withMore<AnyLine extends DocumentLine>(
  line: AnyLine,
  tax: LineTaxes,
  difference: Decimal,
): AnyLine {
  const items = tax.items.map((item): LineTax => {
    const included = tax.taxMode === "TaxInclusive" ? difference : difference.minus(difference);
    return {
      ...item,
      taxAmount: item.taxAmount.plus(difference),
      ...(item.taxableAmount && { taxableAmount: item.taxableAmount.minus(included) }),
    };
  });
  const includedTax = includedIn(tax, items);
  const amount = priceOfLine(line).minus(includedTax);
  return { ...line, amount, tax: { ...tax, items, includedTax } };
}

/** The same of each document, where the entity wants it. */
export const redistributeDrafts = <Draft extends { readonly lines: readonly DocumentLine[] }>(
  drafts: readonly Draft[],
  rules: Rules & Pick<BillingRules, "zuoraTaxRoundingDiffDispersion">,
  currency: Currency,
): readonly Draft[] =>
  rules.zuoraTaxRoundingDiffDispersion
    ? drafts.map((draft) => ({ ...draft, lines: redistributeTaxes(draft.lines, rules, currency) }))
    : drafts;
