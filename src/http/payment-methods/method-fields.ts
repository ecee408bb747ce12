/** Payment methods of requests and answers, in the field's spelling. */
import { z } from "zod";
import { PAYMENT_METHOD_TYPES } from "#engine/model/payment-method.ts";
import * as wire from "../wire.ts";

const address = {
  addressLine1: wire.text(255).optional(),
  addressLine2: wire.text(255).optional(),
  city: wire.text(40).optional(),
  country: wire.text(64).optional(),
  email: wire.text(80).optional(),
  phone: wire.text(40).optional(),
  state: wire.text(50).optional(),
  zipCode: wire.text(20).optional(),
};

export const cardHolderInfo = wire.body({
  cardHolderName: wire.text(100).optional(),
  ...address,
});

export const accountHolderInfo = wire.body({
  accountHolderName: wire.text(60).optional(),
  firstName: wire.text(30).optional(),
  lastName: wire.text(70).optional(),
  ...address,
});

const expirationMonth = wire.intBetween(1, 12);
const expirationYear = wire.intBetween(1900, 9999);

const mandateText = wire.text(128).nullable().optional();

export const mandateInfo = wire.body({
  mandateId: wire.text(36).nullable().optional(),
  mandateReason: wire.text(64).nullable().optional(),
  mandateStatus: wire.text(64).nullable().optional(),
  mitConsentAgreementRef: mandateText,
  mitConsentAgreementSrc: mandateText,
  mitNetworkTransactionId: mandateText,
  mitProfileAction: mandateText,
  mitProfileAgreedOn: mandateText,
  mitProfileType: mandateText,
});

/** What may never be kept: it goes to the gateway. */
const secret = (maximum: number) =>
  wire.text(maximum).optional().describe("Goes to the gateway; only a mask of it is kept.");

export const creditCard = wire.body({
  cardHolderInfo,
  cardNumber: secret(30),
  cardType: wire.text(40).optional(),
  expirationMonth,
  expirationYear,
  securityCode: wire.text(10).optional().describe("Goes to the gateway and is not kept."),
  authGateway: wire.key.optional(),
});

/** Documented, and refused by name. */
export const METHOD_NOT_YET = [
  ...(["gatewayOptions", "processingOptions", "checkDuplicated", "screeningAmount"] as const),
  ...(["applePaymentData", "googlePaymentToken", "tokenize", "cardBinInfo"] as const),
];

const shared = {
  BAID: wire.text(64).optional().describe("Of a billing agreement of PayPal."),
  IBAN: secret(64),
  accountHolderInfo: accountHolderInfo.optional(),
  accountMaskNumber: wire.text(64).optional(),
  accountNumber: secret(64),
  authGateway: wire.key
    .optional()
    .describe("Id of the gateway to keep it; the account's if absent."),
  bankABACode: wire.text(9).optional(),
  bankAccountName: wire.text(70).optional(),
  bankAccountNumber: secret(30),
  bankAccountType: z.enum(["BusinessChecking", "BusinessSaving", "Checking", "Saving"]).optional(),
  bankCode: wire.text(18).optional(),
  bankName: wire.text(70).optional(),
  branchCode: wire.text(10).optional(),
  businessIdentificationCode: secret(11),
  cardHolderInfo: cardHolderInfo.optional(),
  cardMaskNumber: wire.text(19).optional(),
  cardNumber: secret(30),
  cardType: wire.text(40).optional(),
  creditCardMaskNumber: wire.text(19).optional(),
  currencyCode: wire.text(3).optional(),
  expirationMonth: expirationMonth.optional(),
  expirationYear: expirationYear.optional(),
  identityNumber: secret(64),
  ipAddress: wire.text(45).optional(),
  mandateInfo: mandateInfo.optional(),
  preapprovalKey: wire.text(64).optional(),
  secondTokenId: wire.text(255).optional(),
  securityCode: wire.text(10).optional().describe("Goes to the gateway and is not kept."),
  tokenId: wire.text(255).optional(),
  tokens: wire
    .body({
      gatewayType: z.enum(["Adyen", "Stripe"]).optional(),
      tokenId: wire.requiredText(255),
      secondTokenId: wire.text(255).optional(),
      thirdTokenId: z.unknown().optional(),
    })
    .optional(),
  ...address,
  ...mandateInfo.shape,
  ...wire.notYet(METHOD_NOT_YET),
};

/** As POST /v1/payment-methods takes it, without whose it becomes. */
const newMethodShape = {
  type: z.enum(PAYMENT_METHOD_TYPES),
  skipValidation: wire.boolean
    .default(false)
    .describe("Keeps it without asking the issuer whether it would be good."),
  ...shared,
};

export const newMethod = wire.body(newMethodShape, wire.makes("PaymentMethod"));

export const newPaymentMethod = wire.body(
  {
    ...newMethodShape,
    accountKey: wire.key.optional().describe("Id or number of its account; nobody's when absent."),
    makeDefault: wire.boolean.default(false),
  },
  wire.makes("PaymentMethod"),
);

const text = z.string().nullable();

const holder = z.object({
  accountHolderName: text,
  addressLine1: text,
  addressLine2: text,
  city: text,
  country: text,
  email: text,
  phone: text,
  state: text,
  zipCode: text,
});

export const paymentMethod = z.looseObject({
  id: wire.id,
  type: z.enum(PAYMENT_METHOD_TYPES),
  status: z.enum(["Active", "Closed", "Scrubbed"]),
  isDefault: z.boolean(),
  accountKey: wire.id.nullable(),
  accountHolderInfo: holder,
  bankIdentificationNumber: text,
  deviceSessionId: z.null(),
  existingMandate: z.null(),
  ipAddress: text,
  mandateInfo: z.record(z.string(), text),
  maxConsecutivePaymentFailures: z.number().nullable(),
  numConsecutiveFailures: z.number(),
  paymentRetryWindow: z.number().nullable(),
  useDefaultRetryRule: z.boolean(),
  totalNumberOfErrorPayments: z.number(),
  totalNumberOfProcessedPayments: z.number(),
  lastFailedSaleTransactionDate: wire.timestamp.nullable(),
  lastTransaction: text,
  lastTransactionDateTime: wire.timestamp.nullable(),
  lastTransactionStatus: text,
  createdBy: wire.id,
  createdDate: wire.timestamp,
  updatedBy: wire.id,
  updatedDate: wire.timestamp,
});
