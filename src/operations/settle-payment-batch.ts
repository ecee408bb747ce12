import type { ApplicationRule } from "#engine/model/credit-memo.ts";
import type { Invoice } from "#engine/model/document.ts";
import type { PaymentApplication } from "#engine/model/payment.ts";
import { applyPayment } from "#engine/settlement/apply-payment.ts";
import type { Currency } from "#engine/values/currency.ts";
import { type Decimal, isPositive, minimum, sum, ZERO } from "#engine/values/decimal.ts";
import type { Outcome } from "#gateways/gateway.ts";
import { openGateway } from "#gateways/open-gateway.ts";
import { lockAccountsById } from "#store/accounts.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { saveEvents } from "#store/events.ts";
import { savePaymentApplicationsOfAccounts } from "#store/payment-applications.ts";
import { listPaymentGateways } from "#store/payment-gateways.ts";
import { countTransactions, listPaymentMethodsById } from "#store/payment-methods.ts";
import {
  listPaymentRunRows,
  type PaymentRunRow,
  savePaymentRunRows,
} from "#store/payment-run-rows.ts";
import type { PaymentRun } from "#store/payment-runs.ts";
import { lockPayments, type StoredPayment, savePayments } from "#store/payments.ts";
import { saveReceivableBalances } from "#store/receivables.ts";
import { listReceivablesOfAccounts } from "#store/receivables-of-accounts.ts";
import { findApplicationRules, findCurrency } from "#store/settings.ts";
import { latestOf } from "./apply-credits.ts";
import { declinedEvent, outcomeOf, toCharge, withOutcome } from "./ask-for-payment.ts";
import { authorOf, type Context } from "./context.ts";
import { appliedEvent } from "./pay-documents.ts";
import { recordMoney } from "./record-money.ts";

/** Requests of one batch that are on their way to gateways at a time; two batches are in work at once. */
const AT_ONCE = 8;

/** Asks gateways for payments that are committed, and records all that they answer in one transaction. */
export async function settleBatch(
  context: Context,
  run: PaymentRun,
  payments: readonly StoredPayment[],
): Promise<void> {
  if (payments.length === 0) return;
  const { database, entityId } = context;
  const ask = await inTransaction(database, entityId, (tx) => asking(tx, payments));
  const outcomes = new Map<string, Outcome>();
  const waiting = [...payments];
  const askNext = async (): Promise<void> => {
    for (let payment = waiting.pop(); payment; payment = waiting.pop()) {
      const outcome = await ask(payment);
      if (outcome) outcomes.set(payment.paymentId, outcome);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, askNext));
  await inTransaction(database, entityId, (tx) => record(tx, context, run, payments, outcomes));
}

/** What is read once for all of a batch. */
async function asking(
  tx: Transaction,
  payments: readonly StoredPayment[],
): Promise<(payment: StoredPayment) => Promise<Outcome | undefined>> {
  const ids = [...new Set(payments.flatMap(({ paymentMethodId }) => paymentMethodId ?? []))];
  const methods = new Map(
    (await listPaymentMethodsById(tx, ids)).map((each) => [each.paymentMethodId, each]),
  );
  const gateways = new Map((await listPaymentGateways(tx)).map((each) => [each.gatewayId, each]));
  const currencies = await currenciesOf(tx, payments);
  return async (payment) => {
    const settings = gateways.get(payment.gatewayId ?? "");
    const currency = currencies.get(payment.currency);
    if (!settings || !currency) return undefined;
    const method = methods.get(payment.paymentMethodId ?? "");
    return outcomeOf(() => openGateway(settings).charge(toCharge(payment, method, currency)));
  };
}

async function currenciesOf(
  tx: Transaction,
  payments: readonly StoredPayment[],
): Promise<Map<string, Currency>> {
  const currencies = new Map<string, Currency>();
  for (const { currency } of payments) {
    if (!currencies.has(currency)) currencies.set(currency, await findCurrency(tx, currency));
  }
  return currencies;
}

type Answered = { readonly payment: StoredPayment; readonly applications: PaymentApplication[] };

async function record(
  tx: Transaction,
  context: Context,
  run: PaymentRun,
  asked: readonly StoredPayment[],
  outcomes: ReadonlyMap<string, Outcome>,
): Promise<void> {
  const author = authorOf(context);
  const accountIds = [...new Set(asked.map(({ accountId }) => accountId))];
  await lockAccountsById(tx, accountIds);
  const locked = await lockPayments(tx, asked);
  const documents = await documentsOf(tx, locked);
  const currencies = await currenciesOf(tx, locked);
  const { paymentApplicationRule: applicationRule } = await findApplicationRules(tx);
  const owing = { documents, currencies, applicationRule };
  const answered: Answered[] = [];
  for (const payment of locked) {
    const outcome = outcomes.get(payment.paymentId);
    if (!outcome || payment.status !== "Processing") continue;
    answered.push(applied(context, withOutcome(payment, outcome), owing));
  }
  await save(tx, context, answered, documents, author);
  const rows = await listPaymentRunRows(tx, run.paymentRunId, { accountIds, isBegun: true });
  const byPayment = new Map(answered.map((each) => [each.payment.paymentId, each]));
  const ids = new Set(asked.map(({ paymentId }) => paymentId));
  const begun = rows.filter(({ transactions }) => transactions.some(({ id }) => ids.has(id)));
  await savePaymentRunRows(
    tx,
    run.paymentRunId,
    begun.map((row) => rowAfter(row, answerTo(row, byPayment))),
  );
}

function answerTo(row: PaymentRunRow, answered: ReadonlyMap<string, Answered>) {
  const transaction = row.transactions.find(({ type }) => type === "Payment");
  const answer = answered.get(transaction?.id ?? "");
  if (!answer) return undefined;
  const ofThis = answer.applications.filter((each) => each.documentId === row.documentId);
  return { payment: answer.payment, paid: sum(ofThis.map((each) => each.amount)) };
}

const documentsOf = (tx: Transaction, payments: readonly StoredPayment[]) =>
  listReceivablesOfAccounts(
    tx,
    payments.flatMap(({ accountId, intent }) =>
      intent.map(({ documentType, documentKey: documentId }) => ({
        accountId,
        documentType,
        documentId,
      })),
    ),
  );

type Owing = {
  readonly documents: Map<string, Invoice>;
  readonly currencies: ReadonlyMap<string, Currency>;
  readonly applicationRule: ApplicationRule;
};

/** The documents as far as they still owe; what they do not need stays unapplied. */
function applied(
  context: Context,
  payment: StoredPayment,
  { documents, currencies, applicationRule }: Owing,
): Answered {
  const applications: PaymentApplication[] = [];
  let now = payment;
  const rounding = currencies.get(payment.currency);
  if (payment.status !== "Processed" || !rounding) return { payment, applications };
  for (const { documentKey, amount: wanted } of payment.intent) {
    const invoice = documents.get(documentKey);
    if (invoice?.status !== "Posted") continue;
    const amount = minimum(wanted, invoice.balance);
    if (!isPositive(amount)) continue;
    const effectiveDate = latestOf(context.today(), payment.effectiveDate, invoice.invoiceDate);
    const request = { amount, effectiveDate, applicationRule, rounding } as const;
    const next = applyPayment(now, invoice, request);
    documents.set(documentKey, next.invoice);
    now = { ...now, unappliedAmount: next.payment.unappliedAmount };
    applications.push(next.application);
  }
  return { payment: now, applications };
}

async function save(
  tx: Transaction,
  context: Context,
  answered: readonly Answered[],
  documents: ReadonlyMap<string, Invoice>,
  author: { readonly userId: string; readonly now: string },
): Promise<void> {
  const payments = answered.map(({ payment }) => payment);
  await savePayments(tx, payments, author);
  const applications = answered.flatMap(({ payment: { accountId }, applications: own }) =>
    own.map((application) => ({ ...application, accountId })),
  );
  await savePaymentApplicationsOfAccounts(tx, applications, author);
  const changed = [...new Set(applications.map(({ documentId }) => documentId))];
  await saveReceivableBalances(
    tx,
    changed.flatMap((id) => documents.get(id) ?? []),
    author,
  );
  const processed = answered.filter(({ payment }) => payment.status === "Processed");
  await recordMoney(tx, context, [
    ...processed.map(({ payment }) => ({
      accountId: payment.accountId,
      event: { type: "PaymentProcessed", payment } as const,
    })),
    ...processed.flatMap(({ payment, applications: own }) =>
      own.map((application) => ({
        accountId: payment.accountId,
        event: appliedEvent(payment, application),
      })),
    ),
  ]);
  await countTransactions(
    tx,
    payments.flatMap(({ paymentMethodId, status }) =>
      paymentMethodId === null ? [] : [{ paymentMethodId, isApproved: status === "Processed" }],
    ),
    author.now,
  );
  const declined = payments.filter(({ status }) => status === "Error");
  await saveEvents(tx, declined.map(declinedEvent), author.now);
}

/**
 * A row once its gateway was asked. What is not answered yet is found out later, by a job.
 *
 * @param answer  the payment, and what it has paid of the row's document
 */
export function rowAfter(
  row: PaymentRunRow,
  answer?: { readonly payment: StoredPayment; readonly paid: Decimal },
): PaymentRunRow {
  if (!answer) {
    const errorMessage = "The gateway has not answered yet: the payment is Processing.";
    return { ...row, result: "Error", errorCode: "Processing", errorMessage };
  }
  const { payment, paid } = answer;
  const isProcessed = payment.status === "Processed";
  const status = isProcessed ? ("Processed" as const) : ("Error" as const);
  const appliedAmount = isProcessed ? paid : ZERO;
  return {
    ...row,
    result: status,
    amountCollected: row.amountCollected.plus(appliedAmount),
    amountLeft: row.amountLeft.minus(appliedAmount),
    errorCode: isProcessed ? null : payment.gatewayResponseCode,
    errorMessage: isProcessed ? null : payment.gatewayResponse,
    transactions: row.transactions.map((each) =>
      each.id === payment.paymentId ? { ...each, appliedAmount, status } : each,
    ),
  };
}
