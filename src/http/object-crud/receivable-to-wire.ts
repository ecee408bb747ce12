import { isUnassigned } from "#engine/model/payment.ts";
import { serviceEndDate } from "#engine/values/date-range.ts";
import { negated } from "#engine/values/decimal.ts";
import type { CreditBalanceAdjustment } from "#store/credit-balance-adjustments.ts";
import type { findInvoiceAdjustment } from "#store/invoice-adjustments.ts";
import type { InvoicePayment } from "#store/invoice-payments.ts";
import type { PaymentPage, Written } from "#store/payment-pages.ts";
import type { RefundPage } from "#store/refund-pages.ts";
import { offsetTimestamp } from "../timestamps.ts";
import { type CrudObject, stampsOf } from "./to-wire.ts";

const instant = (at: string | null, timeZone: string) =>
  at && offsetTimestamp(new Date(at), timeZone);

/** What is not applied is the credit balance of the older model. */
export const toPaymentObject = (page: PaymentPage, timeZone: string): CrudObject => ({
  ...stampsOf(page, timeZone),
  AccountId: isUnassigned(page.accountId) ? null : page.accountId,
  AccountingCode: page.financeInformation?.bankAccountAccountingCode ?? null,
  Amount: page.amount,
  AppliedAmount: page.appliedAmount,
  AppliedCreditBalanceAmount: page.unappliedAmount,
  BankIdentificationNumber: page.bankIdentificationNumber,
  CancelledOn: instant(page.cancelledAt, timeZone),
  Comment: page.comment,
  EffectiveDate: page.effectiveDate,
  GatewayOrderId: page.gatewayOrderId,
  GatewayResponse: page.gatewayResponse,
  GatewayResponseCode: page.gatewayResponseCode,
  GatewayState: page.gatewayState,
  Id: page.paymentId,
  PaymentMethodId: page.paymentMethodId,
  PaymentNumber: page.paymentNumber,
  ReferenceId: page.referenceId,
  RefundAmount: page.refundAmount,
  SettledOn: instant(page.settledAt, timeZone),
  SoftDescriptor: page.softDescriptor,
  SoftDescriptorPhone: page.softDescriptorPhone,
  Source: page.source === "PaymentRun" ? "PaymentRun" : "API",
  Status: page.status,
  SubmittedOn: instant(page.submittedAt, timeZone),
  TransferredToAccounting: page.financeInformation?.transferredToAccounting ?? null,
  Type: page.type,
  ...page.customFields,
});

export const toInvoicePaymentObject = (found: InvoicePayment, timeZone: string): CrudObject => ({
  ...stampsOf(found, timeZone),
  Amount: found.amount,
  Id: found.invoicePaymentId,
  InvoiceId: found.invoiceId,
  PaymentId: found.paymentId,
});

export const toRefundObject = (page: RefundPage, timeZone: string): CrudObject => ({
  ...stampsOf(page, timeZone),
  AccountId: isUnassigned(page.accountId) ? null : page.accountId,
  Amount: page.amount,
  CancelledOn: instant(page.cancelledAt, timeZone),
  Comment: page.comment,
  GatewayResponse: page.gatewayResponse,
  GatewayResponseCode: page.gatewayResponseCode,
  GatewayState: page.gatewayState,
  Id: page.refundId,
  MethodType: page.methodType,
  PaymentId: page.paymentId,
  PaymentMethodId: page.paymentMethodId,
  ReasonCode: page.reasonCode,
  ReferenceId: page.referenceId,
  RefundDate: page.refundDate,
  RefundNumber: page.refundNumber,
  SettledOn: instant(page.settledAt, timeZone),
  SoftDescriptor: page.softDescriptor,
  SoftDescriptorPhone: page.softDescriptorPhone,
  SourceType: page.paymentId === null ? "CreditMemo" : "Payment",
  Status: page.status,
  SubmittedOn: instant(page.submittedAt, timeZone),
  TransferredToAccounting: page.financeInformation?.transferredToAccounting ?? null,
  Type: page.type,
  ...page.customFields,
});

export const toAdjustmentObject = (
  found: CreditBalanceAdjustment & Written,
  timeZone: string,
): CrudObject => ({
  ...stampsOf(found, timeZone),
  AccountId: found.accountId,
  AccountingCode: found.accountingCode,
  AdjustmentDate: found.adjustmentDate,
  Amount: found.amount,
  CancelledOn: instant(found.cancelledAt, timeZone),
  Comment: found.comment,
  Id: found.adjustmentId,
  Number: found.adjustmentNumber,
  ReasonCode: found.reasonCode,
  ReferenceId: found.referenceId,
  SourceTransactionId: found.invoiceId,
  SourceTransactionNumber: found.invoiceNumber,
  SourceTransactionType: found.type === "Increase" ? "CreditMemo" : "Invoice",
  Status: found.status,
  TransferredToAccounting: found.transferredToAccounting,
  Type: found.type,
  ...found.customFields,
});

type FoundAdjustment = NonNullable<Awaited<ReturnType<typeof findInvoiceAdjustment>>>;

const ofAnyAdjustment = (found: FoundAdjustment, timeZone: string): CrudObject => ({
  ...stampsOf(found, timeZone),
  AccountId: found.accountId,
  AdjustmentDate: found.adjustmentDate,
  AdjustmentNumber: found.adjustmentNumber,
  Amount: found.amount,
  CancelledOn: instant(found.cancelledAt, timeZone),
  Id: found.adjustmentId,
  InvoiceId: found.invoiceId,
  InvoiceNumber: found.invoiceNumber,
  ReasonCode: found.reasonCode,
  ReferenceId: found.referenceId,
  Status: found.status,
  TransferredToAccounting: found.transferredToAccounting,
  Type: "Credit",
  ...found.customFields,
});

export const toInvoiceAdjustmentObject = (
  found: FoundAdjustment,
  timeZone: string,
): CrudObject => ({
  ...ofAnyAdjustment(found, timeZone),
  Comments: found.comment,
  CustomerName: found.accountName,
  CustomerNumber: found.accountNumber,
  ImpactAmount: negated(found.amount),
});

export const toItemAdjustmentObject = (found: FoundAdjustment, timeZone: string): CrudObject => ({
  ...ofAnyAdjustment(found, timeZone),
  Comment: found.comment,
  InvoiceItemName: found.itemName,
  ServiceEndDate: found.service && serviceEndDate(found.service),
  ServiceStartDate: found.service?.start ?? null,
  SourceId: found.sourceId,
  SourceType: found.sourceType,
});
