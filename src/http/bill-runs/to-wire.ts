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
  errors: [...billRun.errors],
});
