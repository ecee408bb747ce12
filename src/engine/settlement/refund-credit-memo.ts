import { assert } from "../assert.ts";
import { BillingError } from "../errors.ts";
import type { CreditMemo, CreditUse } from "../model/credit-memo.ts";
import { type Decimal, isNegative, isPositive, minimum, sum, ZERO } from "../values/decimal.ts";
import { assertCreditMemoAddsUp } from "./settle-application.ts";

/** What is given back of one item or tax of a memo. */
export type MemoRefundItem = {
  readonly creditMemoItemId: string;
  /** Null: the item itself. */
  readonly creditTaxItemId: string | null;
  readonly amount: Decimal;
};

/**
 * Items and taxes of a memo for an amount that is refunded of it, in the memo's order: what is below
 * zero lowers what the memo has left and gives nothing. The memo has as much left.
 */
export function itemsToRefund(creditMemo: CreditMemo, amount: Decimal): MemoRefundItem[] {
  assert(amount.lte(creditMemo.unappliedAmount), "a memo gives back no more than it has left");
  let rest = amount;
  const items: MemoRefundItem[] = [];
  for (const item of creditMemo.items) {
    const { creditMemoItemId, taxationItems } = item;
    const parts = [
      ...taxationItems.map((tax) => ({ taxId: tax.taxationItemId, left: tax.unappliedAmount })),
      { taxId: null, left: item.unappliedAmount },
    ];
    for (const { taxId: creditTaxItemId, left } of parts) {
      const taken = minimum(rest, left);
      if (!isPositive(taken)) continue;
      items.push({ creditMemoItemId, creditTaxItemId, amount: taken });
      rest = rest.minus(taken);
    }
  }
  return items;
}

/**
 * The memo after these were given back of it; below zero takes back a refund.
 *
 * Errors: ENTITY_NOT_FOUND for an item that is not there, REFUND_TOO_HIGH for more than one has left.
 */
export function refundCreditMemo(
  creditMemo: CreditMemo,
  items: readonly MemoRefundItem[],
): CreditMemo {
  const amounts = new Map<string, Decimal>();
  for (const { creditMemoItemId, creditTaxItemId, amount } of items) {
    const key = creditTaxItemId ?? creditMemoItemId;
    amounts.set(key, (amounts.get(key) ?? ZERO).plus(amount));
  }
  const use = <Credit extends CreditUse>(credit: Credit, id: string): Credit => {
    const amount = amounts.get(id);
    if (amount === undefined || !amounts.delete(id)) return credit;
    const unappliedAmount = credit.unappliedAmount.minus(amount);
    const refundAmount = credit.refundAmount.plus(amount);
    if (isNegative(unappliedAmount) || isNegative(refundAmount)) {
      throw new BillingError("REFUND_TOO_HIGH", {
        amount: amount.toFixed(),
        number: id,
        unapplied: credit.unappliedAmount.toFixed(),
      });
    }
    return { ...credit, unappliedAmount, refundAmount };
  };
  const total = sum(items.map(({ amount }) => amount));
  const refunded: CreditMemo = {
    ...creditMemo,
    unappliedAmount: creditMemo.unappliedAmount.minus(total),
    refundAmount: creditMemo.refundAmount.plus(total),
    items: creditMemo.items.map((item) => ({
      ...use(item, item.creditMemoItemId),
      taxationItems: item.taxationItems.map((tax) => use(tax, tax.taxationItemId)),
    })),
  };
  const [unknown] = amounts.keys();
  if (unknown !== undefined) throw new BillingError("ENTITY_NOT_FOUND", { key: unknown });
  assertCreditMemoAddsUp(refunded);
  return refunded;
}
