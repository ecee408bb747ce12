import type { AsyncRequests } from "#operations/accept-async-job.ts";
import { takeBackOrder } from "#operations/delete-order.ts";
import { lockUnfinishedAsyncJob, saveAsyncJobResult } from "#store/async-jobs.ts";
import { inTransaction } from "#store/database.ts";
import type { AsyncTask } from "./run-async-job.ts";

/**
 * Takes an order back; its job ends in the same transaction, as that of an order that is created.
 *
 * Errors: those of deleteOrder.
 */
export const deleteOrderAsynchronously: AsyncTask = (context, jobId, options) =>
  inTransaction(
    context.database,
    context.entityId,
    async (tx) => {
      const job = await lockUnfinishedAsyncJob(tx, jobId);
      if (!job) return;
      const request = job.request as AsyncRequests["AsyncDeleteOrder"];
      await takeBackOrder(tx, context, request.orderNumber);
      await saveAsyncJobResult(tx, jobId, request);
    },
    options,
  );
