/** Exchange rates that the tenant has given (docs/decisions/0543-custom-exchange-rates.md). */
import { type Decimal, decimal, formatDecimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";

/** What one unit of `currencyFrom` is worth in `currencyTo` from a day on, until another rate is given. */
export type ExchangeRate = {
  readonly currencyFrom: string;
  readonly currencyTo: string;
  readonly rateDate: PlainDate;
  /** Null: there is none any more. */
  readonly rate: Decimal | null;
};

/** Each pair and day once. */
export async function saveExchangeRates(
  tx: Transaction,
  rates: readonly ExchangeRate[],
  { userId, now }: { readonly userId: string; readonly now: string },
): Promise<void> {
  const given = sql`unnest(
    ${rates.map(({ currencyFrom }) => currencyFrom)}::text[],
    ${rates.map(({ currencyTo }) => currencyTo)}::text[],
    ${rates.map(({ rateDate }) => rateDate)}::date[],
    ${rates.map(({ rate }) => rate && formatDecimal(rate, 0))}::numeric[]
  ) as given (currency_from, currency_to, rate_date, rate)`;
  await sql`
    insert into custom_exchange_rates
      (currency_from, currency_to, rate_date, rate, created_by_id, created_at, updated_by_id,
        updated_at)
    select currency_from, currency_to, rate_date, rate, ${userId}::uuid, ${now}::timestamptz,
      ${userId}::uuid, ${now}::timestamptz
    from ${given} where rate is not null
    on conflict (entity_id, currency_to, currency_from, rate_date) do update
      set rate = excluded.rate, updated_by_id = excluded.updated_by_id,
        updated_at = excluded.updated_at
  `.execute(tx);
  await sql`
    delete from custom_exchange_rates gone using ${given}
    where given.rate is null and gone.currency_from = given.currency_from
    and gone.currency_to = given.currency_to and gone.rate_date = given.rate_date
  `.execute(tx);
}

/** The rate of another currency that holds on a day, and the day from which it does. */
export type RateOfDay = {
  readonly day: PlainDate;
  readonly currency: string;
  readonly rate: Decimal;
  readonly rateDate: PlainDate;
};

export type RatesOfDays = {
  /** Whether the rates say what the currency is worth in the others, rather than they in it. */
  readonly inverse: boolean;
  readonly rates: readonly RateOfDay[];
};

/**
 * What other currencies are worth in this one, day by day. Where nothing was ever given of that, what
 * this one is worth in others.
 *
 * @param to  the last day
 */
export async function listRatesOfDays(
  tx: Transaction,
  currency: string,
  { from, to }: { readonly from: PlainDate; readonly to: PlainDate },
): Promise<RatesOfDays> {
  const { rows } = await sql<{ inverse: boolean }>`
    select not exists (select from custom_exchange_rates where currency_to = ${currency})
      and exists (select from custom_exchange_rates where currency_from = ${currency}) as inverse
  `.execute(tx);
  const inverse = rows[0]?.inverse ?? false;
  const own = sql.ref(inverse ? "currency_from" : "currency_to");
  const other = sql.ref(inverse ? "currency_to" : "currency_from");
  const found = await sql<{ day: PlainDate; currency: string; rate: string; rate_date: PlainDate }>`
    select day::date as day, others.currency, latest.rate, latest.rate_date
    from generate_series(${from}::date, ${to}::date, '1 day') as days (day)
    cross join (
      select distinct ${other} as currency from custom_exchange_rates where ${own} = ${currency}
    ) others
    cross join lateral (
      select rate, rate_date from custom_exchange_rates
      where ${own} = ${currency} and ${other} = others.currency and rate_date <= day
      order by rate_date desc limit 1
    ) latest
    order by day, others.currency
  `.execute(tx);
  return {
    inverse,
    rates: found.rows.map((row) => ({
      day: row.day,
      currency: row.currency,
      rate: decimal(row.rate),
      rateDate: row.rate_date,
    })),
  };
}
