/** A payment as it is answered, and what requests about payments share. */
import { z } from "zod";
import * as wire from "../wire.ts";

/** On the wire, but not kept by this version. */
const notKept = z.null();
const text = z.string().nullable();

export const financeAnswer = z.object({
  bankAccountAccountingCode: text,
  bankAccountAccountingCodeType: notKept,
  transferredToAccounting: z.string(),
  unappliedPaymentAccountingCode: text,
  unappliedPaymentAccountingCodeType: notKept,
});

/** Of payments and refunds alike. */
export const throughGateway = {
  gatewayId: wire.id.nullable(),
  gatewayReconciliationReason: notKept,
  gatewayReconciliationStatus: notKept,
  gatewayResponse: text,
  gatewayResponseCode: text,
  gatewayState: z.enum(["NotSubmitted", "Submitted", "Settled", "FailedToSettle"]),
  markedForSubmissionOn: notKept,
  paymentGatewayNumber: text,
  paymentMethodId: wire.id.nullable(),
  paymentMethodSnapshotId: notKept,
  payoutId: notKept,
  referenceId: text,
  settledOn: wire.timestamp.nullable(),
  softDescriptor: text,
  softDescriptorPhone: text,
  submittedOn: wire.timestamp.nullable(),
};

export const payment = z.looseObject({
  id: wire.id,
  number: z.string(),
  status: z.enum(["Processing", "Processed", "Error", "Canceled"]),
  type: z.enum(["External", "Electronic"]),
  accountId: wire.id.nullable().describe("Null while it is unassigned."),
  accountNumber: text,
  amount: wire.money,
  appliedAmount: wire.money,
  unappliedAmount: wire.money,
  refundAmount: wire.money,
  creditBalanceAmount: wire.money,
  currency: z.string(),
  effectiveDate: wire.date,
  comment: text,
  authTransactionId: text,
  bankIdentificationNumber: text,
  gatewayOrderId: text,
  secondPaymentReferenceId: notKept,
  ...throughGateway,
  cancelledOn: wire.timestamp.nullable(),
  createdDate: wire.timestamp,
  createdById: wire.id,
  updatedDate: wire.timestamp,
  updatedById: wire.id,
  financeInformation: financeAnswer,
  prepayment: z.boolean(),
  standalone: z.boolean(),
});

export const financeInformation = wire.body({
  bankAccountAccountingCode: wire.text(100).optional(),
  transferredToAccounting: z.enum(["Processing", "Yes", "No", "Error", "Ignore"]).optional(),
  unappliedPaymentAccountingCode: wire.text(100).optional(),
});

const MOST = 1_000;

const invoiceItem = wire.body({
  amount: wire.amount,
  invoiceItemId: wire.key.optional(),
  taxItemId: wire.key.optional().describe("Of a tax of an item; instead of the item."),
});

const debitMemoItem = wire.body({
  amount: wire.amount,
  debitMemoItemId: wire.key.optional(),
  taxItemId: wire.key.optional(),
});

/** What a payment pays: documents, and of them, where it is said, items and taxes. */
export const documents = {
  invoices: z
    .array(
      wire.body({
        amount: wire.amount,
        invoiceId: wire.key.optional(),
        invoiceNumber: wire.key.optional(),
        items: z.array(invoiceItem).max(MOST).optional(),
      }),
    )
    .max(MOST)
    .optional(),
  debitMemos: z
    .array(
      wire.body({
        amount: wire.amount,
        debitMemoId: wire.key.optional(),
        debitMemoNumber: wire.key.optional(),
        items: z.array(debitMemoItem).max(MOST).optional(),
      }),
    )
    .max(MOST)
    .optional(),
};

const filter = z.string().optional();

/** Each filter is equality, `=null` for no value; all of them must match. */
export const listQuery = wire.page(20).extend({
  accountId: filter,
  accountNumber: filter,
  amount: filter,
  appliedAmount: filter,
  createdById: filter,
  createdDate: filter,
  creditBalanceAmount: filter,
  currency: filter,
  effectiveDate: filter,
  number: filter,
  refundAmount: filter,
  standalone: filter,
  status: filter,
  type: filter,
  unappliedAmount: filter,
  updatedById: filter,
  updatedDate: filter,
  sort: z.string().optional().describe("`+number`, `-effectiveDate,+amount`: up or down."),
});

const part = {
  amount: wire.money,
  organizationLabel: z.string().nullable().describe("The account's."),
  createdById: wire.id,
  createdDate: wire.timestamp,
  updatedById: wire.id,
  updatedDate: wire.timestamp,
};

export const paymentPart = z.object({
  ...part,
  id: wire.id,
  invoiceId: wire.id.nullable(),
  debitMemoId: wire.id.nullable(),
});

export const paymentItemPart = z.object({
  ...part,
  id: wire.id,
  invoiceItemId: wire.id.nullable(),
  debitMemoItemId: wire.id.nullable(),
  taxItemId: wire.id.nullable(),
});
