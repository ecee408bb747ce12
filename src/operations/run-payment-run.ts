import { isPositive, minimum, ZERO } from "#engine/values/decimal.ts";
import { inTransaction, isTemporary, type Transaction } from "#store/database.ts";
import { saveEvents } from "#store/events.ts";
import {
  listAccountsToCollect,
  listPaymentRunRows,
  type PaymentRunRow,
  planDueRows,
  saveNewPaymentRunRows,
  savePaymentRunRows,
} from "#store/payment-run-rows.ts";
import {
  lockPaymentRun,
  type PaymentRun,
  type PaymentRunRecord,
  savePaymentRunStatus,
} from "#store/payment-runs.ts";
import { listPaymentsOfRunInProcess, lockPayments, type StoredPayment } from "#store/payments.ts";
import { listReceivablesOfRecords } from "#store/receivables-of-records.ts";
import { beginBatch } from "./begin-payment-batch.ts";
import type { Context } from "./context.ts";
import { rowAfter, settleBatch } from "./settle-payment-batch.ts";

/** Accounts to a transaction: enough to forget the round trips, few enough to be locked for a moment. */
const BATCH = 250;
/** Batches in work at once: while PostgreSQL writes one, the next is computed. */
const WORKERS = 2;

/**
 * Executes a payment run: finds what is due, pays it from what accounts have to their credit, and asks
 * gateways for the rest, batch by batch. Each batch is committed before its gateways are asked and
 * after they have answered, so that a run that is interrupted goes on where it was, and asks no gateway
 * twice for the same. A run that comes to grief is Error, and says why: `retryPaymentRun` goes on with it.
 *
 * Errors: throws what may succeed a moment later, such as a database that is away: the run stays as it
 * is, and whoever has asked tries again.
 */
export async function runPaymentRun(
  context: Context,
  paymentRunId: string,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<void> {
  const { database, entityId } = context;
  try {
    const run = await inTransaction(database, entityId, (tx) => start(tx, context, paymentRunId));
    if (run) await collect(context, run, signal);
  } catch (error) {
    if (isTemporary(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    await inTransaction(database, entityId, (tx) => end(tx, context, paymentRunId, reason));
  }
}

async function collect(
  context: Context,
  run: PaymentRun,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { database, entityId } = context;
  await finishBegun(context, run);
  const next = batchesOf(context, run);
  const stopped = new AbortController();
  const work = async (): Promise<void> => {
    while (!signal?.aborted && !stopped.signal.aborted) {
      const accountIds = await next();
      if (accountIds.length === 0) return;
      const payments = await inTransaction(database, entityId, (tx) =>
        beginBatch(tx, context, run, accountIds),
      );
      await settleBatch(context, run, payments);
    }
  };
  const workers = Array.from({ length: WORKERS }, () =>
    work().catch((error: unknown) => {
      stopped.abort(error);
    }),
  );
  await Promise.all(workers);
  stopped.signal.throwIfAborted();
  if (signal?.aborted) return;
  await inTransaction(database, entityId, (tx) => end(tx, context, run.paymentRunId, null));
}

/** Accounts that have not been begun, each once: whoever asks gets the next. */
function batchesOf(
  { database, entityId }: Context,
  { paymentRunId }: PaymentRun,
): () => Promise<readonly string[]> {
  let latest: Promise<readonly string[]> = Promise.resolve([]);
  let after: string | undefined;
  return () => {
    latest = latest.then(async () => {
      const accountIds = await inTransaction(database, entityId, (tx) =>
        listAccountsToCollect(tx, paymentRunId, { after, limit: BATCH }),
      );
      after = accountIds.at(-1) ?? after;
      return accountIds;
    });
    return latest;
  };
}

/** What is to be collected is decided once: a run that goes on finds its rows. */
async function start(
  tx: Transaction,
  context: Context,
  paymentRunId: string,
): Promise<PaymentRun | undefined> {
  const run = await lockPaymentRun(tx, paymentRunId);
  if (run?.status === "Processing") return run;
  if (run?.status !== "Pending") return undefined;
  await savePaymentRunStatus(
    tx,
    { paymentRunId, status: "Processing", error: null },
    writerOf(context),
  );
  if (run.data === null) await planDueRows(tx, run);
  else await saveNewPaymentRunRows(tx, paymentRunId, await rowsOfRecords(tx, run.data));
  return run;
}

/** One row a record; of a record without a document, one for each that its account owes. */
async function rowsOfRecords(
  tx: Transaction,
  records: readonly PaymentRunRecord[],
): Promise<PaymentRunRow[]> {
  const rows: PaymentRunRow[] = [];
  const found = await listReceivablesOfRecords(tx, records);
  for (const [index, record] of records.entries()) {
    const documents = found.get(index) ?? [];
    const { paymentMethodId, paymentGatewayId, comment } = record;
    const given = { accountId: record.accountId, paymentMethodId, paymentGatewayId, comment };
    const empty = { amountCollected: ZERO, transactions: [] } as const;
    for (const { documentId, documentNumber, documentType, currency, balance } of documents) {
      const amount = record.amount === null ? balance : minimum(record.amount, balance);
      const isOwed = isPositive(balance);
      rows.push({
        ...given,
        ...empty,
        position: rows.length + 1,
        documentType,
        documentId,
        documentNumber,
        requestedAmount: record.amount,
        currency,
        amountToCollect: amount,
        amountLeft: balance,
        ...(isOwed ? NO_RESULT : wrong("Invalid_Request_Data", "It owes nothing.")),
      });
    }
    if (documents.length > 0) continue;
    rows.push({
      ...given,
      ...empty,
      position: rows.length + 1,
      documentType: record.documentType ?? "Invoice",
      documentId: null,
      documentNumber: record.documentKey,
      requestedAmount: record.amount,
      currency: "",
      amountToCollect: ZERO,
      amountLeft: ZERO,
      ...wrong("Invalid_Request_Data", "There is no such posted document of the account."),
    });
  }
  return rows;
}

const NO_RESULT = { result: null, errorCode: null, errorMessage: null } as const;
const wrong = (errorCode: string, errorMessage: string) =>
  ({ result: "Error", errorCode, errorMessage }) as const;

/** What an earlier process has begun: gateways are asked again by the same keys. */
async function finishBegun(context: Context, run: PaymentRun): Promise<void> {
  const { database, entityId } = context;
  const payments = await inTransaction(database, entityId, (tx) =>
    listPaymentsOfRunInProcess(tx, run.paymentRunId),
  );
  const again = payments.map(
    (payment): StoredPayment => ({ ...payment, attempts: payment.attempts + 1 }),
  );
  await settleBatch(context, run, again);
  // Rows whose payments a job has found out about meanwhile.
  await inTransaction(database, entityId, async (tx) => {
    const rows = await listPaymentRunRows(tx, run.paymentRunId, { isBegun: true });
    const ofPayment = (row: PaymentRunRow) => row.transactions.find((t) => t.type === "Payment");
    const keys = rows.flatMap((row) => {
      const paymentId = ofPayment(row)?.id;
      return paymentId === undefined ? [] : [{ accountId: row.accountId, paymentId }];
    });
    const found = new Map((await lockPayments(tx, keys)).map((each) => [each.paymentId, each]));
    const after = rows.map((row) => {
      const transaction = ofPayment(row);
      const payment = found.get(transaction?.id ?? "");
      if (!payment || !transaction || payment.status === "Processing") return rowAfter(row);
      return rowAfter(row, { payment, paid: transaction.appliedAmount });
    });
    await savePaymentRunRows(tx, run.paymentRunId, after);
  });
}

/** @param error  why it has come to grief; null: it has done what it could */
async function end(
  tx: Transaction,
  context: Context,
  paymentRunId: string,
  error: string | null,
): Promise<void> {
  const run = await lockPaymentRun(tx, paymentRunId);
  if (run?.status !== "Processing" && run?.status !== "Pending") return;
  const status = error === null ? "Completed" : "Error";
  await savePaymentRunStatus(tx, { paymentRunId, status, error }, writerOf(context));
  const event = {
    eventType: "Payment Run Completion",
    relatedEvent: error === null ? "Success" : "Error",
    objectType: "PaymentRun",
    objectId: paymentRunId,
    objectNumber: run.paymentRunNumber,
  } as const;
  await saveEvents(tx, [event], context.now.toString());
}

const writerOf = ({ userId, now }: Context) => ({ userId, now: now.toString() });
