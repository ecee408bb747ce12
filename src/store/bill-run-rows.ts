/** Bill runs as the engine has them, and their columns. */
import type { BillRunSchedule, RunDateRule } from "#engine/billing/bill-run-schedule.ts";
import type { BillRunFilter } from "#engine/model/bill-run-filter.ts";
import type { ChargeType } from "#engine/model/charge.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import type { OrganizationName } from "./organizations.ts";

export type BillRunStatus =
  | "Pending"
  | "Processing"
  | "Completed"
  | "Error"
  | "PostInProgress"
  | "Posted"
  | "CancelInProgress"
  | "Canceled"
  | "RemoveInProgress";

/** An account that a run could not bill. */
export type BillRunError = {
  /** Null: the run itself. */
  readonly accountId: string | null;
  readonly accountNumber: string | null;
  readonly reason: string;
};

/** By currency code; amounts as texts. */
export type Amounts = Readonly<Record<string, string>>;

/** What a bill run is asked to do. */
export type BillRunOrder = {
  readonly name: string | null;
  readonly targetDate: PlainDate;
  readonly invoiceDate: PlainDate;
  /** The day on which it runs. */
  readonly runDate: PlainDate;
  /** CatchUp moves through dates and makes no documents. */
  readonly billRunType: "Regular" | "CatchUp";
  readonly autoPost: boolean;
  /** Send what was posted so to the customers. */
  readonly autoEmail: boolean;
  /** Renew first what renews by itself until the target date. */
  readonly autoRenewal: boolean;
  readonly noEmailForZeroAmountInvoice: boolean;
  /** ["AllBatches"] or names; null when there are filters instead. */
  readonly batches: readonly string[] | null;
  /** "AllBillCycleDays", "AsRunDay", "1" to "31"; null: all. */
  readonly billCycleDay: string | null;
  /** Empty when there are batches instead. */
  readonly billRunFilters: readonly BillRunFilter[];
  readonly chargeTypeToExclude: readonly ChargeType[];
  readonly includeSubscriptions: boolean;
  readonly includeOrderLineItems: boolean;
  /** Whose accounts it bills; null: all. */
  readonly organizationIds: readonly string[] | null;
  /** The run whose failed accounts it bills, and no others; null: it is none such. */
  readonly retriesBillRunId: string | null;
  /** Null: it runs at once. */
  readonly scheduled: ScheduledRun | null;
};

/** One run of a schedule. */
export type ScheduledRun = {
  readonly schedule: BillRunSchedule;
  readonly dateRules: { readonly targetDate: RunDateRule; readonly invoiceDate: RunDateRule };
  /** When it begins. */
  readonly scheduledAt: Date;
  /** The first run of the schedule. */
  readonly seriesId: string;
};

export type BillRun = BillRunOrder & {
  readonly billRunId: string;
  readonly billRunNumber: string;
  readonly status: BillRunStatus;
  readonly organizations: readonly OrganizationName[] | null;
  /** False while a scheduled run waits for its time. */
  readonly isDue: boolean;
  /** The first ERRORS_KEPT of them. */
  readonly errors: readonly BillRunError[];
  /** Accounts on which something may have been due when the run began. */
  readonly accountsTotal: number;
  readonly accountsDone: number;
  readonly invoicesGenerated: number;
  readonly creditMemosGenerated: number;
  /** What its invoices and credit memos amount to, by currency. */
  readonly invoiced: Amounts;
  readonly credited: Amounts;
  /** By the real clock, since it began to bill and until it had; null: it has not begun. */
  readonly secondsTaken: number | null;
  readonly createdById: string;
  readonly createdAt: Date;
  readonly updatedById: string;
  readonly updatedAt: Date;
};

export type BillRunRow = {
  bill_run_id: string;
  bill_run_number: string;
  name: string | null;
  status: BillRunStatus;
  target_date: PlainDate;
  invoice_date: PlainDate;
  auto_post: boolean;
  auto_email: boolean;
  auto_renewal: boolean;
  no_email_for_zero_amount_invoice: boolean;
  batches: string[] | null;
  bill_cycle_day: string | null;
  bill_run_filters: BillRunFilter[];
  charge_type_to_exclude: ChargeType[];
  include_order_line_items: boolean;
  include_subscriptions: boolean;
  organization_ids: string[] | null;
  organizations: OrganizationName[] | null;
  run_date: PlainDate | null;
  bill_run_type: BillRun["billRunType"];
  retries_bill_run_id: string | null;
  schedule: BillRunSchedule | null;
  date_rules: ScheduledRun["dateRules"] | null;
  scheduled_at: Date | null;
  series_id: string | null;
  is_due: boolean;
  errors: BillRunError[];
  accounts_total: number;
  accounts_done: number;
  accounts_so_far: number | null;
  invoices_generated: number;
  invoices_so_far: number | null;
  credit_memos_generated: number;
  credit_memos_so_far: number | null;
  invoiced: Amounts;
  invoiced_so_far: Amounts | null;
  credited: Amounts;
  credited_so_far: Amounts | null;
  seconds_taken: number | null;
  created_by_id: string;
  created_at: Date;
  updated_by_id: string;
  updated_at: Date;
};

export const toBillRun = (row: BillRunRow): BillRun => ({
  billRunId: row.bill_run_id,
  billRunNumber: row.bill_run_number,
  name: row.name,
  status: row.status,
  targetDate: row.target_date,
  invoiceDate: row.invoice_date,
  autoPost: row.auto_post,
  autoEmail: row.auto_email,
  autoRenewal: row.auto_renewal,
  noEmailForZeroAmountInvoice: row.no_email_for_zero_amount_invoice,
  batches: row.batches,
  billCycleDay: row.bill_cycle_day,
  billRunFilters: row.bill_run_filters,
  chargeTypeToExclude: row.charge_type_to_exclude,
  includeSubscriptions: row.include_subscriptions,
  includeOrderLineItems: row.include_order_line_items,
  organizationIds: row.organization_ids,
  organizations: row.organizations,
  runDate: row.run_date ?? row.target_date,
  billRunType: row.bill_run_type,
  retriesBillRunId: row.retries_bill_run_id,
  scheduled: toScheduled(row),
  isDue: row.is_due,
  errors: row.errors,
  accountsTotal: row.accounts_total,
  accountsDone: row.accounts_so_far ?? row.accounts_done,
  invoicesGenerated: row.invoices_so_far ?? row.invoices_generated,
  creditMemosGenerated: row.credit_memos_so_far ?? row.credit_memos_generated,
  invoiced: row.invoiced_so_far ?? row.invoiced,
  credited: row.credited_so_far ?? row.credited,
  secondsTaken: row.seconds_taken,
  createdById: row.created_by_id,
  createdAt: row.created_at,
  updatedById: row.updated_by_id,
  updatedAt: row.updated_at,
});

function toScheduled(row: BillRunRow): ScheduledRun | null {
  const { schedule, date_rules: dateRules, scheduled_at: scheduledAt, series_id: seriesId } = row;
  return schedule && dateRules && scheduledAt && seriesId
    ? { schedule, dateRules, scheduledAt, seriesId }
    : null;
}

/** The columns of a new run. */
export const fromBillRun = (
  billRun: BillRunOrder & Pick<BillRun, "billRunId" | "billRunNumber">,
  { userId, now }: { readonly userId: string; readonly now: string },
) => ({
  bill_run_id: billRun.billRunId,
  bill_run_number: billRun.billRunNumber,
  name: billRun.name,
  status: "Pending",
  target_date: billRun.targetDate,
  invoice_date: billRun.invoiceDate,
  run_date: billRun.runDate,
  bill_run_type: billRun.billRunType,
  auto_post: billRun.autoPost,
  auto_email: billRun.autoEmail,
  auto_renewal: billRun.autoRenewal,
  no_email_for_zero_amount_invoice: billRun.noEmailForZeroAmountInvoice,
  batches: billRun.batches && [...billRun.batches],
  bill_cycle_day: billRun.billCycleDay,
  bill_run_filters: JSON.stringify(billRun.billRunFilters),
  charge_type_to_exclude: [...billRun.chargeTypeToExclude],
  include_subscriptions: billRun.includeSubscriptions,
  include_order_line_items: billRun.includeOrderLineItems,
  organization_ids: billRun.organizationIds && [...billRun.organizationIds],
  retries_bill_run_id: billRun.retriesBillRunId,
  schedule: billRun.scheduled && JSON.stringify(billRun.scheduled.schedule),
  date_rules: billRun.scheduled && JSON.stringify(billRun.scheduled.dateRules),
  scheduled_at: billRun.scheduled?.scheduledAt.toISOString() ?? null,
  series_id: billRun.scheduled?.seriesId ?? null,
  is_due: billRun.scheduled === null,
  created_by_id: userId,
  created_at: now,
  updated_by_id: userId,
  updated_at: now,
});
