import { BillingError } from "../errors.ts";
import type { CustomFields } from "../model/custom-fields.ts";
import type { PlainDate } from "../values/plain-date.ts";

export type AccountingPeriodStatus = "Open" | "PendingClose" | "Closed";

export type AccountingPeriodFields = {
  readonly name: string;
  readonly notes: string | null;
  readonly fiscalYear: number;
  readonly fiscalQuarter: number | null;
  readonly startDate: PlainDate;
  /** The first day after it. */
  readonly endDate: PlainDate;
  readonly customFields: CustomFields;
};

export type AccountingPeriod = AccountingPeriodFields & {
  readonly accountingPeriodId: string;
  readonly status: AccountingPeriodStatus;
};

/** Periods in the order of their days: each begins when the one before ends. */
type Periods = readonly AccountingPeriod[];

/** Errors: NOT_ALLOWED for a period that is empty, or does not follow the last one. */
export function checkNewPeriod(
  { startDate, endDate }: Pick<AccountingPeriodFields, "startDate" | "endDate">,
  periods: Periods,
): void {
  if (startDate >= endDate) refuse("An accounting period cannot end before it starts.");
  const last = periods.at(-1);
  if (last && startDate !== last.endDate) {
    refuse(
      `The next accounting period starts on ${last.endDate}, the day after '${last.name}' ends.`,
    );
  }
}

export type PeriodDates = {
  readonly startDate?: PlainDate | undefined;
  readonly endDate?: PlainDate | undefined;
};

/**
 * The periods that change when one gets other days: itself, and the one after it, which then begins
 * when this one ends. The start of the first period only can be chosen.
 *
 * Errors: NOT_ALLOWED for days of a period that is not open, and where one would be empty.
 */
export function withDates(
  period: AccountingPeriod,
  { startDate = period.startDate, endDate = period.endDate }: PeriodDates,
  periods: Periods,
): AccountingPeriod[] {
  if (startDate === period.startDate && endDate === period.endDate) return [period];
  if (period.status !== "Open") {
    refuse(
      `Accounting period '${period.name}' is ${spelled(period)}: only the days of open ones change.`,
    );
  }
  const index = periods.findIndex((each) => each.accountingPeriodId === period.accountingPeriodId);
  if (startDate !== period.startDate && index > 0) {
    refuse("Only the start of the first accounting period can be changed.");
  }
  const next = periods[index + 1];
  if (startDate >= endDate || (next && endDate >= next.endDate)) {
    refuse("An accounting period cannot end before it starts.");
  }
  const changed = { ...period, startDate, endDate };
  return next ? [changed, { ...next, startDate: endDate }] : [changed];
}

/** What can be done to a period's status. */
export type PeriodChange = "PendingClose" | "Close" | "Reopen";

/**
 * The status that a period gets. Periods are closed one after another, and opened again from the end.
 *
 * Errors: NOT_ALLOWED.
 */
export function changedStatus(
  period: AccountingPeriod,
  change: PeriodChange,
  periods: Periods,
): AccountingPeriodStatus {
  const { name, status } = period;
  if (change === "Reopen") {
    if (status === "Open") refuse(`Accounting period '${name}' is open.`);
    const later = periods.find(
      (each) => each.startDate > period.startDate && each.status !== "Open",
    );
    if (later) refuse(`Accounting period '${later.name}' comes later: reopen it first.`);
    return "Open";
  }
  const isDone = status === "Closed" || (status === "PendingClose" && change === "PendingClose");
  if (isDone) refuse(`Accounting period '${name}' is ${spelled(period)}.`);
  const earlier = periods.find(
    (each) => each.startDate < period.startDate && each.status !== "Closed",
  );
  if (earlier) refuse(`Accounting period '${earlier.name}' comes earlier: close it first.`);
  return change === "Close" ? "Closed" : "PendingClose";
}

/** Errors: NOT_ALLOWED for any but an open one at the end: there are no gaps between periods. */
export function checkDeleted(period: AccountingPeriod, periods: Periods): void {
  const { name, accountingPeriodId, status } = period;
  if (status !== "Open")
    refuse(`Accounting period '${name}' is ${spelled(period)}: reopen it first.`);
  if (periods.at(-1)?.accountingPeriodId !== accountingPeriodId) {
    refuse(`Accounting period '${name}' is not the last one: there are no gaps between periods.`);
  }
}

const spelled = ({ status }: AccountingPeriod): string =>
  status === "PendingClose" ? "pending close" : status.toLowerCase();

function refuse(message: string): never {
  throw new BillingError("NOT_ALLOWED", { message });
}
