import type { BillableSubscription } from "../billing/billable.ts";
import { effectiveInTerm } from "../billing/segment.ts";
import type {
  CreditOption,
  FundKey,
  ManualRollover,
  Prepayment,
  RolloverApply,
} from "../model/prepaid.ts";
import { type DateRange, isEmpty } from "../values/date-range.ts";
import type { Decimal } from "../values/decimal.ts";
import { addMonths, earlier, type PlainDate } from "../values/plain-date.ts";
import { type PrepaymentCharge, prepaymentsOf } from "./prepaid-charges.ts";
import { validityEnd, validityPeriods } from "./validity-periods.ts";

/** The units that one prepayment charge gives for one validity period. */
export type Fund = FundKey & {
  readonly segment: number;
  readonly unitOfMeasure: string;
  readonly creditOption: CreditOption;
  /** What was sold. */
  readonly granted: Decimal;
  /** The validity period, whole. */
  readonly period: DateRange;
  /** The days of it that are left where the charge, or the subscription, ends before. */
  readonly usable: DateRange;
  /** When what is left of it can be used after that; null: it expires. */
  readonly rolledOver: RolledOver | null;
};

export type RolledOver = DateRange & { readonly apply: RolloverApply };

/**
 * The funds of a subscription: one for each prepayment charge and validity period, oldest first. They
 * follow from its charges, so an order that changes these changes them, and one that is deleted
 * brings them back. Worked examples: docs/spec/prepaid.md. No errors.
 */
export function fundsOf(
  subscription: BillableSubscription,
  rollovers: readonly ManualRollover[] = [],
): Fund[] {
  const byCharge = Map.groupBy(prepaymentsOf(subscription), ({ charge }) => charge.chargeNumber);
  const funds = [...byCharge.values()].flatMap((segments) =>
    withRollover(
      segments.flatMap((segment) => fundsOfSegment(subscription, segment)),
      segments,
    ),
  );
  return funds.map((fund) => moved(fund, rollovers)).toSorted(oldestFirst);
}

const oldestFirst = (a: FundKey, b: FundKey): number =>
  (a.start === b.start ? a.chargeNumber < b.chargeNumber : a.start < b.start) ? -1 : 1;

function fundsOfSegment(subscription: BillableSubscription, each: PrepaymentCharge): Fund[] {
  const { charge, terms } = each;
  if (charge.chargeType === "OneTime") return fundOfOnce(subscription, each);
  const end = effectiveInTerm(subscription, charge)?.end;
  if (end === undefined) return [];
  return validityPeriods(subscription, charge, terms.validityPeriodType).map((period) =>
    fundIn(each, period, end),
  );
}

/** From its day to the end of the validity period that this is in. */
function fundOfOnce(subscription: BillableSubscription, each: PrepaymentCharge): Fund[] {
  const { charge, terms } = each;
  const { effective } = charge;
  if (!effective || isEmpty(effective)) return [];
  const { start } = effective;
  const end = validityEnd(subscription, terms.validityPeriodType, start);
  return [fundIn(each, { start, end }, takenBackOn(subscription, charge) ?? end)];
}

/** When a one-time charge is taken back; undefined where it is not. */
export function takenBackOn(
  { status, cancelledDate }: Pick<BillableSubscription, "status" | "cancelledDate">,
  { removedDate }: Pick<PrepaymentCharge["charge"], "removedDate">,
): PlainDate | undefined {
  const cancelled = status === "Cancelled" ? cancelledDate : null;
  if (removedDate !== null && cancelled !== null) return earlier(removedDate, cancelled);
  return removedDate ?? cancelled ?? undefined;
}

const fundIn = ({ charge, terms }: PrepaymentCharge, period: DateRange, end: PlainDate): Fund => ({
  chargeNumber: charge.chargeNumber,
  start: period.start,
  segment: charge.segment,
  unitOfMeasure: terms.unitOfMeasure,
  creditOption: terms.creditOption,
  granted: unitsSold(terms, charge.quantity),
  period,
  usable: { start: period.start, end: earlier(period.end, end) },
  rolledOver: null,
});

/** Of one validity period. */
export const unitsSold = ({ quantity }: Pick<Prepayment, "quantity">, sold: Decimal): Decimal =>
  quantity.times(sold);

/** What is left at the end of a period goes into the next ones; what is left of the last one does not. */
function withRollover(funds: readonly Fund[], segments: readonly PrepaymentCharge[]): Fund[] {
  const termsOfSegment = new Map(segments.map(({ charge, terms }) => [charge.segment, terms]));
  const sorted = funds.toSorted(oldestFirst);
  return sorted.map((fund, index) => {
    const rollover = termsOfSegment.get(fund.segment)?.rollover ?? null;
    const next = sorted.slice(index + 1, index + 1 + (rollover?.periods ?? 0));
    const last = next.at(-1);
    if (!rollover || !last || fund.usable.end < fund.period.end) return fund;
    const { end: start } = fund.period;
    const { periodLength, apply } = rollover;
    const end =
      periodLength === null
        ? last.usable.end
        : earlier(addMonths(start, periodLength), sorted.at(-1)?.usable.end ?? start);
    return { ...fund, rolledOver: { start, end, apply } };
  });
}

/** A person has moved what was left. */
function moved(fund: Fund, rollovers: readonly ManualRollover[]): Fund {
  const rollover = rollovers.find(
    ({ unitOfMeasure, sourceStart, destination }) =>
      unitOfMeasure === fund.unitOfMeasure &&
      fund.period.start >= sourceStart &&
      fund.period.end === destination.start,
  );
  if (!rollover || fund.rolledOver) return fund;
  return { ...fund, rolledOver: { ...rollover.destination, apply: rollover.apply } };
}
