import { type Charge, hasSamePrice } from "../model/charge.ts";
import type { RatePlan, Subscription } from "../model/subscription.ts";
import { termsOf } from "../model/terms-of.ts";
import { contains, type DateRange, isEmpty } from "../values/date-range.ts";
import { type Decimal, isZero, ZERO } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";
import { actionOf, type OrderedActions } from "./actions-of-rows.ts";
import { mrrOf } from "./subscription-metrics.ts";
import { type BookedBilling, contractedBilling } from "./tcb.ts";
import { contractedValueOf } from "./tcv.ts";

/** By how much an order changed a charge on some days of one term. */
export type OrderMetric = {
  /** Up to NO_END in an evergreen subscription. */
  readonly days: DateRange;
  /** Of the days, from 1. */
  readonly termNumber: number;
  /** Not rounded. */
  readonly amount: Decimal;
};

export type OrderMetrics = {
  readonly chargeNumber: string;
  readonly originalRatePlanId: string;
  readonly productRatePlanId: string;
  readonly productRatePlanChargeId: string;
} & { readonly [Kind in MetricKind]: readonly OrderMetric[] };

/** `elp`: the price of the catalog for what is contracted to be billed. */
export type MetricKind = "quantity" | "mrr" | "tcb" | "tcv" | "elp";

export type OrderMetricsOptions = {
  readonly billing: BookedBilling;
  /** Of the catalog, in the subscription's currency, by product rate plan charge id. */
  readonly listPrices: ReadonlyMap<string, Decimal>;
  /** The days that are asked for; undefined: all, and what has no end is worth nothing in total. */
  readonly within?: DateRange;
};

/**
 * What an order changed of each charge: by action, the charges that it changed. Unlike order delta
 * metrics these are of charges as wholes, cut where a term ends, and reckoned from the difference: the
 * month's worth that came or went, for the days that it came or went.
 *
 * Worked examples: docs/spec/order-metrics.md. No errors.
 */
export function orderMetrics(
  ordered: OrderedActions,
  options: OrderMetricsOptions,
): OrderMetrics[][] {
  const byAction: OrderMetrics[][] = ordered.actions.map(() => []);
  for (const ratePlan of ordered.next.ratePlans) {
    const numbers = new Set(ratePlan.charges.map((charge) => charge.chargeNumber));
    for (const chargeNumber of numbers) {
      const changes = changesOf(ordered, chargeNumber, options.within);
      const parts = Map.groupBy(changes, ({ days }) =>
        actionOf(ordered, { ratePlan, chargeNumber, start: days.start }),
      );
      for (const [index, part] of parts) {
        byAction[index]?.push(metricsOf(ordered, ratePlan, part, options));
      }
    }
  }
  return byAction.map((metrics) => metrics.filter(hasRows));
}

/** Days of one term on which a charge is the same all along, before the order and after it. */
type Change = {
  readonly days: DateRange;
  readonly termNumber: number;
  readonly before: Charge | undefined;
  readonly after: Charge | undefined;
};

function changesOf(
  { base, next }: OrderedActions,
  chargeNumber: string,
  within: DateRange | undefined,
): Change[] {
  const was = base ? servedOf(base, chargeNumber) : [];
  const is = servedOf(next, chargeNumber);
  const longer = base && base.currentTerm.end > next.currentTerm.end ? base : next;
  const terms = termsOf(longer);
  const stretches = [...was, ...is].map(({ effective }) => effective);
  const days = [...stretches, ...terms, ...(within ? [within] : [])].flatMap((each) => [
    each.start,
    each.end,
  ]);
  const stays = base?.termType === next.termType;
  return between(days)
    .filter(({ start }) => !within || contains(within, start))
    .map((each) => ({
      days: each,
      termNumber: numberOfTerm(terms, each.start),
      before: was.find(({ effective }) => contains(effective, each.start)),
      after: is.find(({ effective }) => contains(effective, each.start)),
    }))
    .filter(({ before, after }) => !(stays && hasSameTerms(before, after)))
    .reduce(joined, []);
}

type ServedCharge = Charge & { readonly effective: DateRange };

const servedOf = ({ ratePlans }: Subscription, chargeNumber: string): ServedCharge[] =>
  ratePlans
    .flatMap(({ charges }) => charges)
    .filter(
      (charge): charge is ServedCharge => charge.chargeNumber === chargeNumber && isServed(charge),
    );

const isServed = ({ effective }: Charge): boolean => effective !== undefined && !isEmpty(effective);

/** The stretches from each of the days to the next one. */
function between(days: readonly PlainDate[]): DateRange[] {
  const sorted = [...new Set(days)].sort();
  return sorted.slice(1).map((end, index) => ({ start: sorted[index] ?? end, end }));
}

const numberOfTerm = (terms: readonly DateRange[], day: PlainDate): number => {
  const index = terms.findIndex((term) => contains(term, day));
  return index < 0 ? terms.length : index + 1;
};

const hasSameTerms = (before: Charge | undefined, after: Charge | undefined): boolean =>
  before === after ||
  (before !== undefined &&
    after !== undefined &&
    hasSamePrice(before, after) &&
    before.quantity.eq(after.quantity));

/** A stretch goes on with the next one where nothing is different between them. */
function joined(changes: Change[], change: Change): Change[] {
  const last = changes.at(-1);
  const goesOn =
    last?.days.end === change.days.start &&
    last.termNumber === change.termNumber &&
    last.before === change.before &&
    last.after === change.after;
  if (!last || !goesOn) return [...changes, change];
  const days = { start: last.days.start, end: change.days.end };
  return [...changes.slice(0, -1), { ...last, days }];
}

function metricsOf(
  { base, next }: OrderedActions,
  { originalRatePlanId, productRatePlanId }: RatePlan,
  changes: readonly Change[],
  options: OrderMetricsOptions,
): OrderMetrics {
  const rows = (worthOf: WorthOf): OrderMetric[] =>
    changes.flatMap(({ days, termNumber, before, after }) => {
      const is = after ? worthOf(next, after, days) : ZERO;
      const was = base && before ? worthOf(base, before, days) : ZERO;
      const amount = is.minus(was);
      return isZero(amount) ? [] : { days, termNumber, amount };
    });
  const [change] = changes;
  const charge = change?.after ?? change?.before;
  return {
    chargeNumber: charge?.chargeNumber ?? "",
    originalRatePlanId,
    productRatePlanId,
    productRatePlanChargeId: charge?.productRatePlanChargeId ?? "",
    quantity: rows((_, { quantity }) => quantity),
    mrr: rows((_, each) => mrrOf(each) ?? ZERO),
    tcv: rows((subscription, each, days) =>
      each.recurrence && isEndless(subscription, options)
        ? ZERO
        : contractedValueOf({ ...each, effective: days }),
    ),
    tcb: rows((subscription, each, days) => billingOf(subscription, each, days, options)),
    elp: rows((subscription, each, days) => {
      const price = options.listPrices.get(each.productRatePlanChargeId);
      return price ? billingOf(subscription, { ...each, price }, days, options) : ZERO;
    }),
  };
}

type WorthOf = (subscription: Subscription, charge: Charge, days: DateRange) => Decimal;

const isEndless = ({ termType }: Subscription, { within }: OrderMetricsOptions): boolean =>
  termType === "EVERGREEN" && !within;

const billingOf = (
  subscription: Subscription,
  charge: Charge,
  days: DateRange,
  options: OrderMetricsOptions,
): Decimal =>
  isEndless(subscription, options)
    ? ZERO
    : contractedBilling(subscription, charge, days, options.billing);

const hasRows = ({ quantity, mrr, tcb, tcv, elp }: OrderMetrics): boolean =>
  [quantity, mrr, tcb, tcv, elp].some((rows) => rows.length > 0);
