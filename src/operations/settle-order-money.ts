import type { CreditMemo, CreditMemoApplication } from "#engine/model/credit-memo.ts";
import type { Invoice } from "#engine/model/document.ts";
import type { Order } from "#engine/model/order.ts";
import type { OrderedChange } from "#engine/order-actions/apply-order.ts";
import { settleOrder, type WriteOffOutcome } from "#engine/settlement/settle-order.ts";
import type { Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { listUnpaidInvoices } from "#store/invoices.ts";
import { findBeingPaid } from "./being-paid.ts";
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
  const [unpaid, beingPaid] = await Promise.all([
    listUnpaidInvoices(tx, account.accountId, [...subscriptionNumbers]),
    findBeingPaid(tx, [account.accountId]),
  ]);
  const today = context.today();
  const settled = settleOrder({
    unpaidInvoices: [...unpaid, ...invoices.filter(({ status }) => status === "Posted")],
    creditMemos: creditMemos.filter(({ status }) => status === "Posted"),
    billedInvoiceIds: new Set(invoices.map(({ invoiceId }) => invoiceId)),
    subscriptionNumbers,
    beingPaid,
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

const cancelledNumbers = (changes: readonly OrderedChange[]): Set<string> =>
  new Set(
    changes
      .filter(({ next }) => next.status === "Cancelled")
      .map(({ next }) => next.subscriptionNumber),
  );
