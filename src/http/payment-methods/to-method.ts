import type { z } from "zod";
import type { PaymentMethodRequest } from "#engine/payment-methods/new-payment-method.ts";
import type { MethodToCreate } from "#operations/create-payment-method.ts";
import { refuseField, refuseFields } from "../refuse-field.ts";
import { customFieldsOf } from "../wire.ts";
import {
  type accountHolderInfo,
  type cardHolderInfo,
  METHOD_NOT_YET,
  type mandateInfo,
  type newMethod,
} from "./method-fields.ts";

type Body = Partial<z.output<typeof newMethod>> & Pick<z.output<typeof newMethod>, "type">;

/** A payment method of the wire. Errors: NOT_SUPPORTED for what is documented and not done yet. */
export function toMethod(body: Body): MethodToCreate {
  refuseFields(body, METHOD_NOT_YET);
  refuseField("tokens.thirdTokenId", body.tokens?.thirdTokenId);
  return {
    request: toRequest(body),
    gatewayKey: body.authGateway,
    skipValidation: body.skipValidation ?? false,
  };
}

const toRequest = (body: Body): PaymentMethodRequest => ({
  type: body.type,
  cardNumber: body.cardNumber,
  securityCode: body.securityCode,
  bankAccountNumber: body.bankAccountNumber,
  accountNumber: body.accountNumber,
  IBAN: body.IBAN,
  identityNumber: body.identityNumber,
  businessIdentificationCode: body.businessIdentificationCode,
  cardType: body.cardType,
  creditCardMaskNumber: body.creditCardMaskNumber ?? body.cardMaskNumber,
  accountMaskNumber: body.accountMaskNumber,
  expirationMonth: body.expirationMonth,
  expirationYear: body.expirationYear,
  tokenId: body.tokens?.tokenId ?? body.tokenId,
  secondTokenId: body.tokens?.secondTokenId ?? body.secondTokenId,
  BAID: body.BAID,
  preapprovalKey: body.preapprovalKey,
  email: body.email,
  bankABACode: body.bankABACode,
  bankAccountName: body.bankAccountName,
  bankAccountType: body.bankAccountType,
  bankName: body.bankName,
  bankCode: body.bankCode,
  branchCode: body.branchCode,
  holder: toHolder(body),
  mandateInfo: toMandate(body),
  ipAddress: body.ipAddress,
  customFields: customFieldsOf(body),
});

const ADDRESS = [
  ...(["addressLine1", "addressLine2", "city", "country", "email", "phone"] as const),
  ...(["state", "zipCode"] as const),
];

/** Cards have their holder in one place, bank transfers in another, ACH at the top. */
function toHolder(body: Body) {
  const { cardHolderInfo: card, accountHolderInfo: bank } = body;
  const atTop = Object.fromEntries(ADDRESS.map((field) => [field, body[field]]));
  return { ...given(atTop), ...toHolderInfo(card), ...toHolderInfo(bank) };
}

type HolderInfo = Partial<z.output<typeof cardHolderInfo> & z.output<typeof accountHolderInfo>>;

export function toHolderInfo(info: HolderInfo | undefined) {
  if (info === undefined) return {};
  const { cardHolderName, accountHolderName, firstName, lastName } = info;
  const names = [firstName, lastName].filter((name) => name !== undefined);
  const name =
    cardHolderName ?? accountHolderName ?? (names.length > 0 ? names.join(" ") : undefined);
  const rest = Object.fromEntries(ADDRESS.map((field) => [field, info[field]]));
  return { ...given(rest), ...(name !== undefined && { accountHolderName: name }) };
}

const MANDATE = [
  ...(["mandateId", "mandateReason", "mandateStatus", "mitConsentAgreementRef"] as const),
  ...(["mitConsentAgreementSrc", "mitNetworkTransactionId", "mitProfileAction"] as const),
  ...(["mitProfileAgreedOn", "mitProfileType"] as const),
];

/** In a container of its own, or at the top as cards have it. */
export function toMandate(
  body: { mandateInfo?: z.output<typeof mandateInfo> | undefined } & Partial<
    z.output<typeof mandateInfo>
  >,
): Record<string, string | null> | undefined {
  const fields = MANDATE.flatMap((field) => {
    const value = body.mandateInfo?.[field] ?? body[field];
    return value === undefined ? [] : [[field, value] as const];
  });
  return fields.length > 0 ? Object.fromEntries(fields) : undefined;
}

const given = (fields: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    ),
  );
