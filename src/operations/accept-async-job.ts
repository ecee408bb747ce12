import { BillingError } from "#engine/errors.ts";
import { findAccount } from "#store/accounts.ts";
import { saveNewAsyncJob } from "#store/async-jobs.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import type { StoredPayment } from "#store/payments.ts";
import { findOrderToUndo } from "#store/undone-orders.ts";
import type { Context } from "./context.ts";
import type { CreatedOrder } from "./create-order.ts";
import type { PaidOrder } from "./create-order-and-collect.ts";
import type { RequestedOrder } from "./open-accounts.ts";
import type { OrderPreview, PreviewRequest } from "./preview-order.ts";

/** What is known of an order that was created, once its documents are made. */
export type OrderSummary = Pick<
  CreatedOrder,
  "orderId" | "orderNumber" | "accountId" | "accountNumber" | "status"
> & {
  readonly subscriptions: readonly {
    readonly subscriptionId: string;
    readonly subscriptionNumber: string;
    readonly subscriptionOwnerId: string;
    readonly subscriptionOwnerNumber: string;
    readonly status: string;
    /** Where the order has set one; absent in what was kept before there were ramps. */
    readonly rampNumber?: string | null;
  }[];
  readonly invoices: readonly { readonly invoiceId: string; readonly invoiceNumber: string }[];
  readonly creditMemos: readonly {
    readonly creditMemoId: string;
    readonly creditMemoNumber: string;
  }[];
  readonly orderLineItems: readonly {
    readonly orderLineItemId: string;
    readonly itemNumber: string;
  }[];
  /** What has paid its bill; absent where nothing was collected. */
  readonly payment?: Pick<StoredPayment, "paymentId" | "paymentNumber" | "amount">;
};

/** What each type of job is asked. */
export type AsyncRequests = {
  AsyncCreateOrder: {
    readonly order: RequestedOrder;
    /** Of what it must do; null: whatever it does. */
    readonly previewId: string | null;
    readonly returnIds: boolean;
  };
  AsyncPreviewOrder: PreviewRequest;
  AsyncDeleteOrder: { readonly orderNumber: string };
};

/** What each type of job has made. */
export type AsyncResults = {
  AsyncCreateOrder: { readonly order: OrderSummary; readonly returnIds: boolean };
  AsyncPreviewOrder: OrderPreview;
  AsyncDeleteOrder: AsyncRequests["AsyncDeleteOrder"];
};

/**
 * Accepts what is to be done with an order in a moment: the job and its place in the queue are
 * committed together. Returns the job's id.
 *
 * Errors: ENTITY_NOT_FOUND for the account, or the order to delete. Whatever else is wrong fails the
 * job.
 */
export const acceptAsyncJob = <Type extends keyof AsyncRequests>(
  context: Context,
  jobType: Type,
  request: AsyncRequests[Type],
): Promise<string> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { entityId, userId } = context;
    await refuseUnknown(tx, request);
    const jobId = newId();
    const now = context.now.toString();
    await saveNewAsyncJob(tx, { entityId, userId, jobId, jobType, request, now });
    return jobId;
  });

async function refuseUnknown(
  tx: Transaction,
  request: AsyncRequests[keyof AsyncRequests],
): Promise<void> {
  if (!("order" in request)) {
    const { orderNumber: key } = request;
    if (!(await findOrderToUndo(tx, key))) throw new BillingError("ENTITY_NOT_FOUND", { key });
    return;
  }
  if (!("accountKey" in request.order)) return;
  const { accountKey: key } = request.order;
  if (!(await findAccount(tx, key))) throw new BillingError("ENTITY_NOT_FOUND", { key });
}

export const orderSummary = ({ payment, ...created }: PaidOrder): OrderSummary => ({
  orderId: created.orderId,
  orderNumber: created.orderNumber,
  accountId: created.accountId,
  accountNumber: created.accountNumber,
  status: created.status,
  subscriptions: created.changes.map(({ ordered, next }) => ({
    subscriptionId: next.subscriptionId,
    subscriptionNumber: next.subscriptionNumber,
    subscriptionOwnerId: next.subscriptionOwnerId,
    subscriptionOwnerNumber: created.accountNumbers.get(next.subscriptionOwnerId) ?? "",
    status: next.status,
    rampNumber: (ordered.ramp && next.ramp?.rampNumber) ?? null,
  })),
  invoices: created.invoices.map(({ invoiceId, invoiceNumber }) => ({ invoiceId, invoiceNumber })),
  creditMemos: created.creditMemos.map(({ creditMemoId, creditMemoNumber }) => ({
    creditMemoId,
    creditMemoNumber,
  })),
  orderLineItems: created.orderLineItems.map(({ orderLineItemId, itemNumber }) => ({
    orderLineItemId,
    itemNumber,
  })),
  ...(payment && {
    payment: {
      paymentId: payment.paymentId,
      paymentNumber: payment.paymentNumber,
      amount: payment.amount,
    },
  }),
});
