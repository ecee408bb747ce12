import { NO_END } from "#engine/values/date-range.ts";
import { decimal } from "#engine/values/decimal.ts";
import { plainDate } from "#engine/values/plain-date.ts";
import type { Context } from "#operations/context.ts";
import { createTaxCode } from "#operations/save-tax-code.ts";
import { createTaxRatePeriod, createTaxRates } from "#operations/save-tax-rates.ts";
import { TAX_CODE } from "./plans.ts";

const ANYWHERE = {
  country: "United States",
  county: null,
  city: null,
  postalCode: null,
  taxRegion: null,
};

/** Two taxes in California, where the bench's customers live. */
export async function saveTaxes(context: Context): Promise<void> {
  const { taxCodeId } = await createTaxCode(context, "ztax", { name: TAX_CODE });
  const days = { start: plainDate("2000-01-01"), end: NO_END };
  const { taxRatePeriodId } = await createTaxRatePeriod(context, taxCodeId, days);
  const rate = (name: string, taxRate: string) => ({
    name,
    taxRate: decimal(taxRate),
    taxRateType: "Percentage" as const,
    taxRateDescription: null,
    jurisdiction: "California",
    locationCode: "06",
  });
  const rates = [rate("State tax", "0.0725"), rate("City tax", "0.0125")];
  const place = { ...ANYWHERE, state: "California", description: null };
  await createTaxRates(context, taxRatePeriodId, [{ ...place, rates }]);
}
