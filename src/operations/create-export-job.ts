import { BillingError } from "#engine/errors.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import {
  type AskedExport,
  countUnfinishedExports,
  type ExportBatch,
  type ExportJob,
  findExportJob,
  type NewExportJob,
  saveNewExportJob,
} from "#store/exports/jobs.ts";
import { enqueueExport } from "#store/exports/queue.ts";
import { newId } from "#store/ids.ts";
import { compiledQuery, EVERYTHING } from "./compiled-query.ts";
import type { Context } from "./context.ts";

/** The field's own limit of aggregate jobs. */
export const MOST_EXPORTS_AT_ONCE = 50;

export type NewExport = Pick<AskedExport, "name"> & {
  readonly query: string;
  readonly isZipped: boolean;
};

/**
 * Accepts the export of one query: a job runs it, one of an entity at a time.
 *
 * Errors: MALFORMED_QUERY, UNKNOWN_DATA_SOURCE, INVALID_FIELD, INVALID_VALUE for what is wrong with the
 * query; NOT_ALLOWED while too many wait.
 */
export function createExportJob(
  context: Context,
  { name, query, isZipped }: NewExport,
): Promise<ExportJob> {
  const batch = { ...PLAIN_BATCH, batchId: newId(), query };
  return inTransaction(context.database, context.entityId, async (tx) => {
    await compiledQuery(tx, batch, EVERYTHING, context);
    if ((await countUnfinishedExports(tx, "Export")) >= MOST_EXPORTS_AT_ONCE) {
      const message = `There are ${MOST_EXPORTS_AT_ONCE} exports under way: wait for one to end.`;
      throw new BillingError("NOT_ALLOWED", { message });
    }
    const format = isZipped ? "zip" : "csv";
    const job = { ...PLAIN_EXPORT, name, format, batches: [batch] } as const;
    return saveAccepted(tx, context, job);
  });
}

/** With its place in the queue. */
export async function saveAccepted(
  tx: Transaction,
  { userId }: Context,
  job: NewExportJob,
): Promise<ExportJob> {
  const jobId = newId();
  await saveNewExportJob(tx, jobId, job, { status: "submitted", userId });
  await enqueueExport(tx, jobId);
  return savedJob(tx, jobId, job.kind);
}

export async function savedJob(
  tx: Transaction,
  jobId: string,
  kind: AskedExport["kind"],
): Promise<ExportJob> {
  const saved = await findExportJob(tx, jobId, kind);
  if (!saved) throw new BillingError("ENTITY_NOT_FOUND", { key: jobId });
  return saved;
}

/** Of a query about which nothing is said but the query. */
export const PLAIN_BATCH = {
  name: null,
  queryType: "zoqlexport",
  apiVersion: "145.0",
  deletedColumn: null,
  deletedFormat: null,
  exportsDeleted: false,
  isFull: true,
  since: null,
  status: "pending",
  recordCount: 0,
  message: null,
  fileId: null,
} as const satisfies Omit<ExportBatch, "batchId" | "query">;

const PLAIN_EXPORT = {
  kind: "Export",
  version: null,
  partner: null,
  project: null,
  notifyUrl: null,
  incrementalTime: null,
  offsetSeconds: 0,
  isInUtc: false,
  usesApiNames: true,
  nullReplacement: "",
  repeatsQueries: false,
} as const satisfies Omit<AskedExport, "name" | "format">;
