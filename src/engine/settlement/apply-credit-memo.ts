import type {
  ApplicationRule,
  CreditMemoApplication,
  CreditMemoApplicationItem,
  CreditMemoDraft,
} from "../model/credit-memo.ts";
import type { Invoice } from "../model/document.ts";
import type { Currency } from "../values/currency.ts";
import {
  type Decimal,
  isNegative,
  isPositive,
  maximum,
  minimum,
  negated,
  sum,
  ZERO,
} from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";
import { type Credit, creditsOf, type Debt, debtsOf, idOfDebt } from "./open-parts.ts";
import { proratedShares } from "./prorated-shares.ts";
import { type Settled, settleApplication } from "./settle-application.ts";

export type ApplyRequest = {
  readonly effectiveDate: PlainDate;
  /**
   * CreditedInvoice: only the memo's items that credit this very invoice, as after a cancellation.
   * AnyInvoice: all of them, as when a person names the invoice.
   */
  readonly reach: "CreditedInvoice" | "AnyInvoice";
  readonly applicationRule: ApplicationRule;
  /** How the account's currency is rounded; used by proration only. */
  readonly rounding: Currency;
  /** Applies at most this much; as much as fits when undefined. */
  readonly amount?: Decimal | undefined;
  /** Pays only these items of the invoice and their taxes; any of them when undefined. */
  readonly itemIds?: ReadonlySet<string> | undefined;
};

export type Applied<Memo extends CreditMemoDraft> = Settled<Memo> & {
  /** Null when the memo had nothing to give or the invoice nothing to pay. */
  readonly application: CreditMemoApplication | null;
};

/**
 * Pays an invoice from a credit memo, as far as both go. First each tax and item of the memo pays the
 * one that it credits; what is left then pays the others of this invoice by the tenant's rule, taxes
 * paying taxes and items items, taxes first. Where any of the memo may pay, what is then left pays
 * across: whoever has credit on an invoice does not owe it (docs/spec/apply-credit-memo.md).
 *
 * What is below zero is settled with what it credits, and is otherwise part of what its kind has or
 * owes as a whole: neither document gives or gets more than that, so the positive ones may not be used
 * up.
 */
export function applyCreditMemo<Memo extends CreditMemoDraft>(
  creditMemo: Memo,
  invoice: Invoice,
  request: ApplyRequest,
): Applied<Memo> {
  const items = payments(creditMemo, invoice, request);
  if (items.length === 0) return { creditMemo, invoice, application: null };
  const application: CreditMemoApplication = {
    creditMemoId: creditMemo.creditMemoId,
    documentType: invoice.documentType,
    invoiceId: invoice.invoiceId,
    effectiveDate: request.effectiveDate,
    amount: sum(items.map((item) => item.amount)),
    items,
  };
  return { ...settleApplication(creditMemo, invoice, application), application };
}

/** Credits and debts that may meet, and what has been paid of one from the other so far. */
type Ledger = {
  readonly credits: readonly Credit[];
  readonly debts: readonly Debt[];
  readonly paid: Map<Credit, Map<Debt, Decimal>>;
};

function payments(
  creditMemo: CreditMemoDraft,
  invoice: Invoice,
  request: ApplyRequest,
): CreditMemoApplicationItem[] {
  let left = minimum(creditMemo.unappliedAmount, invoice.balance);
  if (request.amount) left = minimum(left, request.amount);
  if (!isPositive(left)) return [];

  const creditedInvoiceId = request.reach === "CreditedInvoice" ? invoice.invoiceId : undefined;
  const paid: Ledger["paid"] = new Map();
  const [taxes, items] = (["Taxation", "Item"] as const).map((kind): Ledger => {
    const credits = creditsOf(creditMemo, kind, creditedInvoiceId);
    const debts = debtsOf(invoice, kind).filter(
      ({ invoiceItemId }) => request.itemIds?.has(invoiceItemId) ?? true,
    );
    return { credits, debts, paid };
  }) as [Ledger, Ledger];
  // What takes something back makes room for as much of what pays.
  for (const ledger of [taxes, items]) left = left.plus(takeBackWhatIsCredited(ledger));
  for (const ledger of [taxes, items]) left = left.minus(payWhatIsCredited(ledger, left));
  for (const ledger of [taxes, items]) left = left.minus(payByRule(ledger, left, request));
  if (request.reach === "AnyInvoice") {
    const across: Ledger = { ...taxes, debts: items.debts };
    left = left.minus(payByRule(across, left, request));
    payByRule({ ...items, debts: taxes.debts }, left, request);
  }
  return toApplicationItems(paid);
}

/** As much as all of the credits have, and all of the debts owe, with what is below zero. */
const payable = ({ credits, debts }: Ledger): Decimal =>
  maximum(ZERO, minimum(sum(credits.map(({ left }) => left)), sum(debts.map(({ left }) => left))));

/** Settles what is below zero with what it credits, if others pay; returns the positive amount of it. */
function takeBackWhatIsCredited(ledger: Ledger): Decimal {
  if (!isPositive(payable(ledger))) return ZERO;
  const debts = new Map(ledger.debts.map((debt) => [idOfDebt(debt), debt]));
  let taken = ZERO;
  for (const credit of ledger.credits) {
    const debt = debts.get(credit.creditedId ?? "");
    if (!debt || !isNegative(credit.left) || !isNegative(debt.left)) continue;
    const amount = maximum(credit.left, debt.left);
    record(ledger, credit, debt, amount);
    taken = taken.plus(negated(amount));
  }
  return taken;
}

/** Returns how much was paid, at most `limit`, like each of the functions below. */
function payWhatIsCredited(ledger: Ledger, limit: Decimal): Decimal {
  const debts = new Map(ledger.debts.map((debt) => [idOfDebt(debt), debt]));
  const most = minimum(limit, payable(ledger));
  let paid = ZERO;
  for (const credit of ledger.credits) {
    const debt = credit.creditedId === null ? undefined : debts.get(credit.creditedId);
    if (debt) paid = paid.plus(pay(ledger, credit, debt, most.minus(paid)));
  }
  return paid;
}

function payByRule(
  ledger: Ledger,
  limit: Decimal,
  { applicationRule, rounding }: ApplyRequest,
): Decimal {
  const amount = minimum(limit, payable(ledger));
  if (!isPositive(amount)) return ZERO;
  const balances = ledger.debts.map((debt) => maximum(ZERO, debt.left));
  switch (applicationRule) {
    case "FirstInFirstOut":
      return payInOrder(ledger, balances, amount);
    case "Proration": {
      const prorated = payInOrder(ledger, proratedShares(amount, balances, rounding), amount);
      // What rounding kept back, where a balance is finer than the currency's increment.
      return prorated.plus(payInOrder(ledger, balances, amount.minus(prorated)));
    }
  }
}

/** Pays each debt up to its share, from the first credit that has something left. */
function payInOrder(ledger: Ledger, shares: readonly Decimal[], most: Decimal): Decimal {
  const credits = ledger.credits[Symbol.iterator]();
  let credit = credits.next().value;
  let paid = ZERO;
  for (const [index, debt] of ledger.debts.entries()) {
    let share = shares[index] ?? ZERO;
    while (credit) {
      const amount = pay(ledger, credit, debt, minimum(share, most.minus(paid)));
      paid = paid.plus(amount);
      share = share.minus(amount);
      if (isPositive(credit.left)) break;
      credit = credits.next().value;
    }
  }
  return paid;
}

function pay(ledger: Ledger, credit: Credit, debt: Debt, most: Decimal): Decimal {
  const amount = minimum(most, minimum(credit.left, debt.left));
  if (!isPositive(amount)) return ZERO;
  record(ledger, credit, debt, amount);
  return amount;
}

function record({ paid }: Ledger, credit: Credit, debt: Debt, amount: Decimal): void {
  credit.left = credit.left.minus(amount);
  debt.left = debt.left.minus(amount);
  const paidByDebt = paid.get(credit) ?? new Map<Debt, Decimal>();
  paid.set(credit, paidByDebt.set(debt, (paidByDebt.get(debt) ?? ZERO).plus(amount)));
}

const toApplicationItems = (paid: Ledger["paid"]): CreditMemoApplicationItem[] =>
  [...paid].flatMap(([{ creditMemoItemId, creditTaxItemId }, paidByDebt]) =>
    [...paidByDebt].map(([{ invoiceItemId, taxItemId }, amount]) => ({
      creditMemoItemId,
      creditTaxItemId,
      invoiceItemId,
      taxItemId,
      amount,
    })),
  );
