import { askForRefund } from "./ask-for-refund.ts";
import type { Context } from "./context.ts";
import type { CreatedOrder } from "./create-order.ts";
import type { RefundResult } from "./refund-of-order.ts";

/** An order with what became of its refunds, and of the write-offs that waited for them. */
export type OrderWithRefunds = CreatedOrder & {
  /** Undefined when no refund was asked for. */
  readonly refundResults: readonly RefundResult[] | undefined;
};

/**
 * Asks gateways for the refunds of an order that is committed, one after the other. What they decline,
 * and what they do not answer, is reported and leaves the order as it is.
 */
export async function askForOrderRefunds(
  context: Context,
  order: CreatedOrder,
): Promise<OrderWithRefunds> {
  if (!order.refunds) return { ...order, refundResults: undefined };
  const refundResults: RefundResult[] = [];
  const writeOff = [...(order.writeOff ?? [])];
  for (const { refund: begun, invoiceNumbers } of order.refunds.begun) {
    const asked = await askForRefund(context, begun);
    const { refundNumber, status, gatewayResponse } = asked.refund;
    writeOff.push(...asked.writeOff);
    refundResults.push({
      refundNumber,
      refundInvoiceNumbers: invoiceNumbers,
      status: STATUS[status],
      failedReason: status === "Error" ? (gatewayResponse ?? undefined) : undefined,
    });
  }
  refundResults.push(...order.refunds.failed);
  return { ...order, writeOff: order.writeOff && writeOff, refundResults };
}

const STATUS = {
  Processed: "Success",
  Processing: "Processing",
  Error: "Error",
  Canceled: "Error",
} as const;
