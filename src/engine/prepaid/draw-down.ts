import type { FundKey } from "../model/prepaid.ts";
import { contains } from "../values/date-range.ts";
import { type Decimal, isPositive, minimum, ZERO } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";
import type { Fund } from "./funds-of.ts";

/** Prepaid units that the usage of a charge on one day would take. */
export type Demand = {
  readonly chargeNumber: string;
  readonly day: PlainDate;
  readonly units: Decimal;
};

export type Draw = Demand & { readonly fund: FundKey };

/** A fund with what can still be drawn from it. */
export type FundLeft = { readonly fund: Fund; readonly left: Decimal };

/** As the field prints them: the lower comes first. */
export const PRIORITY = { ApplyFirst: 10, own: 50, ApplyLast: 100 } as const;

/**
 * Draws usage from funds: day by day, and on a day charge by charge in the order of their numbers;
 * from what was rolled over first, where it is to come first, then from the fund that began first. One
 * fund is used up before the next. What no fund has left for is not drawn.
 *
 * Worked examples: docs/spec/prepaid.md. No errors.
 */
export function drawDown(
  funds: readonly FundLeft[],
  demands: readonly Demand[],
): { readonly draws: readonly Draw[]; readonly left: ReadonlyMap<Fund, Decimal> } {
  const left = new Map(funds.map((each) => [each.fund, each.left]));
  const draws: Draw[] = [];
  for (const { chargeNumber, day, units } of demands.toSorted(inOrder)) {
    let wanted = units;
    for (const fund of openOn(day, [...left.keys()])) {
      if (!isPositive(wanted)) break;
      const has = left.get(fund) ?? ZERO;
      if (!isPositive(has)) continue;
      const drawn = minimum(has, wanted);
      draws.push({ fund: keyOf(fund), chargeNumber, day, units: drawn });
      left.set(fund, has.minus(drawn));
      wanted = wanted.minus(drawn);
    }
  }
  return { draws, left };
}

export const keyOf = ({ chargeNumber, start }: FundKey): FundKey => ({ chargeNumber, start });

const inOrder = (a: Demand, b: Demand): number =>
  (a.day === b.day ? a.chargeNumber < b.chargeNumber : a.day < b.day) ? -1 : 1;

/** In the order in which they are drawn on a day. */
const openOn = (day: PlainDate, funds: readonly Fund[]): Fund[] =>
  funds
    .flatMap((fund) => {
      const priority = priorityOn(day, fund);
      return priority === null ? [] : [{ fund, priority }];
    })
    .toSorted((a, b) => a.priority - b.priority)
    .map(({ fund }) => fund);

/** Null on a day on which it cannot be drawn. Funds of one priority stay in their order. */
function priorityOn(day: PlainDate, { usable, rolledOver }: Fund): number | null {
  if (contains(usable, day)) return PRIORITY.own;
  return rolledOver && contains(rolledOver, day) ? PRIORITY[rolledOver.apply] : null;
}
