/** Tax codes, rates and taxed lines for tests of the engine. */
import type { BilledTaxes } from "#engine/model/billed-taxes.ts";
import type { LineTax } from "#engine/model/document.ts";
import type { AddressRates, TaxAddress, TaxCode, TaxMode, TaxRate } from "#engine/model/tax.ts";
import { NO_END } from "#engine/values/date-range.ts";
import { decimal, ZERO } from "#engine/values/decimal.ts";
import { plainDate } from "#engine/values/plain-date.ts";

export const anAddress = (given: Partial<TaxAddress> = {}): TaxAddress => ({
  country: null,
  state: null,
  county: null,
  city: null,
  postalCode: null,
  taxRegion: null,
  ...given,
});

export const aTaxRate = (given: { taxRate: string; fee?: boolean; name?: string }): TaxRate => ({
  name: given.name ?? "VAT",
  taxRate: decimal(given.taxRate),
  taxRateType: given.fee ? "FlatFee" : "Percentage",
  taxRateDescription: null,
  jurisdiction: null,
  locationCode: null,
});

type Since = { readonly from: string; readonly addresses: readonly AddressRates[] };

/** Each period lasts until the next begins. */
export const aTaxCode = (periods: readonly Since[]): TaxCode => ({
  name: "VAT code",
  description: null,
  periods: periods.map(({ from, addresses }, index) => ({
    days: { start: plainDate(from), end: plainDate(periods[index + 1]?.from ?? NO_END) },
    addresses,
  })),
});

/** One rate for everybody since some day: "0.08 from 2019-01-01, 0.1 from 2019-10-01". */
export const codeOf = (text = ""): TaxCode =>
  aTaxCode(
    text.split(", ").map((since) => {
      const [taxRate = "", from = ""] = since.split(" from ");
      return { from, addresses: [{ ...anAddress(), rates: [aTaxRate({ taxRate })] }] };
    }),
  );

/** What taxing has found for a line. */
export const aLineTax = (taxAmount: string, taxRate = "0.1"): LineTax => ({
  ...aTaxRate({ taxRate }),
  taxCode: "VAT code",
  taxCodeDescription: null,
  taxDate: plainDate("2024-01-01"),
  taxAmount: decimal(taxAmount),
  exemptAmount: ZERO,
  sourceTaxItemId: null,
});

/** Taxes that were billed: "10 by 0.1, fee 2". */
export const billedTaxes = (
  price: string,
  items: BilledTaxes["items"],
  taxMode: TaxMode = "TaxExclusive",
): BilledTaxes => ({
  taxCode: "VAT code",
  taxMode,
  price: decimal(price),
  creditedPrice: ZERO,
  items,
});
