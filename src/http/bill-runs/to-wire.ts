import type { BillRunSchedule, RunDateRule } from "#engine/billing/bill-run-schedule.ts";
import { decimal } from "#engine/values/decimal.ts";
import type { BillRun } from "#store/bill-runs.ts";
import { toOrganizationLabels } from "../organizations/labels.ts";
import { timestamp } from "../timestamps.ts";

export const toBillRunBody = (billRun: BillRun, timeZone: string) => ({
  autoEmail: billRun.autoEmail,
  autoPost: billRun.autoPost,
  autoRenewal: billRun.autoRenewal,
  batches: billRun.batches && [...billRun.batches],
  billCycleDay: billRun.billCycleDay,
  billRunFilters: billRun.billRunFilters.map((filter) => ({ condition: undefined, ...filter })),
  billRunNumber: billRun.billRunNumber,
  billRunType: billRun.billRunType,
  chargeTypeToExclude:
    billRun.chargeTypeToExclude.length === 0 ? null : [...billRun.chargeTypeToExclude],
  createdById: billRun.createdById,
  createdDate: timestamp(billRun.createdAt, timeZone),
  id: billRun.billRunId,
  includeOrderLineItems: billRun.includeOrderLineItems,
  includeSubscriptions: billRun.includeSubscriptions,
  name: billRun.name,
  noEmailForZeroAmountInvoice: billRun.noEmailForZeroAmountInvoice,
  organizationLabels: toOrganizationLabels(billRun.organizations ?? []),
  ...toDates(billRun, timeZone),
  status: billRun.status,
  updatedById: billRun.updatedById,
  updatedDate: timestamp(billRun.updatedAt, timeZone),
});

/** Of a run that waits for its time the rules are said, and not yet the dates. */
function toDates({ scheduled, isDue, invoiceDate, targetDate }: BillRun, timeZone: string) {
  const isWaiting = scheduled !== null && !isDue;
  const rules = scheduled?.dateRules;
  return {
    invoiceDate: isWaiting ? null : invoiceDate,
    invoiceDateDayOfMonth: dayOfMonthIn(rules?.invoiceDate),
    invoiceDateMonthOffset: monthsIn(rules?.invoiceDate),
    invoiceDateOffset: daysIn(rules?.invoiceDate),
    schedule: scheduled && toSchedule(scheduled.schedule),
    scheduledExecutionTime: scheduled && timestamp(scheduled.scheduledAt, timeZone),
    targetDate: isWaiting ? null : targetDate,
    targetDateDayOfMonth: dayOfMonthIn(rules?.targetDate),
    targetDateMonthOffset: monthsIn(rules?.targetDate),
    targetDateOffset: daysIn(rules?.targetDate),
  };
}

const daysIn = (rule?: RunDateRule) => (rule && "days" in rule ? rule.days : null);
const monthsIn = (rule?: RunDateRule) => (rule && "months" in rule ? rule.months : null);
const dayOfMonthIn = (rule?: RunDateRule) => (rule && "months" in rule ? rule.dayOfMonth : null);

const toSchedule = ({ weeklyOnDay, ...schedule }: BillRunSchedule) => ({
  ...schedule,
  weeklyOnDay: weeklyOnDay.length === 0 ? null : [...weeklyOnDay],
});

export const toProgress = (billRun: BillRun) => ({
  accountsTotal: billRun.accountsTotal,
  accountsDone: billRun.accountsDone,
  invoicesGenerated: billRun.invoicesGenerated,
  creditMemosGenerated: billRun.creditMemosGenerated,
  amounts: toAmounts(billRun),
  ...toSpeed(billRun),
  errors: [...billRun.errors],
});

function toAmounts({ invoiced, credited }: BillRun) {
  const currencies = new Set([...Object.keys(invoiced), ...Object.keys(credited)]);
  return [...currencies].sort().map((currency) => ({
    currency,
    invoiced: decimal(invoiced[currency] ?? "0"),
    credited: decimal(credited[currency] ?? "0"),
  }));
}

function toSpeed({ status, secondsTaken, accountsDone, accountsTotal }: BillRun) {
  if (!secondsTaken) return { accountsPerSecond: null, secondsLeft: null };
  const accountsPerSecond = accountsDone / secondsTaken;
  const isKnown = status === "Processing" && accountsDone > 0;
  return {
    accountsPerSecond: Number(accountsPerSecond.toPrecision(3)),
    secondsLeft: isKnown ? Math.ceil((accountsTotal - accountsDone) / accountsPerSecond) : null,
  };
}
