import type { z } from "zod";
import { BillingError } from "#engine/errors.ts";
import type { AddressRates, TaxRate } from "#engine/model/tax.ts";
import { countryName } from "#engine/values/country.ts";
import { ZERO } from "#engine/values/decimal.ts";
import { stateName } from "#engine/values/state.ts";
import type { TaxRateSetting } from "#store/tax-settings.ts";
import type { taxRateFields, taxRateOnWire } from "./tax-rate-fields.ts";

type Body = z.output<z.ZodObject<typeof taxRateFields>>;

/** Errors: INVALID_VALUE (country, state), MISSING_FIELD (what a rate needs). */
export function toTaxRate(body: Body): AddressRates & Pick<TaxRateSetting, "description"> {
  const country = countryName(body.country);
  if (country === undefined) {
    const message = `'${body.country}' is no country.`;
    throw new BillingError("INVALID_VALUE", { message });
  }
  return {
    country,
    state: stateOf(country, body.state),
    county: body.county || null,
    city: body.city || null,
    postalCode: body.postalCode || null,
    taxRegion: body.taxRegion || null,
    description: body.description ?? null,
    rates: ratesOf(body),
  };
}

function stateOf(country: string, given: string | undefined): string | null {
  const isNeeded = country === "United States" || country === "Canada";
  if (isNeeded && !given) throw new BillingError("MISSING_FIELD", { field: "state" });
  if (!given) return null;
  const state = stateName(country, given);
  if (state !== undefined) return state;
  const message = `'${given}' is no state of ${country}.`;
  throw new BillingError("INVALID_VALUE", { message });
}

/** What follows a slot without a rate is not read, as the vendor's import does. */
function ratesOf(body: Body): TaxRate[] {
  const rates: TaxRate[] = [];
  for (const slot of [1, 2, 3] as const) {
    const taxRate = body[`taxRate${slot}`];
    if (taxRate === undefined || (slot > 1 && body[`taxName${slot}`] === undefined)) break;
    const name = body[`taxName${slot}`];
    const taxRateType = body[`taxRateType${slot}`];
    if (name === undefined) throw new BillingError("MISSING_FIELD", { field: `taxName${slot}` });
    if (taxRateType === undefined)
      throw new BillingError("MISSING_FIELD", { field: `taxRateType${slot}` });
    const jurisdiction = body[`taxJurisdiction${slot}`] ?? body[`taxJursdiction${slot}`];
    rates.push({
      name,
      taxRate,
      taxRateType,
      taxRateDescription: body[`taxRateDescription${slot}`] ?? null,
      jurisdiction: jurisdiction ?? null,
      locationCode: body[`taxLocationCode${slot}`] ?? null,
    });
  }
  if (rates.length === 0) throw new BillingError("MISSING_FIELD", { field: "taxRate1" });
  return rates;
}

/** A slot without a rate is zero, as the vendor answers it. */
export function taxRateToWire(
  taxRatePeriodId: string,
  setting: TaxRateSetting,
): z.input<typeof taxRateOnWire> {
  const slots = ([1, 2, 3] as const).map((slot) => {
    const rate = setting.rates[slot - 1];
    return {
      [`taxRate${slot}`]: rate?.taxRate ?? ZERO,
      [`taxRateType${slot}`]: rate?.taxRateType ?? null,
      [`taxName${slot}`]: rate?.name ?? null,
      [`taxJurisdiction${slot}`]: rate?.jurisdiction ?? null,
      [`taxJursdiction${slot}`]: rate?.jurisdiction ?? null,
      [`taxLocationCode${slot}`]: rate?.locationCode ?? null,
      [`taxRateDescription${slot}`]: rate?.taxRateDescription ?? null,
    };
  });
  const { taxRateId, country, state, county, city, postalCode, taxRegion, description } = setting;
  return {
    id: taxRateId,
    taxRatePeriodId,
    country,
    state,
    county,
    city,
    postalCode,
    taxRegion,
    description,
    ...Object.assign({}, ...slots),
  };
}
