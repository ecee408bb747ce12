import type { z } from "zod";
import { shownFields } from "#engine/custom-fields/shown-fields.ts";
import { sum } from "#engine/values/decimal.ts";
import type {
  PaymentScheduleItemPage,
  PaymentSchedulePage,
} from "#store/payment-schedule-pages.ts";
import { timestamp } from "../timestamps.ts";
import type { schedule, scheduleItem } from "./schedule-fields.ts";

/** How many items are shown; all where neither is given. */
export type ItemsShown = {
  readonly nextPendingItems?: number | undefined;
  readonly lastProcessedItems?: number | undefined;
};

export function toSchedule(
  page: PaymentSchedulePage,
  timeZone: string,
  shown: ItemsShown = {},
): z.input<typeof schedule> {
  const { items } = page;
  const days = (status: PaymentScheduleItemPage["status"]) =>
    items
      .filter((item) => item.status === status)
      .map(({ scheduledDate }) => scheduledDate)
      .sort();
  return {
    ...shownFields("PaymentSchedule", page.customFields),
    id: page.paymentScheduleId,
    paymentScheduleNumber: page.paymentScheduleNumber,
    accountId: page.accountId,
    accountNumber: page.accountNumber,
    startDate: page.startDate,
    runHour: page.runHour,
    period: page.period,
    occurrences: items.length,
    status: statusOf(items),
    totalAmount: sum(items.map(({ amount }) => amount)),
    nextPaymentDate: days("Pending")[0] ?? null,
    recentPaymentDate: days("Processed").at(-1) ?? null,
    totalPaymentsProcessed: days("Processed").length,
    totalPaymentsErrored: days("Error").length,
    description: page.description,
    isCustom: page.period === null,
    prepayment: false,
    standalone: page.isStandalone,
    billingDocument: page.billingDocuments[0] ?? null,
    billingDocuments: [...page.billingDocuments],
    cancelDate: page.cancelDate,
    cancellationReason: null,
    ...toWritten(page, timeZone),
    items: itemsShown(items, shown).map((item) => toItem(item, timeZone)),
  };
}

/** Active while something may still be collected: what has failed may be tried again. */
function statusOf(items: PaymentSchedulePage["items"]): "Active" | "Canceled" | "Completed" {
  const states = new Set(items.map(({ status }) => status));
  if (states.has("Pending") || states.has("Processing") || states.has("Error")) return "Active";
  return states.has("Processed") ? "Completed" : "Canceled";
}

function itemsShown(
  items: PaymentSchedulePage["items"],
  { nextPendingItems, lastProcessedItems }: ItemsShown,
): PaymentSchedulePage["items"] {
  if (nextPendingItems === undefined && lastProcessedItems === undefined) return items;
  const byDay = [...items].sort((a, b) => (a.scheduledDate < b.scheduledDate ? -1 : 1));
  const pending = byDay.filter(({ status }) => status === "Pending");
  const processed = byDay.filter(({ status }) => status === "Processed");
  const last = lastProcessedItems ?? 0;
  return [
    ...processed.slice(Math.max(0, processed.length - last)),
    ...pending.slice(0, nextPendingItems ?? 0),
  ];
}

export const toItem = (
  item: PaymentScheduleItemPage,
  timeZone: string,
): z.input<typeof scheduleItem> => ({
  ...shownFields("PaymentScheduleItem", item.customFields),
  id: item.paymentScheduleItemId,
  number: item.number,
  accountId: item.accountId,
  paymentScheduleId: item.paymentScheduleId,
  paymentScheduleNumber: item.paymentScheduleNumber,
  scheduledDate: item.scheduledDate,
  runHour: item.runHour,
  paymentMethodId: item.paymentMethodId,
  paymentGatewayId: item.paymentGatewayId,
  paymentGatewayNumber: item.gatewayNumber,
  amount: item.amount,
  balance: item.balance,
  currency: item.currency,
  status: item.status,
  errorMessage: item.errorMessage,
  paymentId: item.paymentId,
  psiPayments: paymentsOf(item).map((paymentId) => ({ paymentId })),
  prepayment: false,
  standalone: item.isStandalone,
  billingDocument: item.billingDocuments[0] ?? null,
  description: item.description,
  cancellationReason: item.cancellationReason,
  ...toWritten(item, timeZone),
});

const paymentsOf = ({ status, paymentId, linkedPaymentIds }: PaymentScheduleItemPage) => [
  ...(status === "Processed" && paymentId !== null ? [paymentId] : []),
  ...linkedPaymentIds,
];

const toWritten = (page: PaymentScheduleItemPage | PaymentSchedulePage, timeZone: string) => ({
  createdDate: timestamp(page.createdAt, timeZone),
  createdById: page.createdById,
  updatedDate: timestamp(page.updatedAt, timeZone),
  updatedById: page.updatedById,
  cancelledById: page.cancelledById,
  cancelledOn: page.cancelledAt && timestamp(page.cancelledAt, timeZone),
});
