import type { CustomFields } from "#engine/model/custom-fields.ts";
import type {
  PaymentFunds,
  PaymentStatus,
  PaymentType,
  WantedApplication,
} from "#engine/model/payment.ts";
import { type Decimal, decimal } from "#engine/values/decimal.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";
import { insertRows, updateRows } from "./insert-rows.ts";
import type { Authorship } from "./invoice-rows.ts";
import {
  CREATED,
  FIXED,
  KEYS,
  type PaymentRow,
  SETS,
  toFixed,
  toKeys,
  toPayment,
  toSets,
} from "./payment-rows.ts";

export type PaymentFinance = {
  readonly bankAccountAccountingCode: string | null;
  readonly unappliedPaymentAccountingCode: string | null;
  readonly transferredToAccounting: string | null;
};

/** A payment: the money, how it came in, and what it is to pay while the gateway is asked. */
export type StoredPayment = PaymentFunds & {
  readonly type: PaymentType;
  readonly status: PaymentStatus;
  /** Asked of a gateway here, and settled elsewhere: in no balance, and applied to nothing. */
  readonly isStandalone: boolean;
  readonly gatewayState: "NotSubmitted" | "Submitted" | "Settled" | "FailedToSettle";
  readonly paymentMethodId: string | null;
  /** Of an external one: Check, Cash, … */
  readonly paymentMethodType: string | null;
  readonly gatewayId: string | null;
  readonly bankIdentificationNumber: string | null;
  readonly authTransactionId: string | null;
  readonly gatewayOrderId: string | null;
  readonly gatewayResponse: string | null;
  readonly gatewayResponseCode: string | null;
  readonly referenceId: string | null;
  readonly softDescriptor: string | null;
  readonly softDescriptorPhone: string | null;
  readonly comment: string | null;
  readonly financeInformation: PaymentFinance | null;
  readonly customFields: CustomFields;
  readonly intent: readonly WantedApplication[];
  readonly attempts: number;
  /** ISO instant; null where nothing is to be asked. */
  readonly nextAttemptAt: string | null;
  readonly idempotencyKey: string | null;
  readonly source: "API" | "Order" | "PaymentRun";
  readonly paymentRunId: string | null;
  readonly orderId: string | null;
  /** ISO instants. */
  readonly submittedAt: string | null;
  readonly settledAt: string | null;
  readonly cancelledAt: string | null;
};

type Author = Pick<Authorship, "userId" | "now">;

/** Whose payment it is, so that the account can be locked before it is read. */
export async function findPaymentAccountId(
  tx: Transaction,
  key: string,
): Promise<string | undefined> {
  const { rows } = await sql<{ account_id: string }>`
    select account_id from payments
    where payment_number = ${key} or payment_id = ${idOf(key)}::uuid
    order by (payment_id = ${idOf(key)}::uuid) desc nulls last limit 1
  `.execute(tx);
  return rows[0]?.account_id;
}

/** Locked until the transaction ends. */
export async function lockPayment(
  tx: Transaction,
  key: string,
): Promise<StoredPayment | undefined> {
  const { rows } = await sql<PaymentRow>`
    select * from payments where payment_number = ${key} or payment_id = ${idOf(key)}::uuid
    order by (payment_id = ${idOf(key)}::uuid) desc nulls last limit 1 for update
  `.execute(tx);
  return rows[0] && toPayment(rows[0]);
}

/** What an earlier try of the same request has made. */
export async function findPaymentOfRequest(
  tx: Transaction,
  idempotencyKey: string,
): Promise<StoredPayment | undefined> {
  const { rows } = await sql<PaymentRow>`
    select * from payments where idempotency_key = ${idempotencyKey}
  `.execute(tx);
  return rows[0] && toPayment(rows[0]);
}

/** A payment that is given back is none of its request's any more. */
export async function forgetRequestOfPayment(
  tx: Transaction,
  { accountId, paymentId }: Pick<StoredPayment, "accountId" | "paymentId">,
): Promise<void> {
  await sql`
    update payments set idempotency_key = null
    where account_id = ${accountId}::uuid and payment_id = ${paymentId}::uuid
  `.execute(tx);
}

/** Payments of an account of which the gateway has not answered yet. */
export async function listPaymentsInProcess(
  tx: Transaction,
  accountIds: readonly string[],
): Promise<StoredPayment[]> {
  const { rows } = await sql<PaymentRow>`
    select * from payments
    where account_id = any (${accountIds}::uuid[]) and status = 'Processing'
  `.execute(tx);
  return rows.map(toPayment);
}

/**
 * Processed payments of accounts that have something left to apply, the oldest first. What is taken for
 * an order that is being made is that order's.
 */
export async function listUnappliedPayments(
  tx: Transaction,
  accountIds: readonly string[],
): Promise<StoredPayment[]> {
  const { rows } = await sql<PaymentRow>`
    select * from payments
    where account_id = any (${accountIds}::uuid[]) and status = 'Processed'
    and unapplied_amount > reserved_amount and not (source = 'Order' and order_id is null)
    order by effective_date, payment_number
  `.execute(tx);
  return rows.map(toPayment);
}

/** What of an account's unapplied payments is taken for orders that are being made. */
export async function findTakenForOrders(tx: Transaction, accountId: string): Promise<Decimal> {
  const { rows } = await sql<{ taken: string }>`
    select coalesce(sum(unapplied_amount), 0) as taken from payments
    where account_id = ${accountId}::uuid and status = 'Processed'
    and source = 'Order' and order_id is null
  `.execute(tx);
  return decimal(rows[0]?.taken ?? "0");
}

/** Those of any account that are to be asked about again, so many at most. */
export async function listPaymentsToAskAbout(
  tx: Transaction,
  howMany: number,
): Promise<StoredPayment[]> {
  const { rows } = await sql<PaymentRow>`
    select * from payments where status = 'Processing' and next_attempt_at <= now()
    order by next_attempt_at limit ${howMany}
  `.execute(tx);
  return rows.map(toPayment);
}

export const saveNewPayments = (
  tx: Transaction,
  payments: readonly StoredPayment[],
  author: Author,
): Promise<void> =>
  insertRows(
    tx,
    "payments",
    { ...KEYS, ...FIXED, ...SETS, ...CREATED },
    payments.map((payment) => ({
      ...toKeys(payment),
      ...toFixed(payment),
      ...toSets(payment, author),
      created_by_id: author.userId,
      created_at: author.now,
    })),
  );

/** Writes all that can change of payments that are locked. */
export const savePayments = (
  tx: Transaction,
  payments: readonly StoredPayment[],
  author: Author,
): Promise<void> =>
  updateRows(
    tx,
    "payments",
    { keys: KEYS, sets: SETS },
    payments.map((payment) => ({ ...toKeys(payment), ...toSets(payment, author) })),
  );

/** Gives a payment of which nothing is applied to another account. */
export async function saveTransferredPayment(
  tx: Transaction,
  { accountId, paymentId }: StoredPayment,
  toAccountId: string,
  { userId, now }: Author,
): Promise<void> {
  await sql`
    update payments set account_id = ${toAccountId}::uuid, updated_by_id = ${userId}::uuid,
      updated_at = ${now}::timestamptz
    where account_id = ${accountId}::uuid and payment_id = ${paymentId}::uuid
  `.execute(tx);
}

export async function deletePayment(
  tx: Transaction,
  { accountId, paymentId }: Pick<StoredPayment, "accountId" | "paymentId">,
): Promise<void> {
  await sql`
    delete from payments
    where account_id = ${accountId}::uuid and payment_id = ${paymentId}::uuid
  `.execute(tx);
}

/** Taken for orders that were not made: the process died between the two. */
export async function listPaymentsOfNoOrder(tx: Transaction): Promise<StoredPayment[]> {
  const { rows } = await sql<PaymentRow>`
    select * from payments
    where source = 'Order' and order_id is null and status = 'Processed'
    and unapplied_amount = amount and reserved_amount = 0
    and submitted_at < now() - interval '10 minutes'
    limit 100
  `.execute(tx);
  return rows.map(toPayment);
}

/** Payments of accounts that are locked, by their ids; locked until the transaction ends. */
export async function lockPayments(
  tx: Transaction,
  payments: readonly Pick<StoredPayment, "accountId" | "paymentId">[],
): Promise<StoredPayment[]> {
  const { rows } = await sql<PaymentRow>`
    select payments.*
    from unnest(${payments.map((each) => each.accountId)}::uuid[],
      ${payments.map((each) => each.paymentId)}::uuid[]) wanted (account_id, payment_id)
    join payments using (account_id, payment_id)
    for update of payments
  `.execute(tx);
  return rows.map(toPayment);
}

/** Payments of a run that a process has begun and not finished. */
export async function listPaymentsOfRunInProcess(
  tx: Transaction,
  paymentRunId: string,
): Promise<StoredPayment[]> {
  const { rows } = await sql<PaymentRow>`
    select * from payments
    where payment_run_id = ${paymentRunId}::uuid and status = 'Processing'
  `.execute(tx);
  return rows.map(toPayment);
}
