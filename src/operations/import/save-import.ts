/** Writes what was planned: one statement a table, however many accounts. */
import { type BilledBySourceItem, coveredFrom } from "#engine/import/compare-billing.ts";
import { importedChange, importedOrder, type VersionMade } from "#engine/import/imported-orders.ts";
import type { PlannedAccount } from "#engine/import/planned-account.ts";
import type { SourceIds } from "#engine/import/source-ids.ts";
import { idKey } from "#engine/import/source-ids.ts";
import { type SourceRow, sourceId, text } from "#engine/import/source-row.ts";
import { chargesOf } from "#engine/model/subscription.ts";
import { negated } from "#engine/values/decimal.ts";
import { saveNewAccounts } from "#store/accounts.ts";
import { saveCreditMemoApplicationsOfAccounts } from "#store/applications.ts";
import { addItemCredits } from "#store/billed-items.ts";
import { type CaughtUpCharge, saveCaughtUpCharges } from "#store/caught-up-charges.ts";
import { saveNewContacts } from "#store/contacts.ts";
import { saveCreditMemos } from "#store/credit-memos.ts";
import type { Transaction } from "#store/database.ts";
import { documentNumbers } from "#store/document-numbers.ts";
import { newId } from "#store/ids.ts";
import { type ImportedRecord, saveImportedRecords } from "#store/imported-records.ts";
import { saveInvoices } from "#store/invoices.ts";
import { nextNumbers } from "#store/numbers.ts";
import { saveOrders } from "#store/orders.ts";
import { savePaymentApplicationsOfAccounts } from "#store/payment-applications.ts";
import { saveNewPayments } from "#store/payments.ts";
import { saveSubscriptionVersions } from "#store/subscriptions.ts";
import { authorOf, type Context } from "../context.ts";
import { organizationOfNewAccount } from "../label-with-organizations.ts";
import { type MoneyEvent, recordMoney } from "../record-money.ts";
import { storedPayment } from "./stored-payment.ts";

export type ToSave = {
  readonly plans: readonly PlannedAccount[];
  readonly ids: SourceIds;
  /** Numbers of orders that somebody has already. */
  readonly takenOrders: ReadonlySet<string>;
  readonly isKnown: (row: SourceRow) => boolean;
};

/** Saves accounts, subscriptions and documents with their journal, and what they are called there. */
export async function saveImport(tx: Transaction, context: Context, toSave: ToSave): Promise<void> {
  const { plans } = toSave;
  const author = authorOf(context);
  const given = plans.flatMap(({ account }) => account?.account ?? []);
  const organization =
    given.length === 0
      ? undefined
      : await organizationOfNewAccount(tx, context, undefined, undefined);
  const accounts = given.map((account) => ({ ...account, ...organization }));
  await saveNewAccounts(tx, accounts, context.userId);
  await saveNewContacts(
    tx,
    plans.flatMap(({ account }) => account?.contacts ?? []),
  );
  const orderRows = await saveHistories(tx, context, toSave);
  await saveMoney(tx, context, plans);
  const records = [
    ...plans.flatMap(({ rows, billed: { accountId } }) => recordsOf(rows, accountId, toSave.ids)),
    ...orderRows,
  ];
  await saveImportedRecords(tx, records, author);
}

export const recordsOf = (
  rows: readonly SourceRow[],
  accountId: string | null,
  ids: SourceIds,
): ImportedRecord[] =>
  rows.map((row) => ({
    objectType: row.object,
    oldId: sourceId(row),
    newId: ids.get(idKey(row.object, sourceId(row))) ?? "",
    accountId,
  }));

type OfOrder = { readonly orderId: string; readonly made: readonly VersionMade[] };

/** Orders, then version after version, as each makes the one before it Expired. */
async function saveHistories(
  tx: Transaction,
  context: Context,
  { plans, ids, takenOrders, isKnown }: ToSave,
): Promise<ImportedRecord[]> {
  const { userId } = context;
  const now = context.now.toString();
  const histories = plans.flatMap(({ subscriptions }) => subscriptions);
  const orders = ordersOf(histories.flat(), ids);
  const orderOf = new Map(
    orders.flatMap(({ orderId, made }) => made.map((each) => [each, orderId] as const)),
  );
  const fresh = orders.filter(({ made: [first] }) => !(first?.order && isKnown(first.order)));
  const ownNumber = ({ made: [first] }: OfOrder) => {
    const number = first?.order && text(first.order, "OrderNumber");
    return number !== undefined && !takenOrders.has(number) ? number : undefined;
  };
  const numbers = await numbersBeside(tx, fresh.map(ownNumber));
  await saveOrders(
    tx,
    fresh.flatMap((order) => {
      const [first] = order.made;
      if (!first) return [];
      const orderNumber = ownNumber(order) ?? numbers.shift() ?? "";
      const { invoiceOwnerId: accountId, currency } = first.next;
      return {
        orderId: order.orderId,
        orderNumber,
        accountId,
        currency,
        status: "Completed" as const,
        order: importedOrder(order.made, { accountKey: accountId, orderNumber }),
        changes: order.made.map(importedChange),
        userId,
        now,
      };
    }),
  );
  const generations = Math.max(0, ...histories.map((versions) => versions.length));
  for (let generation = 0; generation < generations; generation += 1) {
    const versions = histories.flatMap((each) => each[generation] ?? []);
    await saveSubscriptionVersions(
      tx,
      versions.map((made) => ({
        subscription: made.next,
        replaced: made.base,
        orderId: orderOf.get(made),
      })),
      { orderId: "", userId, now },
    );
  }
  return fresh.flatMap(({ orderId, made: [first] }) =>
    first?.order
      ? {
          objectType: "Order",
          oldId: sourceId(first.order),
          newId: orderId,
          accountId: first.next.invoiceOwnerId,
        }
      : [],
  );
}

/** An order of the source is one, whatever it did; a version of which no order is told has its own. */
function ordersOf(versions: readonly VersionMade[], ids: SourceIds): OfOrder[] {
  const orders = new Map<string, VersionMade[]>();
  for (const made of versions) {
    const known = made.order && ids.get(idKey("Order", sourceId(made.order)));
    const orderId = known ?? newId();
    const own = orders.get(orderId);
    if (own) own.push(made);
    else orders.set(orderId, [made]);
  }
  return [...orders].map(([orderId, made]) => ({ orderId, made }));
}

async function saveMoney(
  tx: Transaction,
  context: Context,
  plans: readonly PlannedAccount[],
): Promise<void> {
  const author = authorOf(context);
  const authorship = { ...author, billRunId: null, orderId: null };
  const documents = plans.map((plan) => plan.documents);
  await saveInvoices(
    tx,
    documents.flatMap(({ invoices }) => invoices),
    authorship,
  );
  await saveCreditMemos(
    tx,
    documents.flatMap(({ creditMemos }) => creditMemos),
    authorship,
  );
  await addItemCredits(
    tx,
    documents.flatMap(({ itemCredits }) => itemCredits),
  );
  const numbers = await settlementNumbers(tx, plans);
  await saveNewPayments(
    tx,
    documents.flatMap(({ payments }) =>
      payments.map((payment) => storedPayment(payment, numbers.get(payment.paymentId))),
    ),
    author,
  );
  const ofAccounts = <Application>(
    of: (plan: PlannedAccount) => readonly Application[],
  ): (Application & { accountId: string })[] =>
    plans.flatMap((plan) =>
      of(plan).map((each) => ({ ...each, accountId: plan.billed.accountId })),
    );
  await saveCreditMemoApplicationsOfAccounts(
    tx,
    ofAccounts(({ documents: { memoApplications } }) => memoApplications),
    author,
  );
  await savePaymentApplicationsOfAccounts(
    tx,
    ofAccounts(({ documents: { paymentApplications } }) => paymentApplications),
    author,
  );
  const items = billedItemsOf(plans);
  await saveCaughtUpCharges(
    tx,
    plans.flatMap((plan) => caughtUpOf(plan, items)),
  );
  await recordMoney(tx, context, plans.flatMap(moneyOf), { isImported: true });
}

/** For what was settled by nothing that was brought along. */
async function settlementNumbers(
  tx: Transaction,
  plans: readonly PlannedAccount[],
): Promise<Map<string, string>> {
  const unnumbered = plans.flatMap(({ documents: { payments } }) =>
    payments.filter(({ paymentNumber }) => paymentNumber === ""),
  );
  if (unnumbered.length === 0) return new Map();
  const numbers = await documentNumbers(tx, "payment", unnumbered);
  return new Map(unnumbered.map(({ paymentId }, index) => [paymentId, numbers[index] ?? ""]));
}

/** What charges are billed, by their numbers and segments: a subscription was perhaps another's before. */
export type BilledItems = ReadonlyMap<string, readonly BilledBySourceItem[]>;

export const billedItemsOf = (plans: readonly PlannedAccount[]): BilledItems =>
  Map.groupBy(
    plans.flatMap(({ documents }): BilledBySourceItem[] => [
      ...documents.invoices.flatMap((invoice) => invoice.items),
      // What a person has credited or written off was billed all the same.
      ...documents.creditMemos.flatMap((memo) =>
        memo.items
          .filter(({ sourceItemType }) => sourceItemType === "SubscriptionComponent")
          .map((item) => ({ ...item, amount: negated(item.amount) })),
      ),
    ]),
    ({ chargeNumber, segment }) => `${chargeNumber} ${segment}`,
  );

/**
 * Days that the source has billed and no item of ours bills: nothing of them can be credited, so no
 * order may end a charge in them.
 */
export function caughtUpOf(
  { billed, subscriptions }: PlannedAccount,
  items: BilledItems,
): CaughtUpCharge[] {
  const latest = subscriptions.flatMap((versions) => versions.at(-1)?.next ?? []);
  return latest.flatMap(chargesOf).flatMap((charge) => {
    const { chargeNumber, segment, chargedThroughDate, effective, chargeType, discount } = charge;
    if (chargeType !== "Recurring" || discount || !effective || chargedThroughDate === null) {
      return [];
    }
    const own = items.get(`${chargeNumber} ${segment}`) ?? [];
    const throughDate = coveredFrom(own, chargedThroughDate);
    if (throughDate <= effective.start) return [];
    return [{ accountId: billed.accountId, chargeNumber, segment, throughDate }];
  });
}

function moneyOf({ billed: { accountId }, documents }: PlannedAccount): MoneyEvent[] {
  const memos = new Map(documents.creditMemos.map((memo) => [memo.creditMemoId, memo]));
  const payments = new Map(documents.payments.map((payment) => [payment.paymentId, payment]));
  const events: MoneyEvent["event"][] = [
    ...documents.invoices.map((invoice) => ({ type: "InvoicePosted", invoice }) as const),
    ...documents.creditMemos.map(
      (creditMemo) =>
        ({
          type: creditMemo.isWriteOff ? "WriteOffPosted" : "CreditMemoPosted",
          creditMemo,
        }) as const,
    ),
    ...documents.payments.map((payment) => ({ type: "PaymentProcessed", payment }) as const),
    ...documents.memoApplications.flatMap((application) => {
      const creditMemo = memos.get(application.creditMemoId);
      return creditMemo ? ({ type: "CreditMemoApplied", creditMemo, application } as const) : [];
    }),
    ...documents.paymentApplications.flatMap((application) => {
      const payment = payments.get(application.paymentId);
      const applied = { ...application, targetId: application.documentId };
      return payment ? ({ type: "PaymentApplied", payment, application: applied } as const) : [];
    }),
  ];
  return events.map((event) => ({ accountId, event }));
}

/** For orders that have none; ours go on after the largest of the source only when all is imported. */
async function numbersBeside(
  tx: Transaction,
  given: readonly (string | undefined)[],
): Promise<string[]> {
  const own = new Set(given.flatMap((number) => number ?? []));
  const unnumbered = given.filter((number) => number === undefined).length;
  if (unnumbered === 0) return [];
  const drawn = await nextNumbers(tx, "order", unnumbered + own.size);
  return drawn.filter((number) => !own.has(number));
}
