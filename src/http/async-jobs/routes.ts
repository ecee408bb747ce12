import { BillingError } from "#engine/errors.ts";
import { acceptAsyncJob } from "#operations/accept-async-job.ts";
import { refuseTooLargeOrder } from "#operations/refuse-too-large.ts";
import { findAsyncJob } from "#store/async-jobs.ts";
import { inTransaction } from "#store/database.ts";
import { toPreview } from "../order-preview/to-preview.ts";
import { type OrderBody, toOrder } from "../orders/to-order.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./contract.ts";
import { toAnswer } from "./to-wire.ts";

export const asyncJobRoutes: readonly Route[] = [
  route(contract.createOrderAsynchronously, async (context, { body, query: { returnIds } }) => {
    refuseWhatIsAnsweredAtOnce(body);
    const order = toOrder(body);
    await refuseTooLargeOrder(context, order, true);
    const request = { order, returnIds, previewId: body.previewId ?? null };
    return { jobId: await acceptAsyncJob(context, "AsyncCreateOrder", request) };
  }),
  route(contract.previewOrderAsynchronously, async (context, { body, query }) => {
    const request = toPreview(body, query);
    await refuseTooLargeOrder(context, request.order, true);
    return { jobId: await acceptAsyncJob(context, "AsyncPreviewOrder", request) };
  }),
  route(contract.deleteOrderAsynchronously, async (context, { params: { orderNumber } }) => ({
    jobId: await acceptAsyncJob(context, "AsyncDeleteOrder", { orderNumber }),
  })),
  route(contract.getJobStatusAndResponse, async (context, { params: { jobId }, version }) => {
    const job = await inTransaction(context.database, context.entityId, (tx) =>
      findAsyncJob(tx, jobId),
    );
    if (!job) throw new BillingError("ENTITY_NOT_FOUND", { key: jobId });
    return toAnswer(job, version);
  }),
];

function refuseWhatIsAnsweredAtOnce({ processingOptions }: OrderBody): void {
  if (!processingOptions?.writeOff && !processingOptions?.refund) return;
  const message =
    "'writeOff' and 'refund' are not possible asynchronously: use POST /v1/orders, which answers what became of each invoice.";
  throw new BillingError("NOT_ALLOWED", { message });
}
