import { BillingError } from "#engine/errors.ts";
import { endQueryJob, findQueryJob, type QueryJob } from "#store/data-query/jobs.ts";
import { inTransaction } from "#store/database.ts";
import type { Context } from "./context.ts";

/**
 * Cancels a data query that has not ended: the process that runs it breaks it off within a second.
 *
 * Errors: ENTITY_NOT_FOUND, NOT_ALLOWED once it has ended.
 */
export const cancelDataQueryJob = (context: Context, key: string): Promise<QueryJob> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const job = await findQueryJob(tx, key);
    if (!job) throw new BillingError("ENTITY_NOT_FOUND", { key });
    const isCancelled = await endQueryJob(tx, job.jobId, { status: "cancelled" });
    const now = await findQueryJob(tx, key);
    if (!isCancelled || !now) {
      const message = `The data query has ended: it is ${now?.status ?? job.status}.`;
      throw new BillingError("NOT_ALLOWED", { message });
    }
    return now;
  });
