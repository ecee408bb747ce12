import { shownFields } from "#engine/custom-fields/shown-fields.ts";
import { sum, ZERO } from "#engine/values/decimal.ts";
import {
  deleteInvoiceSchedule,
  pauseInvoiceSchedule,
  updateInvoiceSchedule,
} from "#operations/change-invoice-schedule.ts";
import type { Context } from "#operations/context.ts";
import { createInvoiceSchedule } from "#operations/create-invoice-schedule.ts";
import { executeInvoiceSchedule } from "#operations/execute-invoice-schedule.ts";
import { readInvoiceSchedule, type ScheduleState } from "#operations/read-invoice-schedule.ts";
import type { WantedItem } from "#operations/schedule-items.ts";
import { pageOf } from "../paging.ts";
import { refuseField, refuseFields } from "../refuse-field.ts";
import { type Route, route } from "../route.ts";
import { customFieldsOf } from "../wire.ts";
import * as contract from "./contract.ts";

export const invoiceScheduleRoutes: readonly Route[] = [
  route(contract.createInvoiceSchedule, async (context, { body }) => {
    refuseField("additionalSubscriptionsToBill", body.additionalSubscriptionsToBill);
    const { accountKey, invoiceSeparately, notes = null } = body;
    const { orders = [], specificSubscriptions = [] } = body;
    const { invoiceScheduleId } = await createInvoiceSchedule(context, {
      accountKey,
      invoiceSeparately,
      notes,
      orders,
      specificSubscriptions,
      customFields: customFieldsOf(body),
      items: body.scheduleItems.map(wantedOf),
    });
    return shown(context, invoiceScheduleId);
  }),
  route(contract.getInvoiceSchedule, async (context, { params, query }) => {
    const schedule = await shown(context, params.scheduleKey);
    return { ...schedule, scheduleItems: [...pageOf(schedule.scheduleItems, query).shown] };
  }),
  route(contract.updateInvoiceSchedule, async (context, { params, body }) => {
    refuseFields(body, NOT_CHANGED);
    await updateInvoiceSchedule(context, params.scheduleKey, {
      notes: body.notes,
      nextRunDate: body.nextRunDate,
      items: body.scheduleItems?.map(wantedOf),
      customFields: customFieldsOf(body),
    });
    return shown(context, params.scheduleKey);
  }),
  route(contract.deleteInvoiceSchedule, async (context, { params }) => {
    await deleteInvoiceSchedule(context, params.scheduleKey);
    return {};
  }),
  route(contract.executeInvoiceSchedule, async (context, { params, body }) => {
    await executeInvoiceSchedule(context, params.scheduleKey, { itemId: body.scheduleItemId });
    return shown(context, params.scheduleKey);
  }),
  route(contract.pauseInvoiceSchedule, async (context, { params }) => {
    await pauseInvoiceSchedule(context, params.scheduleKey, true);
    return shown(context, params.scheduleKey);
  }),
  route(contract.resumeInvoiceSchedule, async (context, { params }) => {
    await pauseInvoiceSchedule(context, params.scheduleKey, false);
    return shown(context, params.scheduleKey);
  }),
];

const NOT_CHANGED = [
  "additionalSubscriptionsToBill",
  "orders",
  "specificSubscriptions",
  "invoiceSeparately",
] as const;

type Item = {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly amount?: WantedItem["amount"] | undefined;
  readonly percentage?: WantedItem["percentage"] | undefined;
  readonly runDate?: WantedItem["runDate"] | undefined;
  readonly targetDateForAdditionalSubscriptions?: unknown;
};

function wantedOf({ id, name, amount, percentage, runDate, ...rest }: Item): WantedItem {
  const field = "targetDateForAdditionalSubscriptions";
  refuseField(field, rest.targetDateForAdditionalSubscriptions);
  return {
    ...(id !== undefined && { itemId: id }),
    name: name ?? null,
    amount: amount ?? null,
    percentage: percentage ?? null,
    runDate: runDate ?? null,
  };
}

const shown = async (context: Context, key: string) =>
  toWire(await readInvoiceSchedule(context, key));

const toWire = (schedule: ScheduleState) => ({
  ...shownFields("InvoiceSchedule", schedule.customFields),
  id: schedule.invoiceScheduleId,
  number: schedule.invoiceScheduleNumber,
  accountId: schedule.accountId,
  status: schedule.status,
  currency: schedule.currency,
  notes: schedule.notes,
  invoiceSeparately: schedule.invoiceSeparately,
  orders: [...schedule.orders],
  specificSubscriptions: schedule.specificSubscriptions.map(
    ({ subscriptionKey, orderKey, chargeNumbers }) => ({
      subscriptionKey,
      ...(orderKey !== undefined && { orderKey }),
      ...(chargeNumbers && { chargeNumbers: [...chargeNumbers] }),
    }),
  ),
  additionalSubscriptionsToBill: [],
  totalAmount: schedule.totalAmount,
  billedAmount: schedule.billedAmount,
  unbilledAmount: schedule.unbilledAmount,
  actualAmount: sum(schedule.actualAmounts.values()),
  nextRunDate: schedule.nextRunDate,
  scheduleItems: schedule.items.map((item) => ({
    id: item.invoiceScheduleItemId,
    name: item.name,
    amount: item.amount,
    actualAmount: schedule.actualAmounts.get(item.invoiceScheduleItemId) ?? ZERO,
    percentage: item.percentage,
    runDate: item.runDate,
    status: item.isProcessed ? ("Processed" as const) : ("Pending" as const),
    invoiceId: item.invoiceId,
    creditMemoId: null,
    targetDateForAdditionalSubscriptions: null,
  })),
});
