import { setTimeout as delay } from "node:timers/promises";
import { BillingError } from "#engine/errors.ts";
import { refusalOf } from "#store/data-query/read-rows.ts";
import { inTransaction, isTemporary, limitedTo, type Transaction } from "#store/database.ts";
import type { ExportRange } from "#store/exports/compile-export.ts";
import {
  type ExportBatch,
  type ExportJob,
  endExportBatch,
  endExportJob,
  findExportJob,
  saveExportLoads,
  saveExportPiece,
  startExportJob,
} from "#store/exports/jobs.ts";
import { enqueueExportNotice } from "#store/exports/queue.ts";
import { exportRows, inExport } from "#store/exports/read-export.ts";
import { newId } from "#store/ids.ts";
import { compiledQuery } from "./compiled-query.ts";
import { compressed, inPieces } from "./compressed.ts";
import type { Context } from "./context.ts";
import { type Load, loadsOf } from "./export-loads.ts";
import { rowLine, titlesOf } from "./export-rows-as-text.ts";

const MOST_RETRIES = 3;
/** The field's limit of a file, before it is compressed. */
const MOST_BYTES = 2_047_000_000;
/** The field's limit of a query. */
const LONGEST_MS = 3 * 3_600_000;
/** So often it is asked whether somebody has cancelled. */
const WATCH_MS = 500;

/**
 * Runs an export and keeps its files piece by piece; run again after a crash, it begins anew. What is
 * wrong with a query fails the job.
 *
 * Errors: throws when the database is away or the server stops, so that it is tried again.
 */
export async function runExportJob(
  context: Context,
  jobId: string,
  stopping: AbortSignal,
): Promise<void> {
  const started = await inEntity(context, (tx) => startExportJob(tx, jobId));
  if (!started) return;
  const ended = new AbortController();
  const cancelled = new AbortController();
  const late = AbortSignal.timeout(LONGEST_MS);
  const watching = watch(context, started, cancelled, ended.signal);
  const signal = AbortSignal.any([stopping, cancelled.signal, late]);
  let end: "completed" | "error" = "completed";
  try {
    await readAll(context, started, signal);
  } catch (error) {
    if (cancelled.signal.aborted) return;
    if (stopping.aborted) throw error;
    if (isTemporary(error) && started.attempts <= MOST_RETRIES) throw error;
    if (error instanceof BatchFailed) {
      const message = late.aborted ? "The query exceeded maximum processing time." : error.message;
      const { batchId } = error;
      await inEntity(context, (tx) =>
        endExportBatch(tx, jobId, batchId, { status: "aborted", message }),
      );
    }
    end = "error";
  } finally {
    ended.abort();
    await watching;
  }
  await inEntity(context, async (tx) => {
    const isEnded = await endExportJob(tx, jobId, end);
    if (isEnded && started.notifyUrl !== null) await enqueueExportNotice(tx, jobId);
  });
}

const inEntity = <Result>(
  { database, entityId }: Context,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> => inTransaction(database, entityId, work);

async function watch(
  context: Context,
  { jobId, kind }: ExportJob,
  cancelled: AbortController,
  ended: AbortSignal,
): Promise<void> {
  while (!ended.aborted) {
    await delay(WATCH_MS, undefined, { signal: ended }).catch(() => undefined);
    if (ended.aborted) return;
    const job = await inEntity(context, (tx) => findExportJob(tx, jobId, kind)).catch(
      () => undefined,
    );
    if (job && job.status !== "executing") cancelled.abort();
  }
}

/** Which query was at fault, in words for its caller. */
class BatchFailed extends Error {
  override readonly name = "BatchFailed";
  readonly batchId: string;

  constructor(batchId: string, message: string) {
    super(message);
    this.batchId = batchId;
  }
}

/** All queries read one moment: that of their transaction. */
const readAll = (context: Context, job: ExportJob, signal: AbortSignal): Promise<void> =>
  inExport(
    limitedTo(context.database, job.organizationIds),
    context.entityId,
    signal,
    async (tx) => {
      const loads = await inEntity(context, async (writing) => {
        const found = await loadsOf(writing, job, context.now);
        await saveExportLoads(writing, job.jobId, context.now.toString(), found);
        return found;
      });
      for (const [place, batch] of job.batches.entries()) {
        const load = loads[place];
        if (load === undefined) throw new Error("each query has its load");
        await readOne(tx, context, job, batch, load, signal).catch((error: unknown) => {
          const reason = reasonOf(error);
          throw reason === undefined || isTemporary(error)
            ? error
            : new BatchFailed(batch.batchId, reason);
        });
      }
    },
  );

async function readOne(
  tx: Transaction,
  context: Context,
  job: ExportJob,
  batch: ExportBatch,
  load: Load,
  signal: AbortSignal,
): Promise<void> {
  const fileId = newId();
  const count = { rows: 0, bytes: 0 };
  const lines = linesOf(tx, context, job, batch, load, signal, count);
  const compression = ({ csv: "NONE", zip: "ZIP", gzip: "GZIP" } as const)[job.format];
  const file = compressed(lines, compression, `${fileId}.csv`);
  let pieceNumber = 0;
  for await (const piece of inPieces(file)) {
    const place = { jobId: job.jobId, fileId, pieceNumber };
    const isKept = await inEntity(context, (writing) => saveExportPiece(writing, place, piece));
    // Somebody has cancelled: who watches says so, too.
    if (!isKept) throw new Error("the export is at work no more");
    pieceNumber += 1;
  }
  const end = { status: "completed", fileId, recordCount: count.rows } as const;
  await inEntity(context, (writing) => endExportBatch(writing, job.jobId, batch.batchId, end));
}

async function* linesOf(
  tx: Transaction,
  context: Context,
  job: ExportJob,
  batch: ExportBatch,
  { range }: { readonly range: ExportRange },
  signal: AbortSignal,
  count: { rows: number; bytes: number },
): AsyncGenerator<Uint8Array> {
  const compiled = await compiledQuery(tx, batch, range, context);
  const { isInUtc, usesApiNames, nullReplacement } = job;
  const { deletedColumn, deletedFormat } = batch;
  const { timeZone, today } = context;
  const layout = {
    ...{ isInUtc, usesApiNames, nullReplacement, deletedColumn, deletedFormat },
    ...{ timeZone, today: today() },
  };
  yield Buffer.from(titlesOf(compiled, layout));
  const line = rowLine(compiled, layout);
  for await (const rows of exportRows(tx, compiled, signal)) {
    const bytes = Buffer.from(rows.map(line).join(""));
    count.rows += rows.length;
    count.bytes += bytes.length;
    if (count.bytes > MOST_BYTES) {
      const message = "The result file would be larger than 2,047 MB: ask for less.";
      throw new BillingError("NOT_ALLOWED", { message });
    }
    yield bytes;
  }
}

/** Undefined for what is no fault of the query's. */
function reasonOf(error: unknown): string | undefined {
  return error instanceof BillingError ? error.message : refusalOf(error);
}
