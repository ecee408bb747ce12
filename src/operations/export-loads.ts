import type { Transaction } from "#store/database.ts";
import type { ExportRange } from "#store/exports/compile-export.ts";
import {
  type ExportBatch,
  type ExportJob,
  findLastOfSession,
  type NewExportJob,
} from "#store/exports/jobs.ts";

export type Load = Pick<ExportBatch, "batchId" | "isFull" | "since"> & {
  readonly range: ExportRange;
};

/** A session that has rested for so long begins anew. */
const LONGEST_REST = { hours: 24 * 180 };

/** Jobs of a session name both. */
export const isStateful = ({ version, partner, project }: SessionOf): boolean =>
  version !== null && Number(version) >= 1.1 && Boolean(partner) && Boolean(project);

type SessionOf = Pick<ExportJob, "version" | "partner" | "project">;

/**
 * Of each query whether all is exported or what has changed since the last job of its session; the same
 * query in another wording is another query.
 *
 * Source: the vendor's pages on stateless and stateful modes and on the switch between loads.
 */
export async function loadsOf(
  tx: Transaction,
  job: NewExportJob & Pick<Partial<ExportJob>, "organizationIds">,
  now: Temporal.Instant,
): Promise<Load[]> {
  const { partner, project, incrementalTime, offsetSeconds } = job;
  if (!isStateful(job) || partner === null || project === null) {
    return job.batches.map((batch) => ({ ...whole(batch), range: statelessRange(batch) }));
  }
  const last = await findLastOfSession(tx, partner, project, job.organizationIds);
  const rested =
    last?.startedAt && last.startedAt.getTime() < now.subtract(LONGEST_REST).epochMilliseconds;
  const until = offsetSeconds === 0 ? null : now.subtract({ seconds: offsetSeconds });
  return job.batches.map((batch): Load => {
    const isKnown = !rested && last?.batches.some((before) => isSame(before, batch));
    const since = incrementalTime ?? (isKnown ? last?.nextSince?.toISOString() : undefined) ?? null;
    const isFull = since === null;
    const column = isFull ? "Column" : "Rows";
    const deleted = batch.deletedColumn === null ? "No" : column;
    const range: ExportRange = {
      since: since === null ? null : Temporal.Instant.from(since),
      until,
      deleted,
    };
    return { batchId: batch.batchId, isFull, since, range };
  });
}

const whole = ({ batchId }: ExportBatch) => ({ batchId, isFull: true, since: null });

const statelessRange = ({ deletedColumn }: ExportBatch): ExportRange => ({
  since: null,
  until: null,
  deleted: deletedColumn === null ? "No" : "Rows",
});

const isSame = (one: ExportBatch, other: ExportBatch): boolean =>
  one.query === other.query &&
  one.queryType === other.queryType &&
  one.deletedColumn === other.deletedColumn &&
  one.deletedFormat === other.deletedFormat;
