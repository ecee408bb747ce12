import type { TaxAddress, TaxCode, TaxDateRule, TaxRate } from "../model/tax.ts";
import { type Currency, roundToCurrency } from "../values/currency.ts";
import { type DateRange, isEmpty, serviceEndDate } from "../values/date-range.ts";
import {
  type Decimal,
  decimalOfCount,
  divideUnrounded,
  isZero,
  ONE,
  sum,
  ZERO,
} from "../values/decimal.ts";
import { earlier, later, type PlainDate } from "../values/plain-date.ts";
import type { Ratio } from "../values/ratio.ts";
import { ratesAt, ratesOf } from "./rates-at.ts";

/** A stretch of the service that is taxed in one way. */
export type TaxPart = {
  readonly service: DateRange;
  readonly taxDate: PlainDate;
  readonly rates: readonly TaxRate[];
};

/** The one part of a service whose tax date decides for all of it. */
export function wholePart(
  code: TaxCode,
  service: DateRange,
  address: TaxAddress,
  when: { readonly rule: TaxDateRule; readonly documentDate: PlainDate },
): TaxPart {
  const taxDate = taxDateOf(service, when);
  return { service, taxDate, rates: ratesAt(code, taxDate, address) };
}

function taxDateOf(
  service: DateRange,
  { rule, documentDate }: { readonly rule: TaxDateRule; readonly documentDate: PlainDate },
): PlainDate {
  switch (rule) {
    case "DocumentDate":
      return documentDate;
    case "ServicePeriodStartDate":
      return service.start;
    case "ServicePeriodEndDate":
      return isEmpty(service) ? service.start : serviceEndDate(service);
  }
}

/** The parts of a service that lie in different rate periods; days in none of them are taxed by none. */
export function partsByPeriod(code: TaxCode, service: DateRange, address: TaxAddress): TaxPart[] {
  const parts: TaxPart[] = [];
  let start = service.start;
  const add = (end: PlainDate, rates: readonly TaxRate[]) => {
    if (start >= end) return;
    parts.push({ service: { start, end }, taxDate: start, rates });
    start = end;
  };
  for (const period of code.periods) {
    add(earlier(later(period.days.start, start), service.end), []);
    add(earlier(period.days.end, service.end), ratesOf(period, address));
  }
  add(service.end, []);
  return parts;
}

/**
 * An amount in shares of what each part measures; every share but the last is rounded, and they sum
 * to the amount. A part that measures nothing gets none, unless all do: then the first gets all.
 */
export function splitAmount(
  amount: Decimal,
  measures: readonly Ratio[],
  currency: Currency,
): Decimal[] {
  const denominators = new Set(measures.map(({ denominator }) => denominator));
  const common = [...denominators].map(decimalOfCount).reduce((a, b) => a.times(b), ONE);
  const counts = measures.map(({ numerator, denominator }) =>
    common.div(decimalOfCount(denominator)).times(decimalOfCount(numerator)),
  );
  const whole = sum(counts);
  if (isZero(whole)) return measures.map((_, index) => (index === 0 ? amount : ZERO));
  let reached = ZERO;
  let given = ZERO;
  return counts.map((count, index) => {
    reached = reached.plus(count);
    const until =
      index === counts.length - 1
        ? amount
        : roundToCurrency(divideUnrounded(amount.times(reached), whole), currency);
    const share = until.minus(given);
    given = until;
    return share;
  });
}
