import type { Decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";
import { listPages, type Pages } from "./filtered-pages.ts";
import { idOf } from "./ids.ts";
import type { Filter, Sort } from "./object-query/conditions.ts";
import { date, type Field, id, text, timestamp } from "./object-query/query-object.ts";
import { type OrganizationName, organizationNamesOf } from "./organizations.ts";
import type { PageOf, PageRequest } from "./page.ts";
import type { Written } from "./payment-pages.ts";
import { fromStored, toStored } from "./stored-values.ts";

export type PaymentRunStatus = "Pending" | "Processing" | "Completed" | "Error" | "Canceled";

/** A record of given data. */
export type PaymentRunRecord = {
  readonly accountId: string;
  /** Null: all that the account owes. */
  readonly documentType: "Invoice" | "DebitMemo" | null;
  readonly documentKey: string | null;
  readonly amount: Decimal | null;
  readonly paymentMethodId: string | null;
  readonly paymentGatewayId: string | null;
  readonly comment: string | null;
};

/** What is to be collected, and how. */
export type PaymentRunOrder = {
  readonly targetDate: PlainDate | null;
  /** ISO instant; null: at once. */
  readonly runAt: string | null;
  readonly accountId: string | null;
  readonly batch: string | null;
  readonly billCycleDay: string | null;
  readonly currency: string | null;
  readonly paymentGatewayId: string | null;
  readonly billingRunId: string | null;
  /** As it was asked for; then both of the next ones are true. */
  readonly applyCreditBalance: boolean;
  readonly autoApplyCreditMemo: boolean;
  readonly autoApplyUnappliedPayment: boolean;
  readonly collectPayment: boolean;
  readonly consolidatedPayment: boolean;
  readonly processPaymentWithClosedPM: boolean;
  /** Whose accounts; null: all. */
  readonly organizationIds: readonly string[] | null;
  /** Instead of filters. */
  readonly data: readonly PaymentRunRecord[] | null;
};

export type PaymentRun = PaymentRunOrder &
  Written & {
    readonly paymentRunId: string;
    readonly paymentRunNumber: string;
    readonly status: PaymentRunStatus;
    readonly organizations: readonly OrganizationName[] | null;
    readonly error: string | null;
    readonly executedAt: Date | null;
    readonly completedAt: Date | null;
  };

type Writer = { readonly userId: string; readonly now: string };

/** A new run, or one that has not begun and is changed. */
export async function savePaymentRun(
  tx: Transaction,
  run: PaymentRunOrder & Pick<PaymentRun, "paymentRunId" | "paymentRunNumber">,
  { userId, now }: Writer,
): Promise<void> {
  const columns = {
    target_date: run.targetDate,
    run_at: run.runAt,
    account_id: run.accountId,
    batch: run.batch,
    bill_cycle_day: run.billCycleDay,
    currency: run.currency,
    payment_gateway_id: run.paymentGatewayId,
    billing_run_id: run.billingRunId,
    apply_credit_balance: run.applyCreditBalance,
    auto_apply_credit_memo: run.autoApplyCreditMemo,
    auto_apply_unapplied_payment: run.autoApplyUnappliedPayment,
    collect_payment: run.collectPayment,
    consolidated_payment: run.consolidatedPayment,
    process_payment_with_closed_pm: run.processPaymentWithClosedPM,
    organization_ids: run.organizationIds && [...run.organizationIds],
    data: run.data && JSON.stringify(toStored(run.data)),
    updated_by_id: userId,
    updated_at: now,
  };
  await tx
    .insertInto("payment_runs")
    .values({
      ...columns,
      payment_run_id: run.paymentRunId,
      payment_run_number: run.paymentRunNumber,
      status: "Pending",
      created_by_id: userId,
      created_at: now,
    })
    .onConflict((conflict) => conflict.column("payment_run_id").doUpdateSet(columns))
    .execute();
}

export async function findPaymentRun(
  tx: Transaction,
  key: string,
): Promise<PaymentRun | undefined> {
  const { rows } = await sql<RunRow>`
    select run.*, ${organizationNamesOf("run")} from payment_runs run
    where payment_run_number = ${key} or payment_run_id = ${idOf(key)}::uuid
    order by (payment_run_id = ${idOf(key)}::uuid) desc nulls last limit 1
  `.execute(tx);
  return rows[0] && toRun(rows[0]);
}

/** Locked until the transaction ends. */
export async function lockPaymentRun(
  tx: Transaction,
  key: string,
): Promise<PaymentRun | undefined> {
  const { rows } = await sql<RunRow>`
    select run.*, ${organizationNamesOf("run")} from payment_runs run
    where payment_run_number = ${key} or payment_run_id = ${idOf(key)}::uuid
    order by (payment_run_id = ${idOf(key)}::uuid) desc nulls last limit 1 for update
  `.execute(tx);
  return rows[0] && toRun(rows[0]);
}

/** What a list can be filtered and sorted by, as the wire names it. */
export const PAYMENT_RUN_FIELDS: Readonly<Record<string, Field>> = {
  createdById: id("t.created_by_id"),
  createdDate: timestamp("t.created_at"),
  status: text("t.status"),
  targetDate: date("t.target_date"),
  updatedById: id("t.updated_by_id"),
  updatedDate: timestamp("t.updated_at"),
};

/** Those that match all filters. Newest first, where no sort says otherwise. */
export const listPaymentRuns = (
  tx: Transaction,
  wanted: { readonly filters: readonly Filter[]; readonly sorts: readonly Sort[] },
  request: PageRequest,
): Promise<PageOf<PaymentRun>> => listPages(tx, PAGES, wanted, request);

export async function savePaymentRunStatus(
  tx: Transaction,
  { paymentRunId, status, error }: Pick<PaymentRun, "paymentRunId" | "status" | "error">,
  { userId, now }: Writer,
): Promise<void> {
  await sql`
    update payment_runs set status = ${status}, error = ${error},
      executed_at = case when ${status} = 'Processing' then coalesce(executed_at, ${now}::timestamptz) else executed_at end,
      completed_at = case when ${status} in ('Completed', 'Error') then ${now}::timestamptz end,
      updated_by_id = ${userId}::uuid, updated_at = ${now}::timestamptz
    where payment_run_id = ${paymentRunId}::uuid
  `.execute(tx);
}

export async function deletePaymentRun(tx: Transaction, paymentRunId: string): Promise<void> {
  await sql`delete from payment_run_rows where payment_run_id = ${paymentRunId}::uuid`.execute(tx);
  await sql`delete from payment_runs where payment_run_id = ${paymentRunId}::uuid`.execute(tx);
}

type RunRow = {
  payment_run_id: string;
  payment_run_number: string;
  status: PaymentRunStatus;
  target_date: PlainDate | null;
  run_at: Date | null;
  account_id: string | null;
  batch: string | null;
  bill_cycle_day: string | null;
  currency: string | null;
  payment_gateway_id: string | null;
  billing_run_id: string | null;
  apply_credit_balance: boolean;
  auto_apply_credit_memo: boolean;
  auto_apply_unapplied_payment: boolean;
  collect_payment: boolean;
  consolidated_payment: boolean;
  process_payment_with_closed_pm: boolean;
  organization_ids: string[] | null;
  organizations: OrganizationName[] | null;
  data: Parameters<typeof fromStored>[0];
  error: string | null;
  executed_at: Date | null;
  completed_at: Date | null;
  created_by_id: string;
  created_at: Date;
  updated_by_id: string;
  updated_at: Date;
};

const toRun = (row: RunRow): PaymentRun => ({
  paymentRunId: row.payment_run_id,
  paymentRunNumber: row.payment_run_number,
  status: row.status,
  targetDate: row.target_date,
  runAt: row.run_at?.toISOString() ?? null,
  accountId: row.account_id,
  batch: row.batch,
  billCycleDay: row.bill_cycle_day,
  currency: row.currency,
  paymentGatewayId: row.payment_gateway_id,
  billingRunId: row.billing_run_id,
  applyCreditBalance: row.apply_credit_balance,
  autoApplyCreditMemo: row.auto_apply_credit_memo,
  autoApplyUnappliedPayment: row.auto_apply_unapplied_payment,
  collectPayment: row.collect_payment,
  consolidatedPayment: row.consolidated_payment,
  processPaymentWithClosedPM: row.process_payment_with_closed_pm,
  organizationIds: row.organization_ids,
  organizations: row.organizations,
  data: fromStored(row.data) as PaymentRunRecord[] | null,
  error: row.error,
  executedAt: row.executed_at,
  completedAt: row.completed_at,
  createdById: row.created_by_id,
  createdAt: row.created_at,
  updatedById: row.updated_by_id,
  updatedAt: row.updated_at,
});

const PAGES: Pages<RunRow, PaymentRun> = {
  select: sql`select t.*, ${organizationNamesOf("t")} from payment_runs t`,
  id: "t.payment_run_id",
  number: "t.payment_run_number",
  createdAt: "t.created_at",
  toPage: toRun,
};
