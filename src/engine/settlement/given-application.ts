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

/** An item that pays an item, or a tax that pays a tax. */
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

/** Items pay items, taxes pay taxes. Errors: INVALID_VALUE, ENTITY_NOT_FOUND. */
export function pairOf(
  creditMemo: CreditMemo,
  document: Invoice,
  wanted: WantedItem,
): CreditMemoApplicationItem {
  const { amount, creditMemoItemId, creditTaxItemId, itemId, taxItemId } = wanted;
  if (creditMemoItemId !== null && itemId !== null && !creditTaxItemId && !taxItemId) {
    const credit = creditMemo.items.find((item) => item.creditMemoItemId === creditMemoItemId);
    if (!credit) throw new BillingError("ENTITY_NOT_FOUND", { key: creditMemoItemId });
    const debt = document.items.find((item) => item.invoiceItemId === itemId);
    if (!debt) throw new BillingError("ENTITY_NOT_FOUND", { key: itemId });
    return { pays: "Item", creditMemoItemId, invoiceItemId: itemId, amount };
  }
  if (creditTaxItemId === null || taxItemId === null || creditMemoItemId || itemId) {
    const message =
      "'items' should name an item for an item, or a taxation item for a taxation item";
    throw new BillingError("INVALID_VALUE", { field: "items", message });
  }
  const isCredit = (tax: { readonly taxationItemId: string }) =>
    tax.taxationItemId === creditTaxItemId;
  const credit = creditMemo.items.find((item) => item.taxationItems.some(isCredit));
  if (!credit) throw new BillingError("ENTITY_NOT_FOUND", { key: creditTaxItemId });
  const isDebt = (tax: { readonly taxationItemId: string }) => tax.taxationItemId === taxItemId;
  const debt = document.items.find((item) => item.taxationItems.some(isDebt));
  if (!debt) throw new BillingError("ENTITY_NOT_FOUND", { key: taxItemId });
  return {
    pays: "Taxation",
    creditMemoItemId: credit.creditMemoItemId,
    invoiceItemId: debt.invoiceItemId,
    creditTaxItemId,
    taxItemId,
    amount,
  };
}

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

const sidesOf = (item: CreditMemoApplicationItem): readonly string[] =>
  item.pays === "Item"
    ? [item.creditMemoItemId, item.invoiceItemId]
    : [item.creditTaxItemId, item.taxItemId];

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
