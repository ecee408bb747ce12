import { serviceEndDate } from "#engine/values/date-range.ts";
import { formatDecimal } from "#engine/values/decimal.ts";
import { findAccount } from "#store/accounts.ts";
import {
  findPreviewRun,
  finishPreviewRun,
  type PreviewBatchResult,
  type PreviewRun,
  planPreviewRun,
  savePreviewBatch,
  takePreviewBatch,
} from "#store/billing-preview-runs.ts";
import { inSavepoint, inTransaction, isTemporary, type Transaction } from "#store/database.ts";
import type { PreviewItem } from "#store/preview-items.ts";
import type { Context } from "./context.ts";
import { previewBilling } from "./generate-billing-preview.ts";
import { recordPreviewRunCompletion } from "./record-events.ts";

const BATCH_SIZE = 100;

/** The titles of the columns of a result. */
export const PREVIEW_TITLES = [
  "accountNumber",
  "currency",
  "documentType",
  "subscriptionNumber",
  "chargeNumber",
  "chargeName",
  "chargeType",
  "processingType",
  "productName",
  "sku",
  "serviceStartDate",
  "serviceEndDate",
  "quantity",
  "unitOfMeasure",
  "amount",
].join(",");

/**
 * Does what is left to do of a preview of many accounts, batch by batch: each is computed in a
 * transaction that keeps nothing but its lines. Called again after a crash, it goes on with the batches
 * that are left. An account that cannot be computed is left out; the run says the first reason.
 *
 * Errors: throws when the database is away, and when it is stopped, so that it is tried again.
 */
export async function runBillingPreview(
  context: Context,
  billingPreviewRunId: string,
  signal?: AbortSignal,
): Promise<void> {
  const { database, entityId } = context;
  const inEntity = <Result>(work: (tx: Transaction) => Promise<Result>) =>
    inTransaction(database, entityId, work);
  try {
    const run = await inEntity((tx) => findPreviewRun(tx, billingPreviewRunId));
    if (!run) return;
    await inEntity((tx) => planPreviewRun(tx, run, BATCH_SIZE));
    let isMore = true;
    while (isMore) {
      if (signal?.aborted) throw new Error("stopped before its end");
      isMore = await inEntity((tx) => previewNextBatch(tx, context, run));
    }
    await inEntity((tx) => finish(tx, context, run, null));
  } catch (error) {
    if (isTemporary(error) || signal?.aborted) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    await inEntity(async (tx) => {
      const run = await findPreviewRun(tx, billingPreviewRunId);
      if (run) await finish(tx, context, run, reason);
    });
  }
}

async function finish(
  tx: Transaction,
  context: Context,
  run: PreviewRun,
  reason: string | null,
): Promise<void> {
  const hasEnded = await finishPreviewRun(tx, run.billingPreviewRunId, reason);
  const how = reason === null ? "Success" : "Error";
  if (hasEnded) await recordPreviewRunCompletion(tx, context, run, how);
}

/** @returns false when there is no batch left to take */
async function previewNextBatch(
  tx: Transaction,
  context: Context,
  run: PreviewRun,
): Promise<boolean> {
  const { billingPreviewRunId } = run;
  const batch = await takePreviewBatch(tx, billingPreviewRunId);
  if (!batch) return false;
  const lines: string[] = [];
  let succeededAccounts = 0;
  let errorMessage: PreviewBatchResult["errorMessage"] = null;
  for (const accountId of batch.accountIds) {
    try {
      lines.push(...(await inSavepoint(tx, () => linesOf(tx, context, run, accountId))));
      succeededAccounts += 1;
    } catch (error) {
      if (isTemporary(error)) throw error;
      errorMessage ??= error instanceof Error ? error.message : String(error);
    }
  }
  const text = lines.map((line) => `${line}\r\n`).join("");
  const result = { succeededAccounts, errorMessage, lines: text };
  await savePreviewBatch(tx, billingPreviewRunId, batch.batchNumber, result);
  return true;
}

async function linesOf(
  tx: Transaction,
  context: Context,
  run: PreviewRun,
  accountId: string,
): Promise<string[]> {
  const account = await findAccount(tx, accountId);
  if (!account) return [];
  const { accountNumber, currency } = account;
  const { invoiceItems, creditMemoItems } = await previewBilling(tx, context, {
    accountKey: accountId,
    targetDate: run.targetDate,
    chargeTypesToExclude: run.chargeTypesToExclude,
    includesEvergreen: run.includingEvergreenSubscription,
    includesDrafts: run.includingDraftItems,
    assumesRenewal: run.assumeRenewal,
  });
  const line = (documentType: string) => (item: PreviewItem) =>
    [accountNumber, currency, documentType, ...cellsOf(item)].map(quoted).join(",");
  return [...invoiceItems.map(line("Invoice")), ...creditMemoItems.map(line("CreditMemo"))];
}

const cellsOf = (item: PreviewItem): string[] => [
  item.subscriptionNumber ?? "",
  item.chargeNumber ?? item.orderLineItemNumber ?? "",
  item.chargeName,
  item.chargeType,
  item.processingType,
  item.productName,
  item.sku,
  item.service.start,
  serviceEndDate(item.service),
  formatDecimal(item.quantity, 0),
  item.unitOfMeasure,
  formatDecimal(item.amount),
];

/** RFC 4180. */
const quoted = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
