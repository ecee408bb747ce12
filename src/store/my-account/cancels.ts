/** Cancels that customers have made themselves. */
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "../database.ts";

export type CustomerCancel = {
  readonly accountId: string;
  readonly orderId: string;
  readonly orderNumber: string;
  readonly subscriptionNumber: string;
  /** First day without service. */
  readonly cancelledDate: PlainDate;
  /** What was told, as the operation has written it. */
  readonly receipt: unknown;
  readonly fileId: string | null;
  /** Number of the order that has taken it back. */
  readonly takenBackBy: string | null;
};

export async function saveCustomerCancel(
  tx: Transaction,
  cancel: Omit<CustomerCancel, "fileId" | "takenBackBy">,
  { userId, now }: { readonly userId: string; readonly now: string },
): Promise<void> {
  await sql`
    insert into my_account_cancels (account_id, order_id, order_number, subscription_number,
      cancelled_date, receipt, created_by_id, created_at)
    values (${cancel.accountId}::uuid, ${cancel.orderId}::uuid, ${cancel.orderNumber},
      ${cancel.subscriptionNumber}, ${cancel.cancelledDate}::date,
      ${JSON.stringify(cancel.receipt)}::jsonb, ${userId}::uuid, ${now}::timestamptz)
  `.execute(tx);
}

type OfAccount = { readonly accountId: string; readonly orderNumber: string };

/** The file of its receipt. */
export async function saveReceiptFile(
  tx: Transaction,
  { accountId, orderNumber, fileId }: OfAccount & { readonly fileId: string },
): Promise<void> {
  await sql`
    update my_account_cancels set file_id = ${fileId}::uuid
    where account_id = ${accountId}::uuid and order_number = ${orderNumber}
  `.execute(tx);
}

/** False when somebody has taken it back already. */
export async function saveTakenBack(
  tx: Transaction,
  { accountId, orderNumber, takenBackBy }: OfAccount & { readonly takenBackBy: string },
): Promise<boolean> {
  const { rows } = await sql`
    update my_account_cancels set taken_back_by = ${takenBackBy}
    where account_id = ${accountId}::uuid and order_number = ${orderNumber} and taken_back_by is null
    returning order_id
  `.execute(tx);
  return rows.length > 0;
}

const CANCEL = sql`
  select account_id as "accountId", order_id as "orderId", order_number as "orderNumber",
    subscription_number as "subscriptionNumber", cancelled_date as "cancelledDate", receipt,
    file_id as "fileId", taken_back_by as "takenBackBy"
  from my_account_cancels`;

export async function findCustomerCancel(
  tx: Transaction,
  { accountId, orderNumber }: OfAccount,
): Promise<CustomerCancel | undefined> {
  const { rows } = await sql<CustomerCancel>`
    ${CANCEL} where account_id = ${accountId}::uuid and order_number = ${orderNumber}
  `.execute(tx);
  return rows[0];
}

/** Those of an account that nobody has taken back. */
export async function listCustomerCancels(
  tx: Transaction,
  accountId: string,
): Promise<CustomerCancel[]> {
  const { rows } = await sql<CustomerCancel>`
    ${CANCEL} where account_id = ${accountId}::uuid and taken_back_by is null
  `.execute(tx);
  return rows;
}
