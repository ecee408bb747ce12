import type { z } from "zod";
import { shownFields } from "#engine/custom-fields/shown-fields.ts";
import type { PaymentMethodType } from "#engine/model/payment-method.ts";
import type { StoredPaymentMethod } from "#store/payment-methods.ts";
import { timestamp } from "../timestamps.ts";
import type { paymentMethod } from "./method-fields.ts";

/** A payment method as it is answered: what its type has no word for is absent. */
export function toPaymentMethod(
  method: StoredPaymentMethod,
  timeZone: string,
): z.input<typeof paymentMethod> {
  const { createdAt, updatedAt, lastTransactionAt, lastFailedSaleTransactionAt: failed } = method;
  return {
    ...shownFields("PaymentMethod", method.customFields),
    id: method.paymentMethodId,
    type: method.type,
    status: method.status,
    isDefault: method.isDefault,
    accountKey: method.accountId,
    accountHolderInfo: method.details.accountHolderInfo,
    bankIdentificationNumber: method.bankIdentificationNumber,
    ...fieldsOf(method),
    deviceSessionId: null,
    existingMandate: null,
    ipAddress: method.details.ipAddress,
    mandateInfo: { ...mandateOf(method.type), ...method.mandateInfo },
    maxConsecutivePaymentFailures: method.maxConsecutivePaymentFailures,
    numConsecutiveFailures: method.numConsecutiveFailures,
    paymentRetryWindow: method.paymentRetryWindow,
    useDefaultRetryRule: method.useDefaultRetryRule,
    totalNumberOfErrorPayments: method.totalNumberOfErrorPayments,
    totalNumberOfProcessedPayments: method.totalNumberOfProcessedPayments,
    lastFailedSaleTransactionDate: failed && timestamp(failed, timeZone),
    lastTransaction: method.lastTransaction,
    lastTransactionDateTime: lastTransactionAt && timestamp(lastTransactionAt, timeZone),
    lastTransactionStatus: method.lastTransaction,
    createdBy: method.createdById,
    createdDate: timestamp(createdAt, timeZone),
    updatedBy: method.updatedById,
    updatedDate: timestamp(updatedAt, timeZone),
  };
}

/** What each type has besides. */
function fieldsOf(method: StoredPaymentMethod): Record<string, string | number | null> {
  const { maskNumber, tokenId, secondTokenId, details } = method;
  switch (method.type) {
    case "CreditCard":
      return cardFields(method);
    case "CreditCardReferenceTransaction":
      return { ...cardFields(method), tokenId, secondTokenId };
    case "ACH":
      return {
        bankABACode: details.bankABACode,
        bankAccountName: details.bankAccountName,
        bankAccountNumber: maskNumber,
        bankAccountType: details.bankAccountType,
        bankName: details.bankName,
      };
    case "SEPA":
      return { IBAN: maskNumber, ...bankTransferFields(method) };
    case "Bacs":
    case "Becs":
    case "Becsnz":
    case "PAD":
    case "Autogiro":
    case "Betalingsservice":
      return { accountNumber: maskNumber, ...bankTransferFields(method) };
    case "PayPalEC":
    case "PayPalNativeEC":
    case "PayPalCP":
      return { BAID: tokenId, email: details.email };
    case "PayPalAdaptive":
      return { preapprovalKey: tokenId, email: details.email };
  }
}

const cardFields = (method: StoredPaymentMethod) => ({
  cardNumber: method.maskNumber,
  creditCardMaskNumber: method.maskNumber,
  creditCardType: method.details.creditCardType,
  expirationMonth: method.expirationMonth,
  expirationYear: method.expirationYear,
});

const bankTransferFields = ({
  type,
  details,
  tokenId,
  secondTokenId,
  gatewayId,
}: StoredPaymentMethod) => ({
  bankTransferType: type,
  bankCode: details.bankCode,
  branchCode: details.branchCode,
  businessIdentificationCode: details.businessIdentificationCode,
  identityNumber: details.identityNumber,
  // Tokens that a caller has brought are his to read; those of a gateway are nobody's business.
  ...(gatewayId === null && { tokenId, secondTokenId }),
});

const NO_CARD_MANDATE = {
  mitConsentAgreementRef: null,
  mitConsentAgreementSrc: null,
  mitProfileAction: null,
  mitProfileAgreedOn: null,
  mitProfileType: null,
  mitTransactionId: null,
};

const NO_BANK_MANDATE = {
  existingMandateStatus: null,
  mandateCreationDate: null,
  mandateId: null,
  mandateReason: null,
  mandateReceivedStatus: null,
  mandateStatus: null,
  mandateUpdateDate: null,
};

const mandateOf = (type: PaymentMethodType): Record<string, string | null> =>
  type.startsWith("CreditCard") ? NO_CARD_MANDATE : NO_BANK_MANDATE;
