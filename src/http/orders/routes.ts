import { orderSummary } from "#operations/accept-async-job.ts";
import { askForOrderRefunds } from "#operations/ask-for-order-refunds.ts";
import type { Context } from "#operations/context.ts";
import { createOrderAndCollect, type PaidOrder } from "#operations/create-order-and-collect.ts";
import { createPreviewedOrder } from "#operations/create-previewed-order.ts";
import type { RequestedOrder } from "#operations/open-accounts.ts";
import { refuseTooLargeOrder } from "#operations/refuse-too-large.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./contract.ts";
import { toAnswer } from "./to-answer.ts";
import { toOrder } from "./to-order.ts";

export const orderRoutes: Route[] = [
  route(contract.createOrder, async (context, { body, query, version }) => {
    const order = toOrder(body);
    await refuseTooLargeOrder(context, order);
    const created = await made(context, order, body.previewId);
    const { returnIds } = query;
    const { writeOff, refundResults } = await askForOrderRefunds(context, created);
    const answer = toAnswer(orderSummary(created), { returnIds, version });
    return {
      ...answer,
      refunds: refundResults?.map(({ refundNumber: number, ...refund }) => ({
        number,
        ...refund,
        refundInvoiceNumbers: [...refund.refundInvoiceNumbers],
      })),
      writeOff: writeOff && [...writeOff],
    };
  }),
];

function made(
  context: Context,
  order: RequestedOrder,
  previewId: string | undefined,
): Promise<PaidOrder> {
  return previewId === undefined
    ? createOrderAndCollect(context, order)
    : createPreviewedOrder(context, order, previewId);
}
