import type { WantedApplication } from "../model/payment.ts";
import { type Decimal, isPositive, minimum, sum } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";

/** What an electronic payment has paid of items of one invoice that may be given back. */
export type RefundablePart = {
  readonly paymentId: string;
  readonly invoiceId: string;
  readonly invoiceNumber: string;
  readonly invoiceDate: PlainDate;
  /** What the invoice still owes. */
  readonly invoiceBalance: Decimal;
  /** In the order in which they were paid. */
  readonly items: readonly {
    readonly invoiceItemId: string;
    readonly taxItemId: string | null;
    readonly amount: Decimal;
  }[];
};

/** What is given back of one payment, and of which invoices. */
export type PlannedRefund = {
  readonly paymentId: string;
  readonly amount: Decimal;
  readonly taken: readonly WantedApplication[];
  readonly invoiceNumbers: readonly string[];
};

/**
 * Which payments give back `amount`, one after the other: what was paid of the latest invoice first, of
 * two of one day that which owes more, of each item what was paid last first. Less than the amount
 * where less was paid (docs/spec/cancel-and-refund.md).
 */
export function planRefunds(parts: readonly RefundablePart[], amount: Decimal): PlannedRefund[] {
  const latestFirst = parts.toSorted(
    (a, b) =>
      b.invoiceDate.localeCompare(a.invoiceDate) ||
      b.invoiceBalance.cmp(a.invoiceBalance) ||
      b.invoiceNumber.localeCompare(a.invoiceNumber),
  );
  let rest = amount;
  const byPayment = new Map<string, { part: RefundablePart; taken: WantedApplication }[]>();
  for (const part of latestFirst) {
    const items = part.items.toReversed().flatMap((item) => {
      const taken = minimum(rest, item.amount);
      if (!isPositive(taken)) return [];
      rest = rest.minus(taken);
      return [{ ...item, amount: taken }];
    });
    if (items.length === 0) continue;
    const taken: WantedApplication = {
      documentType: "Invoice",
      documentKey: part.invoiceId,
      amount: sum(items.map((item) => item.amount)),
      items,
    };
    byPayment.set(part.paymentId, [...(byPayment.get(part.paymentId) ?? []), { part, taken }]);
  }
  return [...byPayment].map(([paymentId, each]) => ({
    paymentId,
    amount: sum(each.map(({ taken }) => taken.amount)),
    taken: each.map(({ taken }) => taken),
    invoiceNumbers: each.map(({ part }) => part.invoiceNumber),
  }));
}
