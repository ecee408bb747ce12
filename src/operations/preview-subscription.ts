import { assert } from "#engine/assert.ts";
import { type PreviewThrough, previewTargetDate } from "#engine/billing/preview-through.ts";
import { type ChargeMetrics, chargeMetrics } from "#engine/metrics/charge-metrics.ts";
import type { CreditMemoItem } from "#engine/model/credit-memo.ts";
import type { InvoiceItem } from "#engine/model/document.ts";
import { type ProcessingOptions, UNBILLED } from "#engine/model/processing-options.ts";
import type { Subscription } from "#engine/model/subscription.ts";
import { sum } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { undone } from "#store/preview.ts";
import { listDraftItems, type PreviewItem } from "#store/preview-items.ts";
import { listTaxesOfItemIds, type TaxOfItem } from "#store/taxes-of-items.ts";
import type { Context } from "./context.ts";
import { type ExecutedOrder, executeOrder } from "./create-order.ts";
import { itemNames } from "./named-items.ts";
import { type RequestedOrder, withAccountsOpened } from "./open-accounts.ts";
import type { Billing } from "./order-of-one.ts";
import { billingFor } from "./preview-metrics.ts";
import { executeUpdate, type SubscriptionUpdate } from "./update-subscription.ts";

export type SubscriptionPreviewOptions = {
  readonly wantsDocuments: boolean;
  readonly wantsChargeMetrics: boolean;
  /** Whether items of the subscription that stand on drafts already are told as well. */
  readonly includesDrafts: boolean;
  /** Bill through this day; null: today. */
  readonly targetDate: PlainDate | null;
  /** Date of the documents; null: the target date. */
  readonly documentDate: PlainDate | null;
  /** Instead of a target date: as far as this is. */
  readonly through?: PreviewThrough;
};

export type PreviewedItem = Pick<
  PreviewItem,
  | "service"
  | "amount"
  | "taxAmount"
  | "chargeName"
  | "chargeDescription"
  | "productName"
  | "productRatePlanChargeId"
  | "quantity"
  | "unitOfMeasure"
> & { readonly taxes: readonly TaxOfItem[] };

export type SubscriptionPreview = {
  /** As it would be. */
  readonly subscription: Subscription;
  /** As it is; undefined where it would be created. */
  readonly base: Subscription | undefined;
  readonly documents:
    | {
        readonly targetDate: PlainDate;
        readonly documentDate: PlainDate;
        readonly invoiceItems: readonly PreviewedItem[];
        readonly creditMemoItems: readonly PreviewedItem[];
      }
    | undefined;
  readonly chargeMetrics: readonly ChargeMetrics[] | undefined;
};

/**
 * What an order that creates a subscription would make. It is executed and taken back: nothing is
 * kept, no number is drawn.
 *
 * Errors: those of createOrder and, where the account is made up, of createAccount.
 */
export const previewNewSubscription = (
  context: Context,
  requested: RequestedOrder,
  options: SubscriptionPreviewOptions,
): Promise<SubscriptionPreview> =>
  inTransaction(context.database, context.entityId, (tx) =>
    undone(tx, async () => {
      const order = await withAccountsOpened(tx, context, requested);
      const asked = await dated(tx, options, order.orderDate, () =>
        executeOrder(tx, context, { ...order, processingOptions: UNBILLED }),
      );
      const processingOptions = { ...order.processingOptions, ...billingOf(asked, context) };
      const executed = await executeOrder(tx, context, { ...order, processingOptions });
      return previewOf(tx, context, executed, asked);
    }),
  );

/** The same of an update. Errors: those of updateSubscription. */
export const previewSubscriptionUpdate = (
  context: Context,
  key: string,
  update: SubscriptionUpdate,
  options: SubscriptionPreviewOptions,
): Promise<SubscriptionPreview> =>
  inTransaction(context.database, context.entityId, (tx) =>
    undone(tx, async () => {
      const execute = async (billing: Billing) => {
        const executed = await executeUpdate(tx, context, key, { ...update, billing });
        assert(!("unchanged" in executed), "an update that bills is an order");
        return executed;
      };
      const asked = await dated(tx, options, update.orderDate ?? context.today(), () =>
        execute({ ...update.billing, runBilling: false }),
      );
      const executed = await execute({ ...update.billing, ...billingOf(asked, context) });
      return previewOf(tx, context, executed, asked);
    }),
  );

/** With the day that is as far as was asked. Errors: NOT_ALLOWED of previewTargetDate. */
async function dated(
  tx: Transaction,
  { through, ...options }: SubscriptionPreviewOptions,
  orderDate: PlainDate,
  execute: () => Promise<ExecutedOrder>,
): Promise<SubscriptionPreviewOptions> {
  if (!through) return options;
  const { changes } = await undone(tx, execute);
  const versions = changes.map(({ next }) => next);
  return { ...options, targetDate: previewTargetDate(through, versions, orderDate) };
}

/** Billed whether or not the documents are asked for: metrics do not see the difference. */
function billingOf(options: SubscriptionPreviewOptions, context: Context) {
  const targetDate = options.targetDate ?? context.today();
  const documentDate = options.documentDate ?? targetDate;
  return { runBilling: true, targetDate, documentDate } satisfies Partial<ProcessingOptions>;
}

async function previewOf(
  tx: Transaction,
  context: Context,
  executed: ExecutedOrder,
  options: SubscriptionPreviewOptions,
): Promise<SubscriptionPreview> {
  const [change] = executed.changes;
  assert(change, "the order is of one subscription");
  const { base, next } = change;
  return {
    subscription: next,
    base,
    documents: options.wantsDocuments
      ? await documentsOf(tx, context, executed, next, options)
      : undefined,
    chargeMetrics: options.wantsChargeMetrics
      ? chargeMetrics(base, next, {
          today: context.today(),
          billing: billingFor(executed, next),
        })
      : undefined,
  };
}

async function documentsOf(
  tx: Transaction,
  context: Context,
  { accountId, invoices, creditMemos }: ExecutedOrder,
  subscription: Subscription,
  options: SubscriptionPreviewOptions,
): Promise<NonNullable<SubscriptionPreview["documents"]>> {
  const { subscriptionNumber } = subscription;
  const named = await namedWith(tx, subscription, [...invoices, ...creditMemos]);
  const drafts = options.includesDrafts ? await listDraftItems(tx, accountId) : NO_DRAFTS;
  const isOfSubscription = (item: PreviewItem) => item.subscriptionNumber === subscriptionNumber;
  const withTaxes = async (items: readonly PreviewItem[]): Promise<PreviewedItem[]> => {
    const own = items.filter(isOfSubscription);
    const itemIds = own.map(({ itemId }) => itemId);
    const taxes = await listTaxesOfItemIds(tx, accountId, itemIds);
    return own.map((item) => ({ ...item, taxes: taxes.get(item.itemId) ?? [] }));
  };
  const { targetDate, documentDate } = billingOf(options, context);
  return {
    targetDate,
    documentDate,
    invoiceItems: [
      ...(await withTaxes(drafts.invoiceItems)),
      ...invoices.flatMap(({ items }) => items.map(named)),
    ],
    creditMemoItems: [
      ...(await withTaxes(drafts.creditMemoItems)),
      ...creditMemos.flatMap(({ items }) => items.map(named)),
    ],
  };
}

const NO_DRAFTS = { invoiceItems: [], creditMemoItems: [] } as const;

type BilledItem = InvoiceItem | CreditMemoItem;

async function namedWith(
  tx: Transaction,
  subscription: Subscription,
  documents: readonly { readonly items: readonly BilledItem[] }[],
): Promise<(item: BilledItem) => PreviewedItem> {
  const names = await itemNames(
    tx,
    subscription,
    documents.flatMap(({ items }) => [...items]),
  );
  return (item) => ({
    ...names(item),
    service: item.service,
    amount: item.amount,
    taxAmount: sum(item.taxationItems.map(({ taxAmount }) => taxAmount)),
    taxes: item.taxationItems,
    chargeName: item.chargeName,
    productRatePlanChargeId: item.productRatePlanChargeId,
    quantity: item.quantity,
    unitOfMeasure: item.unitOfMeasure ?? "",
  });
}
