import { mrrByDay } from "#engine/metrics/mrr-by-month.ts";
import type { AgeingBucket, AgeingSettings } from "#engine/settlement/ageing.ts";
import { type Decimal, sum, ZERO } from "#engine/values/decimal.ts";
import { addDays, addMonths, type PlainDate } from "#engine/values/plain-date.ts";
import { findAgeingSettings } from "#store/ageing.ts";
import { inTransaction } from "#store/database.ts";
import {
  countOrdersOf,
  countRecurringCharges,
  type Figure,
  type MonthSum,
  sumByAge,
  sumByMonth,
  sumResidues,
} from "#store/figures.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./contract.ts";

const MONTHS = 12;

export const figureRoutes: readonly Route[] = [
  route(contract.getFigures, ({ database, entityId, today }) =>
    inTransaction(
      database,
      entityId,
      async (tx) => {
        const asOfDate = today();
        const firsts = firstDays(asOfDate);
        const [first = asOfDate] = firsts;
        const days = lastDays(firsts, asOfDate);
        const nextMonth = addMonths(firsts.at(-1) ?? asOfDate, 1);
        const sums = await sumByMonth(tx, [first, nextMonth]);
        const mrr = mrrByDay(await countRecurringCharges(tx, days), days.length);
        const ages = await sumByAge(tx, asOfDate);
        const months = firsts.map((day) => day.slice(0, 7));
        const settings = await findAgeingSettings(tx);
        const found = { months, sums: byFigure(sums), mrr, ages, settings };
        return {
          ...{ asOfDate, months },
          currencies: currenciesOf(sums, mrr, ages).map((each) => figuresOf(each, found)),
          ordersOfDay: await countOrdersOf(tx, asOfDate),
          residues: await sumResidues(tx),
        };
      },
      { isSnapshot: true },
    ),
  ),
];

/** Of twelve months, the last one that of `today`. */
function firstDays(today: PlainDate): PlainDate[] {
  const first = `${today.slice(0, 7)}-01` as PlainDate;
  return Array.from({ length: MONTHS }, (_, index) => addMonths(first, index + 1 - MONTHS));
}

/** Of each month its last day; this one has come as far as today. */
const lastDays = (firsts: readonly PlainDate[], today: PlainDate): PlainDate[] => [
  ...firsts.slice(1).map((day) => addDays(day, -1)),
  today,
];

const byFigure = (sums: readonly MonthSum[]): ReadonlyMap<string, Decimal> =>
  new Map(
    sums.map(({ figure, currency, month, amount }) => [`${figure} ${currency} ${month}`, amount]),
  );

type Found = {
  readonly months: readonly string[];
  readonly sums: ReadonlyMap<string, Decimal>;
  readonly mrr: ReadonlyMap<string, readonly Decimal[]>;
  readonly ages: ReadonlyMap<string, readonly AgeingBucket[]>;
  readonly settings: AgeingSettings;
};

const currenciesOf = (
  sums: readonly MonthSum[],
  ...more: readonly ReadonlyMap<string, unknown>[]
): string[] =>
  [
    ...new Set([
      ...sums.map(({ currency }) => currency),
      ...more.flatMap((map) => [...map.keys()]),
    ]),
  ].sort();

function figuresOf(currency: string, { months, sums, mrr, ages, settings }: Found) {
  const of = (figure: Figure) =>
    months.map((month) => sums.get(`${figure} ${currency} ${month}`) ?? ZERO);
  const own = ages.get(currency) ?? [];
  const ageing = settings.buckets.map((bounds, index) => ({
    ...bounds,
    balance: own[index]?.balance ?? ZERO,
  }));
  return {
    ...{ currency, ageing },
    ...{ invoiced: of("invoiced"), collected: of("collected") },
    ...{ credited: of("credited"), writtenOff: of("writtenOff") },
    mrr: [...(mrr.get(currency) ?? months.map(() => ZERO))],
    owed: sum(ageing.map(({ balance }) => balance)),
  };
}
