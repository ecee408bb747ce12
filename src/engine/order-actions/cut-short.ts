import { effectiveInTerm } from "../billing/segment.ts";
import type { Charge } from "../model/charge.ts";
import { chargesOf } from "../model/subscription.ts";
import type { PlainDate } from "../values/plain-date.ts";
import type { OrderedChange } from "./apply-order.ts";

/** A charge segment that serves less than before. */
export type CutShort = {
  readonly chargeNumber: string;
  readonly segment: number;
  /** Its first day without service now. */
  readonly end: PlainDate;
};

/** What changes of subscriptions cut short. */
export const cutShort = (changes: readonly OrderedChange[]): CutShort[] =>
  changes.flatMap(({ base, next }) => {
    if (!base) return [];
    const ends = new Map(
      chargesOf(base).map((charge) => [keyOf(charge), effectiveInTerm(base, charge)?.end]),
    );
    return chargesOf(next).flatMap((charge) => {
      const before = ends.get(keyOf(charge));
      const { chargeNumber, segment } = charge;
      const end = effectiveInTerm(next, charge)?.end;
      return before && end && end < before ? [{ chargeNumber, segment, end }] : [];
    });
  });

const keyOf = ({ chargeNumber, segment }: Charge): string => `${chargeNumber} ${segment}`;
