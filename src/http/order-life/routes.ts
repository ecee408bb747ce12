import { orderSummary } from "#operations/accept-async-job.ts";
import { activateOrder } from "#operations/activate-order.ts";
import { cancelOrder } from "#operations/cancel-order.ts";
import { updateOrder } from "#operations/update-order.ts";
import { updateOrderTriggerDates } from "#operations/update-order-trigger-dates.ts";
import { toAnswer } from "../orders/to-answer.ts";
import { toUpdatedOrder } from "../orders/to-order.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./contract.ts";
import { toGivenDates } from "./to-given-dates.ts";

export const orderLifeRoutes: readonly Route[] = [
  route(contract.updateOrder, async (context, { params, body, query: { returnIds } }) => {
    const updated = await updateOrder(context, params.orderNumber, toUpdatedOrder(body));
    const { orderNumber, orderId, accountNumber, accountId, status } = updated;
    return { orderNumber, accountNumber, status, ...(returnIds && { orderId, accountId }) };
  }),
  route(contract.activateOrder, async (context, { params, query: { returnIds }, version }) => {
    const activated = await activateOrder(context, params.orderNumber);
    return toAnswer(orderSummary(activated), { returnIds, version });
  }),
  route(contract.cancelOrder, async (context, { params, body: { cancelReason } }) => {
    const cancelled = await cancelOrder(context, params.orderNumber, cancelReason ?? null);
    const { accountNumber, orderNumber } = cancelled;
    const status = "Cancelled" as const;
    return {
      ...(cancelReason !== undefined && { CancelReason: cancelReason, cancelReason }),
      accountNumber,
      orderNumber,
      status,
    };
  }),
  route(contract.updateOrderTriggerDates, async (context, { params, body, version }) => {
    const given = body.subscriptions.map(toGivenDates);
    const dated = await updateOrderTriggerDates(context, params.orderNumber, given);
    const named = new Set(given.map(({ subscriptionNumber }) => subscriptionNumber));
    const { orderNumber, accountNumber, status, invoiceNumbers, creditMemoNumbers } = toAnswer(
      orderSummary(dated),
      { returnIds: false, version },
    );
    return {
      orderNumber,
      status,
      accountNumber,
      subscriptions: dated.changes
        .map(({ next }) => ({ subscriptionNumber: next.subscriptionNumber, status: next.status }))
        .filter(({ subscriptionNumber }) => named.has(subscriptionNumber)),
      invoiceNumbers,
      creditMemoNumbers,
    };
  }),
];
