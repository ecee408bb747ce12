import { renderReceipt } from "#gateways/pdf/render-pdf.ts";
import { inTransaction } from "#store/database.ts";
import type { Context } from "./context.ts";
import { receiptOfOrder } from "./receipt-of-order.ts";

/**
 * The receipt of an order as a PDF file, made anew each time: it says the same each time. No transaction
 * is open while the page is laid out.
 *
 * Errors: those of receiptOfOrder.
 */
export async function printOrderReceipt({ database, entityId }: Context, orderNumber: string) {
  const receipt = await inTransaction(database, entityId, (tx) => receiptOfOrder(tx, orderNumber));
  return {
    contentType: "application/pdf",
    fileName: `Receipt_${receipt.orderNumber}_${receipt.accountNumber}.pdf`,
    content: await renderReceipt(receipt),
  };
}
