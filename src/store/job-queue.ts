/**
 * The queue of work that outlives its request: graphile-worker's tables, in a schema of their own.
 * What is queued is the id of a job and whose it is, and nothing else that a tenant owns.
 */
import { Logger, runMigrations } from "graphile-worker";
import pg from "pg";
import type { AskedEmails } from "./bill-run-emails.ts";
import { type Database, SERVER_ROLE, sql, type Transaction } from "./database.ts";

/** What a task is told: whose job it is, who asked for it, and which it is. */
export type QueuedJob = {
  readonly entityId: string;
  readonly userId: string;
  readonly jobId: string;
};

/** In the caller's transaction: the job is run when that is committed, and not before. */
export async function enqueue(tx: Transaction, task: string, job: QueuedJob): Promise<void> {
  await sql`select from graphile_worker.add_job(${task}, ${JSON.stringify(job)}::json)`.execute(tx);
}

/** Callouts of a definition, from its last told event on or in a range; or one that is tried again. */
export type CalloutWork = {
  readonly entityId: string;
  readonly notificationDefinitionId: string;
  readonly range?: { readonly after: number; readonly through: number };
  readonly calloutDeliveryId?: string;
};

export const CALLOUT_WORK = { task: "DeliverCallouts", maxAttempts: 25 } as const;

/** Definitions share these queues: so many callouts are on their way at once, and one of each. */
const CALLOUT_QUEUES = 4;

/**
 * What follows the log of a definition is queued once while it waits.
 *
 * @param minutes  from now
 */
export async function enqueueCallouts(
  tx: Transaction,
  work: CalloutWork,
  minutes = 0,
): Promise<void> {
  const { notificationDefinitionId: id, range, calloutDeliveryId } = work;
  const { task, maxAttempts } = CALLOUT_WORK;
  const isFollowing = range === undefined && calloutDeliveryId === undefined;
  const queue = `callouts-${Number.parseInt(id.slice(-2), 16) % CALLOUT_QUEUES}`;
  await sql`
    select from graphile_worker.add_job(${task}, ${JSON.stringify(work)}::json,
      queue_name => ${queue}, run_at => now() + ${minutes}::integer * interval '1 minute',
      job_key => ${isFollowing ? `callouts-${id}` : null}, max_attempts => ${maxAttempts})
  `.execute(tx);
}

/** A bill run that somebody has to work on. */
export type BillRunWork = { readonly entityId: string; readonly billRunId: string };

export const BILL_RUN_WORK = { task: "WorkOnBillRun", maxAttempts: 25 } as const;

/**
 * Every process that looks after the queue is asked, one after the other, to work on a run: the one
 * that was asked queues it again. Once while it waits.
 */
export async function enqueueBillRun(tx: Transaction, billRunId: string): Promise<void> {
  const { task, maxAttempts } = BILL_RUN_WORK;
  await sql`
    select from graphile_worker.add_job(${task},
      json_build_object('entityId', replace(current_entity_id()::text, '-', ''),
        'billRunId', ${billRunId}::text),
      job_key => ${`bill-run-${billRunId}`}, max_attempts => ${maxAttempts},
      run_at => now() + interval '1 second')
  `.execute(tx);
}

/** A bulk cancel that somebody has to work on, and which of those who do at once. */
export type BulkCancelWork = {
  readonly entityId: string;
  readonly bulkCancelId: string;
  readonly worker: number;
};

export const BULK_CANCEL_WORK = { task: "WorkOnBulkCancel", maxAttempts: 25 } as const;

/**
 * In the caller's transaction. Each worker goes on for a moment and queues itself again, so that other
 * processes and other entities have their turn. Once while it waits.
 */
export async function enqueueBulkCancel(
  tx: Transaction,
  bulkCancelId: string,
  workers: readonly number[],
): Promise<void> {
  const { task, maxAttempts } = BULK_CANCEL_WORK;
  await sql`
    select graphile_worker.add_job(${task},
      json_build_object('entityId', replace(current_entity_id()::text, '-', ''),
        'bulkCancelId', ${bulkCancelId}::text, 'worker', worker),
      queue_name => 'bulk-cancels-' || worker,
      job_key => 'bulk-cancel-' || ${bulkCancelId}::text || '-' || worker,
      max_attempts => ${maxAttempts})
    from unnest(${[...workers]}::integer[]) worker
  `.execute(tx);
}

/** Documents of a bill run that are to be sent. */
export type BillRunEmailWork = AskedEmails & {
  readonly entityId: string;
  readonly userId: string;
};

export const BILL_RUN_EMAILS = { task: "EmailBillRun", maxAttempts: 25 } as const;

/** In the caller's transaction. Those of one run one after the other, so that nothing is sent twice. */
export async function enqueueBillRunEmails(
  tx: Transaction,
  { billRunId, userId, resend }: Omit<BillRunEmailWork, "entityId" | "askedAt">,
): Promise<void> {
  const { task, maxAttempts } = BILL_RUN_EMAILS;
  await sql`
    select from graphile_worker.add_job(${task},
      json_build_object('entityId', replace(current_entity_id()::text, '-', ''),
        'billRunId', ${billRunId}::text, 'userId', ${userId}::text,
        'resend', ${resend}::boolean, 'askedAt', clock_timestamp()),
      queue_name => ${`bill-run-emails-${billRunId}`}, max_attempts => ${maxAttempts})
  `.execute(tx);
}

/** An outbox in which something waits for the mail server. */
export type EmailWork = { readonly entityId: string };

export const EMAIL_WORK = { task: "DeliverEmails", maxAttempts: 25 } as const;

/** In the caller's transaction; one of an entity waits, and one is at work. */
export async function enqueueEmails(tx: Transaction, seconds = 0): Promise<void> {
  const { task, maxAttempts } = EMAIL_WORK;
  await sql`
    select from graphile_worker.add_job(${task},
      json_build_object('entityId', replace(current_entity_id()::text, '-', '')),
      queue_name => 'emails-' || current_entity_id(), job_key => 'emails-' || current_entity_id(),
      run_at => now() + ${seconds}::integer * interval '1 second', max_attempts => ${maxAttempts})
  `.execute(tx);
}

/** Invoices of which files are to be made, and since when: milliseconds. */
export type PrintWork = {
  readonly entityId: string;
  readonly userId: string;
  readonly invoiceIds: readonly string[];
  readonly since: number;
};

export const PRINT_WORK = { task: "PrintInvoices", maxAttempts: 25 } as const;

/** In the caller's transaction. One at a time of an entity, and after all that somebody waits for. */
export async function enqueuePrints(
  tx: Transaction,
  { invoiceIds, userId }: Pick<PrintWork, "invoiceIds" | "userId">,
): Promise<void> {
  const { task, maxAttempts } = PRINT_WORK;
  await sql`
    select from graphile_worker.add_job(${task},
      json_build_object('entityId', replace(current_entity_id()::text, '-', ''),
        'userId', ${userId}::text, 'invoiceIds', ${JSON.stringify(invoiceIds)}::json,
        'since', (extract(epoch from clock_timestamp()) * 1000)::bigint),
      queue_name => 'print-' || current_entity_id(), priority => 10,
      max_attempts => ${maxAttempts})
  `.execute(tx);
}

/** A preview of many accounts that is to be computed. */
export type PreviewRunWork = { readonly entityId: string; readonly billingPreviewRunId: string };

export const PREVIEW_RUN_WORK = { task: "RunBillingPreview", maxAttempts: 25 } as const;

/** In the caller's transaction: it is computed when that is committed. */
export async function enqueuePreviewRun(
  tx: Transaction,
  billingPreviewRunId: string,
): Promise<void> {
  const { task, maxAttempts } = PREVIEW_RUN_WORK;
  await sql`
    select from graphile_worker.add_job(${task},
      json_build_object('entityId', replace(current_entity_id()::text, '-', ''),
        'billingPreviewRunId', ${billingPreviewRunId}::text), max_attempts => ${maxAttempts})
  `.execute(tx);
}

/** A data query that is to be run. */
export type DataQueryWork = { readonly entityId: string; readonly jobId: string };

export const DATA_QUERY_WORK = { task: "RunDataQuery", maxAttempts: 25 } as const;

/** In the caller's transaction. Those of one entity run one after the other. */
export async function enqueueDataQuery(tx: Transaction, jobId: string): Promise<void> {
  const { task, maxAttempts } = DATA_QUERY_WORK;
  await sql`
    select from graphile_worker.add_job(${task},
      json_build_object('entityId', replace(current_entity_id()::text, '-', ''),
        'jobId', ${jobId}::text),
      queue_name => 'data-queries-' || current_entity_id(), max_attempts => ${maxAttempts})
  `.execute(tx);
}

/** A clock that is to go to a later day. */
export type ClockWork = { readonly entityId: string; readonly clockMoveId: string };

export const CLOCK_WORK = { task: "MoveClock", maxAttempts: 25 } as const;

/** In the caller's transaction: it goes when that is committed. */
export async function enqueueClockMove(tx: Transaction, clockMoveId: string): Promise<void> {
  const { task, maxAttempts } = CLOCK_WORK;
  await sql`
    select from graphile_worker.add_job(${task},
      json_build_object('entityId', replace(current_entity_id()::text, '-', ''),
        'clockMoveId', ${clockMoveId}::text),
      queue_name => 'clock-' || current_entity_id(), max_attempts => ${maxAttempts})
  `.execute(tx);
}

/** What is done every hour, and when a server starts; not twice while it waits. */
export const DAILY_WORK = { task: "RunDailyWork", jobKey: "daily-work", maxAttempts: 5 } as const;

/** The same every quarter of an hour: hours begin at quarters somewhere. */
export const DUE_BILL_RUNS = {
  task: "StartDueBillRuns",
  jobKey: "due-bill-runs",
  maxAttempts: 5,
} as const;

/** What a server does as it starts: what was missed while none ran. */
export async function enqueueWhatWasMissed({ kysely }: Database): Promise<void> {
  for (const { task, jobKey, maxAttempts } of [DAILY_WORK, DUE_BILL_RUNS]) {
    await sql`
      select from graphile_worker.add_job(${task}, job_key => ${jobKey}, max_attempts => ${maxAttempts})
    `.execute(kysely);
  }
}

export const PAYMENT_RUNS = { task: "RunPaymentRun", maxAttempts: 25 } as const;

/** @param runAt  ISO instant; null: at once. Asked for again, a run has one place in the queue. */
export async function enqueuePaymentRun(
  tx: Transaction,
  job: QueuedJob,
  runAt: string | null,
): Promise<void> {
  const { task, maxAttempts } = PAYMENT_RUNS;
  await sql`
    select from graphile_worker.add_job(${task}, ${JSON.stringify(job)}::json,
      run_at => coalesce(${runAt}::timestamptz, now()), job_key => ${`payment-run-${job.jobId}`},
      max_attempts => ${maxAttempts})
  `.execute(tx);
}

/** What needs to be told nothing; not twice while it waits. */
export async function enqueueByName(
  { kysely }: Database,
  task: string,
  jobKey: string,
): Promise<void> {
  await sql`
    select from graphile_worker.add_job(${task}, job_key => ${jobKey}, max_attempts => 1)
  `.execute(kysely);
}

/** As the owner, before anybody serves: graphile-worker's own migrations, and the server's rights. */
export async function migrateJobQueue(ownerUrl: string): Promise<void> {
  const pgPool = new pg.Pool({ connectionString: ownerUrl, max: 1 });
  pgPool.on("error", () => undefined);
  pgPool.on("connect", (client) => client.on("error", () => undefined));
  try {
    await runMigrations({ pgPool, logger: SILENT });
    await pgPool.query(RIGHTS);
  } finally {
    await pgPool.end();
  }
}

/** What goes wrong is thrown or kept with its job. */
export const SILENT = new Logger(() => () => undefined);

/** graphile-worker closes its tables to all but their owner, whom no request acts as. */
const RIGHTS = `
  do $$
  declare closed regclass;
  begin
    grant usage on schema graphile_worker to ${SERVER_ROLE};
    grant select, insert, update, delete on all tables in schema graphile_worker to ${SERVER_ROLE};
    revoke insert, update, delete on graphile_worker.migrations from ${SERVER_ROLE};
    grant usage on all sequences in schema graphile_worker to ${SERVER_ROLE};
    for closed in
      select oid from pg_class where relnamespace = 'graphile_worker'::regnamespace
      and relrowsecurity and not exists (select from pg_policy where polrelid = pg_class.oid)
    loop
      execute format('create policy server on %s to ${SERVER_ROLE} using (true) with check (true)', closed);
    end loop;
  end $$`;
