import type { BillingRules } from "../model/billing-rules.ts";
import type { DocumentLine, LineTax, LineTaxes } from "../model/document.ts";
import type { TaxCode, TaxedCustomer, TaxRate, TaxTerms } from "../model/tax.ts";
import type { Currency } from "../values/currency.ts";
import { contains, type DateRange } from "../values/date-range.ts";
import { type Decimal, sum, ZERO } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";
import type { Ratio } from "../values/ratio.ts";
import { taxedAmount } from "./amounts-of-taxes.ts";
import { splitAmount, type TaxPart } from "./tax-parts.ts";

export type TaxContext = {
  readonly rules: Pick<BillingRules, "taxInclusiveRoundingRule" | "taxRateChangeOption">;
  readonly currency: Currency;
  readonly documentDate: PlainDate;
  /** How much of a line's service some of its days are, as billing prorates them. */
  readonly measure: (line: DocumentLine, days: DateRange) => Ratio;
};

/** A line that is taxed anew, by what its code says of the customer's address. */
export function taxLine(
  line: DocumentLine,
  terms: TaxTerms,
  parts: readonly TaxPart[],
  { code, customer }: { readonly code: TaxCode; readonly customer: TaxedCustomer },
  context: TaxContext,
): LineTaxes {
  const rounding = { ...context.rules, currency: context.currency };
  const measures = parts.map(({ service }) => context.measure(line, service));
  const amounts =
    parts.length === 1 ? [line.amount] : splitAmount(line.amount, measures, context.currency);
  const items = parts.flatMap((part, index) => {
    const asked = amounts[index] ?? ZERO;
    const rates = index === 0 ? part.rates : part.rates.filter(isShare);
    const { net, taxes } = taxedAmount(asked, terms.taxMode, rates, rounding);
    const isExempt = isExemptOn(customer, part.taxDate);
    return taxes.map(
      ({ rate, taxAmount }): LineTax => ({
        ...detailsOf(rate),
        taxCode: code.name,
        taxCodeDescription: code.description,
        taxDate: part.taxDate,
        service: part.service,
        taxableAmount: isExempt ? asked : net,
        taxAmount: isExempt ? ZERO : taxAmount,
        exemptAmount: isExempt ? taxAmount : ZERO,
        sourceTaxItemId: null,
      }),
    );
  });
  return { ...terms, items, includedTax: includedIn(terms, items) };
}

/** A flat fee is asked once of a line, however many rates its days have. */
const isShare = ({ taxRateType }: TaxRate): boolean => taxRateType === "Percentage";

export const includedIn = ({ taxMode }: TaxTerms, items: readonly LineTax[]): Decimal =>
  taxMode === "TaxInclusive" ? sum(items.map(({ taxAmount }) => taxAmount)) : ZERO;

const detailsOf = (rate: TaxRate) => ({
  name: rate.name,
  taxRate: rate.taxRate,
  taxRateType: rate.taxRateType,
  taxRateDescription: rate.taxRateDescription,
  jurisdiction: rate.jurisdiction,
  locationCode: rate.locationCode,
});

function isExemptOn({ exemption }: TaxedCustomer, date: PlainDate): boolean {
  if (exemption === null) return false;
  return exemption.days === null || contains(exemption.days, date);
}

/** Only what a subscription is billed for days can have rates that change in it. */
export const hasManyRates = (line: DocumentLine, { rules }: TaxContext): boolean =>
  rules.taxRateChangeOption === "MultipleTaxItems" && !line.orderLineItem;
