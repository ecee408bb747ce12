/** Payment schedules: what is collected of which account on which day. */
import type {
  PaymentSchedule,
  PaymentScheduleItem,
  ScheduledDocument,
} from "#engine/model/payment-schedule.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";
import { type Columns, insertRows, updateRows } from "./insert-rows.ts";
import { storedStatusOf } from "./payment-schedule-pages.ts";

type Author = { readonly userId: string; readonly now: string };

/** An item with the ids of what it is part of. */
export type ItemOfSchedule = PaymentScheduleItem &
  Pick<PaymentSchedule, "accountId" | "paymentScheduleId">;

const KEYS = {
  account_id: "uuid",
  payment_schedule_id: "uuid",
  payment_schedule_item_id: "uuid",
} as const satisfies Columns;

const SETS = {
  scheduled_date: "date",
  run_hour: "integer",
  amount: "numeric",
  currency: "text",
  payment_method_id: "uuid",
  payment_gateway_id: "uuid",
  description: "text",
  status: "text",
  error_message: "text",
  payment_id: "uuid",
  custom_fields: "jsonb",
  updated_by_id: "uuid",
  updated_at: "timestamptz",
} as const satisfies Columns;

const FIXED = {
  number: "integer",
  billing_documents: "jsonb",
  created_by_id: "uuid",
  created_at: "timestamptz",
} as const satisfies Columns;

const toKeys = (item: ItemOfSchedule) => ({
  account_id: item.accountId,
  payment_schedule_id: item.paymentScheduleId,
  payment_schedule_item_id: item.paymentScheduleItemId,
});

const toSets = (item: ItemOfSchedule, { userId, now }: Author) => ({
  scheduled_date: item.scheduledDate,
  run_hour: item.runHour,
  amount: item.amount,
  currency: item.currency,
  payment_method_id: item.paymentMethodId,
  payment_gateway_id: item.paymentGatewayId,
  description: item.description,
  status: storedStatusOf(item),
  error_message: item.errorMessage,
  payment_id: item.paymentId,
  custom_fields: item.customFields,
  updated_by_id: userId,
  updated_at: now,
});

/** Saves new schedules with their items. */
export async function saveNewPaymentSchedules(
  tx: Transaction,
  schedules: readonly PaymentSchedule[],
  author: Author,
): Promise<void> {
  const { userId, now } = author;
  await insertRows(
    tx,
    "payment_schedules",
    {
      account_id: "uuid",
      payment_schedule_id: "uuid",
      payment_schedule_number: "text",
      description: "text",
      is_custom: "boolean",
      period: "text",
      run_hour: "integer",
      start_date: "date",
      period_start_date: "date",
      standalone: "boolean",
      billing_documents: "jsonb",
      custom_fields: "jsonb",
      created_by_id: "uuid",
      created_at: "timestamptz",
      updated_by_id: "uuid",
      updated_at: "timestamptz",
    },
    schedules.map((schedule) => ({
      account_id: schedule.accountId,
      payment_schedule_id: schedule.paymentScheduleId,
      payment_schedule_number: schedule.paymentScheduleNumber,
      description: schedule.description,
      is_custom: schedule.period === null,
      period: schedule.period,
      run_hour: schedule.runHour,
      start_date: schedule.startDate,
      period_start_date: schedule.periodStartDate,
      standalone: schedule.isStandalone,
      billing_documents: schedule.billingDocuments,
      custom_fields: schedule.customFields,
      created_by_id: userId,
      created_at: now,
      updated_by_id: userId,
      updated_at: now,
    })),
  );
  const items = schedules.flatMap(({ accountId, paymentScheduleId, items: own }) =>
    own.map((item) => ({ ...item, accountId, paymentScheduleId })),
  );
  await saveNewPaymentScheduleItems(tx, items, author);
}

export const saveNewPaymentScheduleItems = (
  tx: Transaction,
  items: readonly ItemOfSchedule[],
  author: Author,
): Promise<void> =>
  insertRows(
    tx,
    "payment_schedule_items",
    { ...KEYS, ...FIXED, ...SETS },
    items.map((item) => ({
      ...toKeys(item),
      number: item.number,
      billing_documents: item.billingDocuments,
      created_by_id: author.userId,
      created_at: author.now,
      ...toSets(item, author),
    })),
  );

/** Writes all that can change of items whose account is locked. */
export const savePaymentScheduleItems = (
  tx: Transaction,
  items: readonly ItemOfSchedule[],
  author: Author,
): Promise<void> =>
  updateRows(
    tx,
    "payment_schedule_items",
    { keys: KEYS, sets: SETS },
    items.map((item) => ({ ...toKeys(item), ...toSets(item, author) })),
  );

/** Cancels items, and says why. */
export async function cancelPaymentScheduleItems(
  tx: Transaction,
  schedule: Pick<PaymentSchedule, "accountId" | "paymentScheduleId">,
  { itemIds, reason }: { readonly itemIds: readonly string[]; readonly reason: string | null },
  { userId, now }: Author,
): Promise<void> {
  await sql`
    update payment_schedule_items set status = 'Canceled', cancellation_reason = ${reason},
      cancelled_by_id = ${userId}::uuid, cancelled_at = ${now}::timestamptz,
      updated_by_id = ${userId}::uuid, updated_at = ${now}::timestamptz
    where account_id = ${schedule.accountId}::uuid
    and payment_schedule_id = ${schedule.paymentScheduleId}::uuid
    and payment_schedule_item_id = any (${[...itemIds]}::uuid[])
  `.execute(tx);
}

/** Says of a schedule that it was cancelled, and as of which day. */
export async function saveCancelledSchedule(
  tx: Transaction,
  schedule: Pick<PaymentSchedule, "accountId" | "paymentScheduleId">,
  cancelDate: PlainDate,
  { userId, now }: Author,
): Promise<void> {
  await sql`
    update payment_schedules set cancel_date = ${cancelDate}::date,
      cancelled_by_id = ${userId}::uuid, cancelled_at = ${now}::timestamptz,
      updated_by_id = ${userId}::uuid, updated_at = ${now}::timestamptz
    where account_id = ${schedule.accountId}::uuid
    and payment_schedule_id = ${schedule.paymentScheduleId}::uuid
  `.execute(tx);
}

export async function deletePaymentScheduleRow(
  tx: Transaction,
  { accountId, paymentScheduleId }: Pick<PaymentSchedule, "accountId" | "paymentScheduleId">,
): Promise<void> {
  await sql`
    delete from payment_schedules where account_id = ${accountId}::uuid
    and payment_schedule_id = ${paymentScheduleId}::uuid
  `.execute(tx);
}

export type DueItem = {
  readonly accountId: string;
  readonly paymentScheduleItemId: string;
  readonly paymentScheduleNumber: string;
  readonly number: number;
  /** Who has made it. */
  readonly userId: string;
};

/** Items whose day and hour have come and that have no payment, by day. */
export async function listDuePaymentScheduleItems(
  tx: Transaction,
  { today, hour }: { readonly today: PlainDate; readonly hour: number },
): Promise<DueItem[]> {
  const { rows } = await sql<{
    account_id: string;
    payment_schedule_item_id: string;
    payment_schedule_number: string;
    number: number;
    created_by_id: string;
  }>`
    select items.account_id, payment_schedule_item_id, payment_schedule_number, number,
      items.created_by_id
    from payment_schedule_items items
    join payment_schedules using (account_id, payment_schedule_id)
    where items.status = 'Pending' and payment_id is null and linked_payment_ids = '{}'
    and (scheduled_date < ${today}::date
      or scheduled_date = ${today}::date and items.run_hour <= ${hour})
    order by scheduled_date, items.run_hour, payment_schedule_number, number
  `.execute(tx);
  return rows.map((row) => ({
    accountId: row.account_id,
    paymentScheduleItemId: row.payment_schedule_item_id,
    paymentScheduleNumber: row.payment_schedule_number,
    number: row.number,
    userId: row.created_by_id,
  }));
}

/** When documents are due, by id. */
export async function findDueDates(
  tx: Transaction,
  accountId: string,
  documents: readonly ScheduledDocument[],
): Promise<Map<string, PlainDate>> {
  const ids = documents.map(({ id }) => id);
  const { rows } = await sql<{ id: string; due_date: PlainDate }>`
    select invoice_id as id, due_date from invoices
    where account_id = ${accountId}::uuid and invoice_id = any (${ids}::uuid[])
    union all
    select debit_memo_id, due_date from debit_memos
    where account_id = ${accountId}::uuid and debit_memo_id = any (${ids}::uuid[])
  `.execute(tx);
  return new Map(rows.map((row) => [row.id, row.due_date]));
}

/** How many items of a day are how far. */
export async function countItemsOfDay(
  tx: Transaction,
  day: PlainDate,
): Promise<{ error: number; pending: number; processed: number }> {
  const { rows } = await sql<{ error: number; pending: number; processed: number }>`
    select count(*) filter (where state = 'Error')::int as error,
      count(*) filter (where state in ('Pending', 'Processing'))::int as pending,
      count(*) filter (where state = 'Processed')::int as processed
    from (
      select payment_schedule_item_state(items, payments.status) as state
      from payment_schedule_items items left join payments using (entity_id, payment_id)
      where scheduled_date = ${day}::date
    ) counted
  `.execute(tx);
  return rows[0] ?? { error: 0, pending: 0, processed: 0 };
}
