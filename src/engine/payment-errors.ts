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
} as const satisfies Record<string, ErrorKind>;
