import type { BillableSubscription } from "../billing/billable.ts";
import { periodOf } from "../billing/due-lines.ts";
import { measure } from "../billing/prorate.ts";
import { type BillingContext, recurringSegment } from "../billing/segment.ts";
import type { DocumentLine } from "../model/document.ts";
import { type DateRange, daysIn } from "../values/date-range.ts";
import { type Ratio, ratio } from "../values/ratio.ts";

/**
 * How much some days of a line are, as billing prorates the charge that it is of; by days where
 * nothing recurs. Only compared with other days of the same line.
 */
export function measureOfLine(
  subscriptions: readonly BillableSubscription[],
  context: Pick<BillingContext, "billCycleDay" | "currency" | "rules">,
): (line: DocumentLine, days: DateRange) => Ratio {
  return (line, days) => {
    const subscription = subscriptions.find((each) => each.subscriptionId === line.subscriptionId);
    const charge = subscription?.ratePlans
      .flatMap((ratePlan) => ratePlan.charges)
      .find((each) => each.chargeNumber === line.chargeNumber && each.segment === line.segment);
    const asked = { ...context, targetDate: line.service.end, creditDate: line.service.end };
    const segment =
      subscription && charge?.recurrence
        ? recurringSegment(subscription, charge, charge.recurrence, asked)
        : undefined;
    if (!segment) return ratio(daysIn(days), 1);
    const { grid } = segment;
    return measure(grid, periodOf(grid, line.service.start), days, context.rules).units;
  };
}
