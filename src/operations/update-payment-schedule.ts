import { BillingError } from "#engine/errors.ts";
import type { CustomFields } from "#engine/model/custom-fields.ts";
import type { PaymentPeriod } from "#engine/model/payment-schedule.ts";
import { installmentAfter, installmentDate } from "#engine/settlement/installments.ts";
import type { Decimal } from "#engine/values/decimal.ts";
import { later, type PlainDate } from "#engine/values/plain-date.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import {
  deletePaymentScheduleItemRows,
  savePaymentScheduleFields,
} from "#store/payment-schedule-changes.ts";
import {
  findPaymentSchedule,
  type PaymentScheduleItemPage,
  type PaymentSchedulePage,
} from "#store/payment-schedule-pages.ts";
import { saveNewPaymentScheduleItems, savePaymentScheduleItems } from "#store/payment-schedules.ts";
import { undone } from "#store/preview.ts";
import { lockPaymentSchedule } from "./change-payment-schedule.ts";
import { authorOf, type Context } from "./context.ts";
import { checkedCurrency, refuseAmount, refuseTerms } from "./create-payment-schedule.ts";

/** Undefined: it stays. All but the description and custom fields are of the items that wait. */
export type PaymentScheduleChange = {
  readonly description?: string | undefined;
  readonly customFields: CustomFields;
  readonly amount?: Decimal | undefined;
  readonly currency?: string | undefined;
  readonly paymentMethodId?: string | undefined;
  readonly paymentGatewayId?: string | undefined;
  readonly runHour?: number | undefined;
  readonly period?: PaymentPeriod | undefined;
  readonly periodStartDate?: PlainDate | undefined;
  /** Of all items, whatever became of them. */
  readonly occurrences?: number | undefined;
};

/**
 * Changes a payment schedule and its items that wait. Of a custom one, only what is not of its items.
 *
 * Errors: ENTITY_NOT_FOUND, INVALID_VALUE, NOT_ALLOWED.
 *
 * @returns the schedule after it
 */
export const updatePaymentSchedule = (
  context: Context,
  key: string,
  change: PaymentScheduleChange,
): Promise<PaymentSchedulePage> =>
  inTransaction(context.database, context.entityId, (tx) => update(tx, context, key, change));

/** The same, of which nothing is kept. */
export const previewPaymentScheduleUpdate = (
  context: Context,
  key: string,
  change: PaymentScheduleChange,
): Promise<PaymentSchedulePage> =>
  inTransaction(context.database, context.entityId, (tx) =>
    undone(tx, (undoing) => update(undoing, context, key, change)),
  );

async function update(
  tx: Transaction,
  context: Context,
  key: string,
  { description, customFields, ...ofItems }: PaymentScheduleChange,
): Promise<PaymentSchedulePage> {
  const { schedule } = await lockPaymentSchedule(tx, key);
  const { period = schedule.period, runHour = schedule.runHour } = ofItems;
  const changesItems = Object.values(ofItems).some((value) => value !== undefined);
  if (changesItems && schedule.period === null) {
    const message = "Items of a custom payment schedule are changed one by one.";
    throw new BillingError("NOT_ALLOWED", { message });
  }
  const periodStartDate = newStart(schedule, ofItems);
  const changed = {
    ...schedule,
    description: description ?? schedule.description,
    period,
    runHour,
    periodStartDate,
    customFields: { ...schedule.customFields, ...customFields },
  };
  await savePaymentScheduleFields(tx, changed, authorOf(context));
  if (changesItems) await changeItems(tx, context, changed, ofItems);
  const after = await findPaymentSchedule(tx, schedule.paymentScheduleId);
  return after ?? schedule;
}

type OfItems = Omit<PaymentScheduleChange, "description" | "customFields">;

const isWaiting = ({ status }: PaymentScheduleItemPage): boolean => status === "Pending";
const dayOf = ({ scheduledDate }: PaymentScheduleItemPage): PlainDate => scheduledDate;

/** The day that is given; with another period, one period after the last item that does not wait. */
function newStart(schedule: PaymentSchedulePage, { period, periodStartDate }: OfItems): PlainDate {
  if (periodStartDate !== undefined) return periodStartDate;
  if (period === undefined || period === schedule.period) return schedule.periodStartDate;
  const [first, ...others] = schedule.items.filter((item) => !isWaiting(item)).map(dayOf);
  if (first === undefined) return schedule.startDate;
  return installmentDate(others.reduce(later, first), period, 1);
}

async function changeItems(
  tx: Transaction,
  context: Context,
  schedule: PaymentSchedulePage,
  change: OfItems,
): Promise<void> {
  const { items, period, periodStartDate, accountId } = schedule;
  if (period === null) return;
  const waiting = items.filter(isWaiting).sort((a, b) => (dayOf(a) < dayOf(b) ? -1 : 1));
  const wanted = waiting.length + (change.occurrences ?? items.length) - items.length;
  if (wanted < 0) {
    const message = `'occurrences' should not be less than the ${items.length - waiting.length} items that do not wait`;
    throw new BillingError("INVALID_VALUE", { field: "occurrences", message });
  }
  const isMoved = change.periodStartDate !== undefined || change.period !== undefined;
  const kept = waiting.slice(0, wanted).map((item, index) => ({
    ...changedItem(item, change),
    ...(isMoved && { scheduledDate: installmentDate(periodStartDate, period, index) }),
  }));
  const added = newItems(schedule, kept, wanted - kept.length, change);
  await refuseTerms(tx, schedule, [...kept, ...added].slice(0, 1));
  for (const { amount, currency } of [...kept, ...added]) {
    if (change.amount === undefined && change.currency === undefined) break;
    await refuseAmount(tx, amount, checkedCurrency(currency));
  }
  const author = authorOf(context);
  await savePaymentScheduleItems(tx, kept, author);
  await saveNewPaymentScheduleItems(tx, added, author);
  const removed = waiting.slice(wanted).map((item) => item.paymentScheduleItemId);
  await deletePaymentScheduleItemRows(tx, accountId, removed);
}

const changedItem = (item: PaymentScheduleItemPage, change: OfItems): PaymentScheduleItemPage => ({
  ...item,
  amount: change.amount ?? item.amount,
  currency: change.currency ?? item.currency,
  paymentMethodId: change.paymentMethodId ?? item.paymentMethodId,
  paymentGatewayId: change.paymentGatewayId ?? item.paymentGatewayId,
  runHour: change.runHour ?? item.runHour,
});

/** More of the same, each on the next day of the period after the last. */
function newItems(
  { items, period, periodStartDate }: PaymentSchedulePage,
  kept: readonly PaymentScheduleItemPage[],
  howMany: number,
  change: OfItems,
): PaymentScheduleItemPage[] {
  const fixed = items.filter((item) => !isWaiting(item));
  const model = kept.at(-1) ?? items.at(-1);
  if (!model || period === null) return [];
  let last = [...fixed, ...kept].map(dayOf).reduce(later);
  const highest = Math.max(...items.map(({ number }) => number));
  return Array.from({ length: howMany }, (_, index) => {
    last = installmentAfter(periodStartDate, period, last);
    return {
      ...changedItem(model, change),
      paymentScheduleItemId: newId(),
      number: highest + index + 1,
      scheduledDate: last,
      status: "Pending" as const,
      errorMessage: null,
      paymentId: null,
      linkedPaymentIds: [],
    };
  });
}
