import { assert } from "#engine/assert.ts";
import type { CreditMemo, CreditMemoApplication } from "#engine/model/credit-memo.ts";
import type { Invoice, NewInvoice } from "#engine/model/document.ts";
import { saveCreditMemoApplications } from "#store/applications.ts";
import { addItemCredits, type ItemCredit } from "#store/billed-items.ts";
import { saveCreditMemos } from "#store/credit-memos.ts";
import type { Transaction } from "#store/database.ts";
import { saveInvoiceBalances, saveInvoices } from "#store/invoices.ts";
import { type BilledLineItem, saveBilledLineItems } from "#store/order-line-items.ts";
import { type ItemMoves, savePrepaidMoves } from "#store/prepaid.ts";
import { saveRatings, type UsageItem } from "#store/usage-to-bill.ts";
import type { Context } from "./context.ts";
import { type MoneyEvent, recordMoney } from "./record-money.ts";

/** Documents that one operation has made or changed. */
export type DocumentsToSave = {
  readonly invoices: readonly NewInvoice[];
  readonly creditMemos: readonly CreditMemo[];
  readonly itemCredits: readonly ItemCredit[];
  readonly applications: readonly CreditMemoApplication[];
  /** Invoices, new or old, whose balances the applications have changed. */
  readonly settledInvoices: readonly Invoice[];
  readonly billRunId: string | null;
  readonly orderId: string | null;
};

/** Saves documents together with the journal entries that record them: never one without the other. */
export async function saveDocuments(
  tx: Transaction,
  context: Context,
  documents: DocumentsToSave,
): Promise<void> {
  const { invoices, creditMemos, itemCredits, applications, billRunId, orderId } = documents;
  const now = context.now.toString();
  const authorship = { userId: context.userId, now, billRunId, orderId };
  await saveInvoices(tx, invoices, authorship);
  await saveCreditMemos(tx, creditMemos, authorship);
  await addItemCredits(tx, itemCredits);
  await saveBilledLineItems(tx, billedLineItems(documents));
  await saveRatings(tx, usageItems(documents));
  await savePrepaidMoves(tx, prepaidItems(documents), authorship);
  const memos = new Map(creditMemos.map((creditMemo) => [creditMemo.creditMemoId, creditMemo]));
  const byAccount = Map.groupBy(applications, (each) => memoOf(each, memos).accountId);
  for (const [accountId, own] of byAccount) {
    await saveCreditMemoApplications(tx, accountId, own, authorship);
  }
  await saveInvoiceBalances(tx, documents.settledInvoices, authorship);
  const how = billRunId === null ? "via API" : "within a Bill Run of Auto-Post";
  await recordMoney(tx, context, moneyOf(documents, memos), { how });
}

/** Which line items of orders these documents bill, and where. */
const billedLineItems = ({ invoices, creditMemos }: DocumentsToSave): BilledLineItem[] => [
  ...invoices.flatMap(({ accountId, invoiceId, items }) =>
    items.flatMap(({ orderLineItemId, invoiceItemId }) =>
      orderLineItemId === null
        ? []
        : {
            accountId,
            orderLineItemId,
            documentType: "Invoice" as const,
            documentId: invoiceId,
            itemId: invoiceItemId,
          },
    ),
  ),
  ...creditMemos.flatMap(({ accountId, creditMemoId, items }) =>
    items.flatMap(({ sourceItemType, sourceItemId, creditMemoItemId }) =>
      sourceItemType !== "OrderLineItem" || sourceItemId === null
        ? []
        : {
            accountId,
            orderLineItemId: sourceItemId,
            documentType: "CreditMemo" as const,
            documentId: creditMemoId,
            itemId: creditMemoItemId,
          },
    ),
  ),
];

/** What these documents bill of usage. */
const usageItems = ({ invoices, creditMemos }: DocumentsToSave): UsageItem[] => [
  ...invoices.flatMap(({ invoiceId: documentId, items }) =>
    items.flatMap((item) =>
      usageItem(item, { documentType: "Invoice", documentId, itemId: item.invoiceItemId }),
    ),
  ),
  ...creditMemos.flatMap(({ creditMemoId: documentId, items }) =>
    items.flatMap((item) =>
      usageItem(item, { documentType: "CreditMemo", documentId, itemId: item.creditMemoItemId }),
    ),
  ),
];

function usageItem(
  item: DocumentsToSave["invoices" | "creditMemos"][number]["items"][number],
  place: Pick<UsageItem, "documentType" | "documentId" | "itemId">,
): UsageItem[] {
  const { chargeType, subscriptionNumber, chargeNumber, unitOfMeasure, service } = item;
  if (chargeType !== "Usage" || subscriptionNumber === null || chargeNumber === null) return [];
  return [{ ...place, subscriptionNumber, chargeNumber, unitOfMeasure, service }];
}

/** What these documents do to prepaid units. */
const prepaidItems = ({ invoices, creditMemos }: DocumentsToSave): ItemMoves[] => [
  ...invoices.flatMap(({ accountId, invoiceId, items }) =>
    items.flatMap(({ subscriptionNumber, prepaidMoves, invoiceItemId }) =>
      prepaidMoves && subscriptionNumber !== null
        ? {
            accountId,
            subscriptionNumber,
            documentType: "Invoice" as const,
            documentId: invoiceId,
            itemId: invoiceItemId,
            moves: prepaidMoves,
          }
        : [],
    ),
  ),
  ...creditMemos.flatMap(({ accountId, creditMemoId, items }) =>
    items.flatMap(({ subscriptionNumber, prepaidMoves, creditMemoItemId }) =>
      prepaidMoves && subscriptionNumber !== null
        ? {
            accountId,
            subscriptionNumber,
            documentType: "CreditMemo" as const,
            documentId: creditMemoId,
            itemId: creditMemoItemId,
            moves: prepaidMoves,
          }
        : [],
    ),
  ),
];

type Memos = ReadonlyMap<string, CreditMemo>;

function memoOf({ creditMemoId }: CreditMemoApplication, memos: Memos): CreditMemo {
  const creditMemo = memos.get(creditMemoId);
  assert(creditMemo, "what is applied is saved with its memo");
  return creditMemo;
}

/** Drafts move no money. */
function moneyOf(documents: DocumentsToSave, memos: Memos): MoneyEvent[] {
  const { invoices, creditMemos, applications } = documents;
  return [
    ...invoices
      .filter(({ status }) => status === "Posted")
      .map((invoice) => moneyEvent(invoice, { type: "InvoicePosted", invoice })),
    ...creditMemos
      .filter(({ status }) => status === "Posted")
      .map((creditMemo) => moneyEvent(creditMemo, { type: "CreditMemoPosted", creditMemo })),
    ...applications.map((application) => {
      const creditMemo = memoOf(application, memos);
      return moneyEvent(creditMemo, { type: "CreditMemoApplied", creditMemo, application });
    }),
  ];
}

const moneyEvent = (
  { accountId }: { readonly accountId: string },
  event: MoneyEvent["event"],
): MoneyEvent => ({ accountId, event });
