import type { CreditMemoApplication, CreditMemoDraft } from "../model/credit-memo.ts";
import type { Invoice } from "../model/document.ts";
import { type Decimal, isNegative, isZero, ZERO } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";

export type JournalAccount =
  | "AccountsReceivable"
  | "Cash"
  | "MemoClearing"
  | "RevenueBilled"
  | "TaxPayable"
  | "UnappliedCredit"
  | "UnappliedPayment"
  | "WriteOffExpense";

/** One row debits one account and credits another by the same positive amount: it always balances. */
export type JournalEntry = {
  readonly debit: JournalAccount;
  readonly credit: JournalAccount;
  readonly amount: Decimal;
  readonly currency: string;
  readonly accountingDate: PlainDate;
  readonly documentType: "Invoice" | "DebitMemo" | "CreditMemo" | "Payment";
  readonly documentId: string;
  /**
   * Where the credit or the cash of the document went: the invoice or debit memo that it paid, the
   * refund that took it out; null where nothing went anywhere.
   */
  readonly appliedToDocumentId: string | null;
};

/** What the journal needs to know of documents. */
export type JournalInvoice = Pick<
  Invoice,
  "documentType" | "invoiceId" | "currency" | "invoiceDate" | "amount" | "taxAmount"
> & {
  /** For those who are told of it. */
  readonly invoiceNumber?: string;
};
export type JournalCreditMemo = Pick<
  CreditMemoDraft,
  "creditMemoId" | "currency" | "creditMemoDate" | "amount" | "taxAmount"
> & { readonly creditMemoNumber?: string };

export type JournalPayment = {
  readonly paymentId: string;
  /** For those who are told of it. */
  readonly paymentNumber?: string;
  readonly currency: string;
  readonly effectiveDate: PlainDate;
  readonly amount: Decimal;
  /** Settled elsewhere: its money is in nobody's books here. */
  readonly isStandalone?: boolean;
};
/** What a payment paid of an invoice or debit memo; below zero where it is unapplied. */
export type JournalPaymentApplication = {
  readonly targetId: string;
  readonly effectiveDate: PlainDate;
  readonly amount: Decimal;
};
export type JournalRefund = {
  readonly refundId: string;
  readonly refundNumber?: string;
  readonly currency: string;
  readonly refundDate: PlainDate;
  readonly amount: Decimal;
} & (
  | { readonly source: "CreditMemo"; readonly creditMemoId: string }
  | {
      readonly source: "Payment";
      readonly paymentId: string;
      /** Of a standalone payment: neither came in here. */
      readonly isStandalone?: boolean;
    }
);

/** What changes what somebody owes or is owed. */
export type JournalEvent =
  /** Of an invoice or a debit memo. */
  | { readonly type: "InvoicePosted"; readonly invoice: JournalInvoice }
  /** A memo that takes back what was billed: made by billing, or by a person for a charge. */
  | { readonly type: "CreditMemoPosted"; readonly creditMemo: JournalCreditMemo }
  /** A memo that gives up what is owed and lets stand what was billed. */
  | { readonly type: "WriteOffPosted"; readonly creditMemo: JournalCreditMemo }
  | {
      readonly type: "CreditMemoApplied";
      readonly creditMemo: JournalCreditMemo;
      readonly application: CreditMemoApplication;
    }
  /** Of what a memo had left, what another that reverses it has taken; negative on that one. */
  | {
      readonly type: "CreditMemoSettled";
      readonly creditMemo: JournalCreditMemo;
      readonly amount: Decimal;
    }
  /** Money has come in; nothing is paid of it yet. */
  | { readonly type: "PaymentProcessed"; readonly payment: JournalPayment }
  | {
      readonly type: "PaymentApplied";
      readonly payment: JournalPayment;
      readonly application: JournalPaymentApplication;
    }
  /** Money has gone out, of what a payment or a credit memo had left. */
  | { readonly type: "RefundProcessed"; readonly refund: JournalRefund }
  /** A document is a draft again, a payment or a refund is cancelled: as if it had not been. */
  | {
      readonly type: "TakenBack";
      readonly event: PostedEvent;
      readonly accountingDate: PlainDate;
    };

/** What can be taken back. What was applied is unapplied instead, by a negative application. */
export type PostedEvent = Extract<
  JournalEvent,
  {
    type:
      | "InvoicePosted"
      | "CreditMemoPosted"
      | "WriteOffPosted"
      | "PaymentProcessed"
      | "RefundProcessed";
  }
>;

/** The entries that record `event`; none for an amount of zero (docs/spec/journal.md). */
export function journalEntries(event: JournalEvent): JournalEntry[] {
  switch (event.type) {
    case "InvoicePosted":
      return invoicePosted(event.invoice);
    case "CreditMemoPosted":
      return creditMemoPosted(event.creditMemo, "RevenueBilled");
    case "WriteOffPosted":
      return creditMemoPosted(event.creditMemo, "WriteOffExpense");
    case "CreditMemoApplied": {
      const { creditMemo, application } = event;
      const { invoiceId: appliedToDocumentId, effectiveDate: accountingDate } = application;
      const booked = { ...bookedFor(creditMemo), accountingDate, appliedToDocumentId };
      return entries(booked, [["UnappliedCredit", "AccountsReceivable", application.amount]]);
    }
    case "CreditMemoSettled":
      return entries(bookedFor(event.creditMemo), [
        ["UnappliedCredit", "MemoClearing", event.amount],
      ]);
    case "PaymentProcessed":
      if (event.payment.isStandalone) return [];
      return entries(bookedForPayment(event.payment), [
        ["Cash", "UnappliedPayment", event.payment.amount],
      ]);
    case "PaymentApplied": {
      const { payment, application } = event;
      const { targetId: appliedToDocumentId, effectiveDate: accountingDate } = application;
      const booked = { ...bookedForPayment(payment), accountingDate, appliedToDocumentId };
      return entries(booked, [["UnappliedPayment", "AccountsReceivable", application.amount]]);
    }
    case "RefundProcessed":
      return refundProcessed(event.refund);
    case "TakenBack":
      return takenBack(journalEntries(event.event), event.accountingDate);
  }
}

/** The same the other way round: entries are never deleted. */
const takenBack = (posted: readonly JournalEntry[], accountingDate: PlainDate): JournalEntry[] =>
  posted.map((entry) => ({
    ...entry,
    debit: entry.credit,
    credit: entry.debit,
    accountingDate,
  }));

function invoicePosted(invoice: JournalInvoice): JournalEntry[] {
  const { documentType, invoiceId, currency, invoiceDate, amount, taxAmount } = invoice;
  const booked: Booked = {
    currency,
    accountingDate: invoiceDate,
    documentType,
    documentId: invoiceId,
    appliedToDocumentId: null,
  };
  return entries(booked, [
    ["AccountsReceivable", "RevenueBilled", amount.minus(taxAmount)],
    ["AccountsReceivable", "TaxPayable", taxAmount],
  ]);
}

/** Tax is given back as tax whatever the memo is for: docs/decisions/0022-write-offs-in-the-journal.md. */
function creditMemoPosted(
  creditMemo: JournalCreditMemo,
  debit: "RevenueBilled" | "WriteOffExpense",
): JournalEntry[] {
  const { amount, taxAmount } = creditMemo;
  return entries(bookedFor(creditMemo), [
    [debit, "UnappliedCredit", amount.minus(taxAmount)],
    ["TaxPayable", "UnappliedCredit", taxAmount],
  ]);
}

type Booked = Omit<JournalEntry, "debit" | "credit" | "amount">;

const bookedFor = ({ creditMemoId, currency, creditMemoDate }: JournalCreditMemo): Booked => ({
  currency,
  accountingDate: creditMemoDate,
  documentType: "CreditMemo",
  documentId: creditMemoId,
  appliedToDocumentId: null,
});

const bookedForPayment = ({ paymentId, currency, effectiveDate }: JournalPayment): Booked => ({
  currency,
  accountingDate: effectiveDate,
  documentType: "Payment",
  documentId: paymentId,
  appliedToDocumentId: null,
});

function refundProcessed(refund: JournalRefund): JournalEntry[] {
  const { refundId: appliedToDocumentId, currency, refundDate: accountingDate, amount } = refund;
  const booked = { currency, accountingDate, appliedToDocumentId };
  if (refund.source === "Payment" && refund.isStandalone) return [];
  return refund.source === "Payment"
    ? entries({ ...booked, documentType: "Payment", documentId: refund.paymentId }, [
        ["UnappliedPayment", "Cash", amount],
      ])
    : entries({ ...booked, documentType: "CreditMemo", documentId: refund.creditMemoId }, [
        ["UnappliedCredit", "Cash", amount],
      ]);
}

/** A negative amount is the same amount the other way round. */
function entries(
  booked: Booked,
  movements: readonly (readonly [debit: JournalAccount, credit: JournalAccount, Decimal])[],
): JournalEntry[] {
  return movements
    .filter(([, , amount]) => !isZero(amount))
    .map(([debit, credit, amount]) =>
      isNegative(amount)
        ? { ...booked, debit: credit, credit: debit, amount: amount.neg() }
        : { ...booked, debit, credit, amount },
    );
}

/** Debits less credits of each account in `currency`. They add up to zero. */
export function balancesOf(
  journal: Iterable<JournalEntry>,
  currency: string,
): Record<JournalAccount, Decimal> {
  const balances: Record<JournalAccount, Decimal> = {
    AccountsReceivable: ZERO,
    Cash: ZERO,
    MemoClearing: ZERO,
    RevenueBilled: ZERO,
    TaxPayable: ZERO,
    UnappliedCredit: ZERO,
    UnappliedPayment: ZERO,
    WriteOffExpense: ZERO,
  };
  for (const entry of journal) {
    if (entry.currency !== currency) continue;
    balances[entry.debit] = balances[entry.debit].plus(entry.amount);
    balances[entry.credit] = balances[entry.credit].minus(entry.amount);
  }
  return balances;
}
