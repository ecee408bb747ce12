import { BillingError } from "../errors.ts";
import type { CustomFields } from "../model/custom-fields.ts";
import type {
  AccountHolder,
  PaymentMethod,
  PaymentMethodType,
  PaymentTokens,
} from "../model/payment-method.ts";
import { isCardNumber, mask } from "./mask.ts";

/** What only the gateway may keep. Goes to it and nowhere else. */
export type PaymentSecrets = {
  readonly cardNumber?: string | undefined;
  readonly securityCode?: string | undefined;
  readonly bankAccountNumber?: string | undefined;
  readonly accountNumber?: string | undefined;
  readonly IBAN?: string | undefined;
  readonly identityNumber?: string | undefined;
  readonly businessIdentificationCode?: string | undefined;
};

/** A way to pay as a caller describes it, in the field's names. */
export type PaymentMethodRequest = PaymentSecrets & {
  readonly type: PaymentMethodType;
  readonly cardType?: string | undefined;
  readonly creditCardMaskNumber?: string | undefined;
  readonly accountMaskNumber?: string | undefined;
  readonly expirationMonth?: number | undefined;
  readonly expirationYear?: number | undefined;
  readonly tokenId?: string | undefined;
  readonly secondTokenId?: string | undefined;
  readonly BAID?: string | undefined;
  readonly preapprovalKey?: string | undefined;
  readonly email?: string | undefined;
  readonly bankABACode?: string | undefined;
  readonly bankAccountName?: string | undefined;
  readonly bankAccountType?: string | undefined;
  readonly bankName?: string | undefined;
  readonly bankCode?: string | undefined;
  readonly branchCode?: string | undefined;
  readonly holder: Partial<AccountHolder>;
  readonly mandateInfo?: Readonly<Record<string, string | null>> | undefined;
  readonly ipAddress?: string | undefined;
  readonly customFields: CustomFields;
};

type Field = Exclude<keyof PaymentMethodRequest, "type" | "holder" | "customFields">;

/** What a gateway must be told to keep a method of each type; tokens stand in for all of it. */
const REQUIRED: Readonly<Record<PaymentMethodType, readonly Field[]>> = {
  CreditCard: ["cardType", "cardNumber", "expirationMonth", "expirationYear"],
  CreditCardReferenceTransaction: ["tokenId"],
  ACH: ["bankABACode", "bankAccountName", "bankAccountNumber", "bankAccountType"],
  SEPA: ["IBAN"],
  Bacs: ["accountNumber", "bankCode"],
  Becs: ["accountNumber", "branchCode"],
  Becsnz: ["accountNumber", "bankCode", "branchCode"],
  PAD: ["accountNumber", "bankCode", "branchCode"],
  Autogiro: ["accountNumber", "branchCode", "identityNumber"],
  Betalingsservice: ["accountNumber", "bankCode", "identityNumber"],
  PayPalEC: ["BAID", "email"],
  PayPalNativeEC: ["BAID", "email"],
  PayPalCP: ["BAID", "email"],
  PayPalAdaptive: ["preapprovalKey", "email"],
};

const CARDS: readonly PaymentMethodType[] = ["CreditCard", "CreditCardReferenceTransaction"];
const BY_ACCOUNT_NUMBER: readonly PaymentMethodType[] = [
  ...(["Bacs", "Becs", "Becsnz", "PAD", "Autogiro", "Betalingsservice", "SEPA"] as const),
];

/** Whether the caller has brought tokens, so that no gateway has to be asked for them. */
export const bringsTokens = ({ type, tokenId, BAID, preapprovalKey }: PaymentMethodRequest) =>
  (tokenId ?? BAID ?? preapprovalKey) !== undefined && type !== "CreditCard";

/**
 * Errors: MISSING_FIELD for what the type needs, INVALID_VALUE for the number of a card that is none,
 * for an expiry that has passed, and for a token or a masked number that is really the number of a card.
 */
export function checkPaymentMethodRequest(
  request: PaymentMethodRequest,
  today: { readonly year: number; readonly month: number },
): void {
  const { type, cardNumber, expirationMonth, expirationYear } = request;
  if (!bringsTokens(request) || type === "PayPalEC" || type === "PayPalNativeEC") {
    const field = REQUIRED[type].find((name) => (request[name] ?? "") === "");
    if (field !== undefined) throw new BillingError("MISSING_FIELD", { field });
  }
  if (needsHolder(request) && !request.holder.accountHolderName) {
    const field =
      type === "CreditCard"
        ? "cardHolderInfo.cardHolderName"
        : "accountHolderInfo.accountHolderName";
    throw new BillingError("MISSING_FIELD", { field });
  }
  if (cardNumber !== undefined && !isCardNumber(cardNumber)) {
    refuse("cardNumber", "'cardNumber' is not the number of a card");
  }
  if (expirationYear !== undefined && expirationMonth !== undefined) {
    const isPast =
      expirationYear < today.year ||
      (expirationYear === today.year && expirationMonth < today.month);
    if (isPast) refuse("expirationYear", "The card has expired.");
  }
  for (const field of KEPT_AS_GIVEN) {
    const text = request[field];
    if (typeof text !== "string" || !isCardNumber(text)) continue;
    refuse(field, `'${field}' is the number of a card, which is not kept: send it as 'cardNumber'`);
  }
}

const KEPT_AS_GIVEN = [
  ...([
    "tokenId",
    "secondTokenId",
    "BAID",
    "preapprovalKey",
    "bankName",
    "bankAccountName",
  ] as const),
  ...(["bankABACode", "bankCode", "branchCode", "cardType"] as const),
];

const needsHolder = (request: PaymentMethodRequest): boolean =>
  request.type === "CreditCard" ||
  (BY_ACCOUNT_NUMBER.includes(request.type) && !bringsTokens(request));

export type NewPaymentMethodKeys = {
  readonly paymentMethodId: string;
  readonly accountId: string | null;
  /** Null for tokens that the caller has brought. */
  readonly gatewayId: string | null;
};

/** The method as it is kept: its tokens, masked numbers, and what is no secret. */
export function newPaymentMethod(
  keys: NewPaymentMethodKeys,
  request: PaymentMethodRequest,
  tokens: PaymentTokens,
): PaymentMethod {
  const { type, cardNumber, holder } = request;
  return {
    ...keys,
    ...tokens,
    type,
    status: "Active",
    maskNumber: maskedNumber(request),
    bankIdentificationNumber: cardNumber?.replace(/[\s-]/g, "").slice(0, 6) ?? null,
    expirationMonth: CARDS.includes(type) ? (request.expirationMonth ?? null) : null,
    expirationYear: CARDS.includes(type) ? (request.expirationYear ?? null) : null,
    details: {
      accountHolderInfo: holderOf(holder),
      creditCardType: request.cardType ?? null,
      bankABACode: request.bankABACode ?? null,
      bankAccountName: request.bankAccountName ?? null,
      bankAccountType: request.bankAccountType ?? null,
      bankName: request.bankName ?? null,
      bankCode: request.bankCode ?? null,
      branchCode: request.branchCode ?? null,
      businessIdentificationCode: masked(request.businessIdentificationCode),
      identityNumber: masked(request.identityNumber),
      email: request.email ?? null,
      ipAddress: request.ipAddress ?? null,
    },
    mandateInfo: request.mandateInfo ?? null,
    useDefaultRetryRule: true,
    maxConsecutivePaymentFailures: null,
    paymentRetryWindow: null,
    customFields: request.customFields,
  };
}

const masked = (secret: string | undefined): string | null =>
  secret === undefined ? null : mask(secret);

/** A mask that a caller brings is masked again: he may have sent the number itself. */
function maskedNumber(request: PaymentMethodRequest): string | null {
  const { cardNumber, bankAccountNumber, accountNumber, IBAN } = request;
  const { creditCardMaskNumber, accountMaskNumber } = request;
  const secret = cardNumber ?? bankAccountNumber ?? accountNumber ?? IBAN;
  return masked(secret ?? creditCardMaskNumber ?? accountMaskNumber);
}

export const holderOf = (holder: Partial<AccountHolder>): AccountHolder => ({
  accountHolderName: holder.accountHolderName ?? null,
  addressLine1: holder.addressLine1 ?? null,
  addressLine2: holder.addressLine2 ?? null,
  city: holder.city ?? null,
  country: holder.country ?? null,
  email: holder.email ?? null,
  phone: holder.phone ?? null,
  state: holder.state ?? null,
  zipCode: holder.zipCode ?? null,
});

function refuse(field: string, message: string): never {
  throw new BillingError("INVALID_VALUE", { field, message });
}
