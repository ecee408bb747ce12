import type { NewEvent } from "../model/event.ts";
import { isNegative } from "../values/decimal.ts";
import type { JournalEvent, PostedEvent } from "./journal.ts";

/**
 * What is told of a change of what somebody owes or is owed.
 *
 * @param how  the field's word for how documents were posted: "via API"
 */
export function eventOf(event: JournalEvent, accountId: string, how: string): NewEvent {
  switch (event.type) {
    case "InvoicePosted": {
      const eventType = POSTED[event.invoice.documentType];
      return { eventType, relatedEvent: how, accountId, ...invoiceOf(event) };
    }
    case "CreditMemoPosted":
    case "WriteOffPosted": {
      const { amount } = event.creditMemo;
      const posted = { eventType: "Credit Memo Posted", relatedEvent: how, accountId } as const;
      return { ...posted, ...creditMemoOf(event), amount };
    }
    case "CreditMemoApplied": {
      const { amount, documentType, invoiceId } = event.application;
      const eventType = isNegative(amount) ? "Credit Memo Unapplied" : "Credit Memo Applied";
      const details = documentType === "Invoice" ? { invoiceId } : { debitMemoId: invoiceId };
      return { eventType, accountId, ...creditMemoOf(event), amount: amount.abs(), details };
    }
    case "CreditMemoSettled": {
      const { amount } = event;
      return { eventType: "Credit Memo Settled", accountId, ...creditMemoOf(event), amount };
    }
    case "PaymentProcessed":
      return { eventType: "Payment Processed", accountId, ...paymentOf(event) };
    case "PaymentApplied": {
      const { amount, targetId } = event.application;
      const eventType = isNegative(amount) ? "Payment Unapplied" : "Payment Applied";
      const details = { documentId: targetId };
      return { eventType, accountId, ...paymentOf(event), amount: amount.abs(), details };
    }
    case "RefundProcessed": {
      const isOfMemo = event.refund.source === "CreditMemo";
      const eventType = isOfMemo ? "Credit Memo Refund Processed" : "Payment Refund Processed";
      return { eventType, accountId, ...refundOf(event) };
    }
    case "TakenBack":
      return takenBack(event.event, accountId);
  }
}

function takenBack(event: PostedEvent, accountId: string): NewEvent {
  switch (event.type) {
    case "InvoicePosted": {
      const eventType = UNPOSTED[event.invoice.documentType];
      return { eventType, accountId, ...invoiceOf(event) };
    }
    case "CreditMemoPosted":
    case "WriteOffPosted": {
      const { amount } = event.creditMemo;
      return { eventType: "Credit Memo Unposted", accountId, ...creditMemoOf(event), amount };
    }
    case "PaymentProcessed":
      return { eventType: "Payment Cancelled", accountId, ...paymentOf(event) };
    case "RefundProcessed":
      return { eventType: "Refund Cancelled", accountId, ...refundOf(event) };
  }
}

const POSTED = { Invoice: "Invoice Posted", DebitMemo: "Debit Memo Posted" } as const;
const UNPOSTED = { Invoice: "Invoice Unposted", DebitMemo: "Debit Memo Unposted" } as const;

type About<Type extends JournalEvent["type"]> = Extract<JournalEvent, { type: Type }>;

const invoiceOf = ({ invoice }: About<"InvoicePosted">) => ({
  objectType: invoice.documentType,
  objectId: invoice.invoiceId,
  objectNumber: invoice.invoiceNumber,
  amount: invoice.amount,
  currency: invoice.currency,
});

const paymentOf = ({ payment }: About<"PaymentProcessed" | "PaymentApplied">) => ({
  objectType: "Payment" as const,
  objectId: payment.paymentId,
  objectNumber: payment.paymentNumber,
  amount: payment.amount,
  currency: payment.currency,
});

const refundOf = ({ refund }: About<"RefundProcessed">) => ({
  objectType: "Refund" as const,
  objectId: refund.refundId,
  objectNumber: refund.refundNumber,
  amount: refund.amount,
  currency: refund.currency,
  details:
    refund.source === "CreditMemo"
      ? { creditMemoId: refund.creditMemoId }
      : { paymentId: refund.paymentId },
});

type AboutCreditMemo = Extract<JournalEvent, { creditMemo: unknown }>;

const creditMemoOf = ({ creditMemo }: AboutCreditMemo) => ({
  objectType: "CreditMemo" as const,
  objectId: creditMemo.creditMemoId,
  objectNumber: creditMemo.creditMemoNumber,
  currency: creditMemo.currency,
});
