import type { CustomFields } from "#engine/model/custom-fields.ts";
import type { WantedApplication } from "#engine/model/payment.ts";
import { decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import type { Columns } from "./insert-rows.ts";
import type { Authorship } from "./invoice-rows.ts";
import type { PaymentFinance, StoredPayment } from "./payments.ts";
import { fromStored, toStored } from "./stored-values.ts";

export type PaymentRow = {
  account_id: string;
  payment_id: string;
  payment_number: string;
  type: StoredPayment["type"];
  status: StoredPayment["status"];
  standalone: boolean;
  gateway_state: StoredPayment["gatewayState"];
  currency: string;
  effective_date: PlainDate;
  amount: string;
  unapplied_amount: string;
  refund_amount: string;
  reserved_amount: string;
  payment_method_id: string | null;
  payment_method_type: string | null;
  payment_gateway_id: string | null;
  bank_identification: string | null;
  auth_transaction_id: string | null;
  gateway_order_id: string | null;
  gateway_response: string | null;
  gateway_response_code: string | null;
  reference_id: string | null;
  soft_descriptor: string | null;
  soft_descriptor_phone: string | null;
  comment: string | null;
  finance_information: PaymentFinance | null;
  custom_fields: CustomFields;
  intent: Parameters<typeof fromStored>[0];
  attempts: number;
  next_attempt_at: Date | null;
  idempotency_key: string | null;
  source: StoredPayment["source"];
  payment_run_id: string | null;
  order_id: string | null;
  submitted_at: Date | null;
  settled_at: Date | null;
  cancelled_at: Date | null;
};

export const toPayment = (row: PaymentRow): StoredPayment => ({
  accountId: row.account_id,
  paymentId: row.payment_id,
  paymentNumber: row.payment_number,
  type: row.type,
  status: row.status,
  isStandalone: row.standalone,
  gatewayState: row.gateway_state,
  currency: row.currency,
  effectiveDate: row.effective_date,
  amount: decimal(row.amount),
  unappliedAmount: decimal(row.unapplied_amount),
  refundAmount: decimal(row.refund_amount),
  reservedAmount: decimal(row.reserved_amount),
  paymentMethodId: row.payment_method_id,
  paymentMethodType: row.payment_method_type,
  gatewayId: row.payment_gateway_id,
  bankIdentificationNumber: row.bank_identification,
  authTransactionId: row.auth_transaction_id,
  gatewayOrderId: row.gateway_order_id,
  gatewayResponse: row.gateway_response,
  gatewayResponseCode: row.gateway_response_code,
  referenceId: row.reference_id,
  softDescriptor: row.soft_descriptor,
  softDescriptorPhone: row.soft_descriptor_phone,
  comment: row.comment,
  financeInformation: row.finance_information,
  customFields: row.custom_fields,
  intent: fromStored(row.intent) as WantedApplication[],
  attempts: row.attempts,
  nextAttemptAt: instantOf(row.next_attempt_at),
  idempotencyKey: row.idempotency_key,
  source: row.source,
  paymentRunId: row.payment_run_id,
  orderId: row.order_id,
  submittedAt: instantOf(row.submitted_at),
  settledAt: instantOf(row.settled_at),
  cancelledAt: instantOf(row.cancelled_at),
});

const instantOf = (at: Date | null): string | null => at?.toISOString() ?? null;

export const KEYS = {
  account_id: "uuid",
  payment_id: "uuid",
} as const satisfies Columns;

/** What never changes of a payment. */
export const FIXED = {
  payment_number: "text",
  type: "text",
  standalone: "boolean",
  currency: "text",
  effective_date: "date",
  amount: "numeric",
  payment_method_id: "uuid",
  payment_method_type: "text",
  payment_gateway_id: "uuid",
  bank_identification: "text",
  auth_transaction_id: "text",
  gateway_order_id: "text",
  soft_descriptor: "text",
  soft_descriptor_phone: "text",
  idempotency_key: "text",
  source: "text",
  payment_run_id: "uuid",
} as const satisfies Columns;

/** What changes. */
export const SETS = {
  status: "text",
  gateway_state: "text",
  unapplied_amount: "numeric",
  refund_amount: "numeric",
  reserved_amount: "numeric",
  gateway_response: "text",
  gateway_response_code: "text",
  reference_id: "text",
  comment: "text",
  finance_information: "jsonb",
  custom_fields: "jsonb",
  intent: "jsonb",
  attempts: "integer",
  next_attempt_at: "timestamptz",
  order_id: "uuid",
  submitted_at: "timestamptz",
  settled_at: "timestamptz",
  cancelled_at: "timestamptz",
  updated_by_id: "uuid",
  updated_at: "timestamptz",
} as const satisfies Columns;

export const CREATED = { created_by_id: "uuid", created_at: "timestamptz" } as const;

export const toKeys = (payment: StoredPayment) => ({
  account_id: payment.accountId,
  payment_id: payment.paymentId,
});

export const toFixed = (payment: StoredPayment) => ({
  payment_number: payment.paymentNumber,
  type: payment.type,
  standalone: payment.isStandalone,
  currency: payment.currency,
  effective_date: payment.effectiveDate,
  amount: payment.amount,
  payment_method_id: payment.paymentMethodId,
  payment_method_type: payment.paymentMethodType,
  payment_gateway_id: payment.gatewayId,
  bank_identification: payment.bankIdentificationNumber,
  auth_transaction_id: payment.authTransactionId,
  gateway_order_id: payment.gatewayOrderId,
  soft_descriptor: payment.softDescriptor,
  soft_descriptor_phone: payment.softDescriptorPhone,
  idempotency_key: payment.idempotencyKey,
  source: payment.source,
  payment_run_id: payment.paymentRunId,
});

export const toSets = (
  payment: StoredPayment,
  { userId, now }: Pick<Authorship, "userId" | "now">,
) => ({
  status: payment.status,
  gateway_state: payment.gatewayState,
  unapplied_amount: payment.unappliedAmount,
  refund_amount: payment.refundAmount,
  reserved_amount: payment.reservedAmount,
  gateway_response: payment.gatewayResponse,
  gateway_response_code: payment.gatewayResponseCode,
  reference_id: payment.referenceId,
  comment: payment.comment,
  finance_information: payment.financeInformation,
  custom_fields: payment.customFields,
  intent: toStored(payment.intent),
  attempts: payment.attempts,
  next_attempt_at: payment.nextAttemptAt,
  order_id: payment.orderId,
  submitted_at: payment.submittedAt,
  settled_at: payment.settledAt,
  cancelled_at: payment.cancelledAt,
  updated_by_id: userId,
  updated_at: now,
});
