import type { BillableSubscription } from "../billing/billable.ts";
import { effectiveInTerm } from "../billing/segment.ts";
import type { FundKey, PrepaidHistory, PrepaidMove } from "../model/prepaid.ts";
import { contains, type DateRange } from "../values/date-range.ts";
import { type Decimal, isPositive, maximum, minimum, sum, ZERO } from "../values/decimal.ts";
import { later, type PlainDate } from "../values/plain-date.ts";
import { type Demand, type Draw, drawDown, type FundLeft, keyOf } from "./draw-down.ts";
import { type Fund, fundsOf } from "./funds-of.ts";
import { prepaymentsOf } from "./prepaid-charges.ts";

/** What billing a subscription does to its prepaid units. */
export type PrepaidPlan = {
  readonly funds: readonly Fund[];
  /** What has been drawn for a usage charge on a day, in prepaid units: before this billing, and after. */
  coveredBefore(chargeNumber: string, day: PlainDate): Decimal;
  coveredAfter(chargeNumber: string, day: PlainDate): Decimal;
  /** Days whose units come back, because their fund is not there any more. */
  returnedDays(chargeNumber: string): readonly PlainDate[];
  /** What is drawn and what comes back for a usage charge on these days. */
  movesOf(chargeNumber: string, days: DateRange): readonly PrepaidMove[];
  /** What usage has left of a fund, with all that is recorded of days on which it could be drawn. */
  leftOf(fund: Fund): Decimal;
  /** What was taken out of a fund before; undefined where nothing was. */
  creditedBackOf(fund: Fund): Decimal | undefined;
  /** What a person has let expire of it. */
  depletedOf(fund: Fund): Decimal;
};

export type ToPlan = {
  readonly subscription: BillableSubscription;
  readonly history: PrepaidHistory;
  /** Usage that nothing has drawn yet, in prepaid units, by unit of measure. */
  readonly pending: ReadonlyMap<string, readonly Demand[]>;
  /** What ends by this day has ended. */
  readonly creditDate: PlainDate;
};

/**
 * Draws what usage has come to since the last billing, first returning what was drawn from funds that
 * have ended meanwhile: of a fund that is credited in full all units, of others those of days after its
 * end, and those that it has not any more. What comes back is drawn again from other funds where these have any left.
 *
 *     fund     |######## drawn ########|xxxxxx|          xxx come back where it ends before them
 *
 * All usage of a balance is drawn in the order of its days, whatever billing periods it is in: what is
 * not billed now is drawn by the billing that bills it, and is kept free for it.
 *
 * No errors.
 */
export function planPrepaid({ subscription, history, pending, creditDate }: ToPlan): PrepaidPlan {
  const funds = fundsOf(subscription, history.rollovers);
  const drawnBefore = netDraws(history.moves);
  const credited = taken("CreditBack", history.moves);
  const depleted = taken("Depletion", history.moves);
  const { kept, returned } = returnedOf(drawnBefore, {
    subscription,
    funds,
    creditDate,
    credited,
  });
  const keptOf = totalsBy(kept, ({ fund }) => textOf(fund));
  const fundsLeft = funds.map((fund): FundLeft => {
    const used = keptOf.get(textOf(fund)) ?? ZERO;
    const out = (credited.get(textOf(fund)) ?? ZERO).plus(depleted.get(textOf(fund)) ?? ZERO);
    const hasEnded = isCut(fund, creditDate) && fund.creditOption === "FullCreditBack";
    return { fund, left: hasEnded ? ZERO : maximum(ZERO, fund.granted.minus(used).minus(out)) };
  });
  const unitOf = new Map(
    prepaymentsOf(subscription).map(({ charge, terms }) => [
      charge.chargeNumber,
      terms.unitOfMeasure,
    ]),
  );
  const { draws, left } = drawAll(fundsLeft, { pending, returned, unitOf });
  const before = totalsBy(drawnBefore, dayOf);
  const after = totalsBy([...kept, ...draws], dayOf);
  const moves = [
    ...returned.map((draw) => ({ ...draw, type: "DrawdownReversal" as const })),
    ...draws.map((draw) => ({ ...draw, type: "Drawdown" as const })),
  ];
  return {
    funds,
    coveredBefore: (chargeNumber, day) => before.get(`${chargeNumber} ${day}`) ?? ZERO,
    coveredAfter: (chargeNumber, day) => after.get(`${chargeNumber} ${day}`) ?? ZERO,
    returnedDays: (chargeNumber) =>
      returned.filter((draw) => draw.chargeNumber === chargeNumber).map(({ day }) => day),
    movesOf: (chargeNumber, days) =>
      moves.filter((move) => move.chargeNumber === chargeNumber && contains(days, move.day)),
    leftOf: (fund) => left.get(fund) ?? ZERO,
    creditedBackOf: (fund) => credited.get(textOf(fund)),
    depletedOf: (fund) => depleted.get(textOf(fund)) ?? ZERO,
  };
}

type ToDraw = Pick<ToPlan, "pending"> & {
  readonly returned: readonly Draw[];
  /** By the number of the prepayment charge. */
  readonly unitOf: ReadonlyMap<string, string>;
};

/** Each unit of measure is a balance of its own. */
function drawAll(
  funds: readonly FundLeft[],
  { pending, returned, unitOf }: ToDraw,
): ReturnType<typeof drawDown> {
  const units = new Set([...pending.keys(), ...unitOf.values()]);
  const results = [...units].map((unit) =>
    drawDown(
      funds.filter(({ fund }) => fund.unitOfMeasure === unit),
      [
        ...(pending.get(unit) ?? []),
        ...returned.filter(({ fund }) => unitOf.get(fund.chargeNumber) === unit),
      ],
    ),
  );
  return {
    draws: results.flatMap(({ draws }) => draws),
    left: new Map(results.flatMap(({ left }) => [...left])),
  };
}

/** Whether a fund has ended, by the day, before its validity period. */
export const isCut = ({ usable, period }: Fund, creditDate: PlainDate): boolean =>
  usable.end < period.end && usable.end <= creditDate;

type Ended = Pick<ToPlan, "subscription" | "creditDate"> & { readonly funds: readonly Fund[] };

function isReturned({ fund: key, day }: Draw, { subscription, funds, creditDate }: Ended): boolean {
  const fund = funds.find((each) => textOf(each) === textOf(key));
  if (!fund) return endOfCharge(subscription, key.chargeNumber) <= creditDate;
  if (!isCut(fund, creditDate)) return false;
  return fund.creditOption === "FullCreditBack" || day >= fund.usable.end;
}

type Returned = { readonly kept: readonly Draw[]; readonly returned: readonly Draw[] };

/** Of a fund that has fewer units than were drawn, because an order has changed it, the last ones too. */
function returnedOf(
  draws: readonly Draw[],
  ended: Ended & { readonly credited: ReadonlyMap<string, Decimal> },
): Returned {
  const kept: Draw[] = [];
  const returned: Draw[] = [];
  const left = new Map(
    ended.funds.map((fund) => [
      textOf(fund),
      fund.granted.minus(ended.credited.get(textOf(fund)) ?? ZERO),
    ]),
  );
  for (const draw of draws.toSorted((a, b) => (a.day < b.day ? -1 : 1))) {
    if (isReturned(draw, ended)) {
      returned.push(draw);
      continue;
    }
    const has = left.get(textOf(draw.fund));
    const stays = has ? minimum(maximum(ZERO, has), draw.units) : draw.units;
    if (isPositive(stays)) kept.push({ ...draw, units: stays });
    if (stays.lt(draw.units)) returned.push({ ...draw, units: draw.units.minus(stays) });
    if (has) left.set(textOf(draw.fund), has.minus(stays));
  }
  return { kept, returned };
}

/** First day on which a prepayment charge does not serve any more. */
function endOfCharge(subscription: BillableSubscription, chargeNumber: string): PlainDate {
  const ends = prepaymentsOf(subscription)
    .filter(({ charge }) => charge.chargeNumber === chargeNumber)
    .flatMap(({ charge }) => effectiveInTerm(subscription, charge)?.end ?? []);
  return ends.reduce(later, subscription.subscriptionStartDate);
}

/** What was drawn and has not come back, by fund, usage charge and day. */
function netDraws(moves: readonly PrepaidMove[]): Draw[] {
  const usage = moves.filter((move) => move.day !== null);
  const groups = Map.groupBy(usage, (move) => `${textOf(move.fund)} ${dayOf(move)}`);
  return [...groups.values()].flatMap((own) => {
    const [first] = own;
    const units = sum(
      own.map((move) => (move.type === "Drawdown" ? move.units : move.units.neg())),
    );
    if (!first || !isPositive(units)) return [];
    const { fund, chargeNumber, day } = first;
    return [{ fund: keyOf(fund), chargeNumber, day, units }];
  });
}

const taken = (
  how: "CreditBack" | "Depletion",
  moves: readonly PrepaidMove[],
): Map<string, Decimal> =>
  totalsBy(
    moves.filter(({ type }) => type === how),
    ({ fund }) => textOf(fund),
  );

function totalsBy<Item extends { readonly units: Decimal }>(
  items: readonly Item[],
  keyOfItem: (item: Item) => string,
): Map<string, Decimal> {
  const totals = new Map<string, Decimal>();
  for (const item of items) {
    const key = keyOfItem(item);
    totals.set(key, (totals.get(key) ?? ZERO).plus(item.units));
  }
  return totals;
}

const textOf = ({ chargeNumber, start }: FundKey): string => `${chargeNumber} ${start}`;

const dayOf = ({ chargeNumber, day }: Pick<Demand, "chargeNumber" | "day">): string =>
  `${chargeNumber} ${day}`;
