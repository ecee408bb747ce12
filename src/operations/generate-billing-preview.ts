import { billSubscriptions, usageToBill } from "#engine/billing/bill-subscriptions.ts";
import { billedItemsOf } from "#engine/billing/billed-items-of.ts";
import { draftLineItems } from "#engine/billing/draft-line-items.ts";
import type { DocumentDraft } from "#engine/billing/group-documents.ts";
import { withDiscountLines } from "#engine/billing/item-lines.ts";
import { shortened } from "#engine/billing/shortened.ts";
import { BillingError } from "#engine/errors.ts";
import type { ChargeType } from "#engine/model/charge.ts";
import { deliveriesOf } from "#engine/model/deliveries-of.ts";
import type { DocumentLine } from "#engine/model/document.ts";
import type { OrderLineItem } from "#engine/model/order-line-item.ts";
import { chargesOf, type Subscription } from "#engine/model/subscription.ts";
import { redistributeDrafts } from "#engine/tax/redistribute-taxes.ts";
import { taxOfLine } from "#engine/tax/tax-lines.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { findAccount } from "#store/accounts.ts";
import { listBilledItems } from "#store/billed-items.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { listLineItemsToBill, listSoldItems } from "#store/order-line-items.ts";
import { undone } from "#store/preview.ts";
import { listDraftItems, listProductsOfCharges, type PreviewItem } from "#store/preview-items.ts";
import { findOrderSettings } from "#store/settings.ts";
import { listSubscriptionsOfAccount } from "#store/subscriptions.ts";
import { listUsageToBill } from "#store/usage-to-bill.ts";
import { type AssumedRenewal, assumeRenewals } from "./assume-renewals.ts";
import type { Context } from "./context.ts";
import { loadDiscounts } from "./load-discounts.ts";
import { loadTaxing, refuseTaxError, refuseUnanswered } from "./load-taxing.ts";
import { prepaidHistories } from "./prepaid-histories.ts";

export type PreviewRequest = {
  /** Id or number. */
  readonly accountKey: string;
  readonly targetDate: PlainDate;
  readonly chargeTypesToExclude: readonly ChargeType[];
  readonly includesEvergreen: boolean;
  /** Items that stand on drafts already, whatever the other fields say. */
  readonly includesDrafts: boolean;
  /** Default None. */
  readonly assumesRenewal?: AssumedRenewal;
};

export type BillingPreview = {
  readonly accountId: string;
  readonly invoiceItems: readonly PreviewItem[];
  readonly creditMemoItems: readonly PreviewItem[];
};

/**
 * What billing an account through a day would make: the same computation as a bill run's, of which
 * nothing is saved, nor of renewals that are assumed before it.
 *
 * Errors: ENTITY_NOT_FOUND, and those of billForPreview.
 */
export const generateBillingPreview = (
  context: Context,
  request: PreviewRequest,
): Promise<BillingPreview> =>
  inTransaction(context.database, context.entityId, (tx) => previewBilling(tx, context, request));

/** The same, in a transaction of the caller's. */
export async function previewBilling(
  tx: Transaction,
  context: Context,
  request: PreviewRequest,
): Promise<BillingPreview> {
  const account = await findAccount(tx, request.accountKey);
  if (!account) throw new BillingError("ENTITY_NOT_FOUND", { key: request.accountKey });
  const { accountId } = account;
  const looked = await subscriptionsOf(tx, accountId, request);
  const { assumesRenewal: assumed = "None", targetDate: through } = request;
  const named =
    assumed === "None"
      ? await previewOf(tx, context, account, looked, request)
      : await undone(tx, async () => {
          await assumeRenewals(tx, context, looked, { accountId, through, assumed });
          const numbers = new Set(looked.map((each) => each.subscriptionNumber));
          const renewed = await subscriptionsOf(tx, accountId, { includesEvergreen: true });
          const wanted = renewed.filter((each) => numbers.has(each.subscriptionNumber));
          return previewOf(tx, context, account, wanted, request);
        });
  const existing = request.includesDrafts
    ? await listDraftItems(tx, accountId)
    : { invoiceItems: [], creditMemoItems: [] };
  return {
    accountId,
    invoiceItems: [...existing.invoiceItems, ...named("Invoice")],
    creditMemoItems: [...existing.creditMemoItems, ...named("CreditMemo")],
  };
}

async function subscriptionsOf(
  tx: Transaction,
  accountId: string,
  { includesEvergreen }: Pick<PreviewRequest, "includesEvergreen">,
): Promise<Subscription[]> {
  const stored = await listSubscriptionsOfAccount(tx, accountId);
  return stored
    .map(({ subscription }) => subscription)
    .filter(({ termType }) => includesEvergreen || termType === "TERMED");
}

async function previewOf(
  tx: Transaction,
  context: Context,
  account: BilledAccount,
  subscriptions: readonly Subscription[],
  request: PreviewRequest,
) {
  const items = await lineItemsOf(tx, account, request);
  const drafts = await billForPreview(tx, context, account, { subscriptions, items }, request);
  return namedWith(tx, context, { subscriptions, items }, drafts);
}

/** As a bill run: line items are one-time, and left out with what is. */
async function lineItemsOf(
  tx: Transaction,
  { accountId }: BilledAccount,
  { targetDate, chargeTypesToExclude }: PreviewRequest,
): Promise<OrderLineItem[]> {
  if (chargeTypesToExclude.includes("OneTime")) return [];
  const due = await listLineItemsToBill(tx, [accountId], targetDate);
  return due.get(accountId) ?? [];
}

/** What of an account is looked at. */
type ToPreview = {
  readonly subscriptions: readonly Subscription[];
  readonly items: readonly OrderLineItem[];
};

/**
 * What billing subscriptions and order line items of an account would make.
 *
 * Errors: TOO_MANY_LINES, TAX_ENGINE_FAILED, OutsideTaxNeeded.
 */
export async function billForPreview(
  tx: Transaction,
  { outsideTaxes }: Pick<Context, "outsideTaxes">,
  { accountId, billCycleDay, currency: code }: BilledAccount,
  { subscriptions, items }: ToPreview,
  { targetDate, chargeTypesToExclude }: Pick<PreviewRequest, "targetDate" | "chargeTypesToExclude">,
): Promise<readonly DocumentDraft[]> {
  const { rules, currency, isTaxed, isDiscounted } = await findOrderSettings(tx, code);
  const charges = subscriptions.flatMap((subscription) => shortened(subscription, rules));
  const billedItems = await listBilledItems(tx, charges, { isDiscounted });
  const discounts = await loadDiscounts(tx, { accountId, isDiscounted }, subscriptions);
  const how = { account: { billCycleDay, currency }, rules, targetDate, chargeTypesToExclude };
  const prepaid = await prepaidHistories(tx, subscriptions);
  const { lines } = billSubscriptions({
    ...how,
    subscriptions: subscriptions.map((subscription) => ({
      subscription,
      billedItems: billedItemsOf(subscription, billedItems),
    })),
    ...discounts,
    usage: await listUsageToBill(tx, usageToBill({ ...how, subscriptions, prepaid })),
    prepaid,
  });
  const sold = await listSoldItems(tx, items);
  const toTax = { accountIds: [accountId], subscriptions, items, sold, billedItems };
  const taxing = await loadTaxing(tx, { isTaxed, rules, outsideTaxes }, toTax);
  const of = { accountId, billCycleDay, currency, subscriptions, documentDate: targetDate };
  const taxed = <AnyLine extends DocumentLine>(untaxed: readonly AnyLine[]) =>
    taxing.tax(untaxed, of);
  const beside = { lines: taxed(lines), subscriptions };
  const { drafts } = draftLineItems({ items, sold, currency, targetDate, taxed }, rules, beside);
  refuseUnanswered(taxing);
  refuseTaxError(drafts.flatMap((draft) => draft.lines));
  return redistributeDrafts(drafts, rules, currency);
}

type BilledAccount = {
  readonly accountId: string;
  readonly billCycleDay: number;
  readonly currency: string;
};

/** Lines of drafts with what the wire wants to know of their charges and products. */
async function namedWith(
  tx: Transaction,
  { now }: Context,
  { subscriptions, items }: ToPreview,
  drafts: readonly DocumentDraft[],
): Promise<(kind: DocumentDraft["kind"]) => PreviewItem[]> {
  const charges = new Map(
    subscriptions.flatMap(chargesOf).map((charge) => [charge.chargeId, charge]),
  );
  const lineItems = new Map(items.map((item) => [item.orderLineItemId, item]));
  const lines = drafts.flatMap((draft) =>
    draft.lines.flatMap((line) => [line, ...(line.discounts ?? [])]),
  );
  const products = await listProductsOfCharges(tx, [
    ...new Set(lines.flatMap((line) => line.productRatePlanChargeId ?? [])),
  ]);
  const toItem = (line: DocumentLine, appliedToItemId: string | null): PreviewItem => {
    const charge = charges.get(line.chargeId ?? "");
    const product = products.get(line.productRatePlanChargeId ?? "");
    const item = lineItems.get(line.orderLineItem?.orderLineItemId ?? "");
    return {
      itemId: newId(),
      subscriptionId: line.subscriptionId,
      subscriptionNumber: line.subscriptionNumber,
      originalChargeId: charge?.originalChargeId ?? line.chargeId,
      chargeNumber: line.chargeNumber,
      chargeName: line.chargeName,
      orderLineItemNumber: item?.itemNumber ?? null,
      chargeDescription: charge?.description ?? item?.description ?? "",
      chargeType: line.chargeType,
      productRatePlanChargeId: line.productRatePlanChargeId,
      processingType: appliedToItemId === null ? "Charge" : "Discount",
      appliedToItemId,
      service: line.service,
      quantity: line.quantity,
      numberOfDeliveries: deliveriesOf(line.derivation),
      unitOfMeasure: line.unitOfMeasure ?? "",
      amount: line.amount,
      taxAmount: taxOfLine(line),
      productName: product?.productName ?? "",
      sku: product?.sku ?? "",
      createdAt: now,
    };
  };
  const toItems = (line: DocumentLine): PreviewItem[] => {
    const item = toItem(line, null);
    if (line.orderLineItem) return [item];
    const { discounts } = withDiscountLines(line);
    return [item, ...discounts.map((discount) => toItem(discount, item.itemId))];
  };
  return (kind) =>
    drafts
      .filter((draft) => draft.kind === kind)
      .flatMap((draft) => draft.lines)
      .toSorted(bySubscriptionAndService)
      .flatMap(toItems);
}

/** Line items, which are of no subscription, come last. */
function bySubscriptionAndService(a: DocumentLine, b: DocumentLine): number {
  if (a.subscriptionNumber !== b.subscriptionNumber) {
    if (a.subscriptionNumber === null || b.subscriptionNumber === null)
      return a.subscriptionNumber === null ? 1 : -1;
    return a.subscriptionNumber < b.subscriptionNumber ? -1 : 1;
  }
  if (a.service.start !== b.service.start) return a.service.start < b.service.start ? -1 : 1;
  return 0;
}
