import type { CreditMemoApplication, CreditMemoDraft } from "../model/credit-memo.ts";
import type { Invoice, InvoiceItem } from "../model/document.ts";
import { type Decimal, isNegative, isZero, sum, ZERO } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";

export type JournalAccount =
  | "AccountsReceivable"
  | "MemoClearing"
  | "RevenueBilled"
  | "TaxPayable"
  | "UnappliedCredit"
  | "WriteOffExpense";

/** One row debits one account and credits another by the same positive amount: it always balances. */
export type JournalEntry = {
  readonly debit: JournalAccount;
  readonly credit: JournalAccount;
  readonly amount: Decimal;
  readonly currency: string;
  readonly accountingDate: PlainDate;
  readonly documentType: "Invoice" | "CreditMemo";
  readonly documentId: string;
  /** The invoice whose receivable a credit memo has lowered; null where nothing is applied. */
  readonly appliedToInvoiceId: string | null;
};

/** What the journal needs to know of documents. */
export type JournalInvoice = Pick<Invoice, "invoiceId" | "currency" | "invoiceDate" | "amount"> & {
  /** For those who are told of it. */
  readonly invoiceNumber?: string;
  readonly items: readonly Pick<InvoiceItem, "taxationItems">[];
};
export type JournalCreditMemo = Pick<
  CreditMemoDraft,
  "creditMemoId" | "currency" | "creditMemoDate" | "amount" | "taxAmount"
> & { readonly creditMemoNumber?: string };

/** What changes what somebody owes or is owed. */
export type JournalEvent =
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
    };

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
      const { invoiceId: appliedToInvoiceId, effectiveDate: accountingDate } = application;
      const booked = { ...bookedFor(creditMemo), accountingDate, appliedToInvoiceId };
      return entries(booked, [["UnappliedCredit", "AccountsReceivable", application.amount]]);
    }
    case "CreditMemoSettled":
      return entries(bookedFor(event.creditMemo), [
        ["UnappliedCredit", "MemoClearing", event.amount],
      ]);
  }
}

function invoicePosted(invoice: JournalInvoice): JournalEntry[] {
  const { invoiceId, currency, invoiceDate, amount, items } = invoice;
  const taxes = items.flatMap((item) => item.taxationItems);
  const taxAmount = sum(taxes.map((tax) => tax.taxAmount));
  const booked: Booked = {
    currency,
    accountingDate: invoiceDate,
    documentType: "Invoice",
    documentId: invoiceId,
    appliedToInvoiceId: null,
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
  appliedToInvoiceId: null,
});

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
    MemoClearing: ZERO,
    RevenueBilled: ZERO,
    TaxPayable: ZERO,
    UnappliedCredit: ZERO,
    WriteOffExpense: ZERO,
  };
  for (const entry of journal) {
    if (entry.currency !== currency) continue;
    balances[entry.debit] = balances[entry.debit].plus(entry.amount);
    balances[entry.credit] = balances[entry.credit].minus(entry.amount);
  }
  return balances;
}
