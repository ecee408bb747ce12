import type { CustomFields } from "#engine/model/custom-fields.ts";
import { decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import type { Columns } from "./insert-rows.ts";
import type { Authorship } from "./invoice-rows.ts";
import type { PaymentFinance } from "./payments.ts";
import type { FollowUp, RefundedItem, StoredRefund } from "./refunds.ts";
import { fromStored, toStored } from "./stored-values.ts";

export type RefundRow = {
  account_id: string;
  refund_id: string;
  refund_number: string;
  type: StoredRefund["type"];
  status: StoredRefund["status"];
  gateway_state: StoredRefund["gatewayState"];
  method_type: string | null;
  refund_transaction_type: string | null;
  currency: string;
  refund_date: PlainDate;
  amount: string;
  payment_id: string | null;
  credit_memo_id: string | null;
  payment_method_id: string | null;
  payment_gateway_id: string | null;
  gateway_response: string | null;
  gateway_response_code: string | null;
  reference_id: string | null;
  second_reference_id: string | null;
  soft_descriptor: string | null;
  soft_descriptor_phone: string | null;
  reason_code: string | null;
  comment: string | null;
  finance_information: PaymentFinance | null;
  custom_fields: CustomFields;
  items: Parameters<typeof fromStored>[0];
  attempts: number;
  next_attempt_at: Date | null;
  idempotency_key: string | null;
  order_id: string | null;
  submitted_at: Date | null;
  settled_at: Date | null;
  cancelled_at: Date | null;
  follow_up: Parameters<typeof fromStored>[0];
};

export const toRefund = (row: RefundRow): StoredRefund => ({
  accountId: row.account_id,
  refundId: row.refund_id,
  refundNumber: row.refund_number,
  type: row.type,
  status: row.status,
  gatewayState: row.gateway_state,
  methodType: row.method_type,
  refundTransactionType: row.refund_transaction_type,
  currency: row.currency,
  refundDate: row.refund_date,
  amount: decimal(row.amount),
  paymentId: row.payment_id,
  creditMemoId: row.credit_memo_id,
  paymentMethodId: row.payment_method_id,
  gatewayId: row.payment_gateway_id,
  gatewayResponse: row.gateway_response,
  gatewayResponseCode: row.gateway_response_code,
  referenceId: row.reference_id,
  secondReferenceId: row.second_reference_id,
  softDescriptor: row.soft_descriptor,
  softDescriptorPhone: row.soft_descriptor_phone,
  reasonCode: row.reason_code,
  comment: row.comment,
  financeInformation: row.finance_information,
  customFields: row.custom_fields,
  items: fromStored(row.items) as RefundedItem[],
  attempts: row.attempts,
  nextAttemptAt: instantOf(row.next_attempt_at),
  idempotencyKey: row.idempotency_key,
  orderId: row.order_id,
  submittedAt: instantOf(row.submitted_at),
  settledAt: instantOf(row.settled_at),
  cancelledAt: instantOf(row.cancelled_at),
  followUp: fromStored(row.follow_up) as FollowUp | null,
});

const instantOf = (at: Date | null): string | null => at?.toISOString() ?? null;

export const KEYS = {
  account_id: "uuid",
  refund_id: "uuid",
} as const satisfies Columns;

/** What never changes of a refund. */
export const FIXED = {
  refund_number: "text",
  type: "text",
  method_type: "text",
  refund_transaction_type: "text",
  currency: "text",
  refund_date: "date",
  amount: "numeric",
  payment_id: "uuid",
  credit_memo_id: "uuid",
  payment_method_id: "uuid",
  payment_gateway_id: "uuid",
  second_reference_id: "text",
  soft_descriptor: "text",
  soft_descriptor_phone: "text",
  idempotency_key: "text",
  order_id: "uuid",
} as const satisfies Columns;

/** What changes. */
export const SETS = {
  status: "text",
  gateway_state: "text",
  gateway_response: "text",
  gateway_response_code: "text",
  reference_id: "text",
  reason_code: "text",
  comment: "text",
  finance_information: "jsonb",
  custom_fields: "jsonb",
  items: "jsonb",
  follow_up: "jsonb",
  attempts: "integer",
  next_attempt_at: "timestamptz",
  submitted_at: "timestamptz",
  settled_at: "timestamptz",
  cancelled_at: "timestamptz",
  updated_by_id: "uuid",
  updated_at: "timestamptz",
} as const satisfies Columns;

export const toKeys = (refund: StoredRefund) => ({
  account_id: refund.accountId,
  refund_id: refund.refundId,
});

export const toFixed = (refund: StoredRefund) => ({
  refund_number: refund.refundNumber,
  type: refund.type,
  method_type: refund.methodType,
  refund_transaction_type: refund.refundTransactionType,
  currency: refund.currency,
  refund_date: refund.refundDate,
  amount: refund.amount,
  payment_id: refund.paymentId,
  credit_memo_id: refund.creditMemoId,
  payment_method_id: refund.paymentMethodId,
  payment_gateway_id: refund.gatewayId,
  second_reference_id: refund.secondReferenceId,
  soft_descriptor: refund.softDescriptor,
  soft_descriptor_phone: refund.softDescriptorPhone,
  idempotency_key: refund.idempotencyKey,
  order_id: refund.orderId,
});

export const toSets = (
  refund: StoredRefund,
  { userId, now }: Pick<Authorship, "userId" | "now">,
) => ({
  status: refund.status,
  gateway_state: refund.gatewayState,
  gateway_response: refund.gatewayResponse,
  gateway_response_code: refund.gatewayResponseCode,
  reference_id: refund.referenceId,
  reason_code: refund.reasonCode,
  comment: refund.comment,
  finance_information: refund.financeInformation,
  custom_fields: refund.customFields,
  items: toStored(refund.items),
  follow_up: refund.followUp && toStored(refund.followUp),
  attempts: refund.attempts,
  next_attempt_at: refund.nextAttemptAt,
  submitted_at: refund.submittedAt,
  settled_at: refund.settledAt,
  cancelled_at: refund.cancelledAt,
  updated_by_id: userId,
  updated_at: now,
});
