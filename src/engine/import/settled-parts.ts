/** Which items and taxes an application of the source has settled, as far as it says what each owes. */
import type { CreditMemo } from "../model/credit-memo.ts";
import type { Invoice } from "../model/document.ts";
import type { WantedItem as PaidItem } from "../model/payment.ts";
import type { WantedItem as CreditedItem } from "../settlement/given-application.ts";
import { type Decimal, isNegative, isPositive, minimum } from "../values/decimal.ts";

/** What items and taxes of documents have left in the source, by our ids. */
export type PartsLeft = ReadonlyMap<string, Decimal>;

type Part = {
  readonly itemId: string;
  /** Null: the item itself. */
  readonly taxItemId: string | null;
  /** What is still to be settled of it. */
  readonly amount: Decimal;
};

/** Undefined where the source does not say it of all, or says what no payment makes. */
export function paidItems(
  invoice: Invoice,
  amount: Decimal,
  left: PartsLeft,
): PaidItem[] | undefined {
  const parts = partsOf(invoice, left);
  const items: PaidItem[] = [];
  let rest = amount;
  for (const { itemId, taxItemId, amount: most } of parts ?? []) {
    const paid = minimum(rest, most);
    if (!isPositive(paid)) continue;
    items.push({ invoiceItemId: taxItemId === null ? itemId : null, taxItemId, amount: paid });
    rest = rest.minus(paid);
  }
  return isPositive(rest) ? undefined : items;
}

/** The same of a credit memo: its items pay items and its taxes pay taxes. */
export function creditedItems(
  memo: CreditMemo,
  invoice: Invoice,
  amount: Decimal,
  left: PartsLeft,
): CreditedItem[] | undefined {
  const owed = partsOf(invoice, left);
  const given = memoParts(memo, left);
  if (!owed || !given) return undefined;
  const items: CreditedItem[] = [];
  const amounts = given.map((part) => part.amount);
  let rest = amount;
  for (const part of owed) {
    let open = part.amount;
    for (const [index, source] of given.entries()) {
      const isTax = part.taxItemId !== null;
      if (isTax !== (source.taxItemId !== null)) continue;
      const paid = minimum(minimum(rest, open), amounts[index] ?? open);
      if (!isPositive(paid)) continue;
      items.push({
        amount: paid,
        creditMemoItemId: source.taxItemId === null ? source.itemId : null,
        creditTaxItemId: source.taxItemId,
        itemId: part.taxItemId === null ? part.itemId : null,
        taxItemId: part.taxItemId,
      });
      amounts[index] = (amounts[index] ?? paid).minus(paid);
      open = open.minus(paid);
      rest = rest.minus(paid);
    }
  }
  return isPositive(rest) ? undefined : items;
}

/** Undefined where something is not said, or is below zero. */
function partsOf(invoice: Invoice, left: PartsLeft): Part[] | undefined {
  return known(
    invoice.items.flatMap(({ invoiceItemId: itemId, balance, taxationItems }) => [
      { itemId, taxItemId: null, here: balance, there: left.get(itemId) },
      ...taxationItems.map((tax) => ({
        itemId,
        taxItemId: tax.taxationItemId,
        here: tax.balance,
        there: left.get(tax.taxationItemId),
      })),
    ]),
  );
}

function memoParts(memo: CreditMemo, left: PartsLeft): Part[] | undefined {
  return known(
    memo.items.flatMap(({ creditMemoItemId: itemId, unappliedAmount, taxationItems }) => [
      { itemId, taxItemId: null, here: unappliedAmount, there: left.get(itemId) },
      ...taxationItems.map((tax) => ({
        itemId,
        taxItemId: tax.taxationItemId,
        here: tax.unappliedAmount,
        there: left.get(tax.taxationItemId),
      })),
    ]),
  );
}

type Standing = Omit<Part, "amount"> & {
  readonly here: Decimal;
  readonly there: Decimal | undefined;
};

function known(standing: readonly Standing[]): Part[] | undefined {
  const parts: Part[] = [];
  for (const { here, there, ...part } of standing) {
    if (there === undefined) return undefined;
    const amount = here.minus(there);
    if (isNegative(amount)) return undefined;
    if (isPositive(amount)) parts.push({ ...part, amount });
  }
  return parts;
}
