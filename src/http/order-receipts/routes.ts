import { previewOrderTriggerDates } from "#operations/preview-order-trigger-dates.ts";
import { previewRevertOrder } from "#operations/preview-revert-order.ts";
import { printOrderReceipt } from "#operations/print-order-receipt.ts";
import { receiptOfOrder } from "#operations/receipt-of-order.ts";
import { inTransaction } from "#store/database.ts";
import { toGivenDates } from "../order-life/to-given-dates.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./contract.ts";
import { toReceiptAnswer } from "./receipt-to-wire.ts";

export const orderReceiptRoutes: readonly Route[] = [
  route(contract.getOrderReceipt, async ({ database, entityId }, { params: { orderNumber } }) =>
    toReceiptAnswer(
      await inTransaction(database, entityId, (tx) => receiptOfOrder(tx, orderNumber)),
    ),
  ),
  route(contract.printOrderReceipt, (context, { params: { orderNumber } }) =>
    printOrderReceipt(context, orderNumber),
  ),
  route(contract.previewRevertOrder, async (context, { params, body: { orderDate } }) => {
    const preview = await previewRevertOrder(context, params.orderNumber, orderDate);
    return { previewId: preview.previewId, receipt: toReceiptAnswer(preview.receipt) };
  }),
  route(contract.previewOrderTriggerDates, async (context, { params, body }) => {
    const given = body.subscriptions.map(toGivenDates);
    const preview = await previewOrderTriggerDates(context, params.orderNumber, given);
    const { status, subscriptions, receipt } = preview;
    return {
      status,
      subscriptions: [...subscriptions],
      ...(receipt && { receipt: toReceiptAnswer(receipt) }),
    };
  }),
];
