/** An order of which the bill is paid at once: all of it happens, or none. */
import { BillingError } from "#engine/errors.ts";
import type { CollectPayment } from "#engine/model/processing-options.ts";
import { type Decimal, isPositive, sum } from "#engine/values/decimal.ts";
import { inTransaction, type Transaction, type TransactionOptions } from "#store/database.ts";
import {
  findPaymentOfRequest,
  forgetRequestOfPayment,
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
import { type CreatedOrder, placeOrder } from "./create-order.ts";
import { declined, electronicPayment } from "./create-payment.ts";
import type { RequestedOrder } from "./open-accounts.ts";
import { payDocuments } from "./pay-documents.ts";

/** An order, and the payment that has paid its bill, where there was one to pay. */
export type PaidOrder = CreatedOrder & { readonly payment?: StoredPayment };

/** What of an order that was made has to be paid. */
type MadeOrder = Pick<CreatedOrder, "orderId" | "invoices">;

/** Whatever makes an order, in a transaction of the caller's: it is tried out, and then done. */
export type Making<Made> = {
  /** @param collected  what was collected for it and is not applied yet; undefined in the try */
  readonly make: (tx: Transaction, collected: StoredPayment | undefined) => Promise<Made>;
  /** Undefined where no order was needed. */
  readonly orderOf: (made: Made) => MadeOrder | undefined;
  /** Of the transactions in which it is made. Default: it is small. */
  readonly options?: TransactionOptions;
};

export type MadeAndPaid<Made> = { readonly made: Made; readonly payment?: StoredPayment };

/**
 * Makes an order and, if asked, collects what its invoices owe, after its credit. The order is tried out
 * and taken back first, which says how much that is; then the gateway is asked, with nothing open; then
 * the order is made, and paid from the payment in its own transaction. Whatever goes wrong then gives
 * the money back (docs/decisions/0352-an-order-is-paid-before-it-is-made.md).
 *
 * Errors: those of `make`; NOT_ALLOWED for a bill of several accounts, or where there is nothing to pay
 * with; PAYMENT_DECLINED, PAYMENT_NOT_ANSWERED: the order is not made then.
 */
export async function makeAndCollect<Made>(
  context: Context,
  collect: CollectPayment | undefined,
  making: Making<Made>,
): Promise<MadeAndPaid<Made>> {
  const { database, entityId } = context;
  const { make, options = { isSmall: true } } = making;
  const unpaid = async () => ({
    made: await inTransaction(database, entityId, (tx) => make(tx, undefined), options),
  });
  if (!collect) return unpaid();
  const begun = (await paymentOfRequest(context)) ?? (await beginPayment(context, collect, making));
  if (!begun) return unpaid();
  const payment = await askForPayment(context, begun);
  if (payment.status === "Error") throw declined(payment);
  if (payment.status === "Processing") {
    throw new BillingError("PAYMENT_NOT_ANSWERED", { paymentNumber: payment.paymentNumber });
  }
  try {
    const work = (tx: Transaction) => makePaid(tx, context, making, payment);
    return await inTransaction(database, entityId, work, options);
  } catch (error) {
    await refundAll(context, payment);
    throw error;
  }
}

/** The same of an order as it is asked for. Errors: those of createOrder, and of makeAndCollect. */
export async function createOrderAndCollect(
  context: Context,
  order: RequestedOrder,
): Promise<PaidOrder> {
  const { made, payment } = await makeAndCollect(context, order.processingOptions.collectPayment, {
    make: (tx) => placeOrder(tx, context, order),
    orderOf: (created) => created,
  });
  return { ...made, ...(payment && { payment }) };
}

/** What an earlier try of the same request has begun. Errors: NOT_ALLOWED where it has ended. */
async function paymentOfRequest({ database, entityId, idempotencyKey }: Context) {
  if (!idempotencyKey) return undefined;
  const earlier = await inTransaction(database, entityId, (tx) =>
    findPaymentOfRequest(tx, idempotencyKey),
  );
  if (!earlier || earlier.orderId === null) return earlier;
  const message = `This request has made its order already, paid by '${earlier.paymentNumber}'.`;
  throw new BillingError("NOT_ALLOWED", { message });
}

type Bill = { readonly accountId: string; readonly currency: string; readonly amount: Decimal };

/** Tries the order out, and begins a payment of what it would leave owed; undefined for nothing. */
async function beginPayment<Made>(
  context: Context,
  collect: CollectPayment,
  { make, orderOf, options }: Making<Made>,
): Promise<StoredPayment | undefined> {
  const { database, entityId } = context;
  const tried = (tx: Transaction) =>
    undone(tx, async () => billOf(tx, orderOf(await make(tx, undefined))));
  const bill = await inTransaction(database, entityId, tried, options);
  if (!bill) return undefined;
  return inTransaction(database, entityId, async (tx) => {
    const payment = await paymentFor(tx, context, bill, collect);
    await saveNewPayments(tx, [payment], authorOf(context));
    return payment;
  });
}

/** What an order that is made in this transaction leaves unpaid; undefined when that is nothing. */
export async function billOf(
  tx: Transaction,
  made: MadeOrder | undefined,
): Promise<Bill | undefined> {
  const owed = made ? await owedOf(tx, made) : [];
  const [first] = owed;
  if (!first) return undefined;
  if (owed.some(({ accountId }) => accountId !== first.accountId)) {
    const message = "'collectPayment' is not possible where the order bills several accounts.";
    throw new BillingError("NOT_ALLOWED", { message });
  }
  const amount = sum(owed.map(({ balance }) => balance));
  return { accountId: first.accountId, currency: first.currency, amount };
}

/** The order's invoices that owe something, as they are in this transaction. */
async function owedOf(tx: Transaction, { invoices: made }: MadeOrder) {
  const byAccount = Map.groupBy(made, ({ accountId }) => accountId);
  const owed = [];
  for (const [accountId, own] of byAccount) {
    const invoices = own.map(({ invoiceId }) => invoiceId);
    owed.push(...(await lockReceivables(tx, accountId, { invoices, debitMemos: [] })));
  }
  return owed.filter(({ status, balance }) => status === "Posted" && isPositive(balance));
}

/** A payment of a bill that is to be asked for; not saved. Errors: those of electronicPayment. */
export async function paymentFor(
  tx: Transaction,
  context: Context,
  { accountId, currency, amount }: Bill,
  collect: CollectPayment,
): Promise<StoredPayment> {
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
  return { ...payment, source: "Order" };
}

async function makePaid<Made>(
  tx: Transaction,
  context: Context,
  { make, orderOf }: Making<Made>,
  payment: StoredPayment,
): Promise<MadeAndPaid<Made>> {
  const made = await make(tx, payment);
  const order = orderOf(made);
  if (!order) throw changedMeanwhile();
  return { made, payment: await payOrder(tx, context, order, payment) };
}

/** Pays an order that is made in this transaction. Errors: NOT_ALLOWED where it owes another amount. */
export async function payOrder(
  tx: Transaction,
  context: Context,
  order: MadeOrder,
  { paymentId }: StoredPayment,
): Promise<StoredPayment> {
  const owed = await owedOf(tx, order);
  const payment = await lockPayment(tx, paymentId);
  if (!payment?.amount.eq(sum(owed.map(({ balance }) => balance)))) throw changedMeanwhile();
  const wanted = owed.map(({ documentType, invoiceId: documentKey, balance: amount }) => ({
    documentType,
    documentKey,
    amount,
  }));
  const dates = owed.map(({ invoiceDate }) => invoiceDate);
  const effectiveDate = latestOf(context.today(), ...dates);
  const paid = await payDocuments(tx, context, payment, wanted, effectiveDate);
  const ofOrder = { ...paid, orderId: order.orderId };
  await savePayments(tx, [ofOrder], authorOf(context));
  return ofOrder;
}

const changedMeanwhile = (): BillingError => {
  const message = "What the order bills has changed while it was paid: nothing was done.";
  return new BillingError("NOT_ALLOWED", { message });
};

/**
 * The money of an order that was not made. What cannot be given back now is given back by a job. The same
 * request, sent again, begins anew.
 */
export async function refundAll(
  { idempotencyKey: _, ...context }: Context,
  { paymentId }: StoredPayment,
): Promise<void> {
  const refund = await inTransaction(context.database, context.entityId, async (tx) => {
    const payment = await lockPayment(tx, paymentId);
    if (!payment || !isPositive(payment.unappliedAmount.minus(payment.reservedAmount))) return;
    await forgetRequestOfPayment(tx, payment);
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
