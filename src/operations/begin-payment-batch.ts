import type { Invoice } from "#engine/model/document.ts";
import type { CreditKind } from "#engine/model/processing-options.ts";
import { type Decimal, isPositive, minimum, sum, ZERO } from "#engine/values/decimal.ts";
import { lockAccountsById } from "#store/accounts.ts";
import type { Transaction } from "#store/database.ts";
import { documentNumbers } from "#store/document-numbers.ts";
import { newId } from "#store/ids.ts";
import {
  listAccountsWithCredit,
  listPaymentRunRows,
  type PaymentRunRow,
  savePaymentRunRows,
} from "#store/payment-run-rows.ts";
import type { PaymentRun } from "#store/payment-runs.ts";
import { type StoredPayment, saveNewPayments } from "#store/payments.ts";
import { listReceivablesOfAccounts } from "#store/receivables-of-accounts.ts";
import { findApplicationRules, findCurrency } from "#store/settings.ts";
import { type AppliedCredit, applyCredits } from "./apply-credits.ts";
import { firstAttempt } from "./ask-for-payment.ts";
import { findBeingPaid } from "./being-paid.ts";
import { authorOf, type Context } from "./context.ts";
import { type Payer, payersOf } from "./payers-of-run.ts";

/** What is to be collected of one receivable, once credit has paid of it. */
type Rest = {
  readonly row: PaymentRunRow;
  readonly document: Invoice;
  readonly amount: Decimal;
};

/**
 * Pays what accounts of a run owe from what they have to their credit, and writes down what gateways are
 * to be asked for: all of it in one transaction, before anybody is asked.
 *
 * @returns the payments to ask for
 */
export async function beginBatch(
  tx: Transaction,
  context: Context,
  run: PaymentRun,
  accountIds: readonly string[],
): Promise<StoredPayment[]> {
  await lockAccountsById(tx, accountIds);
  const rows = await listPaymentRunRows(tx, run.paymentRunId, { accountIds, isBegun: false });
  const documents = await documentsOf(tx, rows);
  const beingPaid = new Set((await findBeingPaid(tx, accountIds)).keys());
  const credited = await payFromCredits(tx, context, run, rows, documents, beingPaid);
  const payers = await payersOf(tx, context, run, rows);
  const rests: Rest[] = [];
  const done: PaymentRunRow[] = [];
  for (const row of credited) {
    const document = documents.get(row.documentId ?? "");
    if (!document) {
      done.push(failed(row, "Invalid_Request_Data", "The document is not there any more."));
      continue;
    }
    const left = document.balance;
    const wanted = minimum(row.amountToCollect.minus(row.amountCollected), left);
    const now = { ...row, amountLeft: left };
    if (!isPositive(wanted) || !run.collectPayment) {
      done.push({ ...now, result: "Processed" });
    } else if (document.status !== "Posted" || beingPaid.has(document.invoiceId)) {
      done.push(failed(now, "Invalid_Request_Data", "It is being paid already, or is not posted."));
    } else {
      rests.push({ row: now, document, amount: wanted });
      // Given data may name a document again: nobody is charged twice for it.
      beingPaid.add(document.invoiceId);
    }
  }
  const payments = await newPayments(tx, context, run, rests, payers, done);
  await saveNewPayments(tx, payments, authorOf(context));
  await savePaymentRunRows(tx, run.paymentRunId, done);
  return payments;
}

const failed = (row: PaymentRunRow, errorCode: string, errorMessage: string): PaymentRunRow => ({
  ...row,
  result: "Error",
  errorCode,
  errorMessage,
});

const documentsOf = (tx: Transaction, rows: readonly PaymentRunRow[]) =>
  listReceivablesOfAccounts(
    tx,
    rows.flatMap(({ accountId, documentType, documentId }) =>
      documentId === null ? [] : [{ accountId, documentType, documentId }],
    ),
  );

/** Account by account, and only where there is credit. An amount that was asked for is left as it is. */
async function payFromCredits(
  tx: Transaction,
  context: Context,
  run: PaymentRun,
  rows: readonly PaymentRunRow[],
  documents: Map<string, Invoice>,
  beingPaid: ReadonlySet<string>,
): Promise<PaymentRunRow[]> {
  const kinds: CreditKind[] = [
    ...(run.autoApplyCreditMemo ? (["CreditMemo"] as const) : []),
    ...(run.autoApplyUnappliedPayment ? (["UnappliedPayment"] as const) : []),
  ];
  if (kinds.length === 0) return [...rows];
  const accountIds = [...new Set(rows.map(({ accountId }) => accountId))];
  const withCredit = await listAccountsWithCredit(tx, accountIds);
  const applied: AppliedCredit[] = [];
  const rules = await findApplicationRules(tx);
  for (const accountId of withCredit) {
    const own = rows
      .filter((row) => row.accountId === accountId && row.requestedAmount === null)
      // Money for these is on its way: credit that paid them now would leave it over.
      .filter(({ documentId }) => !beingPaid.has(documentId ?? ""))
      .flatMap(({ documentId }) => documents.get(documentId ?? "") ?? []);
    for (const [code, ofCurrency] of Map.groupBy(own, ({ currency }) => currency)) {
      const rounding = await findCurrency(tx, code);
      const except = new Set<string>();
      const credits = { accountId, rounding, rules, documents: ofCurrency, kinds, except };
      const paid = await applyCredits(tx, context, credits);
      for (const document of paid.documents) documents.set(document.invoiceId, document);
      applied.push(...paid.applied);
    }
  }
  const byDocument = Map.groupBy(applied, ({ documentId }) => documentId);
  return rows.map((row) => withCredits(row, byDocument.get(row.documentId ?? "") ?? []));
}

const withCredits = (row: PaymentRunRow, applied: readonly AppliedCredit[]): PaymentRunRow => ({
  ...row,
  amountCollected: row.amountCollected.plus(sum(applied.map(({ amount }) => amount))),
  transactions: [
    ...row.transactions,
    ...applied.map(({ kind, creditId: id, amount: appliedAmount }) => ({
      id,
      type: kind,
      amount: null,
      appliedAmount,
      status: null,
    })),
  ],
});

/** One payment a receivable; consolidated, one for all of an account that are paid alike. */
async function newPayments(
  tx: Transaction,
  context: Context,
  run: PaymentRun,
  rests: readonly Rest[],
  payers: ReadonlyMap<number, Payer>,
  done: PaymentRunRow[],
): Promise<StoredPayment[]> {
  const groups = new Map<string, { payer: Payer; rests: Rest[] }>();
  for (const rest of rests) {
    const payer = payers.get(rest.row.position);
    if (!payer || "refusal" in payer) {
      const reason = payer?.refusal ?? "The account has no payment method.";
      done.push(failed(rest.row, "Invalid_Request_Data", reason));
      continue;
    }
    const { accountId, currency, position } = rest.row;
    const alike = `${accountId} ${currency} ${payer.paymentMethodId} ${payer.gatewayId}`;
    const key = run.consolidatedPayment ? alike : String(position);
    const group = groups.get(key) ?? { payer, rests: [] };
    group.rests.push(rest);
    groups.set(key, group);
  }
  const paying = [...groups.values()].flatMap(({ rests: [first] }) => first?.row ?? []);
  const numbers = await documentNumbers(tx, "payment", paying);
  return [...groups.values()].flatMap(({ payer, rests: own }, index) => {
    const [first] = own;
    if ("refusal" in payer || !first) return [];
    const payment = newPayment(context, run, payer, own, numbers[index] ?? "");
    const transaction = { id: payment.paymentId, type: "Payment", status: "Processing" } as const;
    done.push(
      ...own.map(({ row, amount: appliedAmount }) => ({
        ...row,
        result: "Processing" as const,
        transactions: [
          ...row.transactions,
          { ...transaction, amount: payment.amount, appliedAmount },
        ],
      })),
    );
    return [payment];
  });
}

function newPayment(
  context: Context,
  run: PaymentRun,
  payer: Exclude<Payer, { refusal: string }>,
  rests: readonly Rest[],
  paymentNumber: string,
): StoredPayment {
  const [first] = rests;
  return {
    paymentId: newId(),
    paymentNumber,
    accountId: first?.row.accountId ?? "",
    type: "Electronic",
    status: "Processing",
    isStandalone: false,
    gatewayState: "NotSubmitted",
    currency: first?.row.currency ?? "",
    effectiveDate: context.today(),
    amount: sum(rests.map(({ amount }) => amount)),
    unappliedAmount: ZERO,
    refundAmount: ZERO,
    reservedAmount: ZERO,
    paymentMethodId: payer.paymentMethodId,
    paymentMethodType: null,
    gatewayId: payer.gatewayId,
    bankIdentificationNumber: payer.bankIdentificationNumber,
    authTransactionId: null,
    gatewayOrderId: paymentNumber,
    gatewayResponse: null,
    gatewayResponseCode: null,
    referenceId: null,
    softDescriptor: null,
    softDescriptorPhone: null,
    comment: rests.find(({ row }) => row.comment !== null)?.row.comment ?? null,
    financeInformation: null,
    customFields: {},
    intent: rests.map(({ document, amount }) => ({
      documentType: document.documentType,
      documentKey: document.invoiceId,
      amount,
    })),
    idempotencyKey: null,
    source: "PaymentRun",
    paymentRunId: run.paymentRunId,
    orderId: null,
    settledAt: null,
    cancelledAt: null,
    ...firstAttempt(),
  };
}
