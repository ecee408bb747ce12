import { assert } from "../assert.ts";
import type {
  CreditMemoApplication,
  CreditMemoApplicationItem,
  CreditMemoDraft,
  CreditUse,
} from "../model/credit-memo.ts";
import type { Invoice, InvoiceItem } from "../model/document.ts";
import { type Decimal, isNegative, isZero, sum, ZERO } from "../values/decimal.ts";
import { netAmounts } from "./net-amounts.ts";

export type Settled<Memo extends CreditMemoDraft> = {
  readonly creditMemo: Memo;
  readonly invoice: Invoice;
};

/**
 * Both documents after `application`. Whoever made the application chose amounts that fit: an amount
 * that is more than either side has left, or that crosses accounts or currencies, is our mistake.
 */
export function settleApplication<Memo extends CreditMemoDraft>(
  creditMemo: Memo,
  invoice: Invoice,
  application: CreditMemoApplication,
): Settled<Memo> {
  assertBelongTogether(creditMemo, invoice, application);
  const settled = {
    creditMemo: withCreditUsed(creditMemo, application),
    invoice: withBalancesPaid(invoice, application),
  };
  assertCreditMemoAddsUp(settled.creditMemo);
  assertInvoiceAddsUp(settled.invoice);
  return settled;
}

/**
 * Both documents after an application below zero, which takes back what the memo had paid. Whoever made
 * it took no more than was applied.
 */
export function takeBackApplication<Memo extends CreditMemoDraft>(
  creditMemo: Memo,
  invoice: Invoice,
  application: CreditMemoApplication,
): Settled<Memo> {
  assertBelongTogether(creditMemo, invoice, application);
  const settled = {
    creditMemo: withCreditUsed(creditMemo, application, minus),
    invoice: withBalancesPaid(invoice, application, minus),
  };
  assertCreditMemoAddsUp(settled.creditMemo);
  assertInvoiceAddsUp(settled.invoice);
  return settled;
}

const minus = (whole: Decimal, part: Decimal): Decimal => whole.minus(part);

function assertBelongTogether(
  creditMemo: CreditMemoDraft,
  invoice: Invoice,
  { creditMemoId, invoiceId, effectiveDate, amount, items }: CreditMemoApplication,
): void {
  assert(creditMemoId === creditMemo.creditMemoId, "the application is of this credit memo");
  assert(invoiceId === invoice.invoiceId, "the application is to this invoice");
  assert(creditMemo.status === "Posted", "only a posted credit memo is applied");
  assert(invoice.status === "Posted", "a credit memo is applied to posted invoices only");
  assert(creditMemo.accountId === invoice.accountId, "credit stays within an account");
  assert(creditMemo.currency === invoice.currency, "credit stays within a currency");
  assert(effectiveDate >= creditMemo.creditMemoDate, "a memo is applied on its date or later");
  assert(effectiveDate >= invoice.invoiceDate, "an invoice is paid on its date or later");
  assert(
    amount.eq(sum(items.map((item) => item.amount))),
    "an application is the sum of its items",
  );
}

/** Amounts by the id that `idOf` finds in an item of the application; the rest is left out. */
function amountsBy(
  items: readonly CreditMemoApplicationItem[],
  idOf: (item: CreditMemoApplicationItem) => string | null,
): Map<string, Decimal> {
  const amounts = new Map<string, Decimal>();
  for (const item of items) {
    const id = idOf(item);
    if (id !== null) amounts.set(id, (amounts.get(id) ?? ZERO).plus(item.amount));
  }
  return amounts;
}

type Less = (whole: Decimal, part: Decimal) => Decimal;

function withCreditUsed<Memo extends CreditMemoDraft>(
  creditMemo: Memo,
  { amount, items }: CreditMemoApplication,
  rest: Less = less,
): Memo {
  const ofItems = amountsBy(items, (item) =>
    item.creditTaxItemId === null ? item.creditMemoItemId : null,
  );
  const ofTaxes = amountsBy(items, (item) => item.creditTaxItemId);
  const used = creditMemo.items.map((item) => ({
    ...useCredit(item, take(ofItems, item.creditMemoItemId), rest),
    taxationItems: item.taxationItems.map((tax) =>
      useCredit(tax, take(ofTaxes, tax.taxationItemId), rest),
    ),
  }));
  assert(ofItems.size + ofTaxes.size === 0, "an application uses items of its credit memo only");
  return { ...useCredit(creditMemo, amount, rest), items: used };
}

function withBalancesPaid(
  invoice: Invoice,
  { amount, items }: CreditMemoApplication,
  rest: Less = less,
): Invoice {
  const ofItems = amountsBy(items, (item) => (item.taxItemId === null ? item.invoiceItemId : null));
  const ofTaxes = amountsBy(items, (item) => item.taxItemId);
  const paid = invoice.items.map(
    (item): InvoiceItem => ({
      ...item,
      balance: rest(item.balance, take(ofItems, item.invoiceItemId)),
      taxationItems: item.taxationItems.map((tax) => ({
        ...tax,
        balance: rest(tax.balance, take(ofTaxes, tax.taxationItemId)),
      })),
    }),
  );
  assert(ofItems.size + ofTaxes.size === 0, "an application pays items of its invoice only");
  return { ...invoice, balance: rest(invoice.balance, amount), items: paid };
}

function take(amounts: Map<string, Decimal>, id: string): Decimal {
  const amount = amounts.get(id);
  if (amount === undefined) return ZERO;
  amounts.delete(id);
  return amount;
}

function useCredit<Credit extends CreditUse>(credit: Credit, amount: Decimal, rest: Less): Credit {
  return {
    ...credit,
    appliedAmount: credit.appliedAmount.plus(amount),
    unappliedAmount: rest(credit.unappliedAmount, amount),
  };
}

/** `whole` less `part`, which may bring it to zero and not past it, from whichever side. */
function less(whole: Decimal, part: Decimal): Decimal {
  if (isZero(part)) return whole;
  const rest = whole.minus(part);
  const crosses = isNegative(part) ? whole.gt(part) : whole.lt(part);
  assert(!crosses, "no more is applied than either side has left");
  return rest;
}

/** amount = applied + unapplied + refunded, of the memo, its items and its taxes, and they add up. */
export function assertCreditMemoAddsUp(creditMemo: CreditMemoDraft): void {
  const { items, amount, taxAmount } = creditMemo;
  const taxes = items.flatMap((item) => item.taxationItems);
  assert(taxAmount.eq(sum(taxes.map((tax) => tax.taxAmount))), "taxes add up to the tax amount");
  assert(
    amount.eq(sum(items.map((item) => item.amount)).plus(taxAmount)),
    "items and taxes add up to the credit memo",
  );
  const unapplied = sum([...items, ...taxes].map((credit) => credit.unappliedAmount));
  assert(
    unapplied.eq(creditMemo.unappliedAmount),
    "what items have left is what the memo has left",
  );
  assert(!isNegative(creditMemo.unappliedAmount), "a credit memo never gives more than it has");
  assert(isUseOf(creditMemo, amount), "a credit memo is applied, unapplied or refunded");
  assert(
    taxes.every((tax) => isUseOf(tax, tax.taxAmount)),
    "a tax that is credited is applied, unapplied or refunded",
  );
  const net = netAmounts(items, (item) => item.creditMemoItemId);
  assert(
    items.every((item) => isUseOf(item, net.get(item.creditMemoItemId) ?? ZERO)),
    "an item that is credited is applied, unapplied or refunded",
  );
}

const isUseOf = ({ appliedAmount, unappliedAmount, refundAmount }: CreditUse, amount: Decimal) =>
  amount.eq(appliedAmount.plus(unappliedAmount).plus(refundAmount));

function assertInvoiceAddsUp({ balance, items }: Invoice): void {
  const taxes = items.flatMap((item) => item.taxationItems);
  const owed = sum([...items, ...taxes].map((part) => part.balance));
  assert(balance.eq(owed), "what items and taxes owe is what the invoice owes");
  assert(!isNegative(balance), "an invoice is never paid more than it owes");
}
