import {
  type AsyncRequests,
  type AsyncResults,
  orderSummary,
} from "#operations/accept-async-job.ts";
import type { Context } from "#operations/context.ts";
import { placeOrder } from "#operations/create-order.ts";
import { makeAndCollect } from "#operations/create-order-and-collect.ts";
import { executePreviewedOrder } from "#operations/create-previewed-order.ts";
import { findAsyncJob, lockUnfinishedAsyncJob, saveAsyncJobResult } from "#store/async-jobs.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import type { StoredPayment } from "#store/payments.ts";
import type { AsyncTask } from "./run-async-job.ts";

type Request = AsyncRequests["AsyncCreateOrder"];

/**
 * Executes an order that was accepted, and collects its bill if asked. Its job is locked, and ends, in
 * the order's own transaction: whoever runs it a second time waits for the first and finds nothing to
 * do. A payment is named after its job: who goes on after a crash finds it.
 *
 * Errors: those of createPreviewedOrder.
 */
export const createOrderAsynchronously: AsyncTask = async (context, jobId, options) => {
  const { database, entityId } = context;
  const job = await inTransaction(database, entityId, (tx) => findAsyncJob(tx, jobId), options);
  if (job?.status !== "Processing") return;
  const { processingOptions } = (job.request as Request).order;
  const inJob: Context = { ...context, idempotencyKey: `AsyncCreateOrder ${jobId}` };
  await makeAndCollect(inJob, processingOptions.collectPayment, {
    make: (tx, collected) => executeJob(tx, inJob, jobId, collected),
    orderOf: (created) => created,
    options,
  });
};

async function executeJob(
  tx: Transaction,
  context: Context,
  jobId: string,
  collected: StoredPayment | undefined,
) {
  const job = await lockUnfinishedAsyncJob(tx, jobId);
  if (!job) return undefined;
  const { order, previewId, returnIds } = job.request as Request;
  const created = previewId
    ? await executePreviewedOrder(tx, context, order, { previewId, collected })
    : await placeOrder(tx, context, order);
  const made = orderSummary({ ...created, ...(collected && { payment: collected }) });
  const result: AsyncResults["AsyncCreateOrder"] = { order: made, returnIds };
  await saveAsyncJobResult(tx, jobId, result);
  return created;
}
