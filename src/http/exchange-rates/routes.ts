import { assert } from "#engine/assert.ts";
import { BillingError } from "#engine/errors.ts";
import { isCurrencyCode } from "#engine/values/currency.ts";
import { addDays, later, type PlainDate } from "#engine/values/plain-date.ts";
import { updateExchangeRates } from "#operations/update-exchange-rates.ts";
import { inTransaction } from "#store/database.ts";
import { listRatesOfDays, type RateOfDay } from "#store/exchange-rates.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./contract.ts";

export const exchangeRateRoutes: readonly Route[] = [
  route(contract.listCustomExchangeRates, async ({ database, entityId }, { params, query }) => {
    const currency = params.currency.toUpperCase();
    if (!isCurrencyCode(currency)) throw new BillingError("ENTITY_NOT_FOUND", { key: currency });
    const { startDate: from, endDate: to } = query;
    refuseDays(from, to);
    const { inverse, rates } = await inTransaction(database, entityId, (tx) =>
      listRatesOfDays(tx, currency, { from, to }),
    );
    const byDay = [...Map.groupBy(rates, ({ day }) => day)];
    const days = byDay.map(([day, own]) => [day, toDay(own)]);
    return { inverse, rateSetName: null, rates: Object.fromEntries(days) };
  }),
  route(contract.updateCustomExchangeRates, async (context, { body }) => {
    const rates = body.rates.map(({ providerExchangeRateDate, exchangeRate, ...currencies }) => ({
      ...currencies,
      rateDate: providerExchangeRateDate,
      rate: exchangeRate,
    }));
    await updateExchangeRates(context, rates);
    return { count: rates.length };
  }),
];

const MOST_DAYS = 90;

function refuseDays(from: PlainDate, to: PlainDate): void {
  const reason =
    to < from
      ? `'endDate' ${to} is before 'startDate' ${from}`
      : to > addDays(from, MOST_DAYS)
        ? `'endDate' ${to} is more than ${MOST_DAYS} days after 'startDate' ${from}`
        : undefined;
  if (reason === undefined) return;
  throw new BillingError("INVALID_VALUE", { field: "endDate", message: reason });
}

/** With the latest of the days from which its rates hold. */
function toDay(rates: readonly RateOfDay[]) {
  const [first, ...others] = rates;
  assert(first, "a day is shown for its rates");
  const latest = others.reduce((day, { rateDate }) => later(day, rateDate), first.rateDate);
  const byCurrency = rates.map(({ currency, rate }) => [currency, rate]);
  return { ...Object.fromEntries(byCurrency), providerExchangeRateDate: latest };
}
