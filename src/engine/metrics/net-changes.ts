import type { Charge } from "../model/charge.ts";
import { chargesOf, type Subscription } from "../model/subscription.ts";
import { contains, type DateRange, isEmpty } from "../values/date-range.ts";
import { type Decimal, divideUnrounded, isZero, ZERO } from "../values/decimal.ts";
import { earlier, later, type PlainDate } from "../values/plain-date.ts";
import type { ChangedDays, Worth } from "./changed-days.ts";
import { type NetRules, type NetStretch, netRevenue } from "./net-revenue.ts";

/** Days that became worth more or less: before discounts, and after them. */
export type NetChange = ChangedDays & { readonly netAmount: Decimal };

/** The stretches of each segment of a subscription, by the id of the segment. */
export type NetOfSegments = ReadonlyMap<string, readonly NetStretch[]>;

/** Undefined for a subscription without discounts, whose net is its gross. */
export function netOfSegments(
  subscription: Subscription | undefined,
  rules: NetRules,
): NetOfSegments | undefined {
  if (!subscription || chargesOf(subscription).every(({ discount }) => discount === null)) {
    return undefined;
  }
  const stretches = netRevenue([subscription], rules);
  return Map.groupBy(stretches, ({ charge }) => charge.chargeId);
}

/** A segment before or after a change. */
export type Side = {
  readonly charge: Charge;
  readonly worth: Worth;
  readonly net: NetOfSegments | undefined;
};

/**
 * By how much a change made days of a segment worth more or less where discounts are involved: cut
 * wherever a discount begins or ends on either side, and joined where nothing is different.
 *
 * @param isSame  the days that both have are worth the same before discounts
 */
export function netChanges(
  before: Side | undefined,
  after: Side | undefined,
  isSame: boolean,
): NetChange[] {
  const changes = between([...daysOf(before), ...daysOf(after)]).map((days): Part => {
    const was = before && contains(before.worth.days, days.start) ? before : undefined;
    const is = after && contains(after.worth.days, days.start) ? after : undefined;
    return { days, was, is, shares: `${shareOn(was, days.start)} ${shareOn(is, days.start)}` };
  });
  return changes
    .reduce(joined, [])
    .map(({ days, was, is }) => {
      const gross = (side: Side | undefined) => side?.worth.of(days) ?? ZERO;
      const wasWorth = gross(was);
      const isWorth = was && is && isSame ? wasWorth : gross(is);
      return {
        ...days,
        amount: isWorth.minus(wasWorth),
        netAmount: netOf(isWorth, is, days.start).minus(netOf(wasWorth, was, days.start)),
      };
    })
    .filter((change) => !isZero(change.amount) || !isZero(change.netAmount));
}

type Part = {
  readonly days: DateRange;
  readonly was: Side | undefined;
  readonly is: Side | undefined;
  /** What discounts leave, as text to compare. */
  readonly shares: string;
};

function joined(parts: Part[], next: Part): Part[] {
  const last = parts.at(-1);
  const goesOn =
    last?.days.end === next.days.start &&
    last.was === next.was &&
    last.is === next.is &&
    last.shares === next.shares;
  if (!last || !goesOn) return [...parts, next];
  const days = { start: last.days.start, end: next.days.end };
  return [...parts.slice(0, -1), { ...last, days }];
}

/** All days on which something of a side may begin or end. */
function daysOf(side: Side | undefined): PlainDate[] {
  if (!side || isEmpty(side.worth.days)) return [];
  const { start, end } = side.worth.days;
  const inside = (day: PlainDate) => later(start, earlier(day, end));
  const stretches = side.net?.get(side.charge.chargeId) ?? [];
  return [start, end, ...stretches.flatMap(({ days }) => [inside(days.start), inside(days.end)])];
}

function between(days: readonly PlainDate[]): DateRange[] {
  const sorted = [...new Set(days)].sort();
  return sorted.slice(1).map((end, index) => ({ start: sorted[index] ?? end, end }));
}

const stretchOn = (side: Side, day: PlainDate): NetStretch | undefined =>
  side.net?.get(side.charge.chargeId)?.find(({ days }) => contains(days, day));

const shareOn = (side: Side | undefined, day: PlainDate): string => {
  const stretch = side && stretchOn(side, day);
  return stretch ? `${stretch.net.toFixed()}/${stretch.gross.toFixed()}` : "all";
};

/** The share of a worth that discounts leave. */
function netOf(worth: Decimal, side: Side | undefined, day: PlainDate): Decimal {
  const stretch = side && stretchOn(side, day);
  if (!stretch || isZero(stretch.gross)) return worth;
  return divideUnrounded(worth.times(stretch.net), stretch.gross);
}
