/** Invoice schedules: what of which charges is billed when. */
import type { CustomFields } from "#engine/model/custom-fields.ts";
import { type Decimal, decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";
import { insertRows } from "./insert-rows.ts";

export type ScheduleItem = {
  readonly invoiceScheduleItemId: string;
  readonly name: string | null;
  /** Null: only when it is asked for. */
  readonly runDate: PlainDate | null;
  readonly amount: Decimal;
  /** Of the total; null where the amount was given. */
  readonly percentage: Decimal | null;
  readonly isProcessed: boolean;
  /** Null: not billed, or nothing was left to bill. */
  readonly invoiceId: string | null;
};

export type SpecificSubscription = {
  readonly orderKey?: string | undefined;
  readonly subscriptionKey: string;
  readonly chargeNumbers?: readonly string[] | undefined;
};

export type InvoiceSchedule = {
  readonly accountId: string;
  readonly invoiceScheduleId: string;
  readonly invoiceScheduleNumber: string;
  readonly notes: string | null;
  readonly invoiceSeparately: boolean;
  readonly isPaused: boolean;
  readonly orders: readonly string[];
  readonly specificSubscriptions: readonly SpecificSubscription[];
  readonly totalAmount: Decimal;
  readonly customFields: CustomFields;
  /** In the order in which they are billed. */
  readonly items: readonly ScheduleItem[];
  readonly chargeNumbers: readonly string[];
};

type Author = { readonly userId: string; readonly now: string };

/** Saves a new schedule with its items and charges. */
export async function saveNewSchedule(
  tx: Transaction,
  schedule: InvoiceSchedule,
  charges: readonly { readonly chargeNumber: string; readonly subscriptionNumber: string }[],
  { userId, now }: Author,
): Promise<void> {
  const { accountId, invoiceScheduleId } = schedule;
  await sql`
    insert into invoice_schedules (account_id, invoice_schedule_id, invoice_schedule_number, notes,
      invoice_separately, orders, specific_subscriptions, total_amount, custom_fields,
      created_by_id, created_at, updated_by_id, updated_at)
    values (${accountId}::uuid, ${invoiceScheduleId}::uuid, ${schedule.invoiceScheduleNumber},
      ${schedule.notes}, ${schedule.invoiceSeparately}, ${[...schedule.orders]}::text[],
      ${JSON.stringify(schedule.specificSubscriptions)}::jsonb,
      ${schedule.totalAmount.toFixed()}::numeric, ${JSON.stringify(schedule.customFields)}::jsonb,
      ${userId}::uuid, ${now}::timestamptz, ${userId}::uuid, ${now}::timestamptz)
  `.execute(tx);
  await insertRows(
    tx,
    "invoice_schedule_charges",
    {
      account_id: "uuid",
      charge_number: "text",
      subscription_number: "text",
      invoice_schedule_id: "uuid",
    },
    charges.map(({ chargeNumber, subscriptionNumber }) => ({
      account_id: accountId,
      charge_number: chargeNumber,
      subscription_number: subscriptionNumber,
      invoice_schedule_id: invoiceScheduleId,
    })),
  );
  await saveScheduleItems(tx, schedule);
}

/** In the place of those that the schedule had. */
export async function saveScheduleItems(
  tx: Transaction,
  {
    accountId,
    invoiceScheduleId,
    items,
  }: Pick<InvoiceSchedule, "accountId" | "invoiceScheduleId" | "items">,
): Promise<void> {
  await sql`
    delete from invoice_schedule_items
    where account_id = ${accountId}::uuid and invoice_schedule_id = ${invoiceScheduleId}::uuid
  `.execute(tx);
  await insertRows(
    tx,
    "invoice_schedule_items",
    {
      account_id: "uuid",
      invoice_schedule_id: "uuid",
      invoice_schedule_item_id: "uuid",
      position: "integer",
      name: "text",
      run_date: "date",
      amount: "numeric",
      percentage: "numeric",
      is_processed: "boolean",
      invoice_id: "uuid",
    },
    items.map((item, position) => ({
      account_id: accountId,
      invoice_schedule_id: invoiceScheduleId,
      invoice_schedule_item_id: item.invoiceScheduleItemId,
      position,
      name: item.name,
      run_date: item.runDate,
      amount: item.amount,
      percentage: item.percentage,
      is_processed: item.isProcessed,
      invoice_id: item.invoiceId,
    })),
  );
}

/** By id or number. */
export async function findSchedule(
  tx: Transaction,
  key: string,
): Promise<InvoiceSchedule | undefined> {
  const { rows } = await sql<ScheduleRow>`
    select schedules.*, (
      select json_agg(charge_number order by charge_number) from invoice_schedule_charges charges
      where charges.account_id = schedules.account_id
      and charges.invoice_schedule_id = schedules.invoice_schedule_id
    ) as charge_numbers
    from invoice_schedules schedules
    where invoice_schedule_number = ${key} or invoice_schedule_id = ${idOf(key)}::uuid limit 1
  `.execute(tx);
  const [row] = rows;
  if (!row) return undefined;
  const items = await sql<ItemRow>`
    select * from invoice_schedule_items
    where account_id = ${row.account_id}::uuid
    and invoice_schedule_id = ${row.invoice_schedule_id}::uuid
    order by position
  `.execute(tx);
  return {
    accountId: row.account_id,
    invoiceScheduleId: row.invoice_schedule_id,
    invoiceScheduleNumber: row.invoice_schedule_number,
    notes: row.notes,
    invoiceSeparately: row.invoice_separately,
    isPaused: row.is_paused,
    orders: row.orders,
    specificSubscriptions: row.specific_subscriptions,
    totalAmount: decimal(row.total_amount),
    customFields: row.custom_fields,
    items: items.rows.map(toItem),
    chargeNumbers: row.charge_numbers ?? [],
  };
}

type ScheduleRow = {
  account_id: string;
  invoice_schedule_id: string;
  invoice_schedule_number: string;
  notes: string | null;
  invoice_separately: boolean;
  is_paused: boolean;
  orders: string[];
  specific_subscriptions: SpecificSubscription[];
  total_amount: string;
  custom_fields: CustomFields;
  charge_numbers: string[] | null;
};

type ItemRow = {
  invoice_schedule_item_id: string;
  name: string | null;
  run_date: PlainDate | null;
  amount: string;
  percentage: string | null;
  is_processed: boolean;
  invoice_id: string | null;
};

const toItem = (row: ItemRow): ScheduleItem => ({
  invoiceScheduleItemId: row.invoice_schedule_item_id,
  name: row.name,
  runDate: row.run_date,
  amount: decimal(row.amount),
  percentage: row.percentage === null ? null : decimal(row.percentage),
  isProcessed: row.is_processed,
  invoiceId: row.invoice_id,
});

/** Of one that is there. */
export async function saveScheduleFields(
  tx: Transaction,
  schedule: Pick<
    InvoiceSchedule,
    "accountId" | "invoiceScheduleId" | "notes" | "isPaused" | "customFields"
  >,
  { userId, now }: Author,
): Promise<void> {
  await sql`
    update invoice_schedules set notes = ${schedule.notes}, is_paused = ${schedule.isPaused},
      custom_fields = ${JSON.stringify(schedule.customFields)}::jsonb,
      updated_by_id = ${userId}::uuid, updated_at = ${now}::timestamptz
    where account_id = ${schedule.accountId}::uuid
    and invoice_schedule_id = ${schedule.invoiceScheduleId}::uuid
  `.execute(tx);
}

export async function deleteSchedule(
  tx: Transaction,
  { accountId, invoiceScheduleId }: Pick<InvoiceSchedule, "accountId" | "invoiceScheduleId">,
): Promise<void> {
  await sql`
    delete from invoice_schedules
    where account_id = ${accountId}::uuid and invoice_schedule_id = ${invoiceScheduleId}::uuid
  `.execute(tx);
}

/** Says on the items of an invoice which item of a schedule has billed them. */
export async function markScheduledItems(
  tx: Transaction,
  { accountId, invoiceScheduleId }: Pick<InvoiceSchedule, "accountId" | "invoiceScheduleId">,
  billed: { readonly invoiceId: string; readonly invoiceScheduleItemId: string },
): Promise<void> {
  await sql`
    update invoice_items set invoice_schedule_id = ${invoiceScheduleId}::uuid,
      invoice_schedule_item_id = ${billed.invoiceScheduleItemId}::uuid
    where account_id = ${accountId}::uuid and invoice_id = ${billed.invoiceId}::uuid
  `.execute(tx);
}

/** What these invoices have billed for schedules waits again: they are being taken back. */
export async function reopenScheduleItems(
  tx: Transaction,
  accountIds: readonly string[],
  invoiceIds: readonly string[],
): Promise<void> {
  if (invoiceIds.length === 0) return;
  await sql`
    update invoice_schedule_items items set is_processed = false, invoice_id = null
    from (
      select distinct account_id, invoice_schedule_id, invoice_schedule_item_id from invoice_items
      where account_id = any (${[...accountIds]}::uuid[])
      and invoice_id = any (${[...invoiceIds]}::uuid[]) and invoice_schedule_item_id is not null
    ) billed
    where items.account_id = billed.account_id
    and items.invoice_schedule_id = billed.invoice_schedule_id
    and items.invoice_schedule_item_id = billed.invoice_schedule_item_id
  `.execute(tx);
}

/** Schedules of which something is to be billed until a day, by number, with who has made each. */
export async function listDueSchedules(
  tx: Transaction,
  day: PlainDate,
): Promise<{ invoiceScheduleNumber: string; userId: string }[]> {
  const { rows } = await sql<{ invoice_schedule_number: string; created_by_id: string }>`
    select invoice_schedule_number, created_by_id from invoice_schedules schedules
    where not is_paused and exists (
      select from invoice_schedule_items items
      where items.account_id = schedules.account_id
      and items.invoice_schedule_id = schedules.invoice_schedule_id
      and not is_processed and run_date <= ${day}::date
    )
    order by invoice_schedule_number
  `.execute(tx);
  return rows.map((row) => ({
    invoiceScheduleNumber: row.invoice_schedule_number,
    userId: row.created_by_id,
  }));
}
