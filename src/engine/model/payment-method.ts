import type { CustomFields } from "./custom-fields.ts";

export const PAYMENT_METHOD_TYPES = [
  "CreditCard",
  "CreditCardReferenceTransaction",
  "ACH",
  "SEPA",
  "Bacs",
  "Becs",
  "Becsnz",
  "PAD",
  "Autogiro",
  "Betalingsservice",
  "PayPalEC",
  "PayPalNativeEC",
  "PayPalCP",
  "PayPalAdaptive",
] as const;

export type PaymentMethodType = (typeof PAYMENT_METHOD_TYPES)[number];

/** The gateway that keeps what is secret gives these for it. */
export type PaymentTokens = {
  /** Of the customer at Stripe; a billing agreement of PayPal. */
  readonly tokenId: string | null;
  /** Of the card or bank account at Stripe. */
  readonly secondTokenId: string | null;
};

/** Who holds a card or a bank account, and where to reach him. */
export type AccountHolder = {
  readonly accountHolderName: string | null;
  readonly addressLine1: string | null;
  readonly addressLine2: string | null;
  readonly city: string | null;
  readonly country: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly state: string | null;
  readonly zipCode: string | null;
};

/** What may be kept and shown of a way to pay besides its tokens and its masked number. */
export type PaymentMethodDetails = {
  readonly accountHolderInfo: AccountHolder;
  readonly creditCardType: string | null;
  readonly bankABACode: string | null;
  readonly bankAccountName: string | null;
  readonly bankAccountType: string | null;
  readonly bankName: string | null;
  readonly bankCode: string | null;
  readonly branchCode: string | null;
  /** Masked. */
  readonly businessIdentificationCode: string | null;
  /** Masked. */
  readonly identityNumber: string | null;
  readonly email: string | null;
  readonly ipAddress: string | null;
};

/** A way to pay: a card, a bank account, an agreement with PayPal. */
export type PaymentMethod = PaymentTokens & {
  readonly paymentMethodId: string;
  /** Null: nobody's yet. */
  readonly accountId: string | null;
  readonly type: PaymentMethodType;
  readonly status: "Active" | "Closed" | "Scrubbed";
  /** Whose tokens these are; null for tokens that a caller has brought. */
  readonly gatewayId: string | null;
  /** "************1111" */
  readonly maskNumber: string | null;
  /** The first six digits of a card. */
  readonly bankIdentificationNumber: string | null;
  readonly expirationMonth: number | null;
  readonly expirationYear: number | null;
  readonly details: PaymentMethodDetails;
  readonly mandateInfo: Readonly<Record<string, string | null>> | null;
  readonly useDefaultRetryRule: boolean;
  /** 1 to 100; null follows the default rule. */
  readonly maxConsecutivePaymentFailures: number | null;
  /** In hours; null follows the default rule. */
  readonly paymentRetryWindow: number | null;
  readonly customFields: CustomFields;
};
