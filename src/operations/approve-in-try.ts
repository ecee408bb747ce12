/** An order that is tried out, as it is once every gateway that it asks has said yes. */
import { assert } from "#engine/assert.ts";
import type { CreditMemo } from "#engine/model/credit-memo.ts";
import type { Order } from "#engine/model/order.ts";
import type { PaymentMethod } from "#engine/model/payment-method.ts";
import type { Decimal } from "#engine/values/decimal.ts";
import type { Outcome } from "#gateways/gateway.ts";
import { lockCreditMemo } from "#store/credit-memos.ts";
import type { Transaction } from "#store/database.ts";
import { findPaymentGateway } from "#store/payment-gateways.ts";
import { findPaymentMethod } from "#store/payment-methods.ts";
import { lockPayment, type StoredPayment, saveNewPayments } from "#store/payments.ts";
import { isPreview } from "#store/preview.ts";
import type { StoredRefund } from "#store/refunds.ts";
import { recordPaymentOutcome } from "./ask-for-payment.ts";
import { recordRefundOutcome } from "./ask-for-refund.ts";
import { authorOf, type Context } from "./context.ts";
import type { CreatedOrder } from "./create-order.ts";
import { billOf, paymentFor, payOrder } from "./create-order-and-collect.ts";
import type { WriteOffResult } from "./save-write-offs.ts";

/** By what is paid or given back, and through whom. */
export type WayToPay = {
  readonly paymentMethodId: string | null;
  readonly type: PaymentMethod["type"] | null;
  readonly maskNumber: string | null;
  readonly gatewayName: string;
};

export type RefundToCome = {
  readonly accountId: string;
  readonly paymentId: string;
  readonly paymentNumber: string;
  readonly amount: Decimal;
  readonly way: WayToPay;
  readonly invoiceIds: readonly string[];
  readonly invoiceNumbers: readonly string[];
};

/** What cannot be refunded, and is told so by the order. */
export type RefundNotToCome = {
  readonly failedReason: string;
  readonly invoiceNumbers: readonly string[];
};

export type Approved = {
  /** The order's, as they are then. */
  readonly creditMemos: readonly CreditMemo[];
  /** Undefined when no write-off was asked for. */
  readonly writeOff: readonly WriteOffResult[] | undefined;
  /** Undefined when no refund was asked for. */
  readonly refunds: readonly (RefundToCome | RefundNotToCome)[] | undefined;
  /** Undefined where nothing is collected. */
  readonly payment:
    | (WayToPay & Pick<StoredPayment, "accountId" | "paymentId" | "amount">)
    | undefined;
};

/**
 * Goes on with an order that was executed in a try as if the gateways had approved what it asks of
 * them: nobody is asked, and all of it is taken back with the try.
 *
 * @param collected  a payment that was collected for this order already; undefined: one is made up
 *
 * Errors: those of createOrderAndCollect before it asks.
 */
export async function approveInTry(
  tx: Transaction,
  context: Context,
  order: Order,
  { executed, collected }: { executed: CreatedOrder; collected: StoredPayment | undefined },
): Promise<Approved> {
  assert(isPreview(tx), "only a try does without a gateway");
  const writeOff = [...(executed.writeOff ?? [])];
  const begun = executed.refunds?.begun ?? [];
  const refunds: RefundToCome[] = [];
  for (const { refund, invoiceNumbers } of begun) {
    const asked = await recordRefundOutcome(tx, context, refund.refundId, YES);
    writeOff.push(...asked.writeOff);
    refunds.push(await refundToCome(tx, refund, invoiceNumbers));
  }
  const failed = (executed.refunds?.failed ?? []).map((each) => ({
    failedReason: each.failedReason ?? "",
    invoiceNumbers: each.refundInvoiceNumbers,
  }));
  return {
    creditMemos: begun.length > 0 ? await memosNow(tx, executed.creditMemos) : executed.creditMemos,
    writeOff: executed.writeOff && writeOff,
    refunds: executed.refunds && [...refunds, ...failed],
    payment: await paymentOf(tx, context, order, executed, collected),
  };
}

const YES: Outcome = { isApproved: true, referenceId: null, responseCode: "approve", response: "" };

async function refundToCome(
  tx: Transaction,
  refund: StoredRefund,
  invoiceNumbers: readonly string[],
): Promise<RefundToCome> {
  const { accountId, amount, followUp } = refund;
  const payment = await lockPayment(tx, refund.paymentId ?? "");
  assert(payment, "an order gives back payments");
  const { paymentId, paymentNumber } = payment;
  const invoiceIds = (followUp?.taken ?? []).map(({ documentKey }) => documentKey);
  const way = await wayOf(tx, refund);
  return { accountId, paymentId, paymentNumber, amount, way, invoiceIds, invoiceNumbers };
}

async function wayOf(
  tx: Transaction,
  { paymentMethodId, gatewayId }: Pick<StoredPayment, "paymentMethodId" | "gatewayId">,
): Promise<WayToPay> {
  const method = await findPaymentMethod(tx, paymentMethodId ?? "");
  const gateway = await findPaymentGateway(tx, gatewayId ?? "");
  return {
    paymentMethodId,
    type: method?.type ?? null,
    maskNumber: method?.maskNumber ?? null,
    gatewayName: gateway?.name ?? "",
  };
}

async function memosNow(tx: Transaction, memos: readonly CreditMemo[]): Promise<CreditMemo[]> {
  const now: CreditMemo[] = [];
  for (const memo of memos) {
    now.push((await lockCreditMemo(tx, memo.accountId, memo.creditMemoId)) ?? memo);
  }
  return now;
}

async function paymentOf(
  tx: Transaction,
  context: Context,
  { processingOptions: { collectPayment } }: Order,
  executed: CreatedOrder,
  collected: StoredPayment | undefined,
): Promise<Approved["payment"]> {
  if (!collectPayment) return undefined;
  const payment = collected ?? (await madeUp(tx, context, executed, collectPayment));
  if (!payment) return undefined;
  await payOrder(tx, context, executed, payment);
  const { accountId, paymentId, amount } = payment;
  return { accountId, paymentId, amount, ...(await wayOf(tx, payment)) };
}

async function madeUp(
  tx: Transaction,
  context: Context,
  executed: CreatedOrder,
  collect: NonNullable<Order["processingOptions"]["collectPayment"]>,
): Promise<StoredPayment | undefined> {
  const bill = await billOf(tx, executed);
  if (!bill) return undefined;
  const payment = { ...(await paymentFor(tx, context, bill, collect)), idempotencyKey: null };
  await saveNewPayments(tx, [payment], authorOf(context));
  return recordPaymentOutcome(tx, context, payment.paymentId, YES);
}
