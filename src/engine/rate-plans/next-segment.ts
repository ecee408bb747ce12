import type { Charge } from "../model/charge.ts";
import type { Supply } from "../order-actions/order-action.ts";
import type { DateRange } from "../values/date-range.ts";
import type { PlainDate } from "../values/plain-date.ts";

/** A segment of the same charge with days of its own, of which nothing is billed yet. */
export const nextSegment = (
  charge: Charge,
  segment: number,
  effective: DateRange,
  { orderDate, supply }: { readonly orderDate: PlainDate; readonly supply: Supply },
): Charge => ({
  ...charge,
  chargeId: supply.newId(),
  segment,
  version: 1,
  effective,
  endBeforeSuspension: null,
  chargedThroughDate: null,
  processedThroughDate: null,
  amendedByOrderOn: orderDate,
});

/** A charge with other days of service: a version of its own, or itself where they are the same. */
export function withDays(charge: Charge, effective: DateRange, orderDate: PlainDate): Charge {
  const { start, end } = effective;
  if (charge.effective?.start === start && charge.effective.end === end) return charge;
  return { ...charge, version: charge.version + 1, effective, amendedByOrderOn: orderDate };
}
