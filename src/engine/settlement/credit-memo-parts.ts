import type {
  CreditMemoApplication,
  CreditMemoDraft,
  CreditMemoPart,
} from "../model/credit-memo.ts";
import { type Decimal, isZero, ZERO } from "../values/decimal.ts";

/** Where the memo's credit is: a part for each invoice that has some of it, and one that is left. */
export function creditMemoParts(
  { creditMemoId, unappliedAmount }: CreditMemoDraft,
  applications: readonly CreditMemoApplication[],
): CreditMemoPart[] {
  const amounts = new Map<string | null, Decimal>();
  for (const { creditMemoId: ofMemo, invoiceId, amount } of applications) {
    if (ofMemo !== creditMemoId) continue;
    amounts.set(invoiceId, (amounts.get(invoiceId) ?? ZERO).plus(amount));
  }
  amounts.set(null, unappliedAmount);
  // A part of nothing is no part: a memo that is refunded whole has none.
  return [...amounts]
    .filter(([, amount]) => !isZero(amount))
    .map(([invoiceId, amount]) => ({ invoiceId, amount }));
}
