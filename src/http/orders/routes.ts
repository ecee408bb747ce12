import { orderSummary } from "#operations/accept-async-job.ts";
import { askForOrderRefunds } from "#operations/ask-for-order-refunds.ts";
import { createOrder } from "#operations/create-order.ts";
import { createPreviewedOrder } from "#operations/create-previewed-order.ts";
import { refuseTooLargeOrder } from "#operations/refuse-too-large.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./contract.ts";
import { toAnswer } from "./to-answer.ts";
import { toOrder } from "./to-order.ts";

export const orderRoutes: Route[] = [
  route(contract.createOrder, async (context, { body, query, version }) => {
    const order = toOrder(body);
    await refuseTooLargeOrder(context, order);
    const created = body.previewId
      ? await createPreviewedOrder(context, order, body.previewId)
      : await createOrder(context, order);
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
