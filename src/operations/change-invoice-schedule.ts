import { leftOf } from "#engine/billing/invoice-schedule.ts";
import { BillingError } from "#engine/errors.ts";
import type { CustomFields } from "#engine/model/custom-fields.ts";
import { sum } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { idOf } from "#store/ids.ts";
import {
  deleteSchedule,
  type InvoiceSchedule,
  saveScheduleFields,
  saveScheduleItems,
} from "#store/invoice-schedules.ts";
import { forgetThroughDates } from "#store/scheduled-charges.ts";
import { authorOf, type Context } from "./context.ts";
import { loadCharges, lockSchedule } from "./load-schedule.ts";
import { scheduleItems, type WantedItem } from "./schedule-items.ts";

export type ScheduleChange = {
  /** Undefined: it stays. */
  readonly notes?: string | null | undefined;
  /** In the place of all items that are not processed; undefined: they stay. */
  readonly items?: readonly WantedItem[] | undefined;
  /** Of the next item. */
  readonly nextRunDate?: PlainDate | undefined;
  readonly customFields: CustomFields;
};

/**
 * Changes what a schedule still has to bill.
 *
 * Errors: ENTITY_NOT_FOUND; INVALID_VALUE for items that do not sum to what is left; NOT_ALLOWED where
 * all is processed.
 */
export const updateInvoiceSchedule = (
  context: Context,
  key: string,
  change: ScheduleChange,
): Promise<InvoiceSchedule> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const schedule = await lockSchedule(tx, key);
    const items = await changedItems(tx, schedule, change);
    const { notes = schedule.notes } = change;
    const customFields = { ...schedule.customFields, ...change.customFields };
    const changed = { ...schedule, notes, customFields, items };
    await saveScheduleFields(tx, changed, authorOf(context));
    if (items !== schedule.items) await saveScheduleItems(tx, changed);
    return changed;
  });

async function changedItems(
  tx: Transaction,
  schedule: InvoiceSchedule,
  { items: wanted, nextRunDate }: ScheduleChange,
): Promise<InvoiceSchedule["items"]> {
  if (wanted === undefined && nextRunDate === undefined) return schedule.items;
  const done = schedule.items.filter(({ isProcessed }) => isProcessed);
  const waiting = schedule.items.filter(({ isProcessed }) => !isProcessed);
  if (waiting.length === 0) {
    const message = `Invoice schedule '${schedule.invoiceScheduleNumber}' has nothing left to bill.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  if (wanted !== undefined) {
    const loaded = await loadCharges(tx, schedule.accountId, schedule.chargeNumbers);
    const left = sum(loaded.charges.map(leftOf));
    const total = sum(loaded.charges.map(({ due }) => due));
    const named = wanted.map((item) => ofWaiting(item, waiting));
    return [...done, ...scheduleItems(named, { total, left }, loaded)];
  }
  const [next, ...others] = waiting;
  return next && nextRunDate ? [...done, { ...next, runDate: nextRunDate }, ...others] : waiting;
}

/** What is not said of an item that is named stays. Errors: ENTITY_NOT_FOUND. */
function ofWaiting(wanted: WantedItem, waiting: InvoiceSchedule["items"]): WantedItem {
  if (wanted.itemId === undefined) return wanted;
  const id = idOf(wanted.itemId);
  const item = waiting.find(({ invoiceScheduleItemId }) => invoiceScheduleItemId === id);
  if (!item) throw new BillingError("ENTITY_NOT_FOUND", { key: wanted.itemId });
  const isPriced = wanted.amount !== null || wanted.percentage !== null;
  const amount = item.percentage === null ? item.amount : null;
  return {
    itemId: item.invoiceScheduleItemId,
    name: wanted.name ?? item.name,
    runDate: wanted.runDate ?? item.runDate,
    amount: isPriced ? wanted.amount : amount,
    percentage: isPriced ? wanted.percentage : item.percentage,
  };
}

/** Errors: ENTITY_NOT_FOUND; NOT_ALLOWED where it is so already, or all is processed. */
export const pauseInvoiceSchedule = (
  context: Context,
  key: string,
  isPaused: boolean,
): Promise<InvoiceSchedule> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const schedule = await lockSchedule(tx, key);
    const { invoiceScheduleNumber: number } = schedule;
    const isDone = schedule.items.every(({ isProcessed }) => isProcessed);
    if (isDone || schedule.isPaused === isPaused) {
      const why = isDone ? "has nothing left to bill" : isPaused ? "is paused" : "is not paused";
      throw new BillingError("NOT_ALLOWED", { message: `Invoice schedule '${number}' ${why}.` });
    }
    const changed = { ...schedule, isPaused };
    await saveScheduleFields(tx, changed, authorOf(context));
    return changed;
  });

/**
 * Deletes a schedule that has billed nothing: bill runs bill its charges again.
 *
 * Errors: ENTITY_NOT_FOUND; NOT_ALLOWED where it has billed something.
 */
export const deleteInvoiceSchedule = (context: Context, key: string): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const schedule = await lockSchedule(tx, key);
    if (schedule.items.some(({ isProcessed }) => isProcessed)) {
      const message = `Invoice schedule '${schedule.invoiceScheduleNumber}' has billed something: cancel its invoices first.`;
      throw new BillingError("NOT_ALLOWED", { message });
    }
    await forgetThroughDates(tx, schedule.accountId, schedule.chargeNumbers);
    await deleteSchedule(tx, schedule);
  });
