import type { NewEvent } from "../model/event.ts";
import type { JournalEvent } from "./journal.ts";

/**
 * What is told of a change of what somebody owes or is owed.
 *
 * @param how  the field's word for how documents were posted: "via API"
 */
export function eventOf(event: JournalEvent, accountId: string, how: string): NewEvent {
  switch (event.type) {
    case "InvoicePosted": {
      const { invoiceId: objectId, invoiceNumber: objectNumber, amount, currency } = event.invoice;
      const invoice = { objectType: "Invoice", objectId, objectNumber, amount, currency } as const;
      return { eventType: "Invoice Posted", relatedEvent: how, accountId, ...invoice };
    }
    case "CreditMemoPosted":
    case "WriteOffPosted": {
      const { amount } = event.creditMemo;
      const posted = { eventType: "Credit Memo Posted", relatedEvent: how, accountId } as const;
      return { ...posted, ...creditMemoOf(event), amount };
    }
    case "CreditMemoApplied": {
      const { amount, invoiceId } = event.application;
      const applied = { eventType: "Credit Memo Applied", accountId } as const;
      return { ...applied, ...creditMemoOf(event), amount, details: { invoiceId } };
    }
    case "CreditMemoSettled": {
      const { amount } = event;
      return { eventType: "Credit Memo Settled", accountId, ...creditMemoOf(event), amount };
    }
  }
}

type AboutCreditMemo = Extract<JournalEvent, { creditMemo: unknown }>;

const creditMemoOf = ({ creditMemo }: AboutCreditMemo) => ({
  objectType: "CreditMemo" as const,
  objectId: creditMemo.creditMemoId,
  objectNumber: creditMemo.creditMemoNumber,
  currency: creditMemo.currency,
});
