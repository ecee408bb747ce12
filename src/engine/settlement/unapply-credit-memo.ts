import { BillingError } from "../errors.ts";
import type {
  CreditMemo,
  CreditMemoApplication,
  CreditMemoApplicationItem,
} from "../model/credit-memo.ts";
import type { Invoice } from "../model/document.ts";
import {
  type Decimal,
  formatDecimal,
  isPositive,
  isZero,
  minimum,
  negated,
  sum,
  ZERO,
} from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";
import { nameOf, pairOf, sidesOf, type WantedApplication } from "./given-application.ts";
import { type Settled, takeBackApplication } from "./settle-application.ts";

/** What of a memo is applied to one document, pair by pair, in the order in which it was applied. */
export type AppliedPairs = {
  readonly invoiceId: string;
  /** Of the last application; nothing is taken back before it. */
  readonly latestDate: PlainDate;
  readonly items: readonly CreditMemoApplicationItem[];
};

export type Unapplied = Settled<CreditMemo> & { readonly application: CreditMemoApplication };

/**
 * Takes back what a credit memo has paid of an invoice or a debit memo: by these items, or what was
 * applied first first. The application that says so is below zero. Worked examples:
 * docs/spec/unapply-credit-memo.md.
 *
 * Errors: INVALID_VALUE, ENTITY_NOT_FOUND, UNAPPLIES_TOO_MUCH.
 */
export function unapplyCreditMemo(
  creditMemo: CreditMemo,
  document: Invoice,
  wanted: WantedApplication & { readonly effectiveDate: PlainDate },
  applied: AppliedPairs | undefined,
): Unapplied {
  const { amount, effectiveDate } = wanted;
  const pairs = applied?.items ?? [];
  refuse(creditMemo, document, wanted, pairs);
  if (applied && effectiveDate < applied.latestDate) {
    const message = `'effectiveDate' ${effectiveDate} should not be before ${applied.latestDate}, when the credit memo was applied`;
    throw new BillingError("INVALID_VALUE", { field: "effectiveDate", message });
  }
  const taken = wanted.items
    ? takeGiven(creditMemo, document, wanted.items, pairs)
    : takeInOrder(amount, pairs);
  const application: CreditMemoApplication = {
    creditMemoId: creditMemo.creditMemoId,
    documentType: document.documentType,
    invoiceId: document.invoiceId,
    effectiveDate,
    amount: negated(amount),
    items: taken.map((item) => ({ ...item, amount: negated(item.amount) })),
  };
  return { ...takeBackApplication(creditMemo, document, application), application };
}

function refuse(
  creditMemo: CreditMemo,
  document: Invoice,
  { amount, items }: WantedApplication,
  pairs: readonly CreditMemoApplicationItem[],
): void {
  const wanted = items?.map((item) => item.amount) ?? [];
  const field = "amount";
  if (![amount, ...wanted].every(isPositive)) {
    throw new BillingError("INVALID_VALUE", {
      field,
      message: "'amount' should be greater than 0",
    });
  }
  if (items && !sum(wanted).eq(amount)) {
    const message = `'amount' ${formatDecimal(amount, 0)} should be the sum of the items' amounts`;
    throw new BillingError("INVALID_VALUE", { field, message });
  }
  const whole = sum(pairs.map((pair) => pair.amount));
  if (amount.gt(whole)) throw tooMuch(creditMemo, document, amount, whole);
}

function takeGiven(
  creditMemo: CreditMemo,
  document: Invoice,
  items: NonNullable<WantedApplication["items"]>,
  pairs: readonly CreditMemoApplicationItem[],
): CreditMemoApplicationItem[] {
  const applied = new Map(pairs.map((pair) => [keyOf(pair), pair.amount]));
  return items.map((item) => {
    const pair = pairOf(creditMemo, document, item);
    const key = keyOf(pair);
    const left = applied.get(key) ?? ZERO;
    if (pair.amount.gt(left)) throw tooMuch(creditMemo, document, pair.amount, left);
    applied.set(key, left.minus(pair.amount));
    return pair;
  });
}

/** All of it takes back what is below zero as well; a part only takes back what has paid. */
function takeInOrder(
  amount: Decimal,
  pairs: readonly CreditMemoApplicationItem[],
): CreditMemoApplicationItem[] {
  if (amount.eq(sum(pairs.map((pair) => pair.amount)))) return [...pairs];
  let left = amount;
  return pairs.flatMap((pair) => {
    const taken = isPositive(pair.amount) ? minimum(pair.amount, left) : ZERO;
    left = left.minus(taken);
    return isZero(taken) ? [] : [{ ...pair, amount: taken }];
  });
}

const keyOf = (pair: CreditMemoApplicationItem): string => sidesOf(pair).join(" ");

const tooMuch = (
  { creditMemoNumber }: CreditMemo,
  document: Invoice,
  amount: Decimal,
  most: Decimal,
): BillingError =>
  new BillingError("UNAPPLIES_TOO_MUCH", {
    creditMemoNumber,
    document: nameOf(document),
    amount: formatDecimal(amount, 0),
    most: formatDecimal(most, 0),
  });
