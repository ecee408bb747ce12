import type { z } from "zod";
import type { PrintedReceipt } from "#engine/model/printed-receipt.ts";
import { numberUnlessMadeUp } from "#store/preview.ts";
import type { getOrderReceipt } from "./contract.ts";

/** Numbers that a preview has made up are not told. */
export const toReceiptAnswer = ({
  entityName,
  billTo,
  ...receipt
}: PrintedReceipt): z.input<typeof getOrderReceipt.response> => ({
  ...receipt,
  orderNumber: numberUnlessMadeUp(receipt.orderNumber),
  accounts: [...receipt.accounts],
  invoices: receipt.invoices.map(({ accountId, invoiceId, amount, ...invoice }) => ({
    ...invoice,
    invoiceNumber: numberUnlessMadeUp(invoice.invoiceNumber),
  })),
  subscriptions: receipt.subscriptions.map((each) => ({ ...each, actions: [...each.actions] })),
  creditMemos: receipt.creditMemos.map((memo) => ({
    ...memo,
    creditMemoNumber: numberUnlessMadeUp(memo.creditMemoNumber),
    applied: memo.applied.map(({ invoiceNumber, amount }) => ({
      invoiceNumber: numberUnlessMadeUp(invoiceNumber),
      amount,
    })),
  })),
  payments: receipt.payments.map(({ paymentNumber, amount }) => ({
    paymentNumber: numberUnlessMadeUp(paymentNumber),
    amount,
  })),
  refunds: receipt.refunds.map((refund) => ({
    ...refund,
    refundNumber: numberUnlessMadeUp(refund.refundNumber),
  })),
});
