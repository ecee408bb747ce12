import type { StoredPayment } from "#store/payments.ts";

/** What has paid the bill of a call about one subscription; nothing where nothing was collected. */
export const toPaid = (payment: StoredPayment | undefined) =>
  payment && { paymentId: payment.paymentId, paidAmount: payment.amount };
