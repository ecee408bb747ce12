/** What is changed of payment schedules whose account is locked. */
import type { PaymentSchedule } from "#engine/model/payment-schedule.ts";
import { sql, type Transaction } from "./database.ts";

type Author = { readonly userId: string; readonly now: string };

/** All of a schedule that can change, but for its items. */
export async function savePaymentScheduleFields(
  tx: Transaction,
  schedule: Omit<PaymentSchedule, "items">,
  { userId, now }: Author,
): Promise<void> {
  await sql`
    update payment_schedules set description = ${schedule.description},
      period = ${schedule.period}, run_hour = ${schedule.runHour},
      period_start_date = ${schedule.periodStartDate}::date,
      custom_fields = ${JSON.stringify(schedule.customFields)}::jsonb,
      updated_by_id = ${userId}::uuid, updated_at = ${now}::timestamptz
    where account_id = ${schedule.accountId}::uuid
    and payment_schedule_id = ${schedule.paymentScheduleId}::uuid
  `.execute(tx);
}

export async function deletePaymentScheduleItemRows(
  tx: Transaction,
  accountId: string,
  itemIds: readonly string[],
): Promise<void> {
  await sql`
    delete from payment_schedule_items where account_id = ${accountId}::uuid
    and payment_schedule_item_id = any (${[...itemIds]}::uuid[])
  `.execute(tx);
}

/** Which payments of others count for an item. */
export async function saveLinkedPayments(
  tx: Transaction,
  { accountId, paymentScheduleItemId }: { accountId: string; paymentScheduleItemId: string },
  paymentIds: readonly string[],
  { userId, now }: Author,
): Promise<void> {
  await sql`
    update payment_schedule_items set linked_payment_ids = ${[...paymentIds]}::uuid[],
      updated_by_id = ${userId}::uuid, updated_at = ${now}::timestamptz
    where account_id = ${accountId}::uuid
    and payment_schedule_item_id = ${paymentScheduleItemId}::uuid
  `.execute(tx);
}

/** Whether a payment counts for another item already. */
export async function isPaymentOfAnotherItem(
  tx: Transaction,
  { accountId, paymentScheduleItemId }: { accountId: string; paymentScheduleItemId: string },
  paymentId: string,
): Promise<boolean> {
  const { rows } = await sql`
    select from payment_schedule_items where account_id = ${accountId}::uuid
    and payment_schedule_item_id <> ${paymentScheduleItemId}::uuid
    and ${paymentId}::uuid = any (linked_payment_ids || payment_id) limit 1
  `.execute(tx);
  return rows.length > 0;
}
