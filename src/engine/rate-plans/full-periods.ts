import { periodGrid } from "../billing/billing-periods.ts";
import { periodOf } from "../billing/due-lines.ts";
import { isOfFullPeriods } from "../billing/segment.ts";
import { checkFullPeriods } from "../catalog/full-periods.ts";
import { BillingError } from "../errors.ts";
import type { Charge } from "../model/charge.ts";
import type { Subscription } from "../model/subscription.ts";
import { type DateRange, isEmpty, NO_END } from "../values/date-range.ts";
import type { PlainDate } from "../values/plain-date.ts";

const isFull = ({ recurrence }: Charge): boolean =>
  recurrence !== null && isOfFullPeriods(recurrence);

/** A subscribed charge whose last billing period has to be a whole one. Errors: NOT_ALLOWED. */
export function checkLastPeriod(charge: Charge, currentTerm: DateRange): void {
  const { recurrence, effective, name, chargeModel } = charge;
  if (recurrence === null || !isFull(charge)) return;
  checkFullPeriods({ name, chargeModel, recurrence });
  if (!effective || isEmpty(effective) || effective.end === NO_END) return;
  if (startsPeriod(charge, effective.end, currentTerm)) return;
  const message = `Charge '${name}' is charged by full periods: its last one should be whole, and ${effective.end} is inside of one.`;
  throw new BillingError("NOT_ALLOWED", { message });
}

function startsPeriod(
  { recurrence, effective }: Charge,
  date: PlainDate,
  currentTerm: DateRange,
): boolean {
  if (recurrence === null) return true;
  const grid = periodGrid(recurrence, {
    accountBillCycleDay: 0,
    subscriptionStartDate: currentTerm.start,
    currentTerm,
    chargeStartDate: effective?.start ?? currentTerm.start,
  });
  return periodOf(grid, date).start === date;
}

/** Price, quantity and terms stay as they are. Errors: NOT_ALLOWED. */
export function refuseUpdate(charge: Charge): void {
  if (!isFull(charge)) return;
  const message = `Charge '${charge.chargeNumber}' is charged by full periods: it cannot be updated.`;
  throw new BillingError("NOT_ALLOWED", { message });
}

const isServedOn = (date: PlainDate, { effective }: Charge): boolean =>
  effective !== undefined && effective.start < date && date < effective.end;

/** Service is suspended from the first day of a billing period. Errors: NOT_ALLOWED. */
export function checkSuspendDate({ ratePlans, currentTerm }: Subscription, date: PlainDate): void {
  for (const { charges } of ratePlans) {
    const inside = charges.find(
      (each) => isFull(each) && isServedOn(date, each) && !startsPeriod(each, date, currentTerm),
    );
    if (!inside) continue;
    const message = `Charge '${inside.chargeNumber}' is charged by full periods: it can be suspended from the start of one, not from ${date}.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
}

/** Periods begin with the term: its start stays. Errors: NOT_ALLOWED. */
export function refuseOtherTermStart({ ratePlans, currentTerm }: Subscription): void {
  const found = ratePlans.flatMap(({ charges }) => charges).find(isFull);
  if (!found) return;
  const message = `Charge '${found.chargeNumber}' is charged by full periods: the term keeps its start, ${currentTerm.start}.`;
  throw new BillingError("NOT_ALLOWED", { message });
}
