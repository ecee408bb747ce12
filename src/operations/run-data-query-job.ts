import { setTimeout as delay } from "node:timers/promises";
import { BillingError } from "#engine/errors.ts";
import { guardQuery } from "#engine/queries/guard-query.ts";
import {
  endQueryJob,
  findQueryJob,
  type QueryEnd,
  type QueryJob,
  savePiece,
  startQueryJob,
} from "#store/data-query/jobs.ts";
import { readRows, refusalOf } from "#store/data-query/read-rows.ts";
import {
  type Database,
  inTransaction,
  isTemporary,
  limitedTo,
  type Transaction,
} from "#store/database.ts";
import { compressed, inPieces } from "./compressed.ts";
import { type Layout, layoutOf } from "./query-rows-as-text.ts";

/** How often a query is tried again that the database could not run for reasons of its own. */
export const MOST_RETRIES = 3;

const MOST_ROWS = 20_000_000;
/** Before it is compressed. */
const MOST_BYTES = 2_000_000_000;
const LONGEST_MS = 2 * 3_600_000;
/** So often it is asked whether somebody has cancelled. */
const WATCH_MS = 500;

type Work = { readonly database: Database; readonly entityId: string; readonly jobId: string };

/**
 * Runs a data query and keeps its result piece by piece; run again after a crash, it begins anew. What
 * is wrong with the query fails the job, in PostgreSQL's words.
 *
 * Errors: throws when the database is away or the server stops, so that it is tried again.
 */
export async function runDataQueryJob(work: Work, stopping: AbortSignal): Promise<void> {
  const { database, entityId, jobId } = work;
  const inEntity = <Result>(task: (tx: Transaction) => Promise<Result>) =>
    inTransaction(database, entityId, task);
  const job = await inEntity((tx) => startQueryJob(tx, jobId));
  if (!job) return;
  const ended = new AbortController();
  const cancelled = new AbortController();
  const late = AbortSignal.timeout(LONGEST_MS);
  const watching = watch(work, cancelled, ended.signal);
  const signal = AbortSignal.any([stopping, cancelled.signal, late]);
  let end: QueryEnd;
  try {
    end = { status: "completed", outputRows: await saveResult(work, job, signal) };
  } catch (error) {
    if (cancelled.signal.aborted) return;
    if (stopping.aborted) throw error;
    if (isTemporary(error) && job.attempts <= MOST_RETRIES) throw error;
    end = { status: "failed", errorMessage: late.aborted ? TOO_LONG : reasonOf(error) };
  } finally {
    ended.abort();
    await watching;
  }
  await inEntity((tx) => endQueryJob(tx, jobId, end));
}

const TOO_LONG = "The query took longer than two hours.";

async function watch(
  { database, entityId, jobId }: Work,
  cancelled: AbortController,
  ended: AbortSignal,
): Promise<void> {
  while (!ended.aborted) {
    await delay(WATCH_MS, undefined, { signal: ended }).catch(() => undefined);
    if (ended.aborted) return;
    const job = await inTransaction(database, entityId, (tx) => findQueryJob(tx, jobId)).catch(
      () => undefined,
    );
    if (job && job.status !== "in_progress") cancelled.abort();
  }
}

/** @returns how many rows there are */
async function saveResult(work: Work, job: QueryJob, signal: AbortSignal): Promise<number> {
  const { database, entityId, jobId } = work;
  const count = { rows: 0, bytes: 0 };
  const lines = linesOf(work, job, signal, count);
  const extension = job.outputFormat === "JSON" ? "jsonl" : job.outputFormat.toLowerCase();
  const file = compressed(lines, job.compression, `${jobId}.${extension}`);
  let pieceNumber = 0;
  for await (const piece of inPieces(file)) {
    const number = pieceNumber;
    const isKept = await inTransaction(database, entityId, (tx) =>
      savePiece(tx, jobId, number, piece),
    );
    // Somebody has cancelled: who watches says so, too.
    if (!isKept) throw new Error("the data query is at work no more");
    pieceNumber += 1;
  }
  return count.rows;
}

async function* linesOf(
  { database, entityId }: Work,
  job: QueryJob,
  signal: AbortSignal,
  count: { rows: number; bytes: number },
): AsyncGenerator<Uint8Array> {
  let layout: Layout | undefined;
  for await (const { columns, rows } of readRows(
    limitedTo(database, job.organizationIds),
    entityId,
    guardQuery(job.query),
    signal,
  )) {
    const isFirst = layout === undefined;
    layout ??= layoutOf(job, columns);
    const { line } = layout;
    const text = `${isFirst ? layout.titles : ""}${rows.map((row) => line(row)).join("")}`;
    const bytes = Buffer.from(text);
    count.rows += rows.length;
    count.bytes += bytes.length;
    if (count.rows > MOST_ROWS || count.bytes > MOST_BYTES) {
      const message = `The result has more than ${MOST_ROWS} rows or ${MOST_BYTES} bytes: ask for less.`;
      throw new BillingError("NOT_ALLOWED", { message });
    }
    if (bytes.length > 0) yield bytes;
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof BillingError) return error.message;
  return refusalOf(error) ?? "The query could not be run.";
}
