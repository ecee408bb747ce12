import type { BilledItem, Line } from "../model/document.ts";
import type { DateRange } from "../values/date-range.ts";
import { formatDecimal, isZero, maximum, minimum, negated, sum, ZERO } from "../values/decimal.ts";
import { addDays, earlier, later } from "../values/plain-date.ts";
import { creditSuffix } from "./credit-suffix.ts";
import { dueLines } from "./due-lines.ts";
import { unitPriceOf } from "./price.ts";
import { lineOf, type RecurringSegment } from "./segment.ts";

/**
 * What an invoice schedule has billed of a charge beyond what its days now cost, taken back from the
 * newest item first and from none more than is left of it. Worked examples:
 * docs/spec/invoice-schedules.md. No errors.
 *
 * @param items  of this segment, in the order in which they were billed
 */
export function creditsOfSchedule(segment: RecurringSegment, items: readonly BilledItem[]): Line[] {
  const { charge, context, billable, pricing } = segment;
  const unbilled = { ...segment, charge: { ...charge, chargedThroughDate: null } };
  const due = sum(dueLines(unbilled).map(({ amount }) => amount));
  const billed = sum(items.map(({ amount, creditedAmount }) => amount.minus(creditedAmount)));
  let rest = maximum(ZERO, billed.minus(due));
  let creditedFrom = items.reduce((end, { service }) => later(end, service.end), billable.end);
  const lines: Line[] = [];
  for (const item of [...items].reverse()) {
    const credit = minimum(rest, item.amount.minus(item.creditedAmount));
    const isOfNothing = isZero(billed) && isZero(due) && lines.length === 0;
    if (isZero(credit) && !(isOfNothing && item.service.end > billable.end)) continue;
    const service = creditedDays(item.service, {
      start: later(billable.end, item.service.start),
      end: earlier(creditedFrom, item.service.end),
    });
    const isWhole = credit.eq(item.amount);
    rest = rest.minus(credit);
    creditedFrom = service.start;
    const { accountId, documentType, documentId, itemId } = item;
    lines.push(
      lineOf(segment, {
        chargeName: charge.name + creditSuffix(isWhole ? "whole" : "part", context.rules),
        service,
        quantity: item.quantity,
        unitPrice: negated(unitPriceOf({ ...charge, quantity: item.quantity }, pricing)),
        amount: negated(credit),
        creditedItem: { accountId, documentType, documentId, itemId },
        derivation: {
          rule: "billed by schedule less due",
          inputs: {
            billedAmount: formatDecimal(billed),
            dueAmount: formatDecimal(due),
            billedOfItem: formatDecimal(item.amount),
            creditedBefore: formatDecimal(item.creditedAmount),
          },
        },
      }),
    );
  }
  return lines;
}

/** An item may have to give back what it has billed of days that stay: then its last day stands for it. */
const creditedDays = (item: DateRange, days: DateRange): DateRange =>
  days.start < days.end ? days : { start: addDays(item.end, -1), end: item.end };
