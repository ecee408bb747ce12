import { saveCompletion } from "./bill-run-completion.ts";
import {
  type BillRun,
  type BillRunError,
  type BillRunOrder,
  type BillRunRow,
  type BillRunStatus,
  fromBillRun,
  toBillRun,
} from "./bill-run-rows.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";
import { enqueueBillRun, enqueueBillRunEmails } from "./job-queue.ts";
import { organizationNamesOf } from "./organizations.ts";

export type {
  Amounts,
  BillRun,
  BillRunError,
  BillRunOrder,
  BillRunStatus,
  ScheduledRun,
} from "./bill-run-rows.ts";

export const ERRORS_KEPT = 1_000;

export async function saveNewBillRun(
  tx: Transaction,
  billRun: BillRunOrder & Pick<BillRun, "billRunId" | "billRunNumber">,
  author: { readonly userId: string; readonly now: string },
): Promise<void> {
  await tx.insertInto("bill_runs").values(fromBillRun(billRun, author)).execute();
  if (!billRun.scheduled) await enqueueBillRun(tx, billRun.billRunId);
}

export async function countPendingBillRuns(tx: Transaction): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) from bill_runs where status = 'Pending'
  `.execute(tx);
  return Number(rows[0]?.count ?? 0);
}

/** By id or number; while it runs, with what its batches have done so far. */
export const findBillRun = (tx: Transaction, key: string): Promise<BillRun | undefined> =>
  selectBillRun(tx, sql`where bill_run_id = ${idOf(key)}::uuid or bill_run_number = ${key}`);

/** Locked until the transaction ends: the caller changes its status. */
export const lockBillRun = (tx: Transaction, key: string): Promise<BillRun | undefined> =>
  selectBillRun(
    tx,
    sql`where bill_run_id = ${idOf(key)}::uuid or bill_run_number = ${key} for update of run`,
  );

async function selectBillRun(tx: Transaction, which: ReturnType<typeof sql>) {
  const { rows } = await sql<BillRunRow>`
    select run.*, ${organizationNamesOf("run")}, batches_done.*, ${amountsSoFar("invoiced")} as invoiced_so_far,
      ${amountsSoFar("credited")} as credited_so_far,
      extract(epoch from coalesce(processing_ended_at, clock_timestamp()) - processing_started_at)
        ::float as seconds_taken
    from bill_runs run left join lateral (
      select sum(cardinality(account_ids))::integer as accounts_so_far,
        sum(invoices_generated)::integer as invoices_so_far,
        sum(credit_memos_generated)::integer as credit_memos_so_far
      from bill_run_batches batch
      where batch.bill_run_id = run.bill_run_id and batch.finished_at is not null
    ) batches_done on run.status in ('Processing', 'Error')
    ${which}
  `.execute(tx);
  return rows[0] && toBillRun(rows[0]);
}

/** The sum of what the run's finished batches say. */
const amountsSoFar = (column: "invoiced" | "credited") => sql`(
  select jsonb_object_agg(currency, total) from (
    select currency, sum(amount::numeric)::text as total
    from bill_run_batches batch, jsonb_each_text(batch.${sql.ref(column)}) each (currency, amount)
    where batch.bill_run_id = run.bill_run_id and batch.finished_at is not null
    group by currency
  ) sums
)`;

/** Whether there are accounts that the run could not bill. */
export async function hasFailures(tx: Transaction, billRunId: string): Promise<boolean> {
  const { rows } = await sql`
    select from bill_run_failures where bill_run_id = ${billRunId}::uuid limit 1
  `.execute(tx);
  return rows.length > 0;
}

export type BillingVolume = {
  readonly failedAccounts: number;
  readonly invoices: number;
  readonly creditMemos: number;
};

/** What runs that ended between two moments have made, and could not. */
export async function sumBillRuns(
  tx: Transaction,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<BillingVolume> {
  const { rows } = await sql<{ failed: number; invoices: number; credit_memos: number }>`
    select coalesce(sum((
        select count(*) from bill_run_failures failure
        where failure.bill_run_id = bill_runs.bill_run_id
      )), 0)::integer as failed,
      coalesce(sum(invoices_generated), 0)::integer as invoices,
      coalesce(sum(credit_memos_generated), 0)::integer as credit_memos
    from bill_runs
    where finished_at >= ${from}::timestamptz and finished_at < ${to}::timestamptz
  `.execute(tx);
  const [row] = rows;
  return {
    failedAccounts: row?.failed ?? 0,
    invoices: row?.invoices ?? 0,
    creditMemos: row?.credit_memos ?? 0,
  };
}

/** A scheduled run whose time has come, locked; undefined when there is none. Waits for who looks too. */
export async function lockNextDueBillRun(
  tx: Transaction,
  now: string,
): Promise<BillRun | undefined> {
  const { rows } = await sql<{ bill_run_id: string }>`
    select bill_run_id from bill_runs
    where status = 'Pending' and not is_due and scheduled_at <= ${now}::timestamptz
    order by scheduled_at limit 1
    for update
  `.execute(tx);
  return rows[0] && findBillRun(tx, rows[0].bill_run_id);
}

/** The run of a schedule that waits for its time; undefined when there is none. */
export const findWaitingBillRun = (
  tx: Transaction,
  seriesId: string,
): Promise<BillRun | undefined> =>
  selectBillRun(tx, sql`where series_id = ${seriesId}::uuid and status = 'Pending' and not is_due`);

/** Ids of runs that somebody has still to work on, oldest first. */
export async function listUnfinishedBillRuns(
  tx: Transaction,
): Promise<{ billRunId: string; createdById: string }[]> {
  const { rows } = await sql<{ bill_run_id: string; created_by_id: string }>`
    select bill_run_id, created_by_id from bill_runs
    where (is_due or status <> 'Pending') and status in
      ('Pending', 'Processing', 'PostInProgress', 'CancelInProgress', 'RemoveInProgress')
    order by created_at
  `.execute(tx);
  return rows.map((row) => ({ billRunId: row.bill_run_id, createdById: row.created_by_id }));
}

/** Subscriptions that were not renewed before the run; it bills them as they are. */
export async function saveRenewalErrors(
  tx: Transaction,
  billRunId: string,
  errors: readonly BillRunError[],
): Promise<void> {
  await sql`
    update bill_runs set errors = ${JSON.stringify(errors.slice(0, ERRORS_KEPT))}::jsonb
    where bill_run_id = ${billRunId}::uuid and status = 'Pending'
  `.execute(tx);
}

/**
 * Ends a run all of whose batches are finished, and forgets the batches.
 *
 * @returns whether it has ended, now or before; false while somebody works on a batch
 */
export async function finishBillRun(
  tx: Transaction,
  billRunId: string,
  now: string,
): Promise<boolean> {
  const { rows } = await sql<{ status: BillRunStatus }>`
    select status from bill_runs where bill_run_id = ${billRunId}::uuid for update
  `.execute(tx);
  if (rows[0]?.status !== "Processing") return true;
  const ended = await sql<Ended>`
    with done as (
      select coalesce(sum(cardinality(account_ids)), 0) as accounts,
        coalesce(sum(invoices_generated), 0) as invoices,
        coalesce(sum(credit_memos_generated), 0) as credit_memos,
        count(*) filter (where finished_at is null) as unfinished
      from bill_run_batches where bill_run_id = ${billRunId}::uuid
    )
    update bill_runs run set status = case when auto_post then 'Posted' else 'Completed' end,
      accounts_done = accounts, invoices_generated = invoices,
      credit_memos_generated = credit_memos, updated_at = ${now}, finished_at = ${now},
      processing_ended_at = clock_timestamp(),
      invoiced = coalesce(${amountsSoFar("invoiced")}, '{}'),
      credited = coalesce(${amountsSoFar("credited")}, '{}'),
      errors = run.errors || (
        select coalesce(jsonb_agg(error), '[]') from (
          select error from bill_run_batches batch, jsonb_array_elements(batch.errors) as error
          where batch.bill_run_id = ${billRunId}::uuid
          order by batch_number limit ${ERRORS_KEPT}
        ) kept
      )
    from done
    where bill_run_id = ${billRunId}::uuid and unfinished = 0
    returning bill_run_number, auto_post and auto_email as is_sent, created_by_id
  `.execute(tx);
  const [run] = ended.rows;
  if (!run) return false;
  await saveCompletion(tx, billRunId, run, "Success", now);
  const userId = run.created_by_id;
  if (run.is_sent) await enqueueBillRunEmails(tx, { billRunId, userId, resend: false });
  await sql`
    insert into bill_run_failures (bill_run_id, account_id)
    select distinct bill_run_id, (error ->> 'accountId')::uuid
    from bill_run_batches batch, jsonb_array_elements(batch.errors) as error
    where batch.bill_run_id = ${billRunId}::uuid and error ->> 'accountId' is not null
    on conflict do nothing
  `.execute(tx);
  await sql`delete from bill_run_batches where bill_run_id = ${billRunId}::uuid`.execute(tx);
  return true;
}

type Ended = Pick<BillRunRow, "bill_run_number" | "created_by_id"> & { readonly is_sent: boolean };
