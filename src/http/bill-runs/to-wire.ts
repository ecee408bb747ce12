import { decimal } from "#engine/values/decimal.ts";
import type { BillRun } from "#store/bill-runs.ts";
import { timestamp } from "../timestamps.ts";

export const toBillRunBody = (billRun: BillRun, timeZone: string) => ({
  autoEmail: false,
  autoPost: billRun.autoPost,
  autoRenewal: billRun.autoRenewal,
  batches: billRun.batches && [...billRun.batches],
  billCycleDay: billRun.billCycleDay,
  billRunFilters: [...billRun.billRunFilters],
  billRunNumber: billRun.billRunNumber,
  chargeTypeToExclude:
    billRun.chargeTypeToExclude.length === 0 ? null : [...billRun.chargeTypeToExclude],
  createdById: billRun.createdById,
  createdDate: timestamp(billRun.createdAt, timeZone),
  id: billRun.billRunId,
  invoiceDate: billRun.invoiceDate,
  invoiceDateOffset: null,
  name: billRun.name,
  noEmailForZeroAmountInvoice: billRun.noEmailForZeroAmountInvoice,
  schedule: null,
  scheduledExecutionTime: null,
  status: billRun.status,
  targetDate: billRun.targetDate,
  targetDateOffset: null,
  updatedById: billRun.updatedById,
  updatedDate: timestamp(billRun.updatedAt, timeZone),
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
