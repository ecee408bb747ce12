import type { CustomFields } from "#engine/model/custom-fields.ts";
import type {
  PaymentMethod,
  PaymentMethodDetails,
  PaymentMethodType,
} from "#engine/model/payment-method.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";

/** A payment method with what has happened to it so far. */
export type StoredPaymentMethod = PaymentMethod & {
  /** Whether its account pays with it when nothing else is said. */
  readonly isDefault: boolean;
  readonly numConsecutiveFailures: number;
  readonly totalNumberOfProcessedPayments: number;
  readonly totalNumberOfErrorPayments: number;
  /** Approved or Declined; null before the first. */
  readonly lastTransaction: string | null;
  readonly lastTransactionAt: Date | null;
  readonly lastFailedSaleTransactionAt: Date | null;
  readonly createdById: string;
  readonly createdAt: Date;
  readonly updatedById: string;
  readonly updatedAt: Date;
};

const METHOD = sql`
  select m.*, coalesce(a.default_payment_method_id = m.payment_method_id, false) as is_default
  from payment_methods m left join accounts a on a.account_id = m.account_id`;

export async function findPaymentMethod(
  tx: Transaction,
  key: string,
): Promise<StoredPaymentMethod | undefined> {
  const { rows } = await sql<MethodRow>`
    ${METHOD} where m.payment_method_id = ${idOf(key)}::uuid
  `.execute(tx);
  return rows[0] && toMethod(rows[0]);
}

/** Locked until the transaction ends. */
export async function lockPaymentMethod(
  tx: Transaction,
  key: string,
): Promise<StoredPaymentMethod | undefined> {
  await sql`
    select from payment_methods where payment_method_id = ${idOf(key)}::uuid for update
  `.execute(tx);
  return findPaymentMethod(tx, key);
}

/** Of an account, in the order in which they were made. */
export async function listPaymentMethods(
  tx: Transaction,
  accountId: string,
): Promise<StoredPaymentMethod[]> {
  const { rows } = await sql<MethodRow>`
    ${METHOD} where m.account_id = ${accountId}::uuid order by m.payment_method_id
  `.execute(tx);
  return rows.map(toMethod);
}

export async function listPaymentMethodsById(
  tx: Transaction,
  paymentMethodIds: readonly string[],
): Promise<StoredPaymentMethod[]> {
  const { rows } = await sql<MethodRow>`
    ${METHOD} where m.payment_method_id = any (${paymentMethodIds}::uuid[])
  `.execute(tx);
  return rows.map(toMethod);
}

export type Writer = { readonly userId: string; readonly now: string };

export async function saveNewPaymentMethod(
  tx: Transaction,
  method: PaymentMethod,
  { userId, now }: Writer,
): Promise<void> {
  await tx
    .insertInto("payment_methods")
    .values({
      ...toColumns(method),
      created_by_id: userId,
      created_at: now,
      updated_by_id: userId,
      updated_at: now,
    })
    .execute();
}

/** Writes all that can change of a method that is locked. */
export async function savePaymentMethod(
  tx: Transaction,
  method: PaymentMethod,
  { userId, now }: Writer,
): Promise<void> {
  await tx
    .updateTable("payment_methods")
    .set({ ...toColumns(method), updated_by_id: userId, updated_at: now })
    .where("payment_method_id", "=", method.paymentMethodId)
    .execute();
}

export async function deletePaymentMethod(tx: Transaction, paymentMethodId: string): Promise<void> {
  await sql`
    delete from payment_methods where payment_method_id = ${paymentMethodId}::uuid
  `.execute(tx);
}

/** With what an account, locked already, pays when nothing else is said. */
export async function saveDefaultPaymentMethod(
  tx: Transaction,
  accountId: string,
  paymentMethodId: string | null,
  { userId, now }: Writer,
): Promise<void> {
  await sql`
    update accounts set default_payment_method_id = ${paymentMethodId}::uuid,
      updated_by_id = ${userId}::uuid, updated_at = ${now}::timestamptz
    where account_id = ${accountId}::uuid
  `.execute(tx);
}

/** Counts what was approved and what was declined, each method once a call for each. */
export async function countTransactions(
  tx: Transaction,
  results: readonly { readonly paymentMethodId: string; readonly isApproved: boolean }[],
  now: string,
): Promise<void> {
  if (results.length === 0) return;
  const ids = results.map((each) => each.paymentMethodId);
  // Methods that are nobody's are shared by batches that are in work at once: locked in one order.
  await sql`
    with locked as (
      select payment_method_id from payment_methods where payment_method_id = any (${ids}::uuid[])
      order by payment_method_id for update
    )
    update payment_methods m set
      total_number_of_processed_payments = total_number_of_processed_payments + approved,
      total_number_of_error_payments = total_number_of_error_payments + declined,
      num_consecutive_failures = case when approved > 0 then 0
        else num_consecutive_failures + declined end,
      last_transaction = case when approved > 0 then 'Approved' else 'Declined' end,
      last_transaction_at = ${now}::timestamptz,
      last_failed_sale_transaction_at = case when declined > 0 then ${now}::timestamptz
        else last_failed_sale_transaction_at end
    from (
      select payment_method_id, count(*) filter (where is_approved)::integer as approved,
        count(*) filter (where not is_approved)::integer as declined
      from unnest(${ids}::uuid[], ${results.map((each) => each.isApproved)}::boolean[])
        given (payment_method_id, is_approved) join locked using (payment_method_id)
      group by payment_method_id
    ) counted
    where m.payment_method_id = counted.payment_method_id
  `.execute(tx);
}

type MethodRow = {
  payment_method_id: string;
  account_id: string | null;
  type: PaymentMethodType;
  status: PaymentMethod["status"];
  payment_gateway_id: string | null;
  token_id: string | null;
  second_token_id: string | null;
  masked: string | null;
  bank_identification: string | null;
  expiration_month: number | null;
  expiration_year: number | null;
  details: PaymentMethodDetails;
  mandate_info: PaymentMethod["mandateInfo"];
  use_default_retry_rule: boolean;
  max_consecutive_payment_failures: number | null;
  payment_retry_window: number | null;
  num_consecutive_failures: number;
  total_number_of_processed_payments: number;
  total_number_of_error_payments: number;
  last_transaction: string | null;
  last_transaction_at: Date | null;
  last_failed_sale_transaction_at: Date | null;
  custom_fields: CustomFields;
  is_default: boolean;
  created_by_id: string;
  created_at: Date;
  updated_by_id: string;
  updated_at: Date;
};

const toMethod = (row: MethodRow): StoredPaymentMethod => ({
  paymentMethodId: row.payment_method_id,
  accountId: row.account_id,
  type: row.type,
  status: row.status,
  gatewayId: row.payment_gateway_id,
  tokenId: row.token_id,
  secondTokenId: row.second_token_id,
  maskNumber: row.masked,
  bankIdentificationNumber: row.bank_identification,
  expirationMonth: row.expiration_month,
  expirationYear: row.expiration_year,
  details: row.details,
  mandateInfo: row.mandate_info,
  useDefaultRetryRule: row.use_default_retry_rule,
  maxConsecutivePaymentFailures: row.max_consecutive_payment_failures,
  paymentRetryWindow: row.payment_retry_window,
  numConsecutiveFailures: row.num_consecutive_failures,
  totalNumberOfProcessedPayments: row.total_number_of_processed_payments,
  totalNumberOfErrorPayments: row.total_number_of_error_payments,
  lastTransaction: row.last_transaction,
  lastTransactionAt: row.last_transaction_at,
  lastFailedSaleTransactionAt: row.last_failed_sale_transaction_at,
  customFields: row.custom_fields,
  isDefault: row.is_default,
  createdById: row.created_by_id,
  createdAt: row.created_at,
  updatedById: row.updated_by_id,
  updatedAt: row.updated_at,
});

const toColumns = (method: PaymentMethod) => ({
  payment_method_id: method.paymentMethodId,
  account_id: method.accountId,
  type: method.type,
  status: method.status,
  payment_gateway_id: method.gatewayId,
  token_id: method.tokenId,
  second_token_id: method.secondTokenId,
  masked: method.maskNumber,
  bank_identification: method.bankIdentificationNumber,
  expiration_month: method.expirationMonth,
  expiration_year: method.expirationYear,
  details: JSON.stringify(method.details),
  mandate_info: method.mandateInfo && JSON.stringify(method.mandateInfo),
  use_default_retry_rule: method.useDefaultRetryRule,
  max_consecutive_payment_failures: method.maxConsecutivePaymentFailures,
  payment_retry_window: method.paymentRetryWindow,
  custom_fields: JSON.stringify(method.customFields),
});
