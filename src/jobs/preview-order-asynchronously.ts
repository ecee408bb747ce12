import type { AsyncRequests } from "#operations/accept-async-job.ts";
import { previewOrder } from "#operations/preview-order.ts";
import { findAsyncJob, saveAsyncJobResult } from "#store/async-jobs.ts";
import { inTransaction } from "#store/database.ts";
import type { AsyncTask } from "./run-async-job.ts";

/**
 * Previews an order that was accepted. A preview changes nothing, so that one that is run twice does
 * no harm.
 *
 * Errors: those of previewOrder.
 */
export const previewOrderAsynchronously: AsyncTask = async (context, jobId) => {
  const { database, entityId } = context;
  const job = await inTransaction(database, entityId, (tx) => findAsyncJob(tx, jobId));
  if (job?.status !== "Processing") return;
  const preview = await previewOrder(context, job.request as AsyncRequests["AsyncPreviewOrder"]);
  await inTransaction(database, entityId, (tx) => saveAsyncJobResult(tx, jobId, preview));
};
