import { type Database, inTransaction, sql, type Transaction } from "../database.ts";
import { idOf } from "../ids.ts";

export type ExportFormat = "csv" | "zip" | "gzip";
export type ExportStatus = "submitted" | "executing" | "completed" | "error" | "cancelled";

export type ExportBatch = {
  readonly batchId: string;
  readonly name: string | null;
  readonly query: string;
  readonly queryType: "zoql" | "zoqlexport";
  readonly apiVersion: string;
  readonly deletedColumn: string | null;
  readonly deletedFormat: "Numeric" | "Boolean" | null;
  readonly exportsDeleted: boolean;
  /** Rather than what has changed since the last job of its session. */
  readonly isFull: boolean;
  /** ISO instant, of what is not full. */
  readonly since: string | null;
  readonly status: "pending" | "executing" | "completed" | "aborted";
  readonly recordCount: number;
  readonly message: string | null;
  readonly fileId: string | null;
};

export type AskedExport = {
  readonly kind: "Export" | "Aggregate";
  readonly name: string | null;
  readonly format: ExportFormat;
  readonly version: string | null;
  /** Both name a session, in which the next job has what has changed. */
  readonly partner: string | null;
  readonly project: string | null;
  readonly notifyUrl: string | null;
  /** ISO instant. */
  readonly incrementalTime: string | null;
  readonly offsetSeconds: number;
  readonly isInUtc: boolean;
  readonly usesApiNames: boolean;
  readonly nullReplacement: string;
  readonly repeatsQueries: boolean;
};

export type NewExportJob = AskedExport & { readonly batches: readonly ExportBatch[] };

export type ExportJob = NewExportJob & {
  readonly jobId: string;
  readonly status: ExportStatus;
  /** Within which it reads; null: all. */
  readonly organizationIds: readonly string[] | null;
  readonly attempts: number;
  /** On the entity's clock. */
  readonly startedAt: Date | null;
  /** From here on the next of its session asks what has changed. */
  readonly nextSince: Date | null;
  readonly endedAt: Date | null;
  readonly createdById: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

/** On the real clock, as whatever changes is stamped. */
export async function saveNewExportJob(
  tx: Transaction,
  jobId: string,
  job: NewExportJob,
  { status, userId }: { readonly status: ExportStatus; readonly userId: string },
): Promise<void> {
  await sql`
    insert into export_jobs (job_id, kind, name, format, status, version, partner, project,
      notify_url, incremental_time, offset_seconds, is_in_utc, uses_api_names, null_replacement,
      repeats_queries, created_by_id)
    values (${jobId}::uuid, ${job.kind}, ${job.name}, ${job.format}, ${status}, ${job.version},
      ${job.partner}, ${job.project}, ${job.notifyUrl}, ${job.incrementalTime}::timestamptz,
      ${job.offsetSeconds}, ${job.isInUtc}, ${job.usesApiNames}, ${job.nullReplacement},
      ${job.repeatsQueries}, ${userId}::uuid)
  `.execute(tx);
  await sql`
    insert into export_batches (job_id, batch_number, batch_id, name, query, query_type, api_version,
      deleted_column, deleted_format, exports_deleted, is_full, since, status, message)
    select ${jobId}::uuid, place, (b ->> 'batchId')::uuid, b ->> 'name', b ->> 'query',
      b ->> 'queryType', b ->> 'apiVersion', b ->> 'deletedColumn', b ->> 'deletedFormat',
      (b ->> 'exportsDeleted')::boolean, (b ->> 'isFull')::boolean, (b ->> 'since')::timestamptz,
      b ->> 'status', b ->> 'message'
    from jsonb_array_elements(${JSON.stringify(job.batches)}::jsonb) with ordinality given (b, place)
  `.execute(tx);
}

export async function countUnfinishedExports(
  tx: Transaction,
  kind: AskedExport["kind"],
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from export_jobs
    where kind = ${kind} and status in ('submitted', 'executing')
  `.execute(tx);
  return Number(rows[0]?.count ?? 0);
}

const JOB = sql`j.job_id as "jobId", j.kind, j.name, j.format, j.status, j.version, j.partner,
  j.project, j.notify_url as "notifyUrl", to_json(j.incremental_time) #>> '{}' as "incrementalTime",
  j.offset_seconds as "offsetSeconds", j.is_in_utc as "isInUtc",
  j.uses_api_names as "usesApiNames", j.null_replacement as "nullReplacement",
  j.repeats_queries as "repeatsQueries", j.attempts,
  j.organization_ids as "organizationIds", j.started_at as "startedAt",
  j.next_since as "nextSince", j.ended_at as "endedAt", j.created_by_id as "createdById", j.created_at as "createdAt",
  j.updated_at as "updatedAt", (
    select coalesce(jsonb_agg(jsonb_build_object(
      'batchId', replace(b.batch_id::text, '-', ''), 'name', b.name, 'query', b.query,
      'queryType', b.query_type, 'apiVersion', b.api_version, 'deletedColumn', b.deleted_column,
      'deletedFormat', b.deleted_format, 'exportsDeleted', b.exports_deleted,
      'isFull', b.is_full, 'since', b.since, 'status', b.status, 'recordCount', b.record_count,
      'message', b.message, 'fileId', replace(b.file_id::text, '-', '')) order by b.batch_number),
      '[]')
    from export_batches b where b.job_id = j.job_id) as batches`;

export async function findExportJob(
  tx: Transaction,
  key: string,
  kind: AskedExport["kind"],
): Promise<ExportJob | undefined> {
  const { rows } = await sql<ExportJob>`
    select ${JOB} from export_jobs j where j.job_id = ${idOf(key)}::uuid and j.kind = ${kind}
  `.execute(tx);
  return rows[0];
}

/**
 * Of a session, as it is named: what was completed last.
 *
 * @param within  only what has read within these organizations; undefined: whatever the caller sees
 */
export async function findLastOfSession(
  tx: Transaction,
  partner: string,
  project: string,
  within?: readonly string[] | null,
): Promise<ExportJob | undefined> {
  const { rows } = await sql<ExportJob>`
    select ${JOB} from export_jobs j
    where j.status = 'completed' and lower(j.partner) = lower(${partner})
      and lower(j.project) = lower(${project})
      ${within === undefined ? sql`` : sql`and j.organization_ids is not distinct from ${within}::uuid[]`}
    order by j.started_at desc, j.job_id desc limit 1
  `.execute(tx);
  return rows[0];
}

/** Once more from its beginning; undefined when it has ended or was cancelled. */
export async function startExportJob(
  tx: Transaction,
  jobId: string,
): Promise<ExportJob | undefined> {
  const { rows } = await sql<{ kind: AskedExport["kind"] }>`
    update export_jobs set status = 'executing', attempts = attempts + 1,
      updated_at = clock_timestamp()
    where job_id = ${jobId}::uuid and status in ('submitted', 'executing') returning kind
  `.execute(tx);
  const [started] = rows;
  if (!started) return undefined;
  await deleteFiles(tx, jobId);
  return findExportJob(tx, jobId, started.kind);
}

async function deleteFiles(tx: Transaction, jobId: string): Promise<void> {
  await sql`delete from export_pieces where job_id = ${jobId}::uuid`.execute(tx);
  await sql`
    update export_batches set status = 'pending', file_id = null, record_count = 0
    where job_id = ${jobId}::uuid
  `.execute(tx);
}

/** So long a request may take to commit what it has stamped with its beginning. */
const UNDER_WAY = "2 minutes";

/**
 * Which load each of its queries is, and the moment that it reads. What is stamped before that moment
 * and committed after it is in the next load: of requests under way, and of bill runs, however long.
 */
export async function saveExportLoads(
  tx: Transaction,
  jobId: string,
  startedAt: string,
  loads: readonly Pick<ExportBatch, "batchId" | "isFull" | "since">[],
): Promise<void> {
  await sql`
    update export_jobs set started_at = ${startedAt}::timestamptz,
      next_since = least(${startedAt}::timestamptz - ${UNDER_WAY}::interval, (
        select min(r.created_at) from bill_runs r where r.status in (${sql.join(AT_WORK)})))
    where job_id = ${jobId}::uuid
  `.execute(tx);
  await sql`
    update export_batches b set is_full = (l ->> 'isFull')::boolean,
      since = (l ->> 'since')::timestamptz
    from jsonb_array_elements(${JSON.stringify(loads)}::jsonb) l
    where b.job_id = ${jobId}::uuid and b.batch_id = (l ->> 'batchId')::uuid
  `.execute(tx);
}

const AT_WORK = ["Processing", "PostInProgress", "CancelInProgress", "RemoveInProgress"];

export type BatchEnd =
  | { readonly status: "completed"; readonly fileId: string; readonly recordCount: number }
  | { readonly status: "aborted"; readonly message: string };

export async function endExportBatch(
  tx: Transaction,
  jobId: string,
  batchId: string,
  end: BatchEnd,
): Promise<void> {
  const isDone = end.status === "completed";
  await sql`
    update export_batches set status = ${end.status},
      file_id = ${isDone ? end.fileId : null}::uuid,
      record_count = ${isDone ? end.recordCount : 0},
      message = ${isDone ? null : end.message}
    where job_id = ${jobId}::uuid and batch_id = ${batchId}::uuid
  `.execute(tx);
}

/** @returns whether it has ended by this, and not before */
export async function endExportJob(
  tx: Transaction,
  jobId: string,
  status: "completed" | "error" | "cancelled",
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update export_jobs set status = ${status}, ended_at = clock_timestamp(),
      updated_at = clock_timestamp()
    where job_id = ${jobId}::uuid and status in ('submitted', 'executing')
  `.execute(tx);
  if (!numAffectedRows) return false;
  if (status === "completed") return true;
  await sql`delete from export_pieces where job_id = ${jobId}::uuid`.execute(tx);
  await sql`
    update export_batches set status = 'aborted', file_id = null
    where job_id = ${jobId}::uuid and status <> 'completed'
  `.execute(tx);
  await sql`
    update export_batches set file_id = null where job_id = ${jobId}::uuid
  `.execute(tx);
  return true;
}

/** @returns false when the job is at work no more, and nothing was kept */
export async function saveExportPiece(
  tx: Transaction,
  { jobId, fileId, pieceNumber }: { jobId: string; fileId: string; pieceNumber: number },
  content: Uint8Array,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into export_pieces (job_id, file_id, piece_number, content, organization_ids)
    select job_id, ${fileId}::uuid, ${pieceNumber}::integer, ${Buffer.from(content)}, organization_ids
    from export_jobs where job_id = ${jobId}::uuid and status = 'executing' for share
  `.execute(tx);
  return Boolean(numAffectedRows);
}

export type ExportFile = { readonly fileId: string; readonly format: ExportFormat };

/** Of a query that is completed, as long as its file is kept. */
export async function findExportFile(
  tx: Transaction,
  key: string,
): Promise<ExportFile | undefined> {
  const { rows } = await sql<ExportFile>`
    select b.file_id as "fileId", j.format from export_batches b join export_jobs j using (job_id)
    where b.file_id = ${idOf(key)}::uuid and j.status = 'completed'
      and exists (select from export_pieces p where p.file_id = b.file_id)
  `.execute(tx);
  return rows[0];
}

/** Piece by piece, as somebody reads them. */
export async function* readExportFile(
  database: Database,
  entityId: string,
  fileId: string,
): AsyncGenerator<Uint8Array> {
  for (let pieceNumber = 0; ; pieceNumber += 1) {
    const content = await inTransaction(database, entityId, async (tx) => {
      const { rows } = await sql<{ content: Buffer }>`
        select content from export_pieces
        where file_id = ${fileId}::uuid and piece_number = ${pieceNumber}
      `.execute(tx);
      return rows[0]?.content;
    });
    if (content === undefined) return;
    yield content;
  }
}
