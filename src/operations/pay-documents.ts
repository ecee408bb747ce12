import { BillingError } from "#engine/errors.ts";
import type { Invoice } from "#engine/model/document.ts";
import type { PaymentApplication, WantedApplication } from "#engine/model/payment.ts";
import {
  type AppliedPayment,
  applyPayment,
  unapplyPayment,
} from "#engine/settlement/apply-payment.ts";
import { isPositive, minimum, sum } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import type { Transaction } from "#store/database.ts";
import { idOf } from "#store/ids.ts";
import { listPaymentApplications, savePaymentApplications } from "#store/payment-applications.ts";
import { listPaymentsInProcess, type StoredPayment, savePayments } from "#store/payments.ts";
import { lockReceivables, saveReceivableBalances } from "#store/receivables.ts";
import { findApplicationRules, findCurrency } from "#store/settings.ts";
import { authorOf, type Context } from "./context.ts";
import { recordMoney } from "./record-money.ts";
import { refuseFractions } from "./refuse-fractions.ts";

/**
 * Applies what a payment has left to documents of its account, one after the other, and saves all that
 * changes with its journal entries. The account and the payment are locked already.
 *
 * Errors: ENTITY_NOT_FOUND for a document of nobody or of another account, PAYMENT_NOT_APPLICABLE,
 * DOCUMENT_BEING_PAID, INVALID_VALUE.
 *
 * @returns the payment after it, saved
 */
export async function payDocuments(
  tx: Transaction,
  context: Context,
  payment: StoredPayment,
  wanted: readonly WantedApplication[],
  effectiveDate: PlainDate,
): Promise<StoredPayment> {
  const decided = await decidePayment(tx, payment, wanted, effectiveDate);
  return saveSettled(tx, context, payment, decided);
}

/** The same without saving anything: what an intent would do. */
export async function decidePayment(
  tx: Transaction,
  payment: StoredPayment,
  wanted: readonly WantedApplication[],
  effectiveDate: PlainDate,
): Promise<readonly AppliedPayment[]> {
  if (wanted.length === 0) return [];
  const documents = await documentsOf(tx, payment, wanted);
  await refuseBeingPaid(tx, payment, [...documents.values()]);
  const rounding = await findCurrency(tx, payment.currency);
  refuseFractions(rounding, amountsOf(wanted));
  const { paymentApplicationRule: applicationRule } = await findApplicationRules(tx);
  const applied: AppliedPayment[] = [];
  let left = payment as AppliedPayment["payment"];
  for (const { documentType, documentKey, amount, items } of wanted) {
    const invoice = documentNamed(documents, documentType, documentKey);
    const request = { amount, items, effectiveDate, applicationRule, rounding } as const;
    const next = applyPayment(left, invoice, request);
    replace(documents, next.invoice);
    left = next.payment;
    applied.push(next);
  }
  return applied;
}

/**
 * What was intended before the gateway was asked, as far as the documents still owe it: meanwhile
 * they may have been credited or written off. What is not needed any more stays unapplied.
 */
export async function payIntended(
  tx: Transaction,
  context: Context,
  payment: StoredPayment,
  effectiveDate: PlainDate,
): Promise<StoredPayment> {
  const { intent } = payment;
  if (intent.length === 0) return saveSettled(tx, context, payment, []);
  const documents = await foundDocuments(tx, payment, intent);
  const rounding = await findCurrency(tx, payment.currency);
  const { paymentApplicationRule: applicationRule } = await findApplicationRules(tx);
  const applied: AppliedPayment[] = [];
  let left = payment as AppliedPayment["payment"];
  for (const { documentType, documentKey, amount: wanted, items } of intent) {
    const invoice = documents.get(keyOf(documentType, documentKey));
    if (invoice?.status !== "Posted") continue;
    const amount = minimum(wanted, invoice.balance);
    if (!isPositive(amount)) continue;
    const isWhole = amount.eq(wanted) && fits(invoice, items);
    const date = effectiveDate < invoice.invoiceDate ? invoice.invoiceDate : effectiveDate;
    const request = { amount, effectiveDate: date, applicationRule, rounding } as const;
    const next = applyPayment(left, invoice, isWhole ? { ...request, items } : request);
    replace(documents, next.invoice);
    left = next.payment;
    applied.push(next);
  }
  return saveSettled(tx, context, payment, applied);
}

/** Whether items still owe what they were to be paid. */
function fits(invoice: Invoice, items: WantedApplication["items"]): boolean {
  const balances = new Map(
    invoice.items.flatMap((item) => [
      [item.invoiceItemId, item.balance] as const,
      ...item.taxationItems.map((tax) => [tax.taxationItemId, tax.balance] as const),
    ]),
  );
  return (items ?? []).every(({ invoiceItemId, taxItemId, amount }) =>
    balances.get(taxItemId ?? invoiceItemId ?? "")?.gte(amount),
  );
}

const amountsOf = (wanted: readonly WantedApplication[]) =>
  wanted.flatMap(({ amount, items = [] }) => [amount, ...items.map((item) => item.amount)]);

/** Takes back what was applied. Errors: as of payDocuments. */
export async function unpayDocuments(
  tx: Transaction,
  context: Context,
  payment: StoredPayment,
  wanted: readonly WantedApplication[],
  effectiveDate: PlainDate,
): Promise<StoredPayment> {
  const documents = await documentsOf(tx, payment, wanted);
  refuseFractions(await findCurrency(tx, payment.currency), amountsOf(wanted));
  const { accountId, paymentId } = payment;
  const paid = await listPaymentApplications(tx, accountId, paymentId);
  const latest = [...paid.values()].flat().map((item) => item.effectiveDate);
  const tooEarly = latest.find((date) => date > effectiveDate);
  if (tooEarly) {
    const reason = `${effectiveDate} is before it was applied, ${tooEarly}`;
    throw new BillingError("PAYMENT_NOT_APPLICABLE", { reason });
  }
  const taken: AppliedPayment[] = [];
  let left = payment as AppliedPayment["payment"];
  for (const { documentType, documentKey, amount, items } of wanted) {
    const invoice = documentNamed(documents, documentType, documentKey);
    const ofThis = [
      ...(paid.get(invoice.invoiceId) ?? []),
      ...taken
        .filter(({ application }) => application.documentId === invoice.invoiceId)
        .flatMap(({ application }) => application.items),
    ];
    const next = unapplyPayment(left, invoice, ofThis, { amount, items, effectiveDate });
    replace(documents, next.invoice);
    left = next.payment;
    taken.push(next);
  }
  return saveSettled(tx, context, payment, taken);
}

async function saveSettled(
  tx: Transaction,
  context: Context,
  payment: StoredPayment,
  applied: readonly AppliedPayment[],
): Promise<StoredPayment> {
  const { accountId } = payment;
  const author = authorOf(context);
  const applications = applied.map(({ application }) => application);
  const unappliedAmount = payment.unappliedAmount.minus(sum(applications.map((a) => a.amount)));
  const after: StoredPayment = { ...payment, unappliedAmount };
  await savePayments(tx, [after], author);
  if (applied.length === 0) return after;
  await savePaymentApplications(tx, accountId, applications, author);
  const documents = new Map(applied.map(({ invoice }) => [invoice.invoiceId, invoice]));
  await saveReceivableBalances(tx, [...documents.values()], author);
  await recordMoney(
    tx,
    context,
    applications.map((application) => ({ accountId, event: appliedEvent(payment, application) })),
  );
  return after;
}

export const appliedEvent = (payment: StoredPayment, application: PaymentApplication) =>
  ({
    type: "PaymentApplied",
    payment,
    application: { ...application, targetId: application.documentId },
  }) as const;

type Documents = Map<string, Invoice>;

async function documentsOf(
  tx: Transaction,
  payment: StoredPayment,
  wanted: readonly WantedApplication[],
): Promise<Documents> {
  const documents = await foundDocuments(tx, payment, wanted);
  for (const { documentType, documentKey } of wanted) {
    documentNamed(documents, documentType, documentKey);
  }
  return documents;
}

/** By id and by number. */
async function foundDocuments(
  tx: Transaction,
  { accountId }: StoredPayment,
  wanted: readonly WantedApplication[],
): Promise<Documents> {
  const keysOf = (type: Invoice["documentType"]) =>
    wanted.filter(({ documentType }) => documentType === type).map((each) => each.documentKey);
  const keys = { invoices: keysOf("Invoice"), debitMemos: keysOf("DebitMemo") };
  const documents: Documents = new Map();
  for (const each of await lockReceivables(tx, accountId, keys)) replace(documents, each);
  for (const each of wanted) refuseOtherNumber(documents, each);
  return documents;
}

function refuseOtherNumber(documents: Documents, wanted: WantedApplication): void {
  const { documentType, documentKey, documentNumber } = wanted;
  const document = documents.get(keyOf(documentType, documentKey));
  if (!document || documentNumber === undefined || documentNumber === document.invoiceNumber)
    return;
  const field = documentType === "Invoice" ? "invoiceNumber" : "debitMemoNumber";
  const message = `'${field}' '${documentNumber}' is not the number of '${documentKey}', which is '${document.invoiceNumber}'`;
  throw new BillingError("INVALID_VALUE", { field, message });
}

function replace(documents: Documents, document: Invoice): void {
  const { documentType, invoiceId, invoiceNumber } = document;
  documents.set(keyOf(documentType, invoiceNumber), document);
  documents.set(keyOf(documentType, invoiceId), document);
}

const keyOf = (documentType: string, key: string): string => `${documentType} ${idOf(key) ?? key}`;

function documentNamed(
  documents: Documents,
  documentType: Invoice["documentType"],
  key: string,
): Invoice {
  const document = documents.get(keyOf(documentType, key));
  if (!document) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return document;
}

/** While a gateway is being asked for a document's money, nobody asks for it again. */
async function refuseBeingPaid(
  tx: Transaction,
  { accountId, paymentId }: StoredPayment,
  documents: readonly Invoice[],
): Promise<void> {
  const others = await listPaymentsInProcess(tx, [accountId]);
  for (const other of others) {
    if (other.paymentId === paymentId) continue;
    const ids = new Set(other.intent.map(({ documentKey }) => documentKey));
    const document = documents.find(({ invoiceId }) => ids.has(invoiceId));
    if (!document) continue;
    const { invoiceNumber: documentNumber } = document;
    const { paymentNumber } = other;
    throw new BillingError("DOCUMENT_BEING_PAID", { documentNumber, paymentNumber });
  }
}
