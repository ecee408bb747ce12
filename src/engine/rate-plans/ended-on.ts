import { BillingError } from "../errors.ts";
import type { Charge } from "../model/charge.ts";
import { cutAt } from "../values/date-range.ts";
import type { PlainDate } from "../values/plain-date.ts";

/**
 * A charge segment whose first day without service is `date` at the latest. One that starts later
 * becomes empty; one that ends before stays as it is. A pending charge stays without dates: it will
 * never start.
 *
 * Errors: USAGE_ALREADY_BILLED: what was used was used.
 */
export function endedOn(date: PlainDate, charge: Charge, orderDate: PlainDate): Charge {
  const { effective } = charge;
  if (!effective || effective.end <= date) return charge;
  refuseBilledUsage(charge, date);
  const empty = { start: effective.start, end: effective.start };
  return {
    ...charge,
    version: charge.version + 1,
    effective: cutAt(effective, date) ?? empty,
    amendedByOrderOn: orderDate,
  };
}

function refuseBilledUsage(
  { chargeType, chargeNumber, chargedThroughDate }: Charge,
  date: PlainDate,
): void {
  if (chargeType !== "Usage" || chargedThroughDate === null || chargedThroughDate <= date) return;
  throw new BillingError("USAGE_ALREADY_BILLED", { chargeNumber, date, chargedThroughDate });
}
