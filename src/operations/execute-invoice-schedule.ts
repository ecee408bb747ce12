import { groupDocuments } from "#engine/billing/group-documents.ts";
import { leftOf, scheduleLines } from "#engine/billing/invoice-schedule.ts";
import { issueDocuments } from "#engine/billing/issue-documents.ts";
import { BillingError } from "#engine/errors.ts";
import type { NewInvoice } from "#engine/model/document.ts";
import { sum } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { idOf, newId } from "#store/ids.ts";
import {
  type InvoiceSchedule,
  markScheduledItems,
  type ScheduleItem,
  saveScheduleItems,
} from "#store/invoice-schedules.ts";
import { findPaymentTerms } from "#store/payment-terms.ts";
import { findWhetherTaxed } from "#store/settings.ts";
import type { Context } from "./context.ts";
import { type LoadedCharges, loadCharges, lockSchedule } from "./load-schedule.ts";
import { loadTaxing } from "./load-taxing.ts";
import { numberDocuments } from "./number-documents.ts";
import { saveDocuments } from "./save-documents.ts";

export type Executed = {
  readonly schedule: InvoiceSchedule;
  readonly item: ScheduleItem;
  /** Undefined where nothing was left to bill. */
  readonly invoice: NewInvoice | undefined;
};

export type Executing = {
  /** Only an item whose day has come by then; left out: whatever its day. */
  readonly until?: PlainDate;
  /** Left out: the next one. */
  readonly itemId?: string | undefined;
};

/**
 * Bills an item of a schedule, by a draft of its day. Where less is left to bill than it says, it bills
 * that; where nothing is, it is done without a document.
 *
 * Errors: ENTITY_NOT_FOUND; NOT_ALLOWED for a schedule that is paused, or of which no item is left, and
 * for an item that is processed.
 *
 * @returns undefined where no item's day has come
 */
export const executeInvoiceSchedule = (
  context: Context,
  key: string,
  { until, itemId }: Executing = {},
): Promise<Executed | undefined> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const schedule = await lockSchedule(tx, key);
    const item = itemToExecute(schedule, itemId);
    if (until !== undefined && (!item?.runDate || item.runDate > until || schedule.isPaused)) {
      return undefined;
    }
    if (schedule.isPaused) refuse(schedule, "is paused");
    if (!item) refuse(schedule, "has nothing left to bill");
    const loaded = await loadCharges(tx, schedule.accountId, schedule.chargeNumbers);
    const invoice = await billItem(tx, context, item, loaded);
    if (invoice) {
      const { invoiceId } = invoice;
      const { invoiceScheduleItemId } = item;
      await markScheduledItems(tx, schedule, { invoiceId, invoiceScheduleItemId });
    }
    const done = { ...item, isProcessed: true, invoiceId: invoice?.invoiceId ?? null };
    const items = schedule.items.map((each) => (each === item ? done : each));
    await saveScheduleItems(tx, { ...schedule, items });
    return { schedule: { ...schedule, items }, item: done, invoice };
  });

function itemToExecute(
  schedule: InvoiceSchedule,
  itemId: string | undefined,
): ScheduleItem | undefined {
  if (itemId === undefined) return schedule.items.find(({ isProcessed }) => !isProcessed);
  const id = idOf(itemId);
  const item = schedule.items.find(({ invoiceScheduleItemId }) => invoiceScheduleItemId === id);
  if (!item) throw new BillingError("ENTITY_NOT_FOUND", { key: itemId });
  if (item.isProcessed) refuse(schedule, `has billed item '${itemId}' already`);
  return item;
}

function refuse({ invoiceScheduleNumber }: InvoiceSchedule, why: string): never {
  const message = `Invoice schedule '${invoiceScheduleNumber}' ${why}.`;
  throw new BillingError("NOT_ALLOWED", { message });
}

async function billItem(
  tx: Transaction,
  context: Context,
  { amount, runDate }: ScheduleItem,
  loaded: LoadedCharges,
): Promise<NewInvoice | undefined> {
  const { account, rules, currency, subscriptions, billedItems, charges } = loaded;
  const { accountId, billCycleDay, paymentTerm, billToContactId } = account;
  if (sum(charges.map(leftOf)).lte("0")) return undefined;
  const documentDate = runDate ?? context.today();
  const isTaxed = await findWhetherTaxed(tx);
  const toTax = { accountIds: [accountId], subscriptions, billedItems };
  const { outsideTaxes } = context;
  const taxing = await loadTaxing(tx, { isTaxed, rules, outsideTaxes }, toTax);
  const of = { accountId, billCycleDay, currency, subscriptions, documentDate };
  const lines = taxing.tax(scheduleLines(charges, amount), of);
  // One invoice an item, whatever the subscriptions say.
  const asOne = subscriptions.map((subscription) => ({
    ...subscription,
    invoiceSeparately: false,
    paymentTerm: null,
    billToContactId: null,
  }));
  const documents = issueDocuments(groupDocuments(lines, asOne, rules), {
    accountId,
    documentDate,
    targetDate: documentDate,
    paymentTerm,
    paymentTerms: await findPaymentTerms(tx),
    billToContactId,
    status: "Draft",
    source: "API",
    sourceId: null,
    creditMemoReasonCode: null,
    newId,
  });
  const numbered = await numberDocuments(tx, documents);
  await saveDocuments(tx, context, {
    ...numbered,
    itemCredits: [],
    applications: [],
    settledInvoices: [],
    billRunId: null,
    orderId: null,
  });
  return numbered.invoices[0];
}
