import { BillingError } from "../errors.ts";
import type {
  ApplicationRule,
  CreditMemo,
  CreditMemoApplication,
  CreditMemoApplicationItem,
} from "../model/credit-memo.ts";
import type { Invoice } from "../model/document.ts";
import type { Currency } from "../values/currency.ts";
import { type Decimal, formatDecimal, isPositive, minimum, sum, ZERO } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";
import { type Applied, applyCreditMemo } from "./apply-credit-memo.ts";
import { settleApplication } from "./settle-application.ts";

/** What a caller wants a memo to pay of one invoice or debit memo. */
export type WantedApplication = {
  readonly amount: Decimal;
  /** What pays what; undefined leaves it to the tenant's rule. */
  readonly items: readonly WantedItem[] | undefined;
};

/** One of the first two pays one of the last two. */
export type WantedItem = {
  readonly amount: Decimal;
  readonly creditMemoItemId: string | null;
  readonly creditTaxItemId: string | null;
  /** Of the invoice or the debit memo. */
  readonly itemId: string | null;
  readonly taxItemId: string | null;
};

export type ApplyRules = {
  readonly effectiveDate: PlainDate;
  readonly applicationRule: ApplicationRule;
  readonly currency: Currency;
};

/** So many pairs of items may be prorated; above it the items pay in order. */
const MOST_PRORATED_PAIRS = 10_000;

/**
 * Pays an invoice or a debit memo from a credit memo as a caller wants it: so much of it, by these
 * items or by the tenant's rule. Worked examples: docs/spec/apply-credit-memo.md.
 *
 * Errors: MEMO_STATUS, INVALID_VALUE, ENTITY_NOT_FOUND, APPLIES_TOO_MUCH.
 */
export function applyAsWanted(
  creditMemo: CreditMemo,
  document: Invoice,
  wanted: WantedApplication,
  rules: ApplyRules,
): Applied<CreditMemo> & { readonly application: CreditMemoApplication } {
  refuseWhatCannotBeApplied(creditMemo, document, wanted, rules.effectiveDate);
  const { effectiveDate } = rules;
  if (wanted.items) {
    const items = wanted.items.map((item) => pairOf(creditMemo, document, item));
    refuseMoreThanPartsHave(creditMemo, document, items);
    const application = {
      creditMemoId: creditMemo.creditMemoId,
      documentType: document.documentType,
      invoiceId: document.invoiceId,
      effectiveDate,
      amount: wanted.amount,
      items,
    };
    return { ...settleApplication(creditMemo, document, application), application };
  }
  const pairs = creditMemo.items.length * document.items.length;
  const applied = applyCreditMemo(creditMemo, document, {
    effectiveDate,
    reach: "AnyInvoice",
    applicationRule: pairs > MOST_PRORATED_PAIRS ? "FirstInFirstOut" : rules.applicationRule,
    rounding: rules.currency,
    amount: wanted.amount,
  });
  const { application } = applied;
  if (!application?.amount.eq(wanted.amount)) {
    throw appliesTooMuch(creditMemo, document, wanted.amount, application?.amount ?? ZERO);
  }
  return { ...applied, application };
}

function refuseWhatCannotBeApplied(
  creditMemo: CreditMemo,
  document: Invoice,
  { amount, items }: WantedApplication,
  effectiveDate: PlainDate,
): void {
  for (const [what, status] of [
    [`Credit memo '${creditMemo.creditMemoNumber}'`, creditMemo.status],
    [nameOf(document), document.status],
  ] as const) {
    if (status === "Posted") continue;
    throw new BillingError("MEMO_STATUS", { what, status, needed: "Posted", done: "applied" });
  }
  if (creditMemo.currency !== document.currency) {
    const message = `a credit memo in ${creditMemo.currency} cannot pay what is owed in ${document.currency}`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  for (const date of [creditMemo.creditMemoDate, document.invoiceDate]) {
    if (effectiveDate >= date) continue;
    const message = `'effectiveDate' ${effectiveDate} should not be before ${date}, the date of the document`;
    throw new BillingError("INVALID_VALUE", { field: "effectiveDate", message });
  }
  if (!isPositive(amount)) refuseAmount("'amount' should be greater than 0");
  if (!items) return;
  if (items.some((item) => !isPositive(item.amount))) {
    refuseAmount("'amount' of an item should be greater than 0");
  }
  if (!sum(items.map((item) => item.amount)).eq(amount)) {
    refuseAmount(`'amount' ${formatDecimal(amount, 0)} should be the sum of the items' amounts`);
  }
  const most = minimum(creditMemo.unappliedAmount, document.balance);
  if (amount.gt(most)) throw appliesTooMuch(creditMemo, document, amount, most);
}

function refuseAmount(message: string): never {
  throw new BillingError("INVALID_VALUE", { field: "amount", message });
}

/**
 * What pays and what is paid, as named: an item or a tax of each document.
 *
 * Errors: INVALID_VALUE, ENTITY_NOT_FOUND.
 */
export function pairOf(
  creditMemo: CreditMemo,
  document: Invoice,
  { amount, creditMemoItemId, creditTaxItemId, itemId, taxItemId }: WantedItem,
): CreditMemoApplicationItem {
  const credit = onlyOne(creditMemoItemId, creditTaxItemId);
  const debt = onlyOne(itemId, taxItemId);
  if (credit === null || debt === null) {
    const message = "'items' should name one item or taxation item that pays, and one that it pays";
    throw new BillingError("INVALID_VALUE", { field: "items", message });
  }
  const isNamed =
    (id: string) =>
    (tax: { readonly taxationItemId: string }): boolean =>
      tax.taxationItemId === id;
  const paying = creditMemo.items.find(({ creditMemoItemId: id, taxationItems }) =>
    creditTaxItemId === null ? id === credit : taxationItems.some(isNamed(credit)),
  );
  if (!paying) throw new BillingError("ENTITY_NOT_FOUND", { key: credit });
  const paid = document.items.find(({ invoiceItemId: id, taxationItems }) =>
    taxItemId === null ? id === debt : taxationItems.some(isNamed(debt)),
  );
  if (!paid) throw new BillingError("ENTITY_NOT_FOUND", { key: debt });
  return {
    creditMemoItemId: paying.creditMemoItemId,
    creditTaxItemId,
    invoiceItemId: paid.invoiceItemId,
    taxItemId,
    amount,
  };
}

/** Of two of which exactly one is to be given; null otherwise. */
const onlyOne = (a: string | null, b: string | null): string | null =>
  a === null ? b : b === null ? a : null;

function refuseMoreThanPartsHave(
  creditMemo: CreditMemo,
  document: Invoice,
  items: readonly CreditMemoApplicationItem[],
): void {
  const left = new Map<string, Decimal>();
  for (const { creditMemoItemId, unappliedAmount, taxationItems } of creditMemo.items) {
    left.set(creditMemoItemId, unappliedAmount);
    for (const tax of taxationItems) left.set(tax.taxationItemId, tax.unappliedAmount);
  }
  for (const { invoiceItemId, balance, taxationItems } of document.items) {
    left.set(invoiceItemId, balance);
    for (const tax of taxationItems) left.set(tax.taxationItemId, tax.balance);
  }
  for (const item of items) {
    for (const id of sidesOf(item)) {
      const has = left.get(id) ?? ZERO;
      if (item.amount.gt(has)) throw appliesTooMuch(creditMemo, document, item.amount, has);
      left.set(id, has.minus(item.amount));
    }
  }
}

/** What pays, and what is paid. */
export const sidesOf = (item: CreditMemoApplicationItem): readonly [string, string] => [
  item.creditTaxItemId ?? item.creditMemoItemId,
  item.taxItemId ?? item.invoiceItemId,
];

export const appliesTooMuch = (
  { creditMemoNumber }: CreditMemo,
  document: Invoice,
  amount: Decimal,
  most: Decimal,
): BillingError =>
  new BillingError("APPLIES_TOO_MUCH", {
    creditMemoNumber,
    document: nameOf(document),
    amount: formatDecimal(amount, 0),
    most: formatDecimal(most, 0),
  });

export const nameOf = ({ documentType, invoiceNumber }: Invoice): string =>
  `${documentType === "Invoice" ? "Invoice" : "Debit memo"} '${invoiceNumber}'`;
