import type { CreditMemo, CreditMemoApplication } from "#engine/model/credit-memo.ts";
import type { Invoice } from "#engine/model/document.ts";
import type { Order } from "#engine/model/order.ts";
import type { OrderedChange } from "#engine/order-actions/apply-order.ts";
import { settleOrder, type WriteOffOutcome } from "#engine/settlement/settle-order.ts";
import type { Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { listSettledInvoices, listUnpaidInvoices } from "#store/invoices.ts";
import { listNettedMemos } from "#store/netted-memos.ts";
import type { BilledOrder } from "./bill-order.ts";
import type { Context } from "./context.ts";
import type { LoadedToBill } from "./load-order.ts";

export type SettledMoney = {
  /** Those that the order's billing made, as they are after what was applied of them. */
  readonly creditMemos: readonly CreditMemo[];
  readonly applications: readonly CreditMemoApplication[];
  /** Invoices that the applications have changed. */
  readonly settledInvoices: readonly Invoice[];
  readonly writeOffs: readonly WriteOffOutcome[];
};

type OrderToSettle = {
  readonly order: Order;
  readonly loaded: LoadedToBill;
  readonly changes: readonly OrderedChange[];
  readonly billed: BilledOrder;
};

/**
 * Decides how a cancel with write-off is settled: reads what the cancelled subscriptions still owe,
 * adds what the order has just billed, and leaves the rest to the engine. Without write-off a credit
 * memo stays unapplied, as in the field.
 */
export async function settleOrderMoney(
  tx: Transaction,
  context: Context,
  { order: { processingOptions }, loaded, changes, billed }: OrderToSettle,
): Promise<SettledMoney> {
  const { invoices, creditMemos } = billed.documents;
  if (!processingOptions.writeOff) {
    return { creditMemos, applications: [], settledInvoices: [], writeOffs: [] };
  }
  const { account, rules, currency } = loaded;
  const subscriptionNumbers = cancelledNumbers(changes);
  const unpaid = await listUnpaidInvoices(tx, account.accountId, [...subscriptionNumbers]);
  const credited = creditedInvoiceIds(creditMemos, [...unpaid, ...invoices]);
  const today = context.today();
  const settled = settleOrder({
    unpaidInvoices: [...unpaid, ...invoices.filter(({ status }) => status === "Posted")],
    creditMemos: creditMemos.filter(({ status }) => status === "Posted"),
    settledInvoices: await listSettledInvoices(tx, account.accountId, credited),
    nettedMemos: await listNettedMemos(tx, account.accountId, creditedMemoIds(billed)),
    billedInvoiceIds: new Set(invoices.map(({ invoiceId }) => invoiceId)),
    subscriptionNumbers,
    documentDate: processingOptions.documentDate ?? today,
    today,
    rules,
    rounding: currency,
    financeInformation: processingOptions.financeInformation,
    newId,
  });
  const touched = new Set(settled.applications.map(({ invoiceId }) => invoiceId));
  return {
    ...settled,
    creditMemos: [
      ...settled.creditMemos,
      ...creditMemos.filter(({ status }) => status === "Draft"),
    ],
    settledInvoices: settled.invoices.filter(({ invoiceId }) => touched.has(invoiceId)),
  };
}

/** Ids of invoices that the memos credit, other than those that are known. */
function creditedInvoiceIds(
  creditMemos: readonly CreditMemo[],
  known: readonly Invoice[],
): string[] {
  const credited = creditMemos.flatMap(({ items }) =>
    items.flatMap(({ creditFromInvoiceId }) => creditFromInvoiceId ?? []),
  );
  const others = new Set(credited);
  for (const { invoiceId } of known) others.delete(invoiceId);
  return [...others];
}

const creditedMemoIds = ({ lines }: BilledOrder): string[] => [
  ...new Set(
    lines.flatMap(({ creditedItem }) =>
      creditedItem?.documentType === "CreditMemo" ? creditedItem.documentId : [],
    ),
  ),
];

const cancelledNumbers = (changes: readonly OrderedChange[]): Set<string> =>
  new Set(
    changes
      .filter(({ next }) => next.status === "Cancelled")
      .map(({ next }) => next.subscriptionNumber),
  );
