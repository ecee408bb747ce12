import type { OrderSummary } from "#operations/accept-async-job.ts";
import type { Result } from "../route.ts";
import type { Version } from "../version.ts";
import type { createOrder } from "./contract.ts";

export type AnswerOptions = { readonly returnIds: boolean; readonly version: Version };

/** A created order as its caller reads it. Sections with nothing in them are absent, not null. */
export function toAnswer(
  order: OrderSummary,
  { returnIds, version }: AnswerOptions,
): Result<typeof createOrder> {
  const { accountId, accountNumber, subscriptions, invoices, creditMemos, payment } = order;
  return {
    orderNumber: order.orderNumber,
    accountNumber,
    status: order.status,
    ...(version.atLeast("223.0")
      ? {
          subscriptions: unlessEmpty(
            subscriptions.map((each) => ({
              ...(returnIds && { subscriptionId: each.subscriptionId }),
              subscriptionNumber: each.subscriptionNumber,
              subscriptionOwnerId: each.subscriptionOwnerId,
              subscriptionOwnerNumber: each.subscriptionOwnerNumber,
              status: each.status,
            })),
          ),
        }
      : { subscriptionNumbers: unlessEmpty(subscriptions.map((each) => each.subscriptionNumber)) }),
    ramps: unlessEmpty(
      subscriptions.flatMap(({ rampNumber, subscriptionNumber }) =>
        rampNumber ? [{ rampNumber, subscriptionNumber }] : [],
      ),
    ),
    invoiceNumbers: unlessEmpty(invoices.map((invoice) => invoice.invoiceNumber)),
    creditMemoNumbers: unlessEmpty(creditMemos.map((memo) => memo.creditMemoNumber)),
    orderLineItems: unlessEmpty(
      order.orderLineItems.map(({ orderLineItemId: id, itemNumber }) => ({ id, itemNumber })),
    ),
    ...(payment && { paymentNumber: payment.paymentNumber, paidAmount: payment.amount }),
    ...(payment && returnIds && { paymentId: payment.paymentId }),
    ...(returnIds && {
      orderId: order.orderId,
      accountId,
      subscriptionIds: unlessEmpty(subscriptions.map((each) => each.subscriptionId)),
      invoiceIds: unlessEmpty(invoices.map((invoice) => invoice.invoiceId)),
      creditMemoIds: unlessEmpty(creditMemos.map((memo) => memo.creditMemoId)),
    }),
  };
}

const unlessEmpty = <Value>(values: Value[]): Value[] | undefined =>
  values.length > 0 ? values : undefined;
