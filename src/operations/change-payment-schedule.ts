/** What becomes of payment schedules and their items that are there. */
import { BillingError } from "#engine/errors.ts";
import type { CustomFields } from "#engine/model/custom-fields.ts";
import { installmentAfter } from "#engine/settlement/installments.ts";
import type { Decimal } from "#engine/values/decimal.ts";
import { later, type PlainDate } from "#engine/values/plain-date.ts";
import { lockAccount } from "#store/accounts.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import { deletePaymentScheduleItemRows } from "#store/payment-schedule-changes.ts";
import {
  findPaymentSchedule,
  type PaymentScheduleItemPage,
  type PaymentSchedulePage,
} from "#store/payment-schedule-pages.ts";
import {
  cancelPaymentScheduleItems,
  deletePaymentScheduleRow,
  saveCancelledSchedule,
  saveNewPaymentScheduleItems,
  savePaymentScheduleItems,
} from "#store/payment-schedules.ts";
import { lockPaymentScheduleItem } from "./collect-payment-schedule-item.ts";
import { authorOf, type Context } from "./context.ts";
import {
  checkedCurrency,
  newItems,
  refuseAmount,
  refuseTerms,
  type WantedScheduleItem,
} from "./create-payment-schedule.ts";
import { type Linking, linkPayments } from "./link-payments.ts";

/**
 * Cancels the items of a schedule that wait, from a day on.
 *
 * Errors: ENTITY_NOT_FOUND; NOT_ALLOWED where none is left to cancel.
 */
export const cancelPaymentSchedule = (
  context: Context,
  key: string,
  cancelDate: PlainDate,
): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { schedule } = await lockPaymentSchedule(tx, key);
    const waiting = schedule.items.filter(
      ({ status, scheduledDate }) =>
        (status === "Pending" || status === "Error") && scheduledDate >= cancelDate,
    );
    if (waiting.length === 0) {
      refuse(`Payment schedule '${key}' has no item to cancel from ${cancelDate} on.`);
    }
    const itemIds = waiting.map((item) => item.paymentScheduleItemId);
    await cancelPaymentScheduleItems(tx, schedule, { itemIds, reason: null }, authorOf(context));
    await saveCancelledSchedule(tx, schedule, cancelDate, authorOf(context));
  });

/** Deletes a schedule all of whose items are cancelled. Errors: ENTITY_NOT_FOUND, NOT_ALLOWED. */
export const deletePaymentSchedule = (context: Context, key: string): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { schedule } = await lockPaymentSchedule(tx, key);
    if (schedule.items.some(({ status }) => status !== "Canceled")) {
      refuse(`Payment schedule '${schedule.paymentScheduleNumber}' is not cancelled.`);
    }
    await deletePaymentScheduleRow(tx, schedule);
  });

/**
 * Adds items to a custom schedule.
 *
 * Errors: ENTITY_NOT_FOUND, INVALID_VALUE; NOT_ALLOWED for a recurring schedule.
 */
export const addPaymentScheduleItems = (
  context: Context,
  key: string,
  wanted: readonly WantedScheduleItem[],
): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { schedule, account } = await lockPaymentSchedule(tx, key);
    if (schedule.period !== null) {
      refuse(`Payment schedule '${schedule.paymentScheduleNumber}' is no custom one.`);
    }
    const { accountId, paymentScheduleId } = schedule;
    const items = await newItems(tx, account, wanted, { ...schedule, after: lastNumber(schedule) });
    const ofSchedule = items.map((item) => ({ ...item, accountId, paymentScheduleId }));
    await saveNewPaymentScheduleItems(tx, ofSchedule, authorOf(context));
  });

/** Cancels one item. Errors: ENTITY_NOT_FOUND; NOT_ALLOWED unless it waits or has failed. */
export const cancelPaymentScheduleItem = (context: Context, id: string): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const item = await lockPaymentScheduleItem(tx, id);
    if (item.status !== "Pending" && item.status !== "Error") refuseStatus(item, "cancelled");
    const cancelled = { itemIds: [item.paymentScheduleItemId], reason: null };
    await cancelPaymentScheduleItems(tx, item, cancelled, authorOf(context));
  });

/**
 * Cancels an item of a recurring schedule, and adds one on the next day after its last.
 *
 * Errors: ENTITY_NOT_FOUND; NOT_ALLOWED for an item that does not wait, or of a custom schedule.
 *
 * @returns the id of the new one
 */
export const skipPaymentScheduleItem = (context: Context, id: string): Promise<string> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const item = await lockPaymentScheduleItem(tx, id);
    const schedule = await findPaymentSchedule(tx, item.paymentScheduleId);
    if (schedule?.period == null) refuse("Only items of recurring payment schedules are skipped.");
    if (item.status !== "Pending") refuseStatus(item, "skipped");
    const { startDate, periodStartDate, period, items } = schedule;
    const last = items.map((each) => each.scheduledDate).reduce(later, startDate);
    const skipped = { itemIds: [item.paymentScheduleItemId], reason: "Skip Payment" };
    await cancelPaymentScheduleItems(tx, item, skipped, authorOf(context));
    const paymentScheduleItemId = newId();
    const next = {
      ...item,
      paymentScheduleItemId,
      number: lastNumber(schedule) + 1,
      scheduledDate: installmentAfter(periodStartDate, period, last),
    };
    await saveNewPaymentScheduleItems(tx, [next], authorOf(context));
    return paymentScheduleItemId;
  });

/** Deletes an item that is cancelled. Errors: ENTITY_NOT_FOUND, NOT_ALLOWED. */
export const deletePaymentScheduleItem = (context: Context, id: string): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const item = await lockPaymentScheduleItem(tx, id);
    if (item.status !== "Canceled") refuseStatus(item, "deleted");
    await deletePaymentScheduleItemRows(tx, item.accountId, [item.paymentScheduleItemId]);
  });

/** Undefined: it stays. */
export type ItemChange = {
  readonly amount?: Decimal | undefined;
  readonly currency?: string | undefined;
  readonly description?: string | null | undefined;
  readonly paymentMethodId?: string | undefined;
  readonly paymentGatewayId?: string | null | undefined;
  readonly runHour?: number | undefined;
  readonly scheduledDate?: PlainDate | undefined;
  readonly customFields: CustomFields;
  readonly linking: Linking;
};

/**
 * Changes an item. One that does not wait any more keeps all but its custom fields and links.
 *
 * Errors: ENTITY_NOT_FOUND, INVALID_VALUE, NOT_ALLOWED.
 */
export const updatePaymentScheduleItem = (
  context: Context,
  id: string,
  { customFields, linking, ...change }: ItemChange,
): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const item = await lockPaymentScheduleItem(tx, id);
    const given = Object.fromEntries(
      Object.entries(change).filter(([, value]) => value !== undefined),
    ) as Partial<PaymentScheduleItemPage>;
    if (Object.keys(given).length > 0 && item.status !== "Pending") refuseStatus(item, "changed");
    const changed: PaymentScheduleItemPage = {
      ...item,
      ...given,
      customFields: { ...item.customFields, ...customFields },
    };
    if ("paymentMethodId" in given || "paymentGatewayId" in given) {
      await refuseTerms(tx, item, [changed]);
    }
    await refuseAmount(tx, changed.amount, checkedCurrency(changed.currency));
    await savePaymentScheduleItems(tx, [changed], authorOf(context));
    if (linking.link.length > 0 || linking.unlink.length > 0) {
      await linkPayments(tx, context, item, linking);
    }
  });

/** With its account, both as they are once it is locked. Errors: ENTITY_NOT_FOUND. */
export async function lockPaymentSchedule(tx: Transaction, key: string) {
  const found = await findPaymentSchedule(tx, key);
  const account = found && (await lockAccount(tx, { accountId: found.accountId }));
  const schedule = found && (await findPaymentSchedule(tx, found.paymentScheduleId));
  if (schedule && account) return { schedule, account };
  throw new BillingError("ENTITY_NOT_FOUND", { key });
}

const lastNumber = ({ items }: PaymentSchedulePage): number =>
  Math.max(0, ...items.map(({ number }) => number));

function refuseStatus(item: PaymentScheduleItemPage, what: string): never {
  refuse(
    `Payment schedule item '${item.paymentScheduleItemId}' is ${item.status}: it is not ${what}.`,
  );
}

function refuse(message: string): never {
  throw new BillingError("NOT_ALLOWED", { message });
}
