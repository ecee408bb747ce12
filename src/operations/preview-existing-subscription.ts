import { withDiscountLines } from "#engine/billing/item-lines.ts";
import { type PreviewThrough, previewTargetDate } from "#engine/billing/preview-through.ts";
import { BillingError } from "#engine/errors.ts";
import type { DocumentStatus, Line, ProcessingType } from "#engine/model/document.ts";
import type { Subscription } from "#engine/model/subscription.ts";
import { taxOfLine } from "#engine/tax/tax-lines.ts";
import type { DateRange } from "#engine/values/date-range.ts";
import { addDays, type PlainDate } from "#engine/values/plain-date.ts";
import { findAccount } from "#store/accounts.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import {
  type DocumentedItem,
  type DocumentKind,
  listDocumentedItems,
} from "#store/subscription-documents.ts";
import { findSubscription } from "#store/subscriptions.ts";
import type { Context } from "./context.ts";
import { billForPreview } from "./generate-billing-preview.ts";
import { itemNames } from "./named-items.ts";

export type PreviewFrom =
  | { readonly type: "Today" | "StartOfTerm" }
  | { readonly type: "SpecificDate"; readonly date: PlainDate };

export type ExistingPreviewRequest = {
  readonly from: PreviewFrom;
  readonly through: PreviewThrough;
};

export type PreviewedDocumentItem = Omit<
  DocumentedItem,
  "documentNumber" | "status" | "targetDate"
>;

export type PreviewedDocument = {
  readonly kind: DocumentKind;
  /** Of a document that there is: its number and its status. */
  readonly existing: { readonly number: string; readonly status: DocumentStatus } | undefined;
  readonly targetDate: PlainDate;
  readonly items: readonly PreviewedDocumentItem[];
};

/**
 * The documents of a subscription as it is, for the services of some days: those that there are, of
 * which its own items are told, and those that the next billing would make. Nothing is written.
 *
 * @param key  the number of the subscription, or the id of its latest version
 *
 * Errors: ENTITY_NOT_FOUND, ACTIVE_SUBSCRIPTION_NEEDED (the id of a version that was replaced),
 * NOT_ALLOWED (those of previewTargetDate, or it would end before it begins), TOO_MANY_LINES.
 */
export const previewExistingSubscription = (
  context: Context,
  key: string,
  { from, through }: ExistingPreviewRequest,
): Promise<PreviewedDocument[]> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { accountId, subscription } = await findLatest(tx, key);
    const start = startOf(from, subscription, context.today());
    const targetDate = previewTargetDate(through, [subscription], start);
    refuseBackwards(start, targetDate);
    const service = { start, end: addDays(targetDate, 1) };
    const accountIds = [accountId, ...subscription.earlierInvoiceOwnerIds];
    const days = { accountIds, subscriptionNumber: subscription.subscriptionNumber, service };
    const invoices = await listDocumentedItems(tx, "Invoice", days);
    const creditMemos = await listDocumentedItems(tx, "CreditMemo", days);
    return [
      ...existingDocuments("Invoice", invoices, targetDate),
      ...existingDocuments("CreditMemo", creditMemos, targetDate),
      ...(await documentsToCome(tx, context, { accountId, subscription, service, targetDate })),
    ];
  });

async function findLatest(tx: Transaction, key: string) {
  const found = await findSubscription(tx, key);
  if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key });
  const { subscriptionNumber, status } = found.subscription;
  if (status !== "Expired") return found;
  const details = { subscriptionNumber, status, action: "a preview" };
  throw new BillingError("ACTIVE_SUBSCRIPTION_NEEDED", details);
}

function startOf(from: PreviewFrom, { currentTerm }: Subscription, today: PlainDate): PlainDate {
  switch (from.type) {
    case "Today":
      return today;
    case "StartOfTerm":
      return currentTerm.start;
    case "SpecificDate":
      return from.date;
  }
}

function refuseBackwards(start: PlainDate, targetDate: PlainDate): void {
  if (targetDate >= start) return;
  const message = `The preview would begin on ${start} and end before it, on ${targetDate}.`;
  throw new BillingError("NOT_ALLOWED", { message });
}

const existingDocuments = (
  kind: DocumentKind,
  items: readonly DocumentedItem[],
  targetDate: PlainDate,
): PreviewedDocument[] =>
  [...Map.groupBy(items, ({ documentNumber }) => documentNumber)].flatMap(([number, of]) => {
    const [first] = of;
    if (!first) return [];
    const existing = { number, status: first.status };
    return { kind, existing, targetDate: first.targetDate ?? targetDate, items: of };
  });

type ToCome = {
  readonly accountId: string;
  readonly subscription: Subscription;
  readonly service: DateRange;
  readonly targetDate: PlainDate;
};

async function documentsToCome(
  tx: Transaction,
  context: Context,
  { accountId, subscription, service, targetDate }: ToCome,
): Promise<PreviewedDocument[]> {
  const account = await findAccount(tx, accountId);
  if (!account) return [];
  const request = { targetDate, chargeTypesToExclude: [] };
  const toPreview = { subscriptions: [subscription], items: [] };
  const billed = await billForPreview(tx, context, account, toPreview, request);
  const drafts = billed.map(({ kind, lines: of }) => ({
    kind,
    lines: of.flatMap((line) => (line.orderLineItem ? [] : line)),
  }));
  const lines = drafts.flatMap((draft) =>
    draft.lines.flatMap((line) => [line, ...(line.discounts ?? [])]),
  );
  const names = await itemNames(tx, subscription, lines);
  const toItem = (line: Line, processingType: ProcessingType): PreviewedDocumentItem => ({
    ...names(line),
    chargeName: line.chargeName,
    chargeNumber: line.chargeNumber,
    productRatePlanChargeId: line.productRatePlanChargeId,
    processingType,
    service: line.service,
    quantity: line.quantity,
    unitPrice: line.unitPrice,
    unitOfMeasure: line.unitOfMeasure,
    amount: line.amount,
    taxAmount: taxOfLine(line),
  });
  const toItems = (line: Line): PreviewedDocumentItem[] => [
    toItem(line, "Charge"),
    ...withDiscountLines(line).discounts.map((discount) => toItem(discount, "Discount")),
  ];
  return drafts
    .map(({ kind, lines: of }) => ({
      kind,
      existing: undefined,
      targetDate,
      items: of.filter((line) => line.service.end > service.start).flatMap(toItems),
    }))
    .filter(({ items }) => items.length > 0);
}
