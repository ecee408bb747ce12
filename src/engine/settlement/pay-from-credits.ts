import type { CreditMemo, CreditMemoApplication } from "../model/credit-memo.ts";
import type { Invoice } from "../model/document.ts";
import { type Decimal, isNegative, isPositive, maximum, sum, ZERO } from "../values/decimal.ts";
import { type ApplyRequest, applyCreditMemo } from "./apply-credit-memo.ts";
import { isAllOf, itemsFor, owedBy } from "./items-for.ts";
import type { OrderToSettle } from "./settle-order.ts";
import { writeOffDate } from "./write-off-date.ts";

export type PaidFromCredits = {
  readonly creditMemos: readonly CreditMemo[];
  readonly invoices: readonly Invoice[];
  readonly applications: readonly CreditMemoApplication[];
};

/** What is left of the memos and owed on the invoices so far, by position. */
type Payments = {
  readonly order: OrderToSettle;
  readonly creditMemos: CreditMemo[];
  readonly invoices: Invoice[];
  readonly applications: CreditMemoApplication[];
};

type Payment = Pick<ApplyRequest, "reach" | "amount" | "itemIds">;

/**
 * Pays invoices from the credit memos that the order's billing has made, in three rounds: the invoices
 * that they credit, those that the same billing has made, and whatever else the cancelled subscriptions
 * owe, which would be written off (docs/decisions/0530-nothing-is-given-up-that-credit-can-pay.md).
 */
export function payFromCredits(order: OrderToSettle): PaidFromCredits {
  const { creditMemos, unpaidInvoices, billedInvoiceIds, subscriptionNumbers } = order;
  const payments: Payments = {
    order,
    creditMemos: [...creditMemos],
    invoices: [...unpaidInvoices],
    applications: [],
  };
  const crediting = memosByCreditedInvoice(creditMemos);
  const netting = [...creditMemos.keys()].filter((index) =>
    isAllOf(creditMemos[index] ?? { items: [] }, subscriptionNumbers),
  );
  for (const [at, invoice] of unpaidInvoices.entries()) {
    for (const index of crediting.get(invoice.invoiceId) ?? []) {
      const amount = ownShare(payments.invoices[at] ?? invoice, subscriptionNumbers);
      pay(payments, index, at, { reach: "CreditedInvoice", amount });
    }
    if (!billedInvoiceIds.has(invoice.invoiceId) || !isAllOf(invoice, subscriptionNumbers))
      continue;
    for (const index of netting) pay(payments, index, at, { reach: "AnyInvoice" });
  }
  payWhatWouldBeWrittenOff(payments, netting);
  const { invoices, applications } = payments;
  return { creditMemos: payments.creditMemos, invoices, applications };
}

function pay(payments: Payments, index: number, at: number, payment: Payment): void {
  const creditMemo = payments.creditMemos[index];
  const invoice = payments.invoices[at];
  if (!creditMemo || !invoice || !isPositive(creditMemo.unappliedAmount)) return;
  if (creditMemo.currency !== invoice.currency) return;
  if (payments.order.beingPaid.has(invoice.invoiceId)) return;
  const { documentDate, today, rounding } = payments.order;
  const applied = applyCreditMemo(creditMemo, invoice, {
    ...payment,
    effectiveDate: writeOffDate({ documentDate, invoiceDate: invoice.invoiceDate, today }),
    applicationRule: "Proration",
    rounding,
  });
  if (!applied.application) return;
  payments.applications.push(applied.application);
  payments.creditMemos[index] = applied.creditMemo;
  payments.invoices[at] = applied.invoice;
}

/** Which memos, by position, credit an invoice: a thousand invoices must not try each other's. */
function memosByCreditedInvoice(creditMemos: readonly CreditMemo[]): Map<string, number[]> {
  const indexes = new Map<string, number[]>();
  for (const [index, { items }] of creditMemos.entries()) {
    const invoiceIds = new Set(
      items.flatMap(({ creditFromInvoiceId }) => creditFromInvoiceId ?? []),
    );
    for (const invoiceId of invoiceIds) {
      indexes.set(invoiceId, [...(indexes.get(invoiceId) ?? []), index]);
    }
  }
  return indexes;
}

/** What the cancelled subscriptions owe of an invoice that they have lowered: no more, or others would not owe their own. */
const ownShare = (invoice: Invoice, cancelled: ReadonlySet<string>): Decimal | undefined =>
  isZeroOrMore(takenBackOn(invoice, cancelled))
    ? undefined
    : maximum(ZERO, owedBy(invoice, cancelled));

const isZeroOrMore = (amount: Decimal): boolean => !isNegative(amount);

/** Of other invoices, by negative items of these subscriptions that are open. Zero or less. */
const takenBackOn = (invoice: Invoice, subscriptionNumbers: ReadonlySet<string>): Decimal =>
  sum(
    itemsFor(invoice, subscriptionNumbers)
      .map(({ balance }) => balance)
      .filter(isNegative),
  );

/** From the oldest invoice on, and only what the cancelled subscriptions owe. */
function payWhatWouldBeWrittenOff(payments: Payments, netting: readonly number[]): void {
  const { subscriptionNumbers } = payments.order;
  for (const index of netting) {
    for (const at of payments.invoices.keys()) {
      const invoice = payments.invoices[at] ?? { items: [] };
      if (!isPositive(payments.creditMemos[index]?.unappliedAmount ?? ZERO)) break;
      const amount = owedBy(invoice, subscriptionNumbers);
      if (!isPositive(amount)) continue;
      const itemIds = new Set(
        itemsFor(invoice, subscriptionNumbers).map((item) => item.invoiceItemId),
      );
      pay(payments, index, at, { reach: "AnyInvoice", amount, itemIds });
    }
  }
}
