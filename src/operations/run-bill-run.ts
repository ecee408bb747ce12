import { setTimeout as delay } from "node:timers/promises";
import { decimal } from "#engine/values/decimal.ts";
import { findAccount } from "#store/accounts.ts";
import {
  type BatchResult,
  planBillRun,
  saveFinishedBatch,
  takeBillRunBatch,
} from "#store/bill-run-batches.ts";
import { saveBillRunFailure } from "#store/bill-run-states.ts";
import {
  type Amounts,
  type BillRun,
  findBillRun,
  finishBillRun,
  lockBillRun,
  saveRenewalErrors,
} from "#store/bill-runs.ts";
import {
  inSavepoint,
  inTransaction,
  isRefusedByData,
  isTemporary,
  type Transaction,
} from "#store/database.ts";
import { findPaymentTerms } from "#store/payment-terms.ts";
import { findBillingRules, findCurrencies } from "#store/settings.ts";
import { billAccounts } from "./bill-accounts.ts";
import type { Context } from "./context.ts";
import type { Billing } from "./load-accounts-to-bill.ts";
import { loadTaxSetup } from "./load-taxing.ts";
import { postDraftsOfRun } from "./post-drafts-of-run.ts";
import { renewForBillRun } from "./renew-for-bill-run.ts";
import { takeBackBillRun } from "./take-back-bill-run.ts";
import { withOutsideTaxes } from "./with-outside-taxes.ts";

export type RunOptions = {
  /** Accounts billed by one transaction. */
  readonly batchSize?: number;
  /** Batches in work at once: while PostgreSQL writes one, the next is computed. */
  readonly workers?: number;
  /** When it is aborted, batches in work are finished and the rest is left for the next start. */
  readonly signal?: AbortSignal;
};

const BATCH_SIZE = 1_000;
const WORKERS = 2;

/**
 * Does what is left to do of a bill run, whatever that is: plans it, bills its batches, ends it, or
 * posts its drafts, or cancels or deletes what it has made. Called again after a crash, it goes on where the last committed batch was; called
 * twice at once, the two share the batches. A run that comes to grief is marked Error.
 */
export async function runBillRun(
  context: Context,
  billRunId: string,
  options: RunOptions = {},
): Promise<void> {
  try {
    await renew(context, billRunId, options);
    if (options.signal?.aborted) return;
    await plan(context, billRunId, options);
    await bill(context, billRunId, options);
    const attempt = <Result>(work: () => Promise<Result>) => patiently(options, work);
    await postDraftsOfRun(context, billRunId, attempt, options.signal);
    await takeBackBillRun(context, billRunId, attempt, options.signal);
  } catch (error) {
    if (options.signal?.aborted) return;
    await inEntity(context, options, (tx) =>
      saveBillRunFailure(tx, billRunId, reasonOf(error), context.now.toString()),
    );
    throw error;
  }
}

/** Before the run looks for what is due: a renewal makes something due. */
async function renew(context: Context, billRunId: string, options: RunOptions): Promise<void> {
  const billRun = await inEntity(context, options, (tx) => findBillRun(tx, billRunId));
  if (billRun?.status !== "Pending" || !billRun.isDue || !billRun.autoRenewal) return;
  const errors = await renewForBillRun(context, billRun, options.signal);
  if (options.signal?.aborted) return;
  await inEntity(context, options, (tx) => saveRenewalErrors(tx, billRunId, errors));
}

const plan = (context: Context, billRunId: string, options: RunOptions): Promise<void> =>
  inEntity(context, options, async (tx) => {
    const billRun = await lockBillRun(tx, billRunId);
    if (billRun?.status !== "Pending" || !billRun.isDue) return;
    const { oneTimeCreditBack } = await findBillingRules(tx);
    const batchSize = options.batchSize ?? BATCH_SIZE;
    await planBillRun(tx, { ...billRun, oneTimeCreditBack, batchSize }, context.now.toString());
  });

async function bill(context: Context, billRunId: string, options: RunOptions): Promise<void> {
  const billing = await inEntity(context, options, (tx) => loadBilling(tx, billRunId));
  while (billing?.billRun.status === "Processing" && !options.signal?.aborted) {
    const workers = Array.from({ length: options.workers ?? WORKERS }, () =>
      work(context, billing, options),
    );
    await Promise.all(workers);
    if (options.signal?.aborted) return;
    const hasEnded = await inEntity(context, options, (tx) =>
      finishBillRun(tx, billRunId, context.now.toString()),
    );
    if (hasEnded) return;
    // Another process has a batch in work. Should it die, we are here to take it.
    await delay(OTHERS_MS);
  }
}

const OTHERS_MS = 200;

async function loadBilling(
  tx: Transaction,
  billRunId: string,
): Promise<Billing<BillRun> | undefined> {
  const billRun = await findBillRun(tx, billRunId);
  if (!billRun) return undefined;
  const rules = await findBillingRules(tx);
  const taxes = await loadTaxSetup(tx);
  const paymentTerms = await findPaymentTerms(tx);
  const currencyOf = await findCurrencies(tx);
  return { billRun, rules, paymentTerms, taxes, currencyOf };
}

async function work(
  context: Context,
  billing: Billing<BillRun>,
  options: RunOptions,
): Promise<void> {
  let isMore = true;
  while (isMore && !options.signal?.aborted) {
    isMore = await withOutsideTaxes(context, (taxed) =>
      inEntity(taxed, options, (tx) => billNextBatch(tx, taxed, billing)),
    );
  }
}

/** @returns false when there is no batch left to take */
async function billNextBatch(
  tx: Transaction,
  context: Context,
  billing: Billing<BillRun>,
): Promise<boolean> {
  const { billRunId } = billing.billRun;
  const batch = await takeBillRunBatch(tx, billRunId);
  if (!batch) return false;
  const result = await billTogetherOrApart(tx, context, billing, batch.accountIds);
  await saveFinishedBatch(tx, billRunId, batch.batchNumber, result);
  return true;
}

/**
 * Bills accounts together. When the database refuses what one of them would write, they are billed in
 * halves, and those in halves again, until the one at fault stands alone.
 */
async function billTogetherOrApart(
  tx: Transaction,
  context: Context,
  billing: Billing<BillRun>,
  accountIds: readonly string[],
): Promise<BatchResult> {
  try {
    return await inSavepoint(tx, () => billAccounts(tx, context, billing, accountIds));
  } catch (error) {
    if (!isRefusedByData(error)) throw error;
    const [accountId] = accountIds;
    if (accountId !== undefined && accountIds.length === 1) {
      const account = await findAccount(tx, accountId);
      const accountNumber = account?.accountNumber ?? null;
      const errors = [{ accountId, accountNumber, reason: reasonOf(error) }];
      return { invoicesGenerated: 0, creditMemosGenerated: 0, invoiced: {}, credited: {}, errors };
    }
    const middle = Math.ceil(accountIds.length / 2);
    const first = accountIds.slice(0, middle);
    const last = accountIds.slice(middle);
    return sumOf(
      await billTogetherOrApart(tx, context, billing, first),
      await billTogetherOrApart(tx, context, billing, last),
    );
  }
}

const sumOf = (a: BatchResult, b: BatchResult): BatchResult => ({
  invoicesGenerated: a.invoicesGenerated + b.invoicesGenerated,
  creditMemosGenerated: a.creditMemosGenerated + b.creditMemosGenerated,
  invoiced: sumOfAmounts(a.invoiced, b.invoiced),
  credited: sumOfAmounts(a.credited, b.credited),
  errors: [...a.errors, ...b.errors],
});

function sumOfAmounts(a: Amounts, b: Amounts): Amounts {
  const sums: Record<string, string> = { ...a };
  for (const [currency, amount] of Object.entries(b)) {
    sums[currency] = decimal(sums[currency] ?? "0")
      .plus(decimal(amount))
      .toFixed();
  }
  return sums;
}

/**
 * A transaction, tried again while that may help. An order holds its account for moments; a bill run
 * can wait for longer than a request.
 */
const inEntity = <Result>(
  { database, entityId }: Context,
  options: RunOptions,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> =>
  patiently(options, () => inTransaction(database, entityId, work, { lockTimeoutMs: 60_000 }));

/** Tries again what may succeed a moment later; each try is a transaction of its own. */
async function patiently<Result>(
  { signal }: RunOptions,
  work: () => Promise<Result>,
): Promise<Result> {
  for (let wait = 100; ; wait *= 3) {
    try {
      return await work();
    } catch (error) {
      if (!isTemporary(error) || wait > LONGEST_WAIT_MS || signal?.aborted) throw error;
      await delay(wait);
    }
  }
}

const LONGEST_WAIT_MS = 10_000;

const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
