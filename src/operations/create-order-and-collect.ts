/** An order of which the bill is paid at once: all of it happens, or none. */
import { BillingError } from "#engine/errors.ts";
import type { CollectPayment } from "#engine/model/processing-options.ts";
import { type Decimal, isPositive, sum } from "#engine/values/decimal.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import {
  findPaymentOfRequest,
  lockPayment,
  type StoredPayment,
  saveNewPayments,
  savePayments,
} from "#store/payments.ts";
import { undone } from "#store/preview.ts";
import { lockReceivables } from "#store/receivables.ts";
import { latestOf } from "./apply-credits.ts";
import { askForPayment } from "./ask-for-payment.ts";
import { askForRefund } from "./ask-for-refund.ts";
import { beginRefund } from "./begin-refund.ts";
import { authorOf, type Context } from "./context.ts";
import { type CreatedOrder, createOrder, executeOrder, placeOrder } from "./create-order.ts";
import { declined, electronicPayment } from "./create-payment.ts";
import type { RequestedOrder } from "./open-accounts.ts";
import { payDocuments } from "./pay-documents.ts";

/** An order, and the payment that has paid its bill, where there was one to pay. */
export type PaidOrder = CreatedOrder & { readonly payment?: StoredPayment };

/**
 * Creates an order and collects what its invoices owe, after its credit. The order is tried out and
 * taken back first, which says how much that is; then the gateway is asked, with nothing open; then the
 * order is executed, and paid from the payment in its own transaction. Whatever goes wrong then gives
 * the money back (docs/decisions/0352-an-order-is-paid-before-it-is-made.md).
 *
 * Errors: those of createOrder; NOT_ALLOWED for a bill of several accounts, or where there is nothing
 * to pay with; PAYMENT_DECLINED, PAYMENT_NOT_ANSWERED: the order is not made then.
 */
export async function createOrderAndCollect(
  context: Context,
  order: RequestedOrder,
  collect: CollectPayment,
): Promise<PaidOrder> {
  const { database, entityId, idempotencyKey } = context;
  const earlier =
    idempotencyKey &&
    (await inTransaction(database, entityId, (tx) => findPaymentOfRequest(tx, idempotencyKey)));
  if (earlier && earlier.orderId !== null) {
    const message = `This request has made its order already, paid by '${earlier.paymentNumber}'.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  const bill = earlier ? undefined : await billOf(context, order);
  if (!earlier && !bill) return createOrder(context, order);
  const begun = earlier || (bill && (await beginPayment(context, bill, collect)));
  if (!begun) return createOrder(context, order);
  const payment = await askForPayment(context, begun);
  if (payment.status === "Error") throw declined(payment);
  if (payment.status === "Processing") {
    throw new BillingError("PAYMENT_NOT_ANSWERED", { paymentNumber: payment.paymentNumber });
  }
  try {
    return await inTransaction(database, entityId, (tx) => makePaid(tx, context, order, payment));
  } catch (error) {
    await refundAll(context, payment);
    throw error;
  }
}

type Bill = { readonly accountId: string; readonly currency: string; readonly amount: Decimal };

/** What the order would leave unpaid; undefined when that is nothing. */
const billOf = (context: Context, order: RequestedOrder): Promise<Bill | undefined> =>
  inTransaction(context.database, context.entityId, (tx) =>
    undone(tx, async () => {
      const owed = await owedOf(tx, await executeOrder(tx, context, order));
      const [first] = owed;
      if (!first) return undefined;
      if (owed.some(({ accountId }) => accountId !== first.accountId)) {
        const message = "'collectPayment' is not possible where the order bills several accounts.";
        throw new BillingError("NOT_ALLOWED", { message });
      }
      const amount = sum(owed.map(({ balance }) => balance));
      return { accountId: first.accountId, currency: first.currency, amount };
    }),
  );

/** The order's invoices that owe something, as they are in this transaction. */
async function owedOf(tx: Transaction, { invoices: made }: CreatedOrder) {
  const byAccount = Map.groupBy(made, ({ accountId }) => accountId);
  const owed = [];
  for (const [accountId, own] of byAccount) {
    const invoices = own.map(({ invoiceId }) => invoiceId);
    owed.push(...(await lockReceivables(tx, accountId, { invoices, debitMemos: [] })));
  }
  return owed.filter(({ status, balance }) => status === "Posted" && isPositive(balance));
}

const beginPayment = (
  context: Context,
  { accountId, currency, amount }: Bill,
  collect: CollectPayment,
): Promise<StoredPayment> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const payment = await electronicPayment(tx, context, accountId, {
      accountKey: accountId,
      type: "Electronic",
      amount,
      currency,
      effectiveDate: null,
      paymentMethodId: collect.paymentMethodId ?? undefined,
      paymentMethodType: null,
      gatewayKey: collect.gatewayKey ?? undefined,
      gatewayOrderId: collect.gatewayOrderId,
      referenceId: null,
      softDescriptor: null,
      softDescriptorPhone: null,
      comment: null,
      financeInformation: null,
      customFields: {},
      wanted: [],
    });
    const begun = { ...payment, source: "Order" as const };
    await saveNewPayments(tx, [begun], authorOf(context));
    return begun;
  });

async function makePaid(
  tx: Transaction,
  context: Context,
  order: RequestedOrder,
  { paymentId }: StoredPayment,
): Promise<PaidOrder> {
  const created = await placeOrder(tx, context, order);
  const owed = await owedOf(tx, created);
  const payment = await lockPayment(tx, paymentId);
  if (!payment?.amount.eq(sum(owed.map(({ balance }) => balance)))) {
    const message = "What the order bills has changed while it was paid: nothing was done.";
    throw new BillingError("NOT_ALLOWED", { message });
  }
  const wanted = owed.map(({ documentType, invoiceId: documentKey, balance: amount }) => ({
    documentType,
    documentKey,
    amount,
  }));
  const dates = owed.map(({ invoiceDate }) => invoiceDate);
  const effectiveDate = latestOf(context.today(), ...dates);
  const paid = await payDocuments(tx, context, payment, wanted, effectiveDate);
  const ofOrder = { ...paid, orderId: created.orderId };
  await savePayments(tx, [ofOrder], authorOf(context));
  return { ...created, payment: ofOrder };
}

/** The money of an order that was not made. What cannot be given back now is given back by a job. */
export async function refundAll(context: Context, { paymentId }: StoredPayment): Promise<void> {
  const refund = await inTransaction(context.database, context.entityId, async (tx) => {
    const payment = await lockPayment(tx, paymentId);
    if (!payment || !isPositive(payment.unappliedAmount.minus(payment.reservedAmount))) return;
    return beginRefund(tx, context, payment, {
      type: "Electronic",
      amount: payment.unappliedAmount.minus(payment.reservedAmount),
      refundDate: null,
      methodType: null,
      refundTransactionType: null,
      referenceId: null,
      secondReferenceId: null,
      softDescriptor: null,
      softDescriptorPhone: null,
      reasonCode: null,
      comment: "The order that it was to pay was not made.",
      financeInformation: null,
      customFields: {},
      orderId: null,
    });
  });
  if (refund) await askForRefund(context, refund);
}
