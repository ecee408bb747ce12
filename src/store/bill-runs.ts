import type { ChargeType } from "#engine/model/charge.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { saveCompletion } from "./bill-run-completion.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";

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

export type BillRunFilter = {
  readonly filterType: "Account" | "Subscription";
  readonly accountId: string;
  /** Of any version; undefined for a whole account. */
  readonly subscriptionId?: string;
};

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
  readonly autoPost: boolean;
  /** Renew first what renews by itself until the target date. */
  readonly autoRenewal: boolean;
  readonly noEmailForZeroAmountInvoice: boolean;
  /** ["AllBatches"] or names; null when there are filters instead. */
  readonly batches: readonly string[] | null;
  /** "AllBillCycleDays", "1" to "31"; null: all. */
  readonly billCycleDay: string | null;
  /** Empty when there are batches instead. */
  readonly billRunFilters: readonly BillRunFilter[];
  readonly chargeTypeToExclude: readonly ChargeType[];
  readonly includeOrderLineItems: boolean;
};

export type BillRun = BillRunOrder & {
  readonly billRunId: string;
  readonly billRunNumber: string;
  readonly status: BillRunStatus;
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

export const ERRORS_KEPT = 1_000;

export async function saveNewBillRun(
  tx: Transaction,
  billRun: BillRunOrder & { readonly billRunId: string; readonly billRunNumber: string },
  { userId, now }: { userId: string; now: string },
): Promise<void> {
  const { batches, billRunFilters, chargeTypeToExclude } = billRun;
  await tx
    .insertInto("bill_runs")
    .values({
      bill_run_id: billRun.billRunId,
      bill_run_number: billRun.billRunNumber,
      name: billRun.name,
      status: "Pending",
      target_date: billRun.targetDate,
      invoice_date: billRun.invoiceDate,
      auto_post: billRun.autoPost,
      auto_renewal: billRun.autoRenewal,
      no_email_for_zero_amount_invoice: billRun.noEmailForZeroAmountInvoice,
      batches: batches && [...batches],
      bill_cycle_day: billRun.billCycleDay,
      bill_run_filters: JSON.stringify(billRunFilters),
      charge_type_to_exclude: [...chargeTypeToExclude],
      include_order_line_items: billRun.includeOrderLineItems,
      created_by_id: userId,
      created_at: now,
      updated_by_id: userId,
      updated_at: now,
    })
    .execute();
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
    select run.*, batches_done.*, ${amountsSoFar("invoiced")} as invoiced_so_far,
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

/** Ids of runs that somebody has still to work on, oldest first. */
export async function listUnfinishedBillRuns(
  tx: Transaction,
): Promise<{ billRunId: string; createdById: string }[]> {
  const { rows } = await sql<{ bill_run_id: string; created_by_id: string }>`
    select bill_run_id, created_by_id from bill_runs
    where status in
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
  const ended = await sql<Pick<BillRunRow, "bill_run_number">>`
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
    returning bill_run_number
  `.execute(tx);
  if (ended.rows.length === 0) return false;
  await saveCompletion(tx, billRunId, ended.rows[0], "Success", now);
  await sql`delete from bill_run_batches where bill_run_id = ${billRunId}::uuid`.execute(tx);
  return true;
}

type BillRunRow = {
  bill_run_id: string;
  bill_run_number: string;
  name: string | null;
  status: BillRunStatus;
  target_date: PlainDate;
  invoice_date: PlainDate;
  auto_post: boolean;
  auto_renewal: boolean;
  no_email_for_zero_amount_invoice: boolean;
  batches: string[] | null;
  bill_cycle_day: string | null;
  bill_run_filters: BillRunFilter[];
  charge_type_to_exclude: ChargeType[];
  include_order_line_items: boolean;
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

const toBillRun = (row: BillRunRow): BillRun => ({
  billRunId: row.bill_run_id,
  billRunNumber: row.bill_run_number,
  name: row.name,
  status: row.status,
  targetDate: row.target_date,
  invoiceDate: row.invoice_date,
  autoPost: row.auto_post,
  autoRenewal: row.auto_renewal,
  noEmailForZeroAmountInvoice: row.no_email_for_zero_amount_invoice,
  batches: row.batches,
  billCycleDay: row.bill_cycle_day,
  billRunFilters: row.bill_run_filters,
  chargeTypeToExclude: row.charge_type_to_exclude,
  includeOrderLineItems: row.include_order_line_items,
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
