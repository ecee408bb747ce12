import type { BilledTaxes } from "../model/billed-taxes.ts";
import type { BillingRules } from "../model/billing-rules.ts";
import type { DiscountLine, DocumentLine, LineTaxes } from "../model/document.ts";
import type { OutsideCode, TaxedCustomer, TaxSetup, TaxTerms } from "../model/tax.ts";
import { type Decimal, isNegative, isPositive, negated, sum, ZERO } from "../values/decimal.ts";
import { creditTaxes, withCredit } from "./credit-taxes.ts";
import { hasManyRates, type TaxContext, taxLine } from "./tax-line.ts";
import { partsByPeriod, type TaxPart, wholePart } from "./tax-parts.ts";

export type LinesToTax = TaxContext & {
  readonly rules: Pick<
    BillingRules,
    | "taxInclusiveRoundingRule"
    | "taxRateChangeOption"
    | "debookRebookSupportable"
    | "legalDocumentGeneratingRule"
  >;
  readonly setup: TaxSetup;
  /** Who is taxed for a line. */
  readonly customerOf: (line: DocumentLine) => TaxedCustomer;
  /** What an outside tax engine says of a line; undefined while it was not asked. */
  readonly outside?: (
    line: DocumentLine,
    terms: TaxTerms,
    of: { readonly code: OutsideCode; readonly customer: TaxedCustomer },
  ) => LineTaxes | undefined;
  /** The taxes of what is credited, by the id of the item; only of items that have any. */
  readonly billed: ReadonlyMap<string, BilledTaxes>;
};

/**
 * The lines of one billing with their taxes, after discounts and before it is decided what is an
 * invoice: amounts come in as the price says them and go out without taxes. What is neither taxable
 * nor credits something taxed passes unchanged.
 *
 * Worked examples: docs/spec/tax.md. No errors.
 */
export function taxLines<AnyLine extends DocumentLine>(
  lines: readonly AnyLine[],
  toTax: LinesToTax,
): AnyLine[] {
  const billed = new Map(toTax.billed);
  const taxed = <Some extends DocumentLine | DiscountLine>(some: Some, as: TaxedAs): Some => {
    const tax = taxesOf(as, lines, { ...toTax, billed });
    if (!tax) return some;
    const itemId = as.line.creditedItem?.itemId ?? "";
    const before = billed.get(itemId);
    if (before) billed.set(itemId, withCredit(before, as.line, tax));
    return { ...some, tax, amount: some.amount.minus(tax.includedTax) };
  };
  return lines.map((line) => {
    const side = rebooked(line, lines, toTax);
    const own = taxed(line, { line, side });
    if (!own.discounts) return own;
    const discounts = own.discounts.map((each) =>
      taxed(each, { line: discountAsTaxed(line, each, toTax), side }),
    );
    return { ...own, discounts };
  });
}

type TaxedAs = { readonly line: DocumentLine; readonly side: "added" | "returned" | null };

/**
 * A discount is taxed as what it discounts, over all the days of that: it takes off what it takes off
 * with the taxes of it. What it gives back takes back its own.
 */
const discountAsTaxed = (
  line: DocumentLine,
  { amount, creditedItem }: DiscountLine,
  { setup }: LinesToTax,
): DocumentLine => ({
  ...line,
  amount,
  creditedItem,
  taxTerms: taxTermsOf(line, setup) ?? null,
});

type Taxable = Pick<DiscountLine, "amount" | "tax">;

/** What the price says: with the taxes that are in it. What is credited of an item counts so. */
export const priceOfLine = ({ amount, tax }: Taxable): Decimal =>
  tax ? amount.plus(tax.includedTax) : amount;

/**
 * What a line comes to, less its discounts and with all taxes, as far as those decide about what is an
 * invoice: of taxes that do not, what the price says.
 */
export const totalOfLine = ({ discounts, ...line }: DocumentLine): Decimal =>
  discounts ? sum([line, ...discounts].map(withTaxes)) : withTaxes(line);

const withTaxes = (line: Taxable): Decimal => {
  if (!line.tax) return line.amount;
  return line.tax.isDecisive === false ? priceOfLine(line) : line.amount.plus(taxOfLine(line));
};

/** All its taxes, without those of its discounts. */
export const taxOfLine = ({ tax }: Taxable): Decimal =>
  tax ? sum(tax.items.map(({ taxAmount }) => taxAmount)) : ZERO;

function taxesOf(
  { line, side }: TaxedAs,
  lines: readonly DocumentLine[],
  toTax: LinesToTax,
): LineTaxes | undefined {
  if (line.creditedItem && side !== "added") {
    const billed = toTax.billed.get(line.creditedItem.itemId);
    return billed && creditTaxes(line, billed, toTax);
  }
  if (!line.creditedItem && side === "returned") return asBefore(line, lines, toTax);
  const terms = taxTermsOf(line, toTax.setup);
  return terms && taxedAnew(line, terms, toTax);
}

/** By the charge, else by the catalog; undefined where it is not taxable. */
export function taxTermsOf(line: DocumentLine, { catalog }: TaxSetup): TaxTerms | undefined {
  if (line.taxTerms) return line.taxTerms;
  return line.productRatePlanChargeId === null
    ? undefined
    : catalog.get(line.productRatePlanChargeId);
}

/** Undefined where the tax code is not in use, or says nothing of the customer's address. */
function taxedAnew(line: DocumentLine, terms: TaxTerms, toTax: LinesToTax): LineTaxes | undefined {
  const code = toTax.setup.codes.get(terms.taxCode);
  if (!code) return undefined;
  const customer = toTax.customerOf(line);
  if (code.outside) return toTax.outside?.(line, terms, { code: code.outside, customer });
  const { address } = customer;
  const rule = toTax.setup.taxDates.get(address.country ?? "") ?? "DocumentDate";
  const parts = hasManyRates(line, toTax)
    ? partsByPeriod(code, line.service, address)
    : [wholePart(code, line.service, address, { rule, documentDate: toTax.documentDate })];
  if (parts.every(({ rates }) => rates.length === 0)) return undefined;
  return taxLine(line, terms, parts, { code, customer }, toTax);
}

/**
 * Whether a line is a side of a change in a billed period that is taxed by what changed: where more
 * is charged than credited all of it by the new rates, otherwise all of it by the old.
 */
function rebooked(
  line: DocumentLine,
  lines: readonly DocumentLine[],
  { rules }: LinesToTax,
): "added" | "returned" | null {
  if (!rules.debookRebookSupportable || rules.taxRateChangeOption === "MultipleTaxItems")
    return null;
  if (rules.legalDocumentGeneratingRule.startsWith("GroupbyChargedAmountSign")) return null;
  const others = otherSideOf(line, lines);
  if (others.length === 0) return null;
  const changed = sum([line, ...others].map(({ amount }) => amount));
  return isPositive(changed) ? "added" : "returned";
}

const otherSideOf = (line: DocumentLine, lines: readonly DocumentLine[]): DocumentLine[] =>
  line.chargeNumber === null
    ? []
    : lines.filter(
        (other) =>
          other.chargeNumber === line.chargeNumber &&
          (other.creditedItem === null) !== (line.creditedItem === null) &&
          other.service.start < line.service.end &&
          line.service.start < other.service.end,
      );

/** A charge by the rates at which the other side of the change was billed. */
function asBefore(
  line: DocumentLine,
  lines: readonly DocumentLine[],
  toTax: LinesToTax,
): LineTaxes | undefined {
  const credit = otherSideOf(line, lines).find(({ amount }) => isNegative(amount));
  const billed = toTax.billed.get(credit?.creditedItem?.itemId ?? "");
  if (!billed) return undefined;
  const { taxCode, taxMode } = billed;
  const [first] = billed.items;
  const part: TaxPart = {
    service: line.service,
    taxDate: first?.taxDate ?? toTax.documentDate,
    rates: billed.items,
  };
  const code = { name: taxCode, description: first?.taxCodeDescription ?? null, periods: [] };
  const customer = toTax.customerOf(line);
  return taxLine(line, { taxCode, taxMode }, [part], { code, customer }, toTax);
}

/** On a credit memo everything has the other sign. */
export const negatedTaxes = (tax: LineTaxes): LineTaxes => ({
  ...tax,
  includedTax: negated(tax.includedTax),
  items: tax.items.map(({ taxableAmount, ...item }) => ({
    ...item,
    ...(taxableAmount && { taxableAmount: negated(taxableAmount) }),
    taxAmount: negated(item.taxAmount),
    exemptAmount: negated(item.exemptAmount),
  })),
});
