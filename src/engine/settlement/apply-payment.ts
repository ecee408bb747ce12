import { assert } from "../assert.ts";
import { BillingError } from "../errors.ts";
import type { ApplicationRule } from "../model/credit-memo.ts";
import type { Invoice } from "../model/document.ts";
import type {
  PaymentApplication,
  PaymentApplicationItem,
  PaymentFunds,
  WantedItem,
} from "../model/payment.ts";
import type { Currency } from "../values/currency.ts";
import {
  type Decimal,
  isNegative,
  isPositive,
  isZero,
  maximum,
  minimum,
  negated,
  sum,
  ZERO,
} from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";
import { balancesOf, keyOf, type Open, openItems, openTaxes } from "./open-balances.ts";
import { proratedShares } from "./prorated-shares.ts";

export type PaymentRequest = {
  readonly amount: Decimal;
  /** Amounts of items and taxes, which add up to the amount; undefined: taxes first, then the rule. */
  readonly items?: readonly WantedItem[] | undefined;
  readonly effectiveDate: PlainDate;
  readonly applicationRule: ApplicationRule;
  /** How the currency is rounded; used by proration only. */
  readonly rounding: Currency;
};

/** What is unapplied has no rule: what was applied last is taken back first. */
export type UnapplyRequest = Omit<PaymentRequest, "applicationRule" | "rounding">;

export type AppliedPayment = {
  readonly payment: PaymentFunds;
  readonly invoice: Invoice;
  readonly application: PaymentApplication;
};

/**
 * Pays an invoice or a debit memo from what a payment has left: the items and taxes that are named, or
 * the taxes and then, by the tenant's rule, the items (docs/spec/apply-payment.md).
 *
 * Errors: PAYMENT_NOT_APPLICABLE, INVALID_VALUE.
 */
export function applyPayment(
  payment: PaymentFunds,
  invoice: Invoice,
  request: PaymentRequest,
): AppliedPayment {
  const { amount, effectiveDate } = request;
  refuseUnfit(payment, invoice, request);
  if (amount.gt(payment.unappliedAmount.minus(payment.reservedAmount))) {
    refuse(`payment '${payment.paymentNumber}' has only ${payment.unappliedAmount} left`);
  }
  if (amount.gt(invoice.balance)) {
    refuse(`'${invoice.invoiceNumber}' owes only ${invoice.balance}`);
  }
  const items = request.items
    ? namedItems(invoice, request.items, amount, balancesOf(invoice))
    : itemsByRule(invoice, request);
  return settled(payment, invoice, { effectiveDate, amount, items });
}

/**
 * Takes back what a payment has paid of an invoice or a debit memo.
 *
 * @param applied  what it has paid of this document so far, application by application
 *
 * Errors: PAYMENT_NOT_APPLICABLE, INVALID_VALUE.
 */
export function unapplyPayment(
  payment: PaymentFunds,
  invoice: Invoice,
  applied: readonly PaymentApplicationItem[],
  request: UnapplyRequest,
): AppliedPayment {
  const { amount, effectiveDate } = request;
  refuseUnfit(payment, invoice, request);
  const paid = paidOf(applied);
  const most = sum(paid.values());
  if (amount.gt(most)) {
    refuse(`payment '${payment.paymentNumber}' has paid ${most} of '${invoice.invoiceNumber}'`);
  }
  const items = request.items
    ? namedItems(invoice, request.items, amount, paid)
    : latestFirst(applied, paid, amount);
  return settled(payment, invoice, {
    effectiveDate,
    amount: negated(amount),
    items: items.map((item) => ({ ...item, amount: negated(item.amount) })),
  });
}

function refuseUnfit(
  payment: PaymentFunds,
  invoice: Invoice,
  { amount, effectiveDate }: UnapplyRequest,
): void {
  assert(payment.accountId === invoice.accountId, "a payment stays within an account");
  if (!isPositive(amount)) {
    const message = "'amount' should be greater than 0";
    throw new BillingError("INVALID_VALUE", { field: "amount", message });
  }
  if (payment.currency !== invoice.currency) {
    refuse(
      `'${invoice.invoiceNumber}' is in ${invoice.currency}, the payment in ${payment.currency}`,
    );
  }
  if (invoice.status !== "Posted") refuse(`'${invoice.invoiceNumber}' is ${invoice.status}`);
  if (effectiveDate < payment.effectiveDate) {
    refuse(`${effectiveDate} is before the payment, ${payment.effectiveDate}`);
  }
  if (effectiveDate < invoice.invoiceDate) {
    refuse(`${effectiveDate} is before '${invoice.invoiceNumber}', ${invoice.invoiceDate}`);
  }
}

function settled(
  payment: PaymentFunds,
  invoice: Invoice,
  applied: Pick<PaymentApplication, "effectiveDate" | "amount" | "items">,
): AppliedPayment {
  const { amount, items } = applied;
  assert(
    amount.eq(sum(items.map((item) => item.amount))),
    "an application is the sum of its items",
  );
  const unappliedAmount = payment.unappliedAmount.minus(amount);
  assert(!isNegative(unappliedAmount), "a payment never pays more than it has left");
  const { documentType, invoiceId: documentId } = invoice;
  return {
    payment: { ...payment, unappliedAmount },
    invoice: withItemsPaid(invoice, items),
    application: { paymentId: payment.paymentId, documentType, documentId, ...applied },
  };
}

/** The document after its items and taxes were paid; below zero gives back what they owe. */
function withItemsPaid(invoice: Invoice, items: readonly PaymentApplicationItem[]): Invoice {
  const amounts = new Map<string, Decimal>();
  for (const { invoiceItemId, taxItemId, amount } of items) {
    const key = keyOf(invoiceItemId, taxItemId);
    amounts.set(key, (amounts.get(key) ?? ZERO).plus(amount));
  }
  const take = (itemId: string, taxId: string | null, balance: Decimal): Decimal => {
    const amount = amounts.get(keyOf(itemId, taxId));
    if (amount === undefined || !amounts.delete(keyOf(itemId, taxId))) return balance;
    const rest = balance.minus(amount);
    assert(!isNegative(rest) || isNegative(amount), "no item is paid more than it owes");
    return rest;
  };
  const paid = invoice.items.map((item) => ({
    ...item,
    balance: take(item.invoiceItemId, null, item.balance),
    taxationItems: item.taxationItems.map((tax) => ({
      ...tax,
      balance: take(item.invoiceItemId, tax.taxationItemId, tax.balance),
    })),
  }));
  assert(amounts.size === 0, "a payment pays items of its document only");
  const balance = sum(
    paid.flatMap((item) => [item.balance, ...item.taxationItems.map((tax) => tax.balance)]),
  );
  assert(
    balance.eq(invoice.balance.minus(sum(items.map((item) => item.amount)))),
    "a document owes what its items owe",
  );
  return { ...invoice, balance, items: paid };
}

/** Taxes as far as they owe anything together, then items: what is below zero lowers the others. */
function itemsByRule(invoice: Invoice, request: PaymentRequest): PaymentApplicationItem[] {
  const { amount } = request;
  const taxes = openTaxes(invoice);
  const owedTax = maximum(ZERO, sum(taxes.map((tax) => tax.left)));
  const ofTaxes = shared(taxes, minimum(amount, owedTax), request);
  const rest = amount.minus(sum(ofTaxes.map((item) => item.amount)));
  return [...ofTaxes, ...shared(openItems(invoice), rest, request)];
}

/** An amount over what owes something, by the rule; together they owe at least that much. */
function shared(
  parts: readonly Open[],
  amount: Decimal,
  { applicationRule, rounding }: PaymentRequest,
): PaymentApplicationItem[] {
  if (!isPositive(amount)) return [];
  const owing = parts.filter(({ left }) => isPositive(left));
  const balances = owing.map(({ left }) => left);
  const shares =
    applicationRule === "Proration"
      ? proratedShares(amount, balances, rounding)
      : balances.map(() => ZERO);
  // In order: all of it by First In First Out, and what rounding has kept back by Proration.
  let rest = amount.minus(sum(shares));
  return owing.flatMap(({ invoiceItemId, taxItemId, left }, index) => {
    const share = shares[index] ?? ZERO;
    const more = minimum(rest, left.minus(share));
    rest = rest.minus(more);
    const paid = share.plus(more);
    return isZero(paid) ? [] : [{ invoiceItemId, taxItemId, amount: paid }];
  });
}

/** The items and taxes that a caller has named, none for more than there is. */
function namedItems(
  invoice: Invoice,
  wanted: readonly WantedItem[],
  amount: Decimal,
  most: ReadonlyMap<string, Decimal>,
): PaymentApplicationItem[] {
  const itemOfTax = new Map(
    openTaxes(invoice).map(({ taxItemId, invoiceItemId }) => [taxItemId, invoiceItemId]),
  );
  const items = wanted.map(({ invoiceItemId, taxItemId, amount: each }) => {
    const itemId = taxItemId === null ? invoiceItemId : itemOfTax.get(taxItemId);
    const key = itemId ? keyOf(itemId, taxItemId) : "";
    const left = most.get(key);
    if (!itemId || left === undefined) {
      throw new BillingError("ENTITY_NOT_FOUND", { key: taxItemId ?? invoiceItemId ?? "" });
    }
    if (!isPositive(each) || each.gt(left)) {
      refuse(`${each} of item '${taxItemId ?? itemId}' is not between 0 and ${left}`);
    }
    return { invoiceItemId: itemId, taxItemId, amount: each };
  });
  const keys = new Set(items.map((item) => keyOf(item.invoiceItemId, item.taxItemId)));
  if (keys.size < items.length) refuse("an item is named twice");
  if (!amount.eq(sum(items.map((item) => item.amount)))) {
    refuse(`the amounts of the items do not add up to ${amount}`);
  }
  return items;
}

const paidOf = (applied: readonly PaymentApplicationItem[]): Map<string, Decimal> => {
  const paid = new Map<string, Decimal>();
  for (const { invoiceItemId, taxItemId, amount } of applied) {
    const key = keyOf(invoiceItemId, taxItemId);
    paid.set(key, (paid.get(key) ?? ZERO).plus(amount));
  }
  return paid;
};

/** From the last that was paid to the first: taxes, which are paid first, are paid longest. */
function latestFirst(
  applied: readonly PaymentApplicationItem[],
  paid: Map<string, Decimal>,
  amount: Decimal,
): PaymentApplicationItem[] {
  const left = new Map(paid);
  let rest = amount;
  const items: PaymentApplicationItem[] = [];
  for (const { invoiceItemId, taxItemId } of applied.toReversed()) {
    const key = keyOf(invoiceItemId, taxItemId);
    const taken = minimum(rest, left.get(key) ?? ZERO);
    if (!isPositive(taken)) continue;
    left.delete(key);
    rest = rest.minus(taken);
    items.push({ invoiceItemId, taxItemId, amount: taken });
  }
  return items;
}

function refuse(reason: string): never {
  throw new BillingError("PAYMENT_NOT_APPLICABLE", { reason });
}
