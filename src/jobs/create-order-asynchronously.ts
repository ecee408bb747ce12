import {
  type AsyncRequests,
  type AsyncResults,
  orderSummary,
} from "#operations/accept-async-job.ts";
import { placeOrder } from "#operations/create-order.ts";
import { executePreviewedOrder } from "#operations/create-previewed-order.ts";
import { lockUnfinishedAsyncJob, saveAsyncJobResult } from "#store/async-jobs.ts";
import { inTransaction } from "#store/database.ts";
import type { AsyncTask } from "./run-async-job.ts";

/**
 * Executes an order that was accepted. Its job is locked, and ends, in the order's own transaction:
 * whoever runs it a second time waits for the first and finds nothing to do.
 *
 * Errors: those of createPreviewedOrder.
 */
export const createOrderAsynchronously: AsyncTask = (context, jobId, options) =>
  inTransaction(
    context.database,
    context.entityId,
    async (tx) => {
      const job = await lockUnfinishedAsyncJob(tx, jobId);
      if (!job) return;
      const { order, previewId, returnIds } = job.request as AsyncRequests["AsyncCreateOrder"];
      const created = previewId
        ? await executePreviewedOrder(tx, context, order, { previewId })
        : await placeOrder(tx, context, order);
      const result: AsyncResults["AsyncCreateOrder"] = { order: orderSummary(created), returnIds };
      await saveAsyncJobResult(tx, jobId, result);
    },
    options,
  );
