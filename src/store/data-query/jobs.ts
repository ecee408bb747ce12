import { type Database, inTransaction, sql, type Transaction } from "../database.ts";
import { idOf } from "../ids.ts";

export type QueryOutput = {
  readonly outputFormat: "JSON" | "CSV" | "TSV" | "DSV";
  readonly columnSeparator: string;
  readonly compression: "NONE" | "GZIP" | "ZIP";
};

export type NewQueryJob = QueryOutput & {
  readonly query: string;
  readonly useIndexJoin: boolean;
};

export const QUERY_STATUSES = [
  "submitted",
  "accepted",
  "in_progress",
  "completed",
  "failed",
  "cancelled",
] as const;

export type QueryStatus = (typeof QUERY_STATUSES)[number];

export type QueryJob = NewQueryJob & {
  readonly jobId: string;
  readonly status: QueryStatus;
  /** What it may read; null: all. */
  readonly organizationIds: readonly string[] | null;
  readonly attempts: number;
  readonly outputRows: number | null;
  readonly errorMessage: string | null;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly createdById: string;
  readonly createdByUserName: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

/** On the real clock: whoever asked sees how long it takes. */
export async function saveNewQueryJob(
  tx: Transaction,
  jobId: string,
  job: NewQueryJob,
  userId: string,
): Promise<void> {
  await sql`
    insert into data_query_jobs (job_id, query, output_format, column_separator, compression,
      use_index_join, status, created_by_id)
    values (${jobId}::uuid, ${job.query}, ${job.outputFormat}, ${job.columnSeparator},
      ${job.compression}, ${job.useIndexJoin}, 'accepted', ${userId}::uuid)
  `.execute(tx);
}

export async function countUnfinishedQueryJobs(tx: Transaction): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) from data_query_jobs where status in ('accepted', 'in_progress')
  `.execute(tx);
  return Number(rows[0]?.count ?? 0);
}

const COLUMNS = sql`j.job_id as "jobId", j.query, j.output_format as "outputFormat",
  j.column_separator as "columnSeparator", j.compression, j.use_index_join as "useIndexJoin",
  j.status, j.organization_ids as "organizationIds", j.attempts, j.output_rows as "outputRows", j.error_message as "errorMessage",
  j.started_at as "startedAt", j.ended_at as "endedAt", j.created_by_id as "createdById",
  j.created_at as "createdAt", j.updated_at as "updatedAt",
  (select u.user_name from users u where u.user_id = j.created_by_id) as "createdByUserName"`;

export async function findQueryJob(tx: Transaction, key: string): Promise<QueryJob | undefined> {
  const { rows } = await sql<QueryJob>`
    select ${COLUMNS} from data_query_jobs j where j.job_id = ${idOf(key)}::uuid
  `.execute(tx);
  return rows[0];
}

/** What was updated last comes first. */
export async function listQueryJobs(
  tx: Transaction,
  status: QueryStatus | null,
  pageSize: number,
): Promise<QueryJob[]> {
  const { rows } = await sql<QueryJob>`
    select ${COLUMNS} from data_query_jobs j where (${status}::text is null or j.status = ${status})
    order by j.updated_at desc, j.job_id desc limit ${pageSize}
  `.execute(tx);
  return rows;
}

/**
 * Once more from its beginning: what an attempt before has left is forgotten.
 *
 * @returns undefined when it has ended or was cancelled
 */
export async function startQueryJob(tx: Transaction, jobId: string): Promise<QueryJob | undefined> {
  const { numAffectedRows } = await sql`
    update data_query_jobs set status = 'in_progress', attempts = attempts + 1,
      started_at = clock_timestamp(), updated_at = clock_timestamp()
    where job_id = ${jobId}::uuid and status in ('accepted', 'in_progress')
  `.execute(tx);
  if (!numAffectedRows) return undefined;
  await deletePieces(tx, jobId);
  return findQueryJob(tx, jobId);
}

export type QueryEnd =
  | { readonly status: "completed"; readonly outputRows: number }
  | { readonly status: "failed"; readonly errorMessage: string }
  | { readonly status: "cancelled" };

/** @returns whether it has ended by this, and not before */
export async function endQueryJob(tx: Transaction, jobId: string, end: QueryEnd): Promise<boolean> {
  const outputRows = end.status === "completed" ? end.outputRows : null;
  const errorMessage = end.status === "failed" ? end.errorMessage : null;
  const { numAffectedRows } = await sql`
    update data_query_jobs set status = ${end.status}, output_rows = ${outputRows},
      error_message = ${errorMessage}, ended_at = clock_timestamp(), updated_at = clock_timestamp()
    where job_id = ${jobId}::uuid and status in ('accepted', 'in_progress')
  `.execute(tx);
  if (!numAffectedRows) return false;
  if (end.status !== "completed") await deletePieces(tx, jobId);
  return true;
}

const deletePieces = (tx: Transaction, jobId: string) =>
  sql`delete from data_query_pieces where job_id = ${jobId}::uuid`.execute(tx);

/** @returns false when the job is at work no more, and nothing was kept */
export async function savePiece(
  tx: Transaction,
  jobId: string,
  pieceNumber: number,
  content: Uint8Array,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into data_query_pieces (job_id, piece_number, content)
    select job_id, ${pieceNumber}::integer, ${Buffer.from(content)} from data_query_jobs
    where job_id = ${jobId}::uuid and status = 'in_progress' for share
  `.execute(tx);
  return Boolean(numAffectedRows);
}

/** Piece by piece, as somebody reads them. */
export async function* readPieces(
  database: Database,
  entityId: string,
  jobId: string,
): AsyncGenerator<Uint8Array> {
  for (let pieceNumber = 0; ; pieceNumber += 1) {
    const content = await inTransaction(database, entityId, async (tx) => {
      const { rows } = await sql<{ content: Buffer }>`
        select content from data_query_pieces
        where job_id = ${jobId}::uuid and piece_number = ${pieceNumber}
      `.execute(tx);
      return rows[0]?.content;
    });
    if (content === undefined) return;
    yield content;
  }
}
