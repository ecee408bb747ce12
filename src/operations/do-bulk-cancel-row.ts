import { assert } from "#engine/assert.ts";
import type { BulkCancelOptions } from "#engine/bulk-cancels/bulk-cancel.ts";
import { documentsOf, type RowOutcome } from "#engine/bulk-cancels/row-outcome.ts";
import { NO_TRIGGER_DATES } from "#engine/model/nothing-given.ts";
import type { CancelSubscriptionAction, Order } from "#engine/model/order.ts";
import { UNBILLED } from "#engine/model/processing-options.ts";
import { ZERO } from "#engine/values/decimal.ts";
import type { RowTarget } from "#store/bulk-cancel-targets.ts";
import type { BulkCancel } from "#store/bulk-cancels.ts";
import type { Transaction } from "#store/database.ts";
import { numberUnlessMadeUp } from "#store/preview.ts";
import { listTouchedItems } from "#store/touched-items.ts";
import type { Context } from "./context.ts";
import { type ExecutedOrder, executeOrder } from "./create-order.ts";
import { orderedAction, orderOfOne } from "./order-of-one.ts";
import { writeOffReceivable } from "./write-off-receivable.ts";

/** What a row has done, and the numbers of what it has made. */
export type DoneRow = {
  readonly outcome: RowOutcome;
  readonly orderNumber?: string;
  readonly invoiceNumbers: readonly string[];
  readonly creditMemoNumbers: readonly string[];
  readonly writeOffNumbers: readonly string[];
};

/**
 * Does what a row of a bulk cancel says: cancels its subscription by an order of its own, or writes its
 * document off. The plan does it too, and takes it back: so both tell of the same.
 *
 * Errors: those of executeOrder, of cancelling, of writeOffInvoice.
 */
export const doRow = (
  tx: Transaction,
  context: Context,
  bulkCancel: Pick<BulkCancel, "options" | "planDate">,
  row: RowTarget,
): Promise<DoneRow> =>
  row.subscriptionNumber === null
    ? writeDocumentOff(tx, context, bulkCancel.options, row)
    : cancel(tx, context, bulkCancel, { ...row, subscriptionNumber: row.subscriptionNumber });

async function cancel(
  tx: Transaction,
  context: Context,
  bulkCancel: Pick<BulkCancel, "options" | "planDate">,
  { accountId, subscriptionNumber }: RowTarget & { readonly subscriptionNumber: string },
): Promise<DoneRow> {
  const order = orderOf(bulkCancel, { accountId, subscriptionNumber });
  const executed = await executeOrder(tx, context, order);
  const { changes, invoices, creditMemos, writeOff = [] } = executed;
  const [change] = changes;
  assert(change?.base && change.next.cancelledDate, "the order has cancelled the subscription");
  const writeOffNumbers = numbersOf(writeOff);
  const items = await listTouchedItems(tx, [accountId], {
    invoiceIds: invoices.map(({ invoiceId }) => invoiceId),
    creditMemoIds: creditMemos.map(({ creditMemoId }) => creditMemoId),
    writeOffNumbers,
    unpaidInvoiceIds: [],
    owedOfSubscription: subscriptionNumber,
  });
  const outcome: RowOutcome = {
    baseVersion: change.base.version,
    cancelledDate: change.next.cancelledDate,
    documents: documentsOf(items, subscriptionNumber),
    undone: writeOff.flatMap((result) =>
      result.status === "Success"
        ? []
        : {
            documentNumber: numberUnlessMadeUp(result.invoiceNumber),
            reason: result.failedReason,
          },
    ),
  };
  return {
    outcome,
    orderNumber: executed.orderNumber,
    invoiceNumbers: invoices.map(({ invoiceNumber }) => invoiceNumber),
    creditMemoNumbers: creditMemos.map(({ creditMemoNumber }) => creditMemoNumber),
    writeOffNumbers,
  };
}

const numbersOf = (writeOff: NonNullable<ExecutedOrder["writeOff"]>): string[] =>
  writeOff.flatMap((result) =>
    result.status === "Success" ? result.writeOffCreditMemoNumber : [],
  );

/** Dated on the day of the plan: it is what was approved. */
function orderOf(
  { options, planDate }: Pick<BulkCancel, "options" | "planDate">,
  subscription: { readonly accountId: string; readonly subscriptionNumber: string },
): Order {
  const { accountId, subscriptionNumber } = subscription;
  assert(planDate, "a plan has a day");
  const { runBilling, targetDate, documentDate, writeOff, reasonCode, comment } = options;
  const order = orderOfOne({
    accountKey: accountId,
    orderDate: planDate,
    subscriptionNumber,
    customFields: {},
    orderActions: [orderedAction(actionOf(options), NO_TRIGGER_DATES)],
    billing: { runBilling, targetDate, documentDate, creditMemoReasonCode: null },
  });
  return {
    ...order,
    description: comment,
    reasonCode,
    processingOptions: { ...UNBILLED, runBilling, targetDate, documentDate, writeOff },
  };
}

function actionOf(options: BulkCancelOptions): CancelSubscriptionAction {
  const { cancellationPolicy, cancellationEffectiveDate } = options;
  if (cancellationPolicy !== "SpecificDate")
    return { type: "CancelSubscription", cancellationPolicy };
  assert(cancellationEffectiveDate, "a plan leaves no day open");
  return { type: "CancelSubscription", cancellationPolicy, cancellationEffectiveDate };
}

async function writeDocumentOff(
  tx: Transaction,
  context: Context,
  { documentDate, reasonCode, comment }: BulkCancelOptions,
  { documentType, documentId, dueDate }: RowTarget,
): Promise<DoneRow> {
  assert(documentType && documentId && dueDate, "a row names what it is about");
  const document = { documentType, documentId };
  const { before, creditMemo } = await writeOffReceivable(tx, context, document, {
    memoDate: documentDate,
    comment,
    reasonCode,
    amount: null,
    items: null,
    revenueImpacting: null,
    nonRevenueWriteOffAccountingCode: null,
    customFields: {},
  });
  const { amount, creditMemoNumber } = creditMemo;
  const written = {
    documentNumber: before.invoiceNumber,
    dueDate,
    owed: before.balance,
    billed: ZERO,
    credited: ZERO,
    applied: ZERO,
    writtenOff: amount,
    leftOwed: before.balance.minus(amount),
  };
  return {
    outcome: { baseVersion: null, cancelledDate: null, documents: [written], undone: [] },
    invoiceNumbers: [],
    creditMemoNumbers: [],
    writeOffNumbers: [creditMemoNumber],
  };
}
