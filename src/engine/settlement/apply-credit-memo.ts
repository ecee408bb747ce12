import type {
  ApplicationRule,
  CreditMemoApplication,
  CreditMemoApplicationItem,
  CreditMemoDraft,
} from "../model/credit-memo.ts";
import type { Invoice } from "../model/document.ts";
import type { Currency } from "../values/currency.ts";
import { type Decimal, isPositive, minimum, sum, ZERO } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";
import { type Credit, creditsOf, type Debt, debtsOf, type Pays } from "./open-parts.ts";
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
 * Pays an invoice from a credit memo, as far as both go. First each item and tax of the memo pays the
 * one that it credits; what is left then pays the others of this invoice by the tenant's rule, items
 * paying items and taxes paying taxes, taxes first (docs/spec/apply-credit-memo.md).
 *
 * Only what is positive pays and is paid, and never more than either document has left as a whole: a
 * negative item lowers its document's balance, so the positive ones may not be used up.
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

/** Credits and debts of one kind, and what has been paid of one from the other so far. */
type Ledger = {
  readonly pays: Pays;
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
  const ledgers = (["Taxation", "Item"] as const).map((pays): Ledger => {
    const credits = creditsOf(creditMemo, pays, creditedInvoiceId);
    const debts = debtsOf(invoice, pays).filter(
      ({ invoiceItemId }) => request.itemIds?.has(invoiceItemId) ?? true,
    );
    return { pays, credits, debts, paid: new Map() };
  });
  for (const ledger of ledgers) left = left.minus(payWhatIsCredited(ledger, left));
  for (const ledger of ledgers) left = left.minus(payByRule(ledger, left, request));
  return ledgers.flatMap(toApplicationItems);
}

/** Returns how much was paid, at most `most`, like each of the functions below. */
function payWhatIsCredited(ledger: Ledger, most: Decimal): Decimal {
  const debts = new Map(ledger.debts.map((debt) => [debt.id, debt]));
  let paid = ZERO;
  for (const credit of ledger.credits) {
    const debt = credit.creditedId === null ? undefined : debts.get(credit.creditedId);
    if (debt) paid = paid.plus(pay(ledger, credit, debt, most.minus(paid)));
  }
  return paid;
}

function payByRule(
  ledger: Ledger,
  most: Decimal,
  { applicationRule, rounding }: ApplyRequest,
): Decimal {
  const balances = ledger.debts.map((debt) => debt.left);
  switch (applicationRule) {
    case "FirstInFirstOut":
      return payInOrder(ledger, balances, most);
    case "Proration": {
      const given = sum(ledger.credits.map((credit) => credit.left));
      const amount = minimum(most, minimum(given, sum(balances)));
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

function pay({ paid }: Ledger, credit: Credit, debt: Debt, most: Decimal): Decimal {
  const amount = minimum(most, minimum(credit.left, debt.left));
  if (!isPositive(amount)) return ZERO;
  credit.left = credit.left.minus(amount);
  debt.left = debt.left.minus(amount);
  const paidByDebt = paid.get(credit) ?? new Map<Debt, Decimal>();
  paid.set(credit, paidByDebt.set(debt, (paidByDebt.get(debt) ?? ZERO).plus(amount)));
  return amount;
}

function toApplicationItems({ pays, paid }: Ledger): CreditMemoApplicationItem[] {
  return [...paid].flatMap(([credit, paidByDebt]) =>
    [...paidByDebt].map(([debt, amount]) => toApplicationItem[pays](credit, debt, amount)),
  );
}

const toApplicationItem: {
  [P in Pays]: (credit: Credit, debt: Debt, amount: Decimal) => CreditMemoApplicationItem;
} = {
  Item: ({ creditMemoItemId }, { invoiceItemId }, amount) => ({
    pays: "Item",
    creditMemoItemId,
    invoiceItemId,
    amount,
  }),
  Taxation: (
    { creditMemoItemId, id: creditTaxItemId },
    { invoiceItemId, id: taxItemId },
    amount,
  ) => ({
    pays: "Taxation",
    creditMemoItemId,
    invoiceItemId,
    creditTaxItemId,
    taxItemId,
    amount,
  }),
};
