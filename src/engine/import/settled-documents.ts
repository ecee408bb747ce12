import { BillingError } from "../errors.ts";
import type { CreditMemo, CreditMemoApplication } from "../model/credit-memo.ts";
import type { NewInvoice } from "../model/document.ts";
import type { PaymentApplication, PaymentFunds } from "../model/payment.ts";
import { applyPayment } from "../settlement/apply-payment.ts";
import { applyAsWanted } from "../settlement/given-application.ts";
import type { Currency } from "../values/currency.ts";
import { type Decimal, isNegative, isPositive, isZero, sum } from "../values/decimal.ts";
import { earlier, later, type PlainDate } from "../values/plain-date.ts";

import { creditedItems, type PartsLeft, paidItems } from "./settled-parts.ts";

/** What pays what in the source: so much of it, since then. */
export type GivenApplication = {
  readonly sourceId: string;
  readonly invoiceId: string;
  readonly amount: Decimal;
  readonly effectiveDate: PlainDate;
};

export type ToSettle<Payment extends PaymentFunds> = {
  readonly invoices: readonly NewInvoice[];
  readonly creditMemos: readonly CreditMemo[];
  readonly payments: readonly Payment[];
  readonly memoApplications: readonly GivenApplication[];
  readonly paymentApplications: readonly GivenApplication[];
  /** What the source says that invoices still owe, by our ids. */
  readonly balances: ReadonlyMap<string, Decimal>;
  /** And each of their items and taxes, as far as it says it. */
  readonly partsLeft: PartsLeft;
  /** For what was settled by nothing that is brought along. */
  readonly newSettlement: (amount: Decimal, effectiveDate: PlainDate) => Payment;
  readonly rounding: Currency;
};

export type Settled<Payment extends PaymentFunds> = {
  readonly invoices: readonly NewInvoice[];
  readonly creditMemos: readonly CreditMemo[];
  readonly payments: readonly Payment[];
  readonly memoApplications: readonly CreditMemoApplication[];
  readonly paymentApplications: readonly PaymentApplication[];
  /** Invoices of which more is settled than what is brought along has paid. */
  readonly settledElsewhere: readonly {
    readonly invoiceNumber: string;
    readonly amount: Decimal;
  }[];
};

/**
 * Documents of an account with what the source has applied of them. What an invoice owes less than
 * that is settled by a payment of its own: the source has it from something that is not brought along.
 *
 * Errors: APPLIES_TOO_MUCH, PAYMENT_NOT_APPLICABLE; INVALID_VALUE for an invoice that owes more in the
 * source than what was applied to it leaves.
 */
export function settledDocuments<Payment extends PaymentFunds>(
  given: ToSettle<Payment>,
): Settled<Payment> {
  const invoices = new Map(given.invoices.map((each) => [each.invoiceId, each]));
  const memoApplications: CreditMemoApplication[] = [];
  const creditMemos = given.creditMemos.map((memo) =>
    appliedMemo(memo, invoices, given, memoApplications),
  );
  const paymentApplications: PaymentApplication[] = [];
  const pay = (payment: Payment, applications: readonly GivenApplication[]): Payment =>
    appliedPayment(payment, invoices, { applications, ...given }, paymentApplications);
  const payments = given.payments.map((payment) =>
    pay(payment, ofSource(given.paymentApplications, payment.paymentId)),
  );
  const rests = restsOf([...invoices.values()], given.balances);
  const settlement = settlementOf(rests, given);
  if (settlement) payments.push(pay(settlement.payment, settlement.applications));
  return {
    invoices: [...invoices.values()],
    creditMemos,
    payments,
    memoApplications,
    paymentApplications,
    settledElsewhere: rests.map(({ invoice: { invoiceNumber }, amount }) => ({
      invoiceNumber,
      amount,
    })),
  };
}

const ofSource = (applications: readonly GivenApplication[], sourceId: string) =>
  applications.filter((each) => each.sourceId === sourceId);

type Invoices = Map<string, NewInvoice>;

function appliedMemo<Payment extends PaymentFunds>(
  memo: CreditMemo,
  invoices: Invoices,
  { memoApplications, rounding, partsLeft }: ToSettle<Payment>,
  made: CreditMemoApplication[],
): CreditMemo {
  let left = memo;
  for (const { invoiceId, amount, effectiveDate } of ofSource(
    memoApplications,
    memo.creditMemoId,
  )) {
    const invoice = invoices.get(invoiceId);
    if (!invoice || !isPositive(amount)) continue;
    const date = later(later(effectiveDate, memo.creditMemoDate), invoice.invoiceDate);
    const applied = applyAsWanted(
      left,
      invoice,
      { amount, items: creditedItems(left, invoice, amount, partsLeft) },
      { effectiveDate: date, applicationRule: "FirstInFirstOut", currency: rounding },
    );
    left = applied.creditMemo;
    // What is applied changes balances alone: the invoice keeps all that only a new one has.
    invoices.set(invoiceId, applied.invoice as NewInvoice);
    made.push(applied.application);
  }
  return left;
}

function appliedPayment<Payment extends PaymentFunds>(
  payment: Payment,
  invoices: Invoices,
  {
    applications,
    rounding,
    partsLeft,
  }: Pick<ToSettle<Payment>, "rounding" | "partsLeft"> & {
    readonly applications: readonly GivenApplication[];
  },
  made: PaymentApplication[],
): Payment {
  let left: PaymentFunds = payment;
  for (const { invoiceId, amount, effectiveDate } of applications) {
    const invoice = invoices.get(invoiceId);
    if (!invoice || !isPositive(amount)) continue;
    const date = later(later(effectiveDate, payment.effectiveDate), invoice.invoiceDate);
    const applied = applyPayment(left, invoice, {
      amount,
      items: paidItems(invoice, amount, partsLeft),
      effectiveDate: date,
      applicationRule: "FirstInFirstOut",
      rounding,
    });
    left = applied.payment;
    invoices.set(invoiceId, applied.invoice as NewInvoice);
    made.push(applied.application);
  }
  return { ...payment, ...left };
}

type Rest = { readonly invoice: NewInvoice; readonly amount: Decimal };

/** Errors: INVALID_VALUE. */
function restsOf(invoices: readonly NewInvoice[], balances: ReadonlyMap<string, Decimal>): Rest[] {
  return invoices.flatMap((invoice): Rest[] => {
    const { invoiceId, invoiceNumber, balance } = invoice;
    const wanted = balances.get(invoiceId);
    if (wanted === undefined) return [];
    const amount = balance.minus(wanted);
    if (isZero(amount)) return [];
    if (isPositive(amount) && !isNegative(wanted)) return [{ invoice, amount }];
    const message = `Invoice '${invoiceNumber}' owes ${wanted.toFixed()} in the source, and ${balance.toFixed()} after what was applied to it: an application is missing among these rows, or one is too many.`;
    throw new BillingError("INVALID_VALUE", { field: "Balance", message });
  });
}

function settlementOf<Payment extends PaymentFunds>(
  rests: readonly Rest[],
  { newSettlement }: ToSettle<Payment>,
): { payment: Payment; applications: GivenApplication[] } | undefined {
  const [first] = rests;
  if (!first) return undefined;
  const since = rests.map(({ invoice }) => invoice.invoiceDate).reduce(earlier);
  const payment = newSettlement(sum(rests.map(({ amount }) => amount)), since);
  return {
    payment,
    applications: rests.map(({ invoice: { invoiceId, invoiceDate }, amount }) => ({
      sourceId: payment.paymentId,
      invoiceId,
      amount,
      effectiveDate: invoiceDate,
    })),
  };
}
