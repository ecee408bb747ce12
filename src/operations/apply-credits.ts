/** What an account has to its credit pays what it owes. */
import type { ApplicationRules } from "#engine/model/application-rules.ts";
import type { CreditMemo, CreditMemoApplication } from "#engine/model/credit-memo.ts";
import type { Invoice } from "#engine/model/document.ts";
import type { PaymentApplication, PaymentFunds } from "#engine/model/payment.ts";
import type { CreditKind } from "#engine/model/processing-options.ts";
import { applyCreditMemo } from "#engine/settlement/apply-credit-memo.ts";
import { applyPayment } from "#engine/settlement/apply-payment.ts";
import type { Currency } from "#engine/values/currency.ts";
import { type Decimal, isPositive, minimum, sum, ZERO } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { saveCreditMemoApplications } from "#store/applications.ts";
import { listUnappliedCreditMemos, saveCreditUse } from "#store/credit-memos.ts";
import type { Transaction } from "#store/database.ts";
import { savePaymentApplications } from "#store/payment-applications.ts";
import { listUnappliedPayments, type StoredPayment, savePayments } from "#store/payments.ts";
import { saveReceivableBalances } from "#store/receivables.ts";
import { listMemosKeptBack } from "#store/refunds.ts";
import { authorOf, type Context } from "./context.ts";
import { appliedEvent } from "./pay-documents.ts";
import { recordMoney } from "./record-money.ts";

export type CreditsToApply = {
  readonly accountId: string;
  readonly rounding: Currency;
  readonly rules: ApplicationRules;
  /** Posted documents of the account, locked; in the order in which they are paid. */
  readonly documents: readonly Invoice[];
  /** In the order in which they pay. */
  readonly kinds: readonly CreditKind[];
  /** Memos that do not pay. */
  readonly except: ReadonlySet<string>;
};

/**
 * Pays documents from what the account has: credit memos and unapplied payments, the oldest first, and
 * saves all that changes with its journal entries. What refunds are giving back does not pay.
 *
 * @returns the documents after it, and what paid them
 */
export async function applyCredits(
  tx: Transaction,
  context: Context,
  credits: CreditsToApply,
): Promise<CreditsApplied> {
  let documents = [...credits.documents];
  const applied: AppliedCredit[] = [];
  for (const kind of credits.kinds) {
    if (!documents.some(({ balance }) => isPositive(balance))) break;
    const done =
      kind === "CreditMemo"
        ? await applyMemos(tx, context, credits, documents)
        : await applyPayments(tx, context, credits, documents);
    documents = [...done.documents];
    applied.push(...done.applied);
  }
  return { documents, applied };
}

export type AppliedCredit = {
  readonly kind: CreditKind;
  /** Of the memo or the payment. */
  readonly creditId: string;
  readonly documentId: string;
  readonly amount: Decimal;
};

export type CreditsApplied = {
  readonly documents: readonly Invoice[];
  readonly applied: readonly AppliedCredit[];
};

async function applyMemos(
  tx: Transaction,
  context: Context,
  { accountId, rounding, rules, except }: CreditsToApply,
  documents: readonly Invoice[],
): Promise<CreditsApplied> {
  const keptBack = await listMemosKeptBack(tx, accountId);
  const memos = (await listUnappliedCreditMemos(tx, accountId)).filter(
    ({ creditMemoId, currency }) =>
      currency === rounding.code &&
      !except.has(creditMemoId) &&
      !keptBack.excluded.has(creditMemoId),
  );
  const reservedOf = (memo: CreditMemo): Decimal =>
    keptBack.reserved.get(memo.creditMemoId) ?? ZERO;
  const paid = payFromMemos(memos, documents, (memo, invoice) => ({
    reach: "AnyInvoice",
    amount: memo.unappliedAmount.minus(reservedOf(memo)),
    effectiveDate: latestOf(context.today(), memo.creditMemoDate, invoice.invoiceDate),
    applicationRule: rules.creditMemoApplicationRule,
    rounding,
  }));
  await saveMemosApplied(tx, context, accountId, paid);
  const applied = paid.applications.map(({ creditMemoId, invoiceId, amount }) => ({
    kind: "CreditMemo" as const,
    creditId: creditMemoId,
    documentId: invoiceId,
    amount,
  }));
  return { documents: paid.documents, applied };
}

type MemosApplied = {
  readonly memos: readonly CreditMemo[];
  readonly documents: readonly Invoice[];
  readonly applications: readonly CreditMemoApplication[];
};

/** What memos have paid of all documents, and of this one. */
type AppliedSoFar = { readonly ofAll: Decimal; readonly ofThis: Decimal };

/** Each document is paid from the first memo that has something, and so on. Pure. */
export function payFromMemos(
  memos: readonly CreditMemo[],
  documents: readonly Invoice[],
  requestOf: (
    memo: CreditMemo,
    invoice: Invoice,
    soFar: AppliedSoFar,
  ) => Parameters<typeof applyCreditMemo>[2] | null,
): MemosApplied {
  const left = [...memos];
  const applications: CreditMemoApplication[] = [];
  const paid = documents.map((document) => {
    let invoice = document;
    for (const [index, memo] of left.entries()) {
      if (!isPositive(invoice.balance)) break;
      const soFar = {
        ofAll: sum(applications.map(({ amount }) => amount)),
        ofThis: document.balance.minus(invoice.balance),
      };
      const request = requestOf(memo, invoice, soFar);
      if (request === null || (request.amount && !isPositive(request.amount))) continue;
      const applied = applyCreditMemo(memo, invoice, request);
      if (!applied.application) continue;
      applications.push(applied.application);
      left[index] = applied.creditMemo;
      invoice = applied.invoice;
    }
    return invoice;
  });
  return { memos: left, documents: paid, applications };
}

/** Saves what memos that are stored have paid. */
export async function saveMemosApplied(
  tx: Transaction,
  context: Context,
  accountId: string,
  { memos, documents, applications }: MemosApplied,
): Promise<void> {
  if (applications.length === 0) return;
  const author = authorOf(context);
  const memoOf = new Map(memos.map((memo) => [memo.creditMemoId, memo]));
  const used = new Set(applications.map(({ creditMemoId }) => creditMemoId));
  const paid = new Set(applications.map(({ invoiceId }) => invoiceId));
  await saveCreditUse(
    tx,
    memos.filter(({ creditMemoId }) => used.has(creditMemoId)),
    author,
  );
  await saveCreditMemoApplications(tx, accountId, applications, author);
  await saveReceivableBalances(
    tx,
    documents.filter(({ invoiceId }) => paid.has(invoiceId)),
    author,
  );
  await recordMoney(
    tx,
    context,
    applications.flatMap((application) => {
      const creditMemo = memoOf.get(application.creditMemoId);
      if (!creditMemo) return [];
      return { accountId, event: { type: "CreditMemoApplied", creditMemo, application } };
    }),
  );
}

async function applyPayments(
  tx: Transaction,
  context: Context,
  { accountId, rounding, rules }: CreditsToApply,
  documents: readonly Invoice[],
): Promise<CreditsApplied> {
  const payments = (await listUnappliedPayments(tx, [accountId])).filter(
    ({ currency }) => currency === rounding.code,
  );
  const left = new Map(payments.map((payment) => [payment.paymentId, payment]));
  const applied: { payment: StoredPayment; application: PaymentApplication }[] = [];
  const paid = documents.map((document) => {
    let invoice = document;
    for (const { paymentId } of payments) {
      const payment = left.get(paymentId);
      if (!payment || !isPositive(invoice.balance)) continue;
      const amount = minimum(availableOf(payment), invoice.balance);
      if (!isPositive(amount)) continue;
      const effectiveDate = latestOf(context.today(), payment.effectiveDate, invoice.invoiceDate);
      const request = {
        amount,
        effectiveDate,
        applicationRule: rules.paymentApplicationRule,
        rounding,
      } as const;
      const next = applyPayment(payment, invoice, request);
      left.set(paymentId, { ...payment, unappliedAmount: next.payment.unappliedAmount });
      applied.push({ payment, application: next.application });
      invoice = next.invoice;
    }
    return invoice;
  });
  if (applied.length === 0) return { documents: paid, applied: [] };
  const author = authorOf(context);
  const used = new Set(applied.map(({ payment }) => payment.paymentId));
  const changed = new Set(applied.map(({ application }) => application.documentId));
  await savePayments(
    tx,
    [...left.values()].filter(({ paymentId }) => used.has(paymentId)),
    author,
  );
  const applications = applied.map(({ application }) => application);
  await savePaymentApplications(tx, accountId, applications, author);
  await saveReceivableBalances(
    tx,
    paid.filter(({ invoiceId }) => changed.has(invoiceId)),
    author,
  );
  await recordMoney(
    tx,
    context,
    applied.map(({ payment, application }) => ({
      accountId,
      event: appliedEvent(payment, application),
    })),
  );
  const told = applications.map(({ paymentId, documentId, amount }) => ({
    kind: "UnappliedPayment" as const,
    creditId: paymentId,
    documentId,
    amount,
  }));
  return { documents: paid, applied: told };
}

const availableOf = ({ unappliedAmount, reservedAmount }: PaymentFunds): Decimal =>
  unappliedAmount.minus(reservedAmount);

export function latestOf(first: PlainDate, ...others: readonly PlainDate[]): PlainDate {
  let latest = first;
  for (const day of others) if (day > latest) latest = day;
  return latest;
}
