import type { z } from "zod";
import { shownFields } from "#engine/custom-fields/shown-fields.ts";
import { isUnassigned } from "#engine/model/payment.ts";
import { ZERO } from "#engine/values/decimal.ts";
import type { PaymentItemPart, PaymentPage, PaymentPart } from "#store/payment-pages.ts";
import type { PaymentFinance } from "#store/payments.ts";
import type { PaymentOfAccount } from "#store/payments-of-account.ts";
import { timestamp } from "../timestamps.ts";
import type { payment, paymentItemPart, paymentPart } from "./payment-fields.ts";

export function toPayment(page: PaymentPage, timeZone: string): z.input<typeof payment> {
  return {
    ...shownFields("Payment", page.customFields),
    id: page.paymentId,
    number: page.paymentNumber,
    status: page.status,
    type: page.type,
    accountId: isUnassigned(page.accountId) ? null : page.accountId,
    accountNumber: page.accountNumber,
    amount: page.amount,
    appliedAmount: page.appliedAmount,
    unappliedAmount: page.unappliedAmount,
    refundAmount: page.refundAmount,
    creditBalanceAmount: ZERO,
    currency: page.currency,
    effectiveDate: page.effectiveDate,
    comment: page.comment,
    authTransactionId: page.authTransactionId,
    bankIdentificationNumber: page.bankIdentificationNumber,
    gatewayOrderId: page.gatewayOrderId,
    secondPaymentReferenceId: null,
    ...toThroughGateway(page, timeZone),
    cancelledOn: stamp(page.cancelledAt, timeZone),
    createdDate: timestamp(page.createdAt, timeZone),
    createdById: page.createdById,
    updatedDate: timestamp(page.updatedAt, timeZone),
    updatedById: page.updatedById,
    financeInformation: toFinanceInformation(page.financeInformation),
    prepayment: false,
    standalone: page.isStandalone,
  };
}

export const toPaymentOfAccount = (payment: PaymentOfAccount) => ({
  amount: payment.amount,
  effectiveDate: payment.effectiveDate,
  gatewayTransactionNumber: payment.referenceId,
  id: payment.paymentId,
  paidInvoices: payment.paidInvoices.map(({ amount, invoiceId, invoiceNumber }) => ({
    appliedPaymentAmount: amount,
    invoiceId,
    invoiceNumber,
  })),
  paymentMethodId: payment.paymentMethodId,
  paymentNumber: payment.paymentNumber,
  status: payment.status,
  type: payment.type,
});

/** What payments and refunds say of their gateway. */
export const toThroughGateway = (
  page: Pick<
    PaymentPage,
    | "gatewayId"
    | "gatewayResponse"
    | "gatewayResponseCode"
    | "gatewayState"
    | "gatewayNumber"
    | "paymentMethodId"
    | "referenceId"
    | "softDescriptor"
    | "softDescriptorPhone"
    | "settledAt"
    | "submittedAt"
  >,
  timeZone: string,
) => ({
  gatewayId: page.gatewayId,
  gatewayReconciliationReason: null,
  gatewayReconciliationStatus: null,
  gatewayResponse: page.gatewayResponse,
  gatewayResponseCode: page.gatewayResponseCode,
  gatewayState: page.gatewayState,
  markedForSubmissionOn: null,
  paymentGatewayNumber: page.gatewayNumber,
  paymentMethodId: page.paymentMethodId,
  paymentMethodSnapshotId: null,
  payoutId: null,
  referenceId: page.referenceId,
  settledOn: stamp(page.settledAt, timeZone),
  softDescriptor: page.softDescriptor,
  softDescriptorPhone: page.softDescriptorPhone,
  submittedOn: stamp(page.submittedAt, timeZone),
});

/** Of an ISO instant. */
export const stamp = (at: string | null, timeZone: string): string | null =>
  at && timestamp(Temporal.Instant.from(at), timeZone);

export const toFinanceInformation = (finance: PaymentFinance | null) => ({
  bankAccountAccountingCode: finance?.bankAccountAccountingCode ?? null,
  bankAccountAccountingCodeType: null,
  transferredToAccounting: finance?.transferredToAccounting ?? "No",
  unappliedPaymentAccountingCode: finance?.unappliedPaymentAccountingCode ?? null,
  unappliedPaymentAccountingCodeType: null,
});

type Of = Pick<PaymentPage, "organizationLabel">;

const written = (
  part: Omit<PaymentPart, "partId">,
  { organizationLabel }: Of,
  timeZone: string,
) => ({
  organizationLabel,
  amount: part.amount,
  createdById: part.createdById,
  createdDate: timestamp(part.createdAt, timeZone),
  updatedById: part.createdById,
  updatedDate: timestamp(part.updatedAt, timeZone),
});

export const toPart = (
  part: PaymentPart,
  payment: Of,
  timeZone: string,
): z.input<typeof paymentPart> => ({
  ...written(part, payment, timeZone),
  id: part.partId,
  invoiceId: part.targetType === "Invoice" ? part.targetId : null,
  debitMemoId: part.targetType === "DebitMemo" ? part.targetId : null,
});

/** A tax has its own id and none of its item's. */
export function toItemPart(
  part: PaymentItemPart,
  payment: Of,
  timeZone: string,
): z.input<typeof paymentItemPart> {
  const itemId = part.targetTaxItemId === null ? part.targetItemId : null;
  return {
    ...written(part, payment, timeZone),
    id: part.itemPartId,
    invoiceItemId: part.targetType === "Invoice" ? itemId : null,
    debitMemoItemId: part.targetType === "DebitMemo" ? itemId : null,
    taxItemId: part.targetTaxItemId,
  };
}
