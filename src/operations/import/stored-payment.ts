import type { ImportedPayment } from "#engine/import/imported-documents.ts";
import { firstOf, text } from "#engine/import/source-row.ts";
import type { StoredPayment } from "#store/payments.ts";

/**
 * A payment of the source: External whatever it was there, as its gateway does not know it from us.
 *
 * @param number  for one that has none
 */
export function storedPayment(
  { row, ...payment }: ImportedPayment,
  number: string | undefined,
): StoredPayment {
  return {
    ...payment,
    paymentNumber: payment.paymentNumber || (number ?? ""),
    type: "External",
    status: "Processed",
    isStandalone: false,
    gatewayState: "NotSubmitted",
    paymentMethodId: null,
    paymentMethodType: "Other",
    gatewayId: null,
    bankIdentificationNumber: null,
    authTransactionId: null,
    gatewayOrderId: null,
    gatewayResponse: null,
    gatewayResponseCode: null,
    referenceId: (row && firstOf(row, "ReferenceId", "ReferenceID")) ?? null,
    softDescriptor: null,
    softDescriptorPhone: null,
    comment: row ? (text(row, "Comment") ?? null) : SETTLED_ELSEWHERE,
    financeInformation: null,
    customFields: row?.customFields ?? {},
    intent: [],
    attempts: 0,
    nextAttemptAt: null,
    idempotencyKey: null,
    source: "API",
    paymentRunId: null,
    orderId: null,
    submittedAt: null,
    settledAt: null,
    cancelledAt: null,
  };
}

const SETTLED_ELSEWHERE =
  "Imported: stands for what was settled before the import by documents that were not brought along.";
