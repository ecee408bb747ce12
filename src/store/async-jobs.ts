/** Jobs that a caller asks about: what was asked, and what became of it. */
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";
import { enqueue } from "./job-queue.ts";
import { fromStored, toStored } from "./stored-values.ts";

export type AsyncJobType = "AsyncCreateOrder" | "AsyncPreviewOrder" | "AsyncDeleteOrder";
export type AsyncJobStatus = "Processing" | "Completed" | "Failed";

/** Request and result are what the operation of the type takes and returns. */
export type AsyncJob = {
  readonly jobId: string;
  readonly jobType: AsyncJobType;
  readonly status: AsyncJobStatus;
  readonly request: unknown;
  /** Null unless Completed. */
  readonly result: unknown;
  /** "[code]: message"; null unless Failed. */
  readonly errors: string | null;
};

export type NewAsyncJob = Pick<AsyncJob, "jobId" | "jobType" | "request"> & {
  readonly entityId: string;
  readonly userId: string;
  /** ISO instant. */
  readonly now: string;
};

/** Saves a job and queues it: either both or none. */
export async function saveNewAsyncJob(tx: Transaction, job: NewAsyncJob): Promise<void> {
  const { entityId, userId, jobId, jobType, request, now } = job;
  await sql`
    insert into async_jobs (job_id, job_type, request, created_by_id, created_at)
    values (${jobId}::uuid, ${jobType}, ${JSON.stringify(toStored(request))}::jsonb,
            ${userId}::uuid, ${now})
  `.execute(tx);
  await enqueue(tx, jobType, { entityId, userId, jobId });
}

/** The organizations whose caller has asked for a job; null: it may see all. */
export async function findOrganizationsOfJob(
  tx: Transaction,
  jobId: string,
): Promise<readonly string[] | null> {
  const { rows } = await sql<{ organization_ids: string[] | null }>`
    select organization_ids from async_jobs where job_id = ${jobId}::uuid
  `.execute(tx);
  return rows[0]?.organization_ids ?? null;
}

export const findAsyncJob = (tx: Transaction, key: string): Promise<AsyncJob | undefined> =>
  selectAsyncJob(tx, sql`where job_id = ${idOf(key)}::uuid`);

/** Undefined when it has ended. Locked until the transaction ends: who else would run it waits. */
export const lockUnfinishedAsyncJob = (
  tx: Transaction,
  jobId: string,
): Promise<AsyncJob | undefined> =>
  selectAsyncJob(tx, sql`where job_id = ${jobId}::uuid and status = 'Processing' for update`);

async function selectAsyncJob(tx: Transaction, which: ReturnType<typeof sql>) {
  const { rows } = await sql<AsyncJobRow>`
    select job_id, job_type, status, request, result, errors from async_jobs ${which}
  `.execute(tx);
  return rows[0] && toAsyncJob(rows[0]);
}

/** A job that ends twice has ended the first time. */
export async function saveAsyncJobResult(
  tx: Transaction,
  jobId: string,
  result: unknown,
): Promise<void> {
  await sql`
    update async_jobs
    set status = 'Completed', result = ${JSON.stringify(toStored(result))}::jsonb,
      finished_at = now()
    where job_id = ${jobId}::uuid and status = 'Processing'
  `.execute(tx);
}

export async function saveAsyncJobFailure(
  tx: Transaction,
  jobId: string,
  errors: string,
): Promise<void> {
  await sql`
    update async_jobs set status = 'Failed', errors = ${errors}, finished_at = now()
    where job_id = ${jobId}::uuid and status = 'Processing'
  `.execute(tx);
}

type AsyncJobRow = {
  job_id: string;
  job_type: AsyncJobType;
  status: AsyncJobStatus;
  request: Parameters<typeof fromStored>[0];
  result: Parameters<typeof fromStored>[0];
  errors: string | null;
};

const toAsyncJob = (row: AsyncJobRow): AsyncJob => ({
  jobId: row.job_id,
  jobType: row.job_type,
  status: row.status,
  request: fromStored(row.request),
  result: fromStored(row.result),
  errors: row.errors,
});
