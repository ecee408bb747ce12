/** Payment schedules and their items as they are read: with what became of their payments. */
import type { CustomFields } from "#engine/model/custom-fields.ts";
import type {
  PaymentPeriod,
  PaymentSchedule,
  PaymentScheduleItem,
  PaymentScheduleItemStatus,
  ScheduledDocument,
} from "#engine/model/payment-schedule.ts";
import { type Decimal, decimal, maximum, ZERO } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";
import type { PageOf, PageRequest } from "./page.ts";

type Written = {
  readonly createdById: string;
  readonly createdAt: Date;
  readonly updatedById: string;
  readonly updatedAt: Date;
  readonly cancelledById: string | null;
  readonly cancelledAt: Date | null;
};

export type PaymentScheduleItemPage = PaymentScheduleItem &
  Written & {
    readonly accountId: string;
    readonly paymentScheduleId: string;
    readonly paymentScheduleNumber: string;
    readonly isStandalone: boolean;
    /** What is not paid of its amount. */
    readonly balance: Decimal;
    readonly gatewayNumber: string | null;
  };

export type PaymentSchedulePage = Omit<PaymentSchedule, "items"> &
  Written & {
    readonly accountNumber: string;
    readonly cancelDate: PlainDate | null;
    readonly items: readonly PaymentScheduleItemPage[];
  };

/** What the row of an item says: its payment says the rest. */
export const storedStatusOf = ({
  status,
}: {
  readonly status: PaymentScheduleItemStatus;
}): "Pending" | "Error" | "Canceled" =>
  status === "Processing" || status === "Processed" ? "Pending" : status;

type WrittenRow = {
  created_by_id: string;
  created_at: Date;
  updated_by_id: string;
  updated_at: Date;
  cancelled_by_id: string | null;
  cancelled_at: Date | null;
};

type ItemRow = WrittenRow & {
  account_id: string;
  payment_schedule_id: string;
  payment_schedule_number: string;
  standalone: boolean;
  payment_schedule_item_id: string;
  number: number;
  scheduled_date: PlainDate;
  run_hour: number;
  amount: string;
  currency: string;
  payment_method_id: string | null;
  payment_gateway_id: string | null;
  gateway_number: string | null;
  description: string | null;
  billing_documents: ScheduledDocument[];
  state: PaymentScheduleItemStatus;
  error_message: string | null;
  gateway_response: string | null;
  payment_id: string | null;
  linked: string[] | null;
  paid: string;
  cancellation_reason: string | null;
  custom_fields: CustomFields;
};

const writtenOf = (row: WrittenRow): Written => ({
  createdById: row.created_by_id,
  createdAt: row.created_at,
  updatedById: row.updated_by_id,
  updatedAt: row.updated_at,
  cancelledById: row.cancelled_by_id,
  cancelledAt: row.cancelled_at,
});

const toItem = (row: ItemRow): PaymentScheduleItemPage => ({
  ...writtenOf(row),
  accountId: row.account_id,
  paymentScheduleId: row.payment_schedule_id,
  paymentScheduleNumber: row.payment_schedule_number,
  isStandalone: row.standalone,
  paymentScheduleItemId: row.payment_schedule_item_id,
  number: row.number,
  scheduledDate: row.scheduled_date,
  runHour: row.run_hour,
  amount: decimal(row.amount),
  balance: maximum(decimal(row.amount).minus(decimal(row.paid)), ZERO),
  currency: row.currency,
  paymentMethodId: row.payment_method_id,
  paymentGatewayId: row.payment_gateway_id,
  gatewayNumber: row.gateway_number,
  description: row.description,
  billingDocuments: row.billing_documents,
  status: row.state,
  errorMessage: row.error_message ?? (row.state === "Error" ? row.gateway_response : null),
  paymentId: row.payment_id,
  linkedPaymentIds: (row.linked ?? []).flatMap((id) => idOf(id) ?? []),
  cancellationReason: row.cancellation_reason,
  customFields: row.custom_fields,
});

const ITEMS = sql`
  select items.*, schedules.payment_schedule_number, schedules.standalone,
    payment_schedule_item_state(items, payments.status) as state, payments.gateway_response,
    to_json(linked_payment_ids) as linked, gateways.payment_gateway_number as gateway_number,
    (select coalesce(sum(paying.amount), 0) from payments paying
      where paying.status = 'Processed'
      and paying.payment_id = any (items.linked_payment_ids || items.payment_id)) as paid
  from payment_schedule_items items
  join payment_schedules schedules using (account_id, payment_schedule_id)
  left join payments on payments.payment_id = items.payment_id
  left join payment_gateways gateways on gateways.payment_gateway_id = items.payment_gateway_id`;

/** By id, with its state. */
export async function findPaymentScheduleItem(
  tx: Transaction,
  id: string,
): Promise<PaymentScheduleItemPage | undefined> {
  const { rows } = await sql<ItemRow>`
    ${ITEMS} where items.payment_schedule_item_id = ${idOf(id)}::uuid
  `.execute(tx);
  return rows[0] && toItem(rows[0]);
}

type ScheduleRow = WrittenRow & {
  account_id: string;
  account_number: string;
  payment_schedule_id: string;
  payment_schedule_number: string;
  description: string | null;
  period: PaymentPeriod | null;
  run_hour: number;
  start_date: PlainDate;
  period_start_date: PlainDate;
  standalone: boolean;
  billing_documents: ScheduledDocument[];
  custom_fields: CustomFields;
  cancel_date: PlainDate | null;
};

const SCHEDULES = sql`
  select schedules.*, account_number from payment_schedules schedules
  join accounts using (account_id)`;

/** By id or number, with its items. */
export async function findPaymentSchedule(
  tx: Transaction,
  key: string,
): Promise<PaymentSchedulePage | undefined> {
  const { rows } = await sql<ScheduleRow>`
    ${SCHEDULES} where payment_schedule_number = ${key} or payment_schedule_id = ${idOf(key)}::uuid
    order by (payment_schedule_id = ${idOf(key)}::uuid) desc nulls last limit 1
  `.execute(tx);
  return (await withItems(tx, rows))[0];
}

/** Newest first; of one account, or of all. */
export async function listPaymentSchedules(
  tx: Transaction,
  accountId: string | undefined,
  { page, pageSize }: PageRequest,
): Promise<PageOf<PaymentSchedulePage>> {
  const where = accountId === undefined ? sql`` : sql`where account_id = ${accountId}::uuid`;
  const { rows } = await sql<ScheduleRow>`
    ${SCHEDULES} ${where} order by schedules.created_at desc, payment_schedule_id desc
    limit ${pageSize + 1} offset ${(page - 1) * pageSize}
  `.execute(tx);
  const shown = await withItems(tx, rows.slice(0, pageSize));
  return { rows: shown, hasMore: rows.length > pageSize };
}

async function withItems(
  tx: Transaction,
  schedules: readonly ScheduleRow[],
): Promise<PaymentSchedulePage[]> {
  const { rows } = await sql<ItemRow>`
    ${ITEMS} where items.account_id = any (${schedules.map((row) => row.account_id)}::uuid[])
    and items.payment_schedule_id = any (${schedules.map((row) => row.payment_schedule_id)}::uuid[])
    order by items.number
  `.execute(tx);
  const ofSchedule = Map.groupBy(rows.map(toItem), ({ paymentScheduleId }) => paymentScheduleId);
  return schedules.map((row) => ({
    ...writtenOf(row),
    accountId: row.account_id,
    accountNumber: row.account_number,
    paymentScheduleId: row.payment_schedule_id,
    paymentScheduleNumber: row.payment_schedule_number,
    description: row.description,
    period: row.period,
    runHour: row.run_hour,
    startDate: row.start_date,
    periodStartDate: row.period_start_date,
    isStandalone: row.standalone,
    billingDocuments: row.billing_documents,
    customFields: row.custom_fields,
    cancelDate: row.cancel_date,
    items: ofSchedule.get(row.payment_schedule_id) ?? [],
  }));
}
