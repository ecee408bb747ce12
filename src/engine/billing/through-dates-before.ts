import type { BillingTiming, ChargeType } from "../model/charge.ts";
import type { DateRange } from "../values/date-range.ts";
import type { PlainDate } from "../values/plain-date.ts";
import type { ThroughDates } from "./charge-bill.ts";

/** What documents that are taken back say of one charge segment, and how it stands now. */
export type BilledSegment = {
  readonly chargeType: ChargeType;
  /** Null of a charge that does not recur. */
  readonly billingTiming: BillingTiming | null;
  readonly chargedThroughDate: PlainDate | null;
  /** From the first to the last day that they bill; null: they bill none. */
  readonly charged: DateRange | null;
  /** The same of what they credit. */
  readonly credited: DateRange | null;
  /** When the newest item begins that stays and bills days before what is taken back; null: none. */
  readonly lastKeptStart: PlainDate | null;
  /** What was caught up without documents, to which nothing goes back; null: nothing. */
  readonly caughtUpThroughDate: PlainDate | null;
};

/** Null: the dates stay. */
export type DatesBefore = Omit<ThroughDates, "chargeId"> | null;

/**
 * The through dates that a charge segment had before documents billed or credited it, so that the
 * next billing finds due again what they billed. Undefined where something was billed or credited
 * since: one date cannot say that days in between are not billed.
 *
 *     kept       |--Jan--|
 *     taken back         |--Feb--|--Mar--|          charged through 1 Apr -> 1 Feb
 *     credited back                  |xxx|          charged through 11 Mar -> 1 Apr
 */
export function throughDatesBefore(segment: BilledSegment): DatesBefore | undefined {
  const { chargeType, charged, credited, chargedThroughDate: now } = segment;
  if (chargeType === "OneTime") return charged ? NEVER : null;
  if (!charged && !credited) return null;
  const wasMoved = credited ? now === null || now > credited.start : now !== charged?.end;
  if (wasMoved) return undefined;
  if (charged && isFirst(segment, charged)) return NEVER;
  const chargedThroughDate = charged?.start ?? credited?.end ?? null;
  const isInAdvance = segment.billingTiming === "IN_ADVANCE";
  return {
    chargedThroughDate,
    processedThroughDate: isInAdvance
      ? (segment.lastKeptStart ?? chargedThroughDate)
      : chargedThroughDate,
  };
}

const NEVER: DatesBefore = { chargedThroughDate: null, processedThroughDate: null };

const isFirst = ({ lastKeptStart, caughtUpThroughDate }: BilledSegment, { start }: DateRange) =>
  lastKeptStart === null && (caughtUpThroughDate === null || caughtUpThroughDate < start);
