import { BillingError } from "../errors.ts";
import type { CreditMemo } from "../model/credit-memo.ts";
import type { NewInvoice } from "../model/document.ts";
import type { PaymentFunds } from "../model/payment.ts";
import type { Currency } from "../values/currency.ts";
import { type Decimal, isPositive, isZero, sum, ZERO } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";
import type { ImportDifference } from "./difference.ts";
import { amountIn, importedCreditMemo, memoNumberOf } from "./imported-credit-memo.ts";
import {
  type DocumentSupply,
  importedInvoice,
  type SourceDocument,
  sourceBalanceOf,
} from "./imported-invoice.ts";
import { type ImportedItemCredit, withItemCredits } from "./item-credits.ts";
import { type GivenApplication, type Settled, settledDocuments } from "./settled-documents.ts";
import { idIn, ownId } from "./source-ids.ts";
import {
  amount,
  day,
  firstOf,
  nameOf,
  required,
  requiredAmount,
  requiredDay,
  type SourceRow,
  text,
} from "./source-row.ts";

/** Documents of one account that were not imported before. */
export type SourceDocuments = {
  readonly invoices: readonly SourceDocument[];
  readonly creditMemos: readonly SourceDocument[];
  readonly payments: readonly SourceRow[];
  readonly memoApplications: readonly SourceRow[];
  readonly paymentApplications: readonly SourceRow[];
  readonly debitMemos: readonly SourceRow[];
};

/** Money that came in elsewhere. */
export type ImportedPayment = PaymentFunds & {
  /** Null: what the source says only by what its invoices owe. */
  readonly row: SourceRow | null;
};

export type ImportedDocuments = Settled<ImportedPayment> & {
  readonly itemCredits: readonly ImportedItemCredit[];
  readonly differences: readonly ImportDifference[];
};

/**
 * The posted documents of an account as the source has them, with what was applied of them.
 *
 * Errors: INVALID_VALUE; NOT_SUPPORTED for drafts, which would be billed again or never, and debit
 * memos; those of settledDocuments.
 */
export function importedDocuments(
  source: SourceDocuments,
  supply: DocumentSupply,
  rounding: Currency,
): ImportedDocuments {
  refuseDebitMemos(source.debitMemos);
  const differences: ImportDifference[] = [];
  const invoiceRows = source.invoices.filter(({ row }) => isPosted(row));
  const invoices = invoiceRows.map((each) => importedInvoice(each, supply));
  const known = new Set(invoices.map(({ invoiceId }) => invoiceId));
  const memoApplications = applicationsOf(source.memoApplications, "CreditMemo", supply, known);
  const creditMemos = source.creditMemos
    .filter(({ row }) => isPosted(row))
    .flatMap((each) => memoOf(each, memoApplications, supply, differences));
  const paymentApplications = applicationsOf(source.paymentApplications, "Payment", supply, known);
  const payments = source.payments
    .filter(isProcessed)
    .flatMap((row) => paymentOf(row, paymentApplications, supply, differences));
  const credited = withItemCredits(invoices, creditMemos);
  const settled = settledDocuments<ImportedPayment>({
    invoices: credited.invoices,
    creditMemos: credited.creditMemos,
    payments,
    memoApplications,
    paymentApplications,
    balances: balancesOf(invoiceRows, invoices),
    partsLeft: partsLeft([...invoiceRows, ...source.creditMemos], supply),
    newSettlement: (total, effectiveDate) => newSettlement(total, effectiveDate, supply),
    rounding,
  });
  for (const { invoiceNumber, amount: rest } of settled.settledElsewhere) {
    differences.push({
      kind: "NotImported",
      of: `Invoice '${invoiceNumber}'`,
      source: rest,
      ours: rest,
      message: `${rest.toFixed()} of invoice '${invoiceNumber}' was settled by what is not among these rows: a payment of type External stands for it.`,
    });
  }
  return { ...settled, itemCredits: credited.itemCredits, differences };
}

function refuseDebitMemos(rows: readonly SourceRow[]): void {
  const open = rows.find((row) => !isZero(amount(row, "Balance") ?? ZERO));
  if (!open) return;
  const message = `Debit memo '${memoNumberOf(open)}' is still owed: debit memos are not imported. Settle it in the source first.`;
  throw new BillingError("NOT_SUPPORTED", { message });
}

/** Errors: NOT_SUPPORTED for a draft. */
function isPosted(row: SourceRow): boolean {
  const status = text(row, "Status") ?? "Posted";
  if (status !== "Draft") return status === "Posted";
  const message = `${nameOf(row)} is a draft, and its charges are billed through in the source: post or delete it there first.`;
  throw new BillingError("NOT_SUPPORTED", { message });
}

const isProcessed = (row: SourceRow): boolean =>
  (text(row, "Status") ?? "Processed") === "Processed";

const balancesOf = (
  rows: readonly SourceDocument[],
  invoices: readonly NewInvoice[],
): ReadonlyMap<string, Decimal> =>
  new Map(
    rows.flatMap(({ row }, index) => {
      const balance = sourceBalanceOf(row);
      const invoice = invoices[index];
      return balance && invoice ? [[invoice.invoiceId, balance] as const] : [];
    }),
  );

/** Of invoices what they owe, of memos what they have left to give. */
function partsLeft(
  documents: readonly SourceDocument[],
  { ids }: DocumentSupply,
): Map<string, Decimal> {
  const left = new Map<string, Decimal>();
  const note = (row: SourceRow) => {
    const column = /^Credit/.test(row.object) ? "UnappliedAmount" : "Balance";
    const value = amount(row, column);
    if (value) left.set(ownId(ids, row), value);
  };
  for (const { row, taxes } of documents.flatMap(({ items }) => items)) {
    note(row);
    for (const tax of taxes) note(tax);
  }
  return left;
}

/** What was applied to invoices that are imported with it, one for each pair. */
function applicationsOf(
  rows: readonly SourceRow[],
  kind: "CreditMemo" | "Payment",
  { ids }: DocumentSupply,
  known: ReadonlySet<string>,
): GivenApplication[] {
  const pairs = new Map<string, GivenApplication>();
  for (const row of rows) {
    const sourceId = idIn(ids, row, `${kind}Id`, kind);
    const invoiceId = idIn(ids, row, "InvoiceId", "Invoice");
    if (sourceId === undefined || invoiceId === undefined || !known.has(invoiceId)) continue;
    const applied = amountIn(row, ["ApplyAmount", "ApplicationAmount", "Amount"]);
    const effectiveDate = day(row, "EffectiveDate") ?? ("1900-01-01" as PlainDate);
    const before = pairs.get(`${sourceId} ${invoiceId}`);
    const total = before ? before.amount.plus(applied) : applied;
    pairs.set(`${sourceId} ${invoiceId}`, { sourceId, invoiceId, amount: total, effectiveDate });
  }
  return [...pairs.values()];
}

const appliedOf = (applications: readonly GivenApplication[], sourceId: string): Decimal =>
  sum(applications.filter((each) => each.sourceId === sourceId).map((each) => each.amount));

/** Whole, or what of it the account still has and has paid of what is imported. */
function memoOf(
  source: SourceDocument,
  applications: readonly GivenApplication[],
  supply: DocumentSupply,
  differences: ImportDifference[],
): CreditMemo[] {
  const { row } = source;
  const total = amountIn(row, ["TotalAmount", "Amount"]);
  const applied = appliedOf(applications, ownId(supply.ids, row));
  const left = amountIn(row, ["Balance", "UnappliedAmount"], total.minus(applied));
  const rest = left.plus(applied);
  if (rest.eq(total)) return [importedCreditMemo(source, supply)];
  differences.push(partlyImported(`Credit memo '${memoNumberOf(row)}'`, total, rest));
  return isPositive(rest) ? [importedCreditMemo(source, supply, rest)] : [];
}

function paymentOf(
  row: SourceRow,
  applications: readonly GivenApplication[],
  { ids, account }: DocumentSupply,
  differences: ImportDifference[],
): ImportedPayment[] {
  const paymentId = ownId(ids, row);
  const total = requiredAmount(row, "Amount");
  const applied = appliedOf(applications, paymentId);
  const left = amountIn(row, ["UnappliedAmount", "Balance"], total.minus(applied));
  const rest = left.plus(applied);
  const paymentNumber = firstOf(row, "PaymentNumber", "Number") ?? required(row, "PaymentNumber");
  if (!rest.eq(total)) differences.push(partlyImported(`Payment '${paymentNumber}'`, total, rest));
  if (!isPositive(rest)) return [];
  return [
    {
      paymentId,
      paymentNumber,
      accountId: account.accountId,
      currency: text(row, "Currency") ?? account.currency,
      effectiveDate: requiredDay(row, "EffectiveDate"),
      amount: rest,
      unappliedAmount: rest,
      refundAmount: ZERO,
      reservedAmount: ZERO,
      row,
    },
  ];
}

const partlyImported = (of: string, source: Decimal, ours: Decimal): ImportDifference => ({
  kind: "DocumentAmount",
  of,
  source,
  ours,
  message: `${of} is ${source.toFixed()} in the source; ${source.minus(ours).toFixed()} of it was refunded or paid what is not among these rows, and stays there.`,
});

const newSettlement = (
  total: Decimal,
  effectiveDate: PlainDate,
  { account, newId }: DocumentSupply,
): ImportedPayment => ({
  paymentId: newId(),
  paymentNumber: "",
  accountId: account.accountId,
  currency: account.currency,
  effectiveDate,
  amount: total,
  unappliedAmount: total,
  refundAmount: ZERO,
  reservedAmount: ZERO,
  row: null,
});
