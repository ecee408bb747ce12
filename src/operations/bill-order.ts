import { type Bill, billSubscriptions, usageToBill } from "#engine/billing/bill-subscriptions.ts";
import { billedItemsOf } from "#engine/billing/billed-items-of.ts";
import { draftLineItems, type LineItemsToBill } from "#engine/billing/draft-line-items.ts";
import { type DocumentDraft, groupDocuments } from "#engine/billing/group-documents.ts";
import { type IssuedDocuments, issueDocuments } from "#engine/billing/issue-documents.ts";
import { shortened } from "#engine/billing/shortened.ts";
import { BillingError } from "#engine/errors.ts";
import type { DocumentLine, Line } from "#engine/model/document.ts";
import type { ProcessingOptions } from "#engine/model/processing-options.ts";
import type { Subscription } from "#engine/model/subscription.ts";
import { redistributeDrafts } from "#engine/tax/redistribute-taxes.ts";
import { type ItemCredit, listBilledItems } from "#store/billed-items.ts";
import type { Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { listUsageToBill } from "#store/usage-to-bill.ts";
import type { Context } from "./context.ts";
import { loadDiscounts } from "./load-discounts.ts";
import type { LoadedToBill } from "./load-order.ts";
import { loadTaxing, refuseTaxError, refuseUnanswered } from "./load-taxing.ts";
import { numberDocuments } from "./number-documents.ts";
import { prepaidHistories } from "./prepaid-histories.ts";

export type OrderToBill = Pick<LineItemsToBill, "items" | "sold"> & {
  readonly subscriptions: readonly Subscription[];
};

type BillingOptions = Omit<ProcessingOptions, "runBilling" | "financeInformation">;

export type BilledOrder = {
  readonly bill: Bill;
  /** What was billed, of charges and of line items. */
  readonly lines: readonly DocumentLine[];
  readonly documents: IssuedDocuments;
};

/**
 * Bills the subscriptions of an order, as the order has left them, and its line items, through its
 * target date: what is of the one and of the other is never on one document. Saves nothing but draws
 * numbers.
 *
 * Errors: ORDER_LINE_ITEMS_BELOW_ZERO, TOO_MANY_LINES, TAX_ENGINE_FAILED, OutsideTaxNeeded.
 */
export async function billOrder(
  tx: Transaction,
  { subscriptions, items, sold }: OrderToBill,
  { account, rules, currency, isTaxed, isDiscounted, paymentTerms }: Omit<LoadedToBill, "accounts">,
  options: BillingOptions,
  { today: todayOf, outsideTaxes }: Pick<Context, "today" | "outsideTaxes">,
): Promise<BilledOrder> {
  const today = todayOf();
  const targetDate = options.targetDate ?? today;
  const { accountId } = account;
  const charges = subscriptions.flatMap((subscription) => shortened(subscription, rules));
  const billed = await listBilledItems(tx, charges, { isDiscounted });
  const discounts = await loadDiscounts(tx, { accountId, isDiscounted }, subscriptions);
  const toTax = { accountIds: [accountId], subscriptions, items, sold, billedItems: billed };
  const taxing = await loadTaxing(tx, { isTaxed, rules, outsideTaxes }, toTax);
  const documentDate = options.documentDate ?? today;
  const { billCycleDay } = account;
  const taxed = <AnyLine extends DocumentLine>(lines: readonly AnyLine[]) =>
    taxing.tax(lines, { accountId, billCycleDay, currency, subscriptions, documentDate });
  const { chargeTypesToExclude } = options;
  const how = { account: { billCycleDay, currency }, rules, targetDate };
  const prepaid = await prepaidHistories(tx, subscriptions);
  const wanted = usageToBill({ ...how, chargeTypesToExclude, subscriptions, prepaid });
  const bill = billSubscriptions({
    ...how,
    subscriptions: subscriptions.map((subscription) => ({
      subscription,
      billedItems: billedItemsOf(subscription, billed),
      creditsAhead: isSettled(subscription, options),
    })),
    ...discounts,
    chargeTypesToExclude,
    usage: await listUsageToBill(tx, wanted),
    prepaid,
  });
  const ofItems = draftLineItems({ items, sold, currency, targetDate, taxed }, rules);
  if (ofItems.refused.length > 0) {
    throw new BillingError("ORDER_LINE_ITEMS_BELOW_ZERO", { items: ofItems.refused.join(", ") });
  }
  const drafts: DocumentDraft[] = [
    ...partsOf(taxed(bill.lines), subscriptions, options).flatMap((lines) =>
      groupDocuments(lines, subscriptions, rules),
    ),
    ...ofItems.drafts,
  ];
  refuseUnanswered(taxing);
  refuseTaxError(drafts.flatMap(({ lines }) => lines));
  const issued = issueDocuments(redistributeDrafts(drafts, rules, currency), {
    accountId,
    documentDate,
    targetDate,
    paymentTerm: account.paymentTerm,
    paymentTerms,
    billToContactId: account.billToContactId,
    status: options.generateDraftInvoice ? "Draft" : "Posted",
    source: "API",
    sourceId: null,
    creditMemoReasonCode: options.creditMemoReasonCode,
    newId,
  });
  const documents = await numberDocuments(tx, issued);
  return { bill, lines: [...bill.lines, ...ofItems.lines], documents };
}

/**
 * What is cancelled by an order that writes off is credited before the rest is given up, however far
 * the order bills: a credit that comes afterwards finds nothing that it could pay
 * (docs/decisions/0180-credit-comes-before-a-write-off.md).
 */
const isSettled = ({ status }: Subscription, { writeOff }: BillingOptions): boolean =>
  writeOff && status === "Cancelled";

/**
 * What may not meet on a document: where the order writes off, its cancelled subscriptions have
 * documents of their own, so that their credit lowers what is given up and not what others owe
 * (docs/decisions/0024-what-one-billing-makes-is-netted.md).
 */
function partsOf(
  lines: readonly Line[],
  subscriptions: readonly Subscription[],
  options: BillingOptions,
): (readonly Line[])[] {
  if (!options.writeOff) return [lines];
  const cancelled = new Set(
    subscriptions
      .filter((subscription) => isSettled(subscription, options))
      .map(({ subscriptionId }) => subscriptionId),
  );
  const isCancelled = ({ subscriptionId }: Line) => cancelled.has(subscriptionId);
  return [lines.filter(isCancelled), lines.filter((line) => !isCancelled(line))];
}

/** What the credit lines of a bill take back of the items that they credit; of those items' sign. */
export const itemCreditsOf = (lines: readonly DocumentLine[]): ItemCredit[] =>
  lines
    .flatMap((line): Pick<DocumentLine, "creditedItem" | "amount">[] => [
      line,
      ...(line.discounts ?? []),
    ])
    .flatMap(({ creditedItem, amount }) =>
      creditedItem ? { ...creditedItem, amount: amount.times("-1") } : [],
    );
