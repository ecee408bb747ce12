import {
  type BillRunSchedule,
  dateOfRun,
  daysFrom,
  nextRunDate,
  type RunDateRule,
  type RunDates,
} from "#engine/billing/bill-run-schedule.ts";
import { BillingError } from "#engine/errors.ts";
import { addDays, addMonths, type PlainDate } from "#engine/values/plain-date.ts";
import type { ScheduledRun } from "#store/bill-runs.ts";
import type { Context } from "./context.ts";

export type RequestedDates = {
  readonly targetDate?: PlainDate | undefined;
  /** Default today; of a scheduled run its first day. */
  readonly invoiceDate?: PlainDate | undefined;
  readonly schedule?: BillRunSchedule | undefined;
  /** Of a monthly schedule, both or neither: instead of the date. */
  readonly targetDateMonthOffset?: number | undefined;
  readonly targetDateDayOfMonth?: number | undefined;
  readonly invoiceDateMonthOffset?: number | undefined;
  readonly invoiceDateDayOfMonth?: number | undefined;
};

export type DatedRun = RunDates & { readonly scheduled: Omit<ScheduledRun, "seriesId"> | null };

type Clock = Pick<Context, "today" | "timeZone">;

/**
 * The dates of a bill run as asked for: of one that runs at once, or of the first of a schedule.
 *
 * Errors: MISSING_FIELD, INVALID_VALUE.
 */
export function billRunDates(context: Clock, requested: RequestedDates): DatedRun {
  const today = context.today();
  const { schedule, targetDate } = requested;
  if (schedule) return scheduledDates(context, schedule, requested);
  for (const field of OF_MONTHLY) {
    if (requested[field] !== undefined) refuse(field, `'${field}' is for monthly schedules`);
  }
  if (!targetDate) throw new BillingError("MISSING_FIELD", { field: "targetDate" });
  refuseFarAhead(targetDate, today);
  const invoiceDate = requested.invoiceDate ?? today;
  return { runDate: today, targetDate, invoiceDate, scheduled: null };
}

const OF_MONTHLY = [
  "targetDateMonthOffset",
  "targetDateDayOfMonth",
  "invoiceDateMonthOffset",
  "invoiceDateDayOfMonth",
] as const;

const MOST_MONTHS_AHEAD = 120;

function refuseFarAhead(targetDate: PlainDate, runDate: PlainDate): void {
  if (targetDate > addMonths(runDate, MOST_MONTHS_AHEAD)) {
    refuse("targetDate", "'targetDate' should be at most 10 years ahead");
  }
}

function scheduledDates(
  context: Clock,
  schedule: BillRunSchedule,
  requested: RequestedDates,
): DatedRun {
  refuseContradiction(schedule, context.today());
  const runDate = nextRunDate(schedule, schedule.repeatFrom);
  if (runDate === undefined) return refuse("schedule", "The schedule ends before its first run");
  const dateRules = {
    targetDate: ruleOf("targetDate", schedule, requested),
    invoiceDate: ruleOf("invoiceDate", schedule, requested),
  };
  const dated = runOn(runDate, { schedule, dateRules }, context);
  refuseFarAhead(dated.targetDate, runDate);
  return dated;
}

/** A run of a schedule on one of its days. */
export function runOn(
  runDate: PlainDate,
  { schedule, dateRules }: Pick<ScheduledRun, "schedule" | "dateRules">,
  { timeZone }: Pick<Context, "timeZone">,
): DatedRun & { readonly scheduled: Omit<ScheduledRun, "seriesId"> } {
  const plainTime = { hour: schedule.runTime };
  const begins = Temporal.PlainDate.from(runDate).toZonedDateTime({ timeZone, plainTime });
  const scheduledAt = new Date(begins.epochMilliseconds);
  return {
    runDate,
    targetDate: dateOfRun(dateRules.targetDate, runDate),
    invoiceDate: dateOfRun(dateRules.invoiceDate, runDate),
    scheduled: { schedule, dateRules, scheduledAt },
  };
}

/** The run of the schedule after this day; undefined when it was the last. */
export function nextRun(
  runDate: PlainDate,
  scheduled: Pick<ScheduledRun, "schedule" | "dateRules">,
  context: Pick<Context, "timeZone">,
): ReturnType<typeof runOn> | undefined {
  const next = nextRunDate(scheduled.schedule, addDays(runDate, 1));
  return next === undefined ? undefined : runOn(next, scheduled, context);
}

function refuseContradiction(schedule: BillRunSchedule, today: PlainDate): void {
  const { repeatType, repeatFrom, repeatTo, weeklyOnDay, monthlyOnEndOfMonth } = schedule;
  if (repeatFrom < today) {
    refuse("schedule.repeatFrom", "'schedule.repeatFrom' should not be before today");
  }
  if (repeatTo !== null && repeatTo < repeatFrom) {
    refuse("schedule.repeatTo", "'schedule.repeatTo' should not be before 'schedule.repeatFrom'");
  }
  const isWeekly = repeatType === "Weekly";
  if (isWeekly && weeklyOnDay.length === 0) {
    throw new BillingError("MISSING_FIELD", { field: "schedule.weeklyOnDay" });
  }
  if (!isWeekly && weeklyOnDay.length > 0) {
    refuse("schedule.weeklyOnDay", "'schedule.weeklyOnDay' is for weekly schedules");
  }
  if (monthlyOnEndOfMonth && repeatType !== "Monthly") {
    refuse("schedule.monthlyOnEndOfMonth", "'monthlyOnEndOfMonth' is for monthly schedules");
  }
}

/** A month and a day of it, or as many days after the run as from its first day to the date. */
function ruleOf(
  name: "targetDate" | "invoiceDate",
  { repeatType, repeatFrom }: BillRunSchedule,
  requested: RequestedDates,
): RunDateRule {
  const months = requested[`${name}MonthOffset`];
  const dayOfMonth = requested[`${name}DayOfMonth`];
  if (months === undefined && dayOfMonth === undefined) {
    return daysFrom(repeatFrom, requested[name] ?? repeatFrom);
  }
  if (repeatType !== "Monthly") {
    refuse(`${name}MonthOffset`, `'${name}MonthOffset' is for monthly schedules`);
  }
  if (months === undefined || dayOfMonth === undefined) {
    const field = months === undefined ? `${name}MonthOffset` : `${name}DayOfMonth`;
    throw new BillingError("MISSING_FIELD", { field });
  }
  if (requested[name] !== undefined) {
    refuse(name, `Specify either ${name} or its month offset, not both`);
  }
  return { months, dayOfMonth };
}

function refuse(field: string, message: string): never {
  throw new BillingError("INVALID_VALUE", { field, message });
}
