import type { BillRunFilter } from "#engine/model/bill-run-filter.ts";
import type { ChargeType } from "#engine/model/charge.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { accountsOfRun } from "./bill-run-filters.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";
import { type OrganizationName, organizationNamesOf } from "./organizations.ts";

/** What a preview of many accounts is asked for. */
export type PreviewRunOrder = {
  readonly targetDate: PlainDate;
  readonly runDate: PlainDate;
  readonly assumeRenewal: "None" | "Autorenew" | "All";
  /** Null: all. */
  readonly batches: readonly string[] | null;
  readonly billRunFilters: readonly BillRunFilter[];
  readonly chargeTypesToExclude: readonly ChargeType[];
  readonly includingEvergreenSubscription: boolean;
  readonly includingDraftItems: boolean;
  /** Whose accounts; null: all. */
  readonly organizationIds: readonly string[] | null;
};

export type PreviewRunStatus = "Pending" | "Processing" | "Completed" | "Error";

export type PreviewRun = PreviewRunOrder & {
  readonly billingPreviewRunId: string;
  readonly runNumber: string;
  readonly organizations: readonly OrganizationName[] | null;
  readonly status: PreviewRunStatus;
  readonly totalAccounts: number;
  readonly succeededAccounts: number;
  /** Of the first account that failed, or of the run. */
  readonly errorMessage: string | null;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly createdById: string;
  readonly createdAt: Date;
};

/** Locks out others who create one, so that each has a number of its own. */
export async function saveNewPreviewRun(
  tx: Transaction,
  billingPreviewRunId: string,
  order: PreviewRunOrder,
  { userId, now }: { readonly userId: string; readonly now: string },
): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext(current_entity_id()::text), 342)`.execute(tx);
  const { organizationIds, ...request } = order;
  await sql`
    insert into billing_preview_runs (billing_preview_run_id, run_number, status, request,
      organization_ids, created_by_id, created_at)
    values (${billingPreviewRunId}::uuid, next_billing_preview_run_number(), 'Pending',
      ${JSON.stringify(request)}::jsonb, ${organizationIds && [...organizationIds]}::uuid[],
      ${userId}::uuid, ${now}::timestamptz)
  `.execute(tx);
}

export async function countUnfinishedPreviewRuns(tx: Transaction): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) from billing_preview_runs where status in ('Pending', 'Processing')
  `.execute(tx);
  return Number(rows[0]?.count ?? 0);
}

/** By id. */
export async function findPreviewRun(
  tx: Transaction,
  key: string,
): Promise<PreviewRun | undefined> {
  const { rows } = await sql<PreviewRunRow>`
    select run.*, ${organizationNamesOf("run")}, done.* from billing_preview_runs run cross join lateral (
      select coalesce(sum(succeeded_accounts), 0)::integer as succeeded_so_far,
        (array_agg(error_message order by batch_number)
          filter (where error_message is not null))[1] as first_error
      from billing_preview_batches batch
      where batch.billing_preview_run_id = run.billing_preview_run_id
    ) done
    where run.billing_preview_run_id = ${idOf(key)}::uuid
  `.execute(tx);
  const [row] = rows;
  return (
    row && {
      ...row.request,
      organizationIds: row.organization_ids,
      organizations: row.organizations,
      billingPreviewRunId: row.billing_preview_run_id,
      runNumber: row.run_number,
      status: row.status,
      totalAccounts: row.total_accounts,
      succeededAccounts: row.succeeded_so_far,
      errorMessage: row.error_message ?? row.first_error,
      startedAt: row.started_at,
      endedAt: row.ended_at,
      createdById: row.created_by_id,
      createdAt: row.created_at,
    }
  );
}

type PreviewRunRow = {
  billing_preview_run_id: string;
  run_number: string;
  status: PreviewRunStatus;
  request: Omit<PreviewRunOrder, "organizationIds">;
  organization_ids: string[] | null;
  organizations: OrganizationName[] | null;
  total_accounts: number;
  succeeded_so_far: number;
  error_message: string | null;
  first_error: string | null;
  started_at: Date | null;
  ended_at: Date | null;
  created_by_id: string;
  created_at: Date;
};

/** Divides the run's accounts into batches, once: it is Processing then. */
export async function planPreviewRun(
  tx: Transaction,
  run: PreviewRun,
  batchSize: number,
): Promise<void> {
  const { billingPreviewRunId, targetDate } = run;
  const which = { ...run, billCycleDay: null, invoiceDate: targetDate, retriesBillRunId: null };
  const accounts = accountsOfRun({ ...which, billRunType: "Regular" });
  await sql`
    with started as (
      update billing_preview_runs set status = 'Processing', started_at = clock_timestamp()
      where billing_preview_run_id = ${billingPreviewRunId}::uuid and status = 'Pending'
      returning billing_preview_run_id
    ), chosen as (
      select account_id, (row_number() over (order by account_id) - 1) / ${batchSize} as batch
      from accounts, started where accounts.status = 'Active' ${accounts}
    ), batches as (
      insert into billing_preview_batches (billing_preview_run_id, batch_number, account_ids)
      select ${billingPreviewRunId}::uuid, batch, array_agg(account_id) from chosen group by batch
    )
    select 1
  `.execute(tx);
  await sql`
    update billing_preview_runs set total_accounts = (
      select coalesce(sum(cardinality(account_ids)), 0) from billing_preview_batches batch
      where batch.billing_preview_run_id = ${billingPreviewRunId}::uuid
    )
    where billing_preview_run_id = ${billingPreviewRunId}::uuid
  `.execute(tx);
}

/** The next batch that nobody has; held until the transaction ends. */
export async function takePreviewBatch(
  tx: Transaction,
  billingPreviewRunId: string,
): Promise<{ batchNumber: number; accountIds: string[] } | undefined> {
  const { rows } = await sql<{ batch_number: number; account_ids: string }>`
    select batch_number, account_ids::text from billing_preview_batches
    where billing_preview_run_id = ${billingPreviewRunId}::uuid and finished_at is null
    order by batch_number limit 1
    for update skip locked
  `.execute(tx);
  const [row] = rows;
  if (!row) return undefined;
  const accountIds = row.account_ids.slice(1, -1).replaceAll("-", "").split(",");
  return { batchNumber: row.batch_number, accountIds };
}

export type PreviewBatchResult = {
  readonly succeededAccounts: number;
  readonly errorMessage: string | null;
  /** Of CSV. */
  readonly lines: string;
};

export async function savePreviewBatch(
  tx: Transaction,
  billingPreviewRunId: string,
  batchNumber: number,
  { succeededAccounts, errorMessage, lines }: PreviewBatchResult,
): Promise<void> {
  await sql`
    update billing_preview_batches set finished_at = clock_timestamp(), lines = ${lines},
      succeeded_accounts = ${succeededAccounts}, error_message = ${errorMessage}
    where billing_preview_run_id = ${billingPreviewRunId}::uuid and batch_number = ${batchNumber}
  `.execute(tx);
}

/**
 * Ends a run all of whose batches are finished; one that has come to grief with its reason.
 *
 * @returns whether it has ended by this
 */
export async function finishPreviewRun(
  tx: Transaction,
  billingPreviewRunId: string,
  error: string | null,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update billing_preview_runs set ended_at = clock_timestamp(), error_message = ${error},
      status = ${error === null ? "Completed" : "Error"}
    where billing_preview_run_id = ${billingPreviewRunId}::uuid
    and status in ('Pending', 'Processing') and (${error !== null} or not exists (
      select from billing_preview_batches batch
      where batch.billing_preview_run_id = billing_preview_runs.billing_preview_run_id
      and finished_at is null
    ))
  `.execute(tx);
  return Boolean(numAffectedRows);
}

/** The lines of the result, batch by batch. */
export async function listPreviewLines(
  tx: Transaction,
  billingPreviewRunId: string,
): Promise<string[]> {
  const { rows } = await sql<{ lines: string }>`
    select lines from billing_preview_batches
    where billing_preview_run_id = ${billingPreviewRunId}::uuid and lines <> ''
    order by batch_number
  `.execute(tx);
  return rows.map((row) => row.lines);
}
