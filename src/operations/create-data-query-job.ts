import { BillingError } from "#engine/errors.ts";
import { guardQuery } from "#engine/queries/guard-query.ts";
import {
  countUnfinishedQueryJobs,
  findQueryJob,
  type NewQueryJob,
  type QueryJob,
  saveNewQueryJob,
} from "#store/data-query/jobs.ts";
import { inTransaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { enqueueDataQuery } from "#store/job-queue.ts";
import type { Context } from "./context.ts";

const MOST_AT_ONCE = 50;

/**
 * Accepts a data query: a job runs it, one of an entity at a time.
 *
 * Errors: INVALID_VALUE for what a query must not contain; NOT_ALLOWED while too many wait.
 */
export async function createDataQueryJob(context: Context, job: NewQueryJob): Promise<QueryJob> {
  guardQuery(job.query);
  return inTransaction(context.database, context.entityId, async (tx) => {
    if ((await countUnfinishedQueryJobs(tx)) >= MOST_AT_ONCE) {
      const message = `There are ${MOST_AT_ONCE} data queries under way: wait for one to end.`;
      throw new BillingError("NOT_ALLOWED", { message });
    }
    const jobId = newId();
    await saveNewQueryJob(tx, jobId, job, context.userId);
    await enqueueDataQuery(tx, jobId);
    const saved = await findQueryJob(tx, jobId);
    if (!saved) throw new BillingError("ENTITY_NOT_FOUND", { key: jobId });
    return saved;
  });
}
