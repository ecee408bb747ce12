import type { UsageTotal } from "../model/usage.ts";
import type { Demand } from "../prepaid/draw-down.ts";
import type { DrawdownCharge } from "../prepaid/prepaid-charges.ts";
import { roundToCurrency } from "../values/currency.ts";
import { contains, type DateRange } from "../values/date-range.ts";
import { type Decimal, isPositive, maximum, minimum, ZERO } from "../values/decimal.ts";
import { earlier, later, type PlainDate } from "../values/plain-date.ts";
import { costingOf, type DueDays, type UsageSegment } from "./bill-usage.ts";
import { periodOf } from "./due-lines.ts";
import { rateUsage } from "./rate-usage.ts";

/** What usage of one day adds to what its billing period costs. */
type DayCost = { readonly day: PlainDate; readonly amount: Decimal };

/** What usage of a billing period costs, in the currency's minor units. */
function costOfUsage(
  segment: UsageSegment,
  { period, service }: DueDays,
  totals: readonly UsageTotal[],
): Decimal {
  const { priced, cost } = costingOf(segment, period, service);
  const { unrounded } = rateUsage(segment.charge, totals, priced);
  return roundToCurrency(cost(unrounded), segment.context.currency);
}

/**
 * What usage of a billing period costs, day by day: what it has come to by the day, less what it had come
 * to before. So the days add up to what the period costs, however each of them is rounded; where more
 * usage makes it cost less, the days before it cost no more than that. Worked examples:
 * docs/spec/prepaid.md. No errors.
 */
function costByDay(segment: UsageSegment, days: DueDays, totals: readonly UsageTotal[]): DayCost[] {
  const used = [...new Set(totals.map(({ day }) => day))].sort();
  const upTo = used.map((last) =>
    costOfUsage(
      segment,
      days,
      totals.filter(({ day }) => day <= last),
    ),
  );
  let least = upTo.at(-1) ?? ZERO;
  for (let index = upTo.length - 1; index >= 0; index -= 1) {
    least = maximum(ZERO, minimum(least, upTo[index] ?? ZERO));
    upTo[index] = least;
  }
  return used.map((day, index) => ({
    day,
    amount: (upTo[index] ?? ZERO).minus(upTo[index - 1] ?? ZERO),
  }));
}

type MoneyDemand = Demand & Pick<DrawdownCharge["terms"], "unitOfMeasure">;

/** What usage would draw in money: what each of its billing periods costs, day by day. No errors. */
export function moneyDemands(
  { charge: { chargeNumber }, terms: { unitOfMeasure } }: DrawdownCharge,
  segment: UsageSegment,
  services: readonly DateRange[],
  totals: readonly UsageTotal[],
): MoneyDemand[] {
  const { grid, effective } = segment;
  const byPeriod = Map.groupBy(totals, ({ day }) => periodOf(grid, day).start);
  return [...byPeriod.values()].flatMap((own) => {
    const [first] = own;
    if (!first) return [];
    const period = periodOf(grid, first.day);
    const service = services.find((each) => contains(each, first.day)) ?? {
      start: later(period.start, effective.start),
      end: earlier(period.end, effective.end),
    };
    return costByDay(segment, { period, service }, own)
      .filter(({ amount }) => isPositive(amount))
      .map(({ day, amount: units }) => ({ unitOfMeasure, chargeNumber, day, units }));
  });
}
