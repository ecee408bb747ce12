import { type PreviewThrough, previewTargetDate } from "#engine/billing/preview-through.ts";
import { type InvoiceForecast, summarizeItems } from "#engine/billing/summarize-items.ts";
import type { Order } from "#engine/model/order.ts";
import type { OrderedLineItem } from "#engine/model/order-line-item.ts";
import { type ProcessingOptions, UNBILLED } from "#engine/model/processing-options.ts";
import type { Subscription } from "#engine/model/subscription.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { saveOrderPreviews } from "#store/order-previews.ts";
import { undone } from "#store/preview.ts";
import { listProductsOfCharges, type ProductOfCharge } from "#store/preview-items.ts";
import type { Context } from "./context.ts";
import { type CreatedOrder, executeOrder } from "./create-order.ts";
import { type RequestedOrder, withAccountsOpened } from "./open-accounts.ts";
import { lockOrderAccounts } from "./order-accounts.ts";
import { type OrderReceipt, orderReceipt } from "./order-receipt.ts";
import { draftsBeside, type PreviewedDrafts } from "./preview-drafts.ts";
import {
  type MetricsOfPreview,
  NO_METRICS,
  type PreviewedMetrics,
  previewMetrics,
} from "./preview-metrics.ts";

export type PreviewOptions = {
  /** How far to bill; null when no documents are asked for. */
  readonly through: PreviewThrough | null;
  /** Whether each invoice is to say what it would be, billed period by period. */
  readonly summarizesItems: boolean;
  readonly chargeTypesToExclude: ProcessingOptions["chargeTypesToExclude"];
  readonly metrics: readonly PreviewedMetrics[];
};

export type PreviewRequest = {
  readonly order: RequestedOrder;
  /** What the documented preview is asked for; null: nothing. */
  readonly options: PreviewOptions | null;
  /** Whether to say what committing the order with its processing options would do. */
  readonly wantsReceipt: boolean;
  /** The day of the policy SpecificDate in a receipt's comparison; null: that policy has none. */
  readonly specificDate: PlainDate | null;
};

export type PreviewedDocuments = Pick<
  CreatedOrder,
  "invoices" | "creditMemos" | "orderLineItems"
> & {
  /** As the order would leave them. */
  readonly subscriptions: readonly Subscription[];
  readonly targetDate: PlainDate;
  /** That there are already. */
  readonly drafts: PreviewedDrafts;
  /** By invoice id; undefined when they were not asked for. */
  readonly forecasts: ReadonlyMap<string, readonly InvoiceForecast[]> | undefined;
  /** By product rate plan charge id. */
  readonly products: ReadonlyMap<string, ProductOfCharge>;
};

export type OrderPreview = MetricsOfPreview & {
  readonly documents: PreviewedDocuments | undefined;
  readonly receipt: OrderReceipt | undefined;
};

/**
 * What an order would do: executes it as createOrder does, and takes it back. No number is drawn, and
 * nothing is kept but what a receipt has promised. The accounts are locked as by an order, for as long as
 * the preview takes.
 *
 * Errors: those of createOrder, and NOT_ALLOWED of previewTargetDate.
 */
export const previewOrder = (context: Context, request: PreviewRequest): Promise<OrderPreview> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { promised, ...preview } = await undone(tx, () => previewAll(tx, context, request));
    await saveOrderPreviews(tx, promised, context);
    return preview;
  });

/** Within a savepoint of its own, as accounts may come with the order. */
async function previewAll(tx: Transaction, context: Context, request: PreviewRequest) {
  const { options, wantsReceipt, specificDate } = request;
  const order = await withAccountsOpened(tx, context, request.order);
  const accounts = await lockOrderAccounts(tx, order);
  const { accountId } = accounts.account;
  const documents = options?.through
    ? await previewDocuments(tx, context, order, {
        ...options,
        through: options.through,
        accountId,
      })
    : undefined;
  const metrics = await metricsOf(tx, context, order, options?.metrics ?? []);
  const { receipt, promised = [] } = wantsReceipt
    ? await orderReceipt(tx, context, order, { accounts, specificDate })
    : {};
  return { documents, ...metrics, receipt, promised };
}

type DocumentOptions = PreviewOptions & {
  readonly through: PreviewThrough;
  /** Who orders. */
  readonly accountId: string;
};

async function previewDocuments(
  tx: Transaction,
  context: Context,
  order: Order,
  { summarizesItems, chargeTypesToExclude, through, accountId }: DocumentOptions,
): Promise<PreviewedDocuments> {
  const subscriptions = through.type === "SpecificDate" ? [] : await versionsOf(tx, context, order);
  const targetDate = previewTargetDate(through, subscriptions, order.orderDate);
  const processingOptions = { ...UNBILLED, runBilling: true, targetDate, chargeTypesToExclude };
  const drafts = await draftsBeside(tx, accountId, order);
  const orderLineItems = order.orderLineItems?.map((item) => asSentToBilling(item, order));
  return undone(tx, async () => {
    const executed = await executeOrder(tx, context, {
      ...order,
      ...(orderLineItems && { orderLineItems }),
      processingOptions,
    });
    const { invoices, creditMemos, changes } = executed;
    const items = [...invoices, ...creditMemos].flatMap((document) => [...document.items]);
    const chargeIds = items.flatMap((item) => item.productRatePlanChargeId ?? []);
    const products = await listProductsOfCharges(tx, [...new Set(chargeIds)]);
    const { orderLineItems: lineItems } = executed;
    const versions = changes.map(({ next }) => next);
    const forecasts = summarizesItems
      ? new Map(invoices.map((invoice) => [invoice.invoiceId, summarizeItems(invoice.items)]))
      : undefined;
    const made = { subscriptions: versions, orderLineItems: lineItems };
    return { invoices, creditMemos, ...made, targetDate, drafts, forecasts, products };
  });
}

/** A preview tells what items will cost, whether they are sent to billing already or not. */
function asSentToBilling(item: OrderedLineItem, { orderDate }: Order): OrderedLineItem {
  const { itemState = "Executing" } = item;
  if (itemState === "Complete" || itemState === "Canceled") return item;
  const billTargetDate = item.billTargetDate ?? item.transactionStartDate ?? orderDate;
  return { ...item, itemState: "SentToBilling", billTargetDate };
}

async function versionsOf(tx: Transaction, context: Context, order: Order) {
  const { changes } = await executedUnbilled(tx, context, order);
  return changes.map(({ next }) => next);
}

const executedUnbilled = (tx: Transaction, context: Context, order: Order) =>
  undone(tx, () => executeOrder(tx, context, { ...order, processingOptions: UNBILLED }));

async function metricsOf(
  tx: Transaction,
  context: Context,
  order: Order,
  wanted: readonly PreviewedMetrics[],
): Promise<MetricsOfPreview> {
  if (wanted.length === 0) return NO_METRICS;
  const executed = await executedUnbilled(tx, context, order);
  return previewMetrics(tx, executed, wanted, context.today());
}
