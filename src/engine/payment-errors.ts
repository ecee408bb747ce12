import type { ErrorKind } from "./error-kind.ts";

/** Those of payments, refunds and their gateways: a part of the list in errors.ts. */
export const PAYMENT_ERRORS = {
  PAYMENT_METHOD_REFUSED: {
    category: 30,
    message: ({ reason }) => `The payment gateway refuses this payment method: ${reason}`,
  },
  GATEWAY_SILENT: {
    category: 50,
    message: () => "The payment gateway has not answered, please retry later.",
    status: 503,
  },
  PAYMENT_NOT_APPLICABLE: {
    category: 30,
    message: ({ reason }) => `The payment cannot be applied or unapplied like this: ${reason}.`,
  },
  PAYMENT_DECLINED: {
    category: 30,
    message: ({ paymentNumber, code, response }) =>
      `Payment '${paymentNumber}' was declined by the gateway: ${code} ${response}`,
  },
  PAYMENT_NOT_ANSWERED: {
    category: 30,
    message: ({ paymentNumber }) =>
      `The gateway has not answered about payment '${paymentNumber}': the order was not made, and what was taken for it is given back.`,
  },
  DOCUMENT_BEING_PAID: {
    category: 30,
    message: ({ documentNumber, paymentNumber }) =>
      `'${documentNumber}' is being paid by payment '${paymentNumber}', of which the gateway has not answered yet.`,
  },
  REFUND_DECLINED: {
    category: 30,
    message: ({ refundNumber, code, response }) =>
      `Refund '${refundNumber}' was declined by the gateway: ${code} ${response}`,
  },
  REFUND_TOO_HIGH: {
    category: 30,
    message: ({ amount, number, unapplied }) =>
      `${amount} cannot be refunded of '${number}': ${unapplied} of it is not applied.`,
  },
} as const satisfies Record<string, ErrorKind>;
