import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { aPostedCreditMemo, aPostedInvoice } from "#test/support/document-arbitraries.ts";
import {
  aCreditMemo,
  aCreditMemoItem,
  aCreditTaxationItem,
  anInvoice,
  anInvoiceItem,
  aTaxationItem,
  orNothing,
  writtenCreditMemo,
  writtenInvoice,
} from "#test/support/documents.ts";
import { workedExamples } from "#test/support/worked-examples.ts";
import type { CreditMemo, CreditMemoDraft } from "../model/credit-memo.ts";
import type { Invoice } from "../model/document.ts";
import { currency } from "../values/currency.ts";
import { type Decimal, decimal, isPositive, isZero, sum } from "../values/decimal.ts";
import { plainDate } from "../values/plain-date.ts";
import { applyCreditMemo } from "./apply-credit-memo.ts";
import {
  balancesOf,
  type JournalAccount,
  type JournalEntry,
  type JournalEvent,
  type JournalRefund,
  journalEntries,
} from "./journal.ts";
import { writeOff } from "./write-off.ts";

const SPEC = "docs/spec/journal.md";

describe("journalEntries, worked examples", () => {
  for (const row of workedExamples(SPEC, "Entries")) {
    const { event = "", amount = "", tax = "", entries } = row;
    test(`${event} of ${amount} and tax ${tax}: ${entries}`, () => {
      const recorded = journalEntries(anEvent(event, amount, tax));
      assert.equal(orNothing(recorded.map(written)), entries);
      for (const { accountingDate, currency } of recorded) {
        assert.equal(accountingDate, DATES[row["accounting date"] ?? ""]);
        assert.equal(currency, "USD");
      }
    });
  }
});

const written = ({ debit, credit, amount }: JournalEntry): string =>
  `debit ${debit} credit ${credit} ${amount}`;

const DATES: Record<string, string> = {
  "the invoice's": "2023-01-01",
  "the memo's": "2023-02-02",
  "the payment's": "2023-02-02",
  "the refund's": "2023-03-03",
  "that day": "2023-03-03",
  "the application's": "2023-03-03",
};

function anEvent(type: string, amountText: string, taxText: string): JournalEvent {
  const amount = decimal(amountText);
  const taxAmount = decimal(taxText);
  const invoice = anInvoice({
    items: [anInvoiceItem({ amount, taxationItems: [aTaxationItem({ taxAmount })] })],
    invoiceDate: plainDate("2023-01-01"),
  });
  const creditMemo = aCreditMemo({
    items: [aCreditMemoItem({ amount, taxationItems: [aCreditTaxationItem({ taxAmount })] })],
    creditMemoDate: plainDate("2023-02-02"),
  });
  switch (type as JournalEvent["type"]) {
    case "InvoicePosted":
      return { type: "InvoicePosted", invoice };
    case "CreditMemoPosted":
      return { type: "CreditMemoPosted", creditMemo };
    case "WriteOffPosted":
      return { type: "WriteOffPosted", creditMemo };
    case "CreditMemoApplied": {
      const { application } = applyCreditMemo(creditMemo, invoice, applying("2023-03-03"));
      assert(application);
      return { type: "CreditMemoApplied", creditMemo, application };
    }
    case "CreditMemoSettled":
      return { type: "CreditMemoSettled", creditMemo, amount };
    case "PaymentProcessed":
      return { type: "PaymentProcessed", payment: aPayment(amount) };
    case "PaymentApplied": {
      const application = { targetId: "INV", effectiveDate: plainDate("2023-03-03"), amount };
      return { type: "PaymentApplied", payment: aPayment(amount), application };
    }
    case "TakenBack": {
      const event = { type: "PaymentProcessed", payment: aPayment(amount) } as const;
      return { type: "TakenBack", event, accountingDate: plainDate("2023-03-03") };
    }
    case "RefundProcessed":
      return { type: "RefundProcessed", refund: aRefund(amount, taxText) };
  }
}

const aPayment = (amount: Decimal) => ({
  paymentId: "P",
  currency: "USD",
  effectiveDate: plainDate("2023-02-02"),
  amount,
});

/** Of a credit memo where there is a tax, else of a payment. */
function aRefund(amount: Decimal, taxText: string): JournalRefund {
  const refund = {
    refundId: "R",
    currency: "USD",
    refundDate: plainDate("2023-03-03"),
    amount: amount.plus(taxText),
  };
  return taxText === "0"
    ? { ...refund, source: "Payment", paymentId: "P" }
    : { ...refund, source: "CreditMemo", creditMemoId: "CM" };
}

test("a standalone payment is settled elsewhere: the journal knows neither it nor its refunds", () => {
  const payment = { ...aPayment(decimal("40")), isStandalone: true };
  const refund = { ...aRefund(decimal("40"), "0"), isStandalone: true } as JournalRefund;
  const events: JournalEvent[] = [
    { type: "PaymentProcessed", payment },
    { type: "RefundProcessed", refund },
  ];
  for (const event of events) assert.deepEqual(journalEntries(event), []);
});

test("what is taken back leaves every account as it was before", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -1000, max: 1000 }),
      fc.integer({ min: -99, max: 99 }),
      (a, t) => {
        const event = anEvent("InvoicePosted", String(a), String(t));
        assert(event.type === "InvoicePosted");
        const back = { type: "TakenBack", event, accountingDate: plainDate("2023-05-05") } as const;
        const both = [...journalEntries(event), ...journalEntries(back)];
        for (const balance of Object.values(balancesOf(both, "USD"))) assert(isZero(balance));
      },
    ),
  );
});

const applying = (date: string) =>
  ({
    effectiveDate: plainDate(date),
    reach: "AnyInvoice",
    applicationRule: "Proration",
    rounding: currency("USD"),
  }) as const;

const writingOff = (date: string) => {
  let ids = 0;
  return {
    memoDate: plainDate(date),
    reasonCode: "Write-off",
    comment: null,
    financeInformation: null,
    creditMemoMirroringInvoiceItemsRule: "Yes",
    newId: () => `id-${++ids}`,
  } as const;
};

test("a cancelled year: each step leaves the balances of the table", () => {
  const invoice = writtenInvoice("I1 365000");
  const memo = writtenCreditMemo("I1 260000 of I1");
  const applied = applyCreditMemo(memo, invoice, applying("2023-04-16"));
  const written = writeOff(applied.invoice, writingOff("2023-04-16"));
  assert(applied.application);
  const events: JournalEvent[] = [
    { type: "InvoicePosted", invoice },
    { type: "CreditMemoPosted", creditMemo: memo },
    { type: "CreditMemoApplied", creditMemo: memo, application: applied.application },
    { type: "WriteOffPosted", creditMemo: written.creditMemo },
    { type: "CreditMemoApplied", creditMemo: written.creditMemo, application: written.application },
  ];
  const steps = workedExamples(SPEC, "A year of 365,000, cancelled in April and written off");
  assert.equal(steps.length, events.length);
  const journal: JournalEntry[] = [];
  for (const [index, event] of events.entries()) {
    journal.push(...journalEntries(event));
    const { after = "", ...expected } = steps[index] ?? {};
    const balances = Object.entries(balancesOf(journal, "USD"));
    const actual = balances.map(([account, balance]) => [account, String(balance)] as const);
    assert.deepEqual(
      Object.fromEntries(actual),
      { Cash: "0", MemoClearing: "0", TaxPayable: "0", UnappliedPayment: "0", ...expected },
      after,
    );
  }
});

/** Documents by id, and all that the journal was told of them. */
class Books {
  readonly invoices = new Map<string, Invoice>();
  readonly creditMemos = new Map<string, CreditMemoDraft>();
  readonly journal: JournalEntry[] = [];

  private record(event: JournalEvent): void {
    this.journal.push(...journalEntries(event));
  }

  postInvoice(invoice: Invoice): void {
    this.invoices.set(invoice.invoiceId, invoice);
    this.record({ type: "InvoicePosted", invoice });
  }

  postCreditMemo(creditMemo: CreditMemo): void {
    this.creditMemos.set(creditMemo.creditMemoId, creditMemo);
    this.record({ type: "CreditMemoPosted", creditMemo });
  }

  apply(memoIndex: number, invoiceIndex: number): void {
    const creditMemo = pick(this.creditMemos, memoIndex);
    const invoice = pick(this.invoices, invoiceIndex);
    if (!creditMemo || !invoice) return;
    const after = applyCreditMemo(creditMemo, invoice, applying("2023-05-24"));
    this.creditMemos.set(creditMemo.creditMemoId, after.creditMemo);
    this.invoices.set(invoice.invoiceId, after.invoice);
    const { application } = after;
    if (application) this.record({ type: "CreditMemoApplied", creditMemo, application });
  }

  writeOff(invoiceIndex: number): void {
    const invoice = pick(this.invoices, invoiceIndex);
    if (!invoice) return;
    const after = writeOff(invoice, writingOff("2023-05-24"));
    const creditMemo = { ...after.creditMemo, creditMemoId: `WO${this.creditMemos.size}` };
    this.invoices.set(invoice.invoiceId, after.invoice);
    this.creditMemos.set(creditMemo.creditMemoId, creditMemo);
    this.record({ type: "WriteOffPosted", creditMemo });
    this.record({ type: "CreditMemoApplied", creditMemo, application: after.application });
  }
}

/** Entries on an account that are of this document: an application is of a memo and of an invoice. */
const entriesOf = (
  account: JournalAccount,
  documentId: string,
  journal: readonly JournalEntry[],
): JournalEntry[] =>
  journal.filter((entry) => {
    const paid = account === "AccountsReceivable" ? entry.appliedToDocumentId : null;
    return (paid ?? entry.documentId) === documentId;
  });

const pick = <Value>(values: Map<string, Value>, index: number): Value | undefined =>
  [...values.values()][index % Math.max(values.size, 1)];

describe("the journal, properties", () => {
  const anyStep = fc.oneof(
    aPostedInvoice().map((invoice) => (books: Books) => {
      const invoiceId = books.invoices.size === 0 ? "INV" : `INV${books.invoices.size}`;
      books.postInvoice({ ...invoice, invoiceId });
    }),
    aPostedCreditMemo().map((memo) => (books: Books) => {
      books.postCreditMemo({ ...memo, creditMemoId: `CM${books.creditMemos.size}` });
    }),
    fc.tuple(fc.nat(9), fc.nat(9)).map(
      ([memo, invoice]) =>
        (books: Books) =>
          books.apply(memo, invoice),
    ),
    fc.nat(9).map((invoice) => (books: Books) => books.writeOff(invoice)),
  );

  test("after any history it proves the balance of each document", () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 20 }), (steps) => {
        const books = new Books();
        for (const step of steps) step(books);
        const balanceOf = (account: JournalAccount, documentId: string) =>
          String(balancesOf(entriesOf(account, documentId, books.journal), "USD")[account]);
        for (const { invoiceId, balance } of books.invoices.values()) {
          assert.equal(balanceOf("AccountsReceivable", invoiceId), String(balance));
        }
        for (const { creditMemoId, unappliedAmount } of books.creditMemos.values()) {
          const left = unappliedAmount.times(decimal("-1"));
          assert.equal(balanceOf("UnappliedCredit", creditMemoId), String(left));
        }
      }),
    );
  });

  test("after any history it proves what is owed and what credit is left", () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 20 }), (steps) => {
        const books = new Books();
        for (const step of steps) step(books);
        const balances = balancesOf(books.journal, "USD");
        const owed = sum([...books.invoices.values()].map((invoice) => invoice.balance));
        const left = sum([...books.creditMemos.values()].map((memo) => memo.unappliedAmount));
        assert.equal(String(balances.AccountsReceivable), String(owed));
        assert.equal(String(balances.UnappliedCredit), String(left.times(decimal("-1"))));
        assert(isZero(sum(Object.values(balances))));
        assert(
          books.journal.every(
            ({ amount, debit, credit }) => isPositive(amount) && debit !== credit,
          ),
        );
      }),
    );
  });
});
