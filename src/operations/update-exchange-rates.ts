import { BillingError } from "#engine/errors.ts";
import { isCurrencyCode } from "#engine/values/currency.ts";
import { isPositive } from "#engine/values/decimal.ts";
import { inTransaction } from "#store/database.ts";
import { type ExchangeRate, saveExchangeRates } from "#store/exchange-rates.ts";
import { authorOf, type Context } from "./context.ts";

/**
 * Keeps exchange rates, instead of those of the same currencies and days; all or none.
 *
 * Errors: INVALID_VALUE for what is no currency, a currency in itself, a rate that is not positive, and
 * what is given twice.
 */
export async function updateExchangeRates(
  context: Context,
  rates: readonly ExchangeRate[],
): Promise<void> {
  const seen = new Set<string>();
  for (const [index, given] of rates.entries()) {
    const reason = whatIsWrong(given, seen);
    if (reason === undefined) continue;
    const field = `rates[${index}]`;
    throw new BillingError("INVALID_VALUE", { field, message: `'${field}' ${reason}` });
  }
  await inTransaction(context.database, context.entityId, (tx) =>
    saveExchangeRates(tx, rates, authorOf(context)),
  );
}

function whatIsWrong(given: ExchangeRate, seen: Set<string>): string | undefined {
  const { currencyFrom, currencyTo, rateDate, rate } = given;
  const unknown = [currencyFrom, currencyTo].find((code) => !isCurrencyCode(code));
  if (unknown !== undefined) return `names '${unknown}', which is no currency`;
  if (currencyFrom === currencyTo) return "is of a currency in itself";
  if (rate !== null && !isPositive(rate)) return "should have a rate greater than 0";
  const key = `${currencyFrom} ${currencyTo} ${rateDate}`;
  if (seen.has(key)) return `says again what ${key} is`;
  seen.add(key);
  return undefined;
}
