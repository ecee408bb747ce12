import { BillingError } from "../errors.ts";
import {
  type BillingPeriodAlignment,
  type Charge,
  hasSamePrice,
  type PriceChange,
} from "../model/charge.ts";
import type { DiscountTerms } from "../model/discount.ts";
import type { ModelTerms } from "../model/model-terms.ts";
import type { DateRange } from "../values/date-range.ts";
import { isEmpty } from "../values/date-range.ts";
import type { Decimal } from "../values/decimal.ts";
import { later, type PlainDate } from "../values/plain-date.ts";
import { endedOn } from "./ended-on.ts";

/** What an update makes of a charge. A new price, quantity or alignment begins a segment, the rest none. */
export type NewTerms = {
  readonly price: Decimal | null;
  readonly quantity: Decimal | null;
  /** Absent: stays. Of a discount only. */
  readonly discount?: DiscountTerms;
  readonly description: string | null;
  /** Absent: stays. */
  readonly modelTerms?: ModelTerms;
  /** Absent: stays. */
  readonly priceChange?: PriceChange;
  /** Absent: stays. Of a recurring charge only. */
  readonly billingPeriodAlignment?: BillingPeriodAlignment;
  readonly customFields?: Readonly<Record<string, unknown>>;
};

export type Update = {
  readonly terms: NewTerms;
  /** The first day of the new terms. */
  readonly date: PlainDate;
  /** Whether a later change of the charge may follow. */
  readonly mayChangeLater: "yes" | "no";
  readonly orderDate: PlainDate;
  readonly newId: () => string;
};

/**
 * The segments of a charge after an update: the one in service on the day ends there, and a new one
 * goes on to where it would have ended.
 *
 *     before    |------------ 1 ------------|
 *     after     |---- 1 ----|----- 2 -------|
 *
 * On the first day of a segment the new terms replace its own where nothing was billed of it;
 * otherwise it becomes empty, and billing credits it whole. The new terms go on where the segment
 * goes on after a suspension. Before a later change, the new segment goes on to that change, and
 * what comes after counts up; what was billed of it keeps its number, becomes empty, and its terms
 * begin again behind. A pending charge and a one-time charge take the new terms as they are.
 *
 * Errors: ONE_TIME_CHARGE_BILLED, CHARGE_NOT_IN_SERVICE, CHARGE_CHANGES_LATER.
 *
 * @param segments  all of one charge, in their order
 */
export function updatedSegments(segments: readonly Charge[], update: Update): Charge[] {
  const { terms, date } = update;
  refuseBilledOnce(segments);
  const served = segments.filter(isServed);
  const current = served.findLast(({ effective }) => effective.start <= date);
  if (isChangedAsItIs(segments)) {
    return segments.map((segment) => withTerms(segment, update));
  }
  if (!current || current.effective.end < date) throw notInService(segments, date);
  if (!isPricedAnew(terms) && !isRealigned(current, terms)) {
    return segments.map((each) =>
      each.segment < current.segment ? each : withTerms(each, update),
    );
  }
  const changed = [current, ...resumedFrom(current, served)];
  const after = laterSegments(segments, changed, update);
  if (current.effective.start === date && !changed.some(isBilled)) {
    return segments.map((each) => (isAmong(changed, each) ? withTerms(each, update) : each));
  }
  const kept = segments
    .filter((each) => !after.includes(each) || isBilled(each))
    .map((each) => {
      if (isAmong(changed, each)) return endedFor(update, each);
      return after.includes(each) ? emptied(each, update) : each;
    });
  const last = Math.max(...kept.map((each) => each.segment));
  const following = [
    ...changed.map((each) => begun(each, update)),
    ...after.flatMap((each) => againAfter(each, update)),
  ];
  return [...kept, ...following.map((each, index) => ({ ...each, segment: last + 1 + index }))];
}

const isPricedAnew = ({ price, quantity, modelTerms, discount }: NewTerms): boolean =>
  price !== null || quantity !== null || modelTerms !== undefined || discount !== undefined;

const isRealigned = (
  { recurrence }: Charge,
  { billingPeriodAlignment: wanted }: NewTerms,
): boolean =>
  wanted !== undefined && recurrence !== null && recurrence.billingPeriodAlignment !== wanted;

const isBilled = ({ chargedThroughDate }: Charge): boolean => chargedThroughDate !== null;

/** It keeps its number, by which billing finds what to credit. */
const emptied = (charge: Charge, { orderDate }: Update): Charge =>
  charge.effective ? endedOn(charge.effective.start, charge, orderDate) : charge;

/** What comes after the new terms: itself where nothing was billed of it, else its terms once more. */
function againAfter(charge: Charge, { orderDate, newId }: Update): Charge[] {
  if (!isBilled(charge)) return [charge];
  if (!isServed(charge)) return [];
  return [
    {
      ...charge,
      chargeId: newId(),
      version: 1,
      chargedThroughDate: null,
      processedThroughDate: null,
      amendedByOrderOn: orderDate,
    },
  ];
}

type ServedCharge = Charge & { readonly effective: DateRange };

const isServed = (charge: Charge): charge is ServedCharge =>
  charge.effective !== undefined && !isEmpty(charge.effective);

const isAmong = (changed: readonly ServedCharge[], charge: Charge): boolean =>
  changed.some((each) => each === charge);

/**
 * The segments in which one goes on after suspensions: behind a gap, which no update makes, at the
 * price and quantity of the one before.
 */
function resumedFrom(current: ServedCharge, served: readonly ServedCharge[]): ServedCharge[] {
  const resumed: ServedCharge[] = [];
  let last = current;
  for (const next of served.slice(served.indexOf(current) + 1)) {
    const isResumed =
      next.effective.start > last.effective.end &&
      hasSamePrice(next, last) &&
      next.quantity.eq(last.quantity);
    if (!isResumed) break;
    resumed.push(next);
    last = next;
  }
  return resumed;
}

const isChangedAsItIs = (segments: readonly Charge[]): boolean =>
  segments.every(
    ({ chargeType, effective }) => chargeType === "OneTime" || effective === undefined,
  );

function refuseBilledOnce(segments: readonly Charge[]): void {
  const billed = segments.find(
    ({ chargeType, chargedThroughDate }) => chargeType === "OneTime" && chargedThroughDate !== null,
  );
  if (!billed) return;
  const { chargeNumber } = billed;
  throw new BillingError("ONE_TIME_CHARGE_BILLED", { chargeNumber });
}

/** All from the first that serves only after the day; billing knows segments by their numbers. */
function laterSegments(
  segments: readonly Charge[],
  changed: readonly ServedCharge[],
  { date, mayChangeLater }: Update,
): Charge[] {
  const first = segments
    .filter(isServed)
    .find((each) => each.effective.start > date && !isAmong(changed, each));
  if (!first) return [];
  if (mayChangeLater === "yes") return segments.filter((each) => each.segment >= first.segment);
  const { chargeNumber, effective } = first;
  const details = { chargeNumber, date, laterDate: effective.start };
  throw new BillingError("CHARGE_CHANGES_LATER", details);
}

const withTerms = (charge: Charge, { terms, orderDate }: Update): Charge => ({
  ...aligned(charge, terms),
  version: charge.version + 1,
  price: terms.price ?? charge.price,
  quantity: terms.quantity ?? charge.quantity,
  modelTerms: terms.modelTerms ?? charge.modelTerms,
  description: terms.description ?? charge.description,
  discount: terms.discount ?? charge.discount,
  priceChange: terms.priceChange ?? charge.priceChange,
  customFields: { ...charge.customFields, ...terms.customFields },
  amendedByOrderOn: orderDate,
});

function aligned(charge: Charge, { billingPeriodAlignment }: NewTerms): Charge {
  if (billingPeriodAlignment === undefined || charge.chargeType === "OneTime") return charge;
  return { ...charge, recurrence: { ...charge.recurrence, billingPeriodAlignment } };
}

/** A segment that was resumed after the day ends before it serves one: a new one takes its place. */
const endedFor = ({ date, orderDate }: Update, charge: Charge): Charge =>
  endedOn(later(date, charge.effective?.start ?? date), charge, orderDate);

const begun = (changed: ServedCharge, update: Update): Charge => ({
  ...withTerms(changed, update),
  chargeId: update.newId(),
  version: 1,
  effective: {
    start: later(update.date, changed.effective.start),
    end: changed.effective.end,
  },
  chargedThroughDate: null,
  processedThroughDate: null,
});

function notInService(segments: readonly Charge[], date: PlainDate): BillingError {
  const chargeNumber = segments[0]?.chargeNumber ?? "";
  return new BillingError("CHARGE_NOT_IN_SERVICE", { chargeNumber, date });
}
