import {
  always,
  boolean,
  type Field,
  id,
  integer,
  notHeld,
  one,
  type QueryObject,
  text,
  timestamp,
} from "../query-object.ts";

const CARD = "t.type in ('CreditCard', 'CreditCardReferenceTransaction')";
const ACH = "t.type = 'ACH'";
const PAYPAL = "t.type like 'PayPal%'";
const TRANSFER = `not (${CARD} or ${ACH} or ${PAYPAL})`;

const only = (condition: string, expression: string) =>
  `(case when ${condition} then ${expression} end)`;
const detail = (name: string) => `t.details ->> '${name}'`;
const holder = (name: string) => `t.details -> 'accountHolderInfo' ->> '${name}'`;
const of = (condition: string, expression: string): Field => text(only(condition, expression));
/** A date of a mandate is text in what a caller gave. */
const mandate = (name: string): Field => text(`t.mandate_info ->> '${name}'`);

const TYPE = `(case when ${PAYPAL} then 'PayPal' when ${TRANSFER} then 'BankTransfer' else t.type end)`;

/**
 * Each type shows what it is in fields of its own, by the older names of the vendor. Tokens are shown
 * where a caller has brought them; those of a gateway are nobody's business.
 *
 * Source: the vendor's samples of queryPaymentMethods and ExpandedPaymentMethod of its SDKs.
 */
export const paymentMethods: QueryObject = {
  singular: "paymentMethod",
  from: "payment_methods t",
  id: "t.payment_method_id",
  numbers: [],
  defaultSort: "updatedDate",
  order: "t.created_at desc, t.payment_method_id",
  customFields: "t.custom_fields",
  fields: {
    accountId: id("t.account_id"),
    achAbaCode: of(ACH, detail("bankABACode")),
    achAccountName: of(ACH, detail("bankAccountName")),
    achAccountNumberMask: of(ACH, "t.masked"),
    achAccountType: of(ACH, detail("bankAccountType")),
    achAddress1: of(ACH, holder("addressLine1")),
    achAddress2: of(ACH, holder("addressLine2")),
    achBankName: of(ACH, detail("bankName")),
    achCity: of(ACH, holder("city")),
    achCountry: of(ACH, holder("country")),
    achPostalCode: of(ACH, holder("zipCode")),
    achState: of(ACH, holder("state")),
    // The sample's is active, of no account, and shows false: nobody can pay with it.
    active: boolean("(t.status = 'Active' and t.account_id is not null)"),
    bankBranchCode: of(TRANSFER, detail("branchCode")),
    bankCode: of(TRANSFER, detail("bankCode")),
    bankIdentificationNumber: text("t.bank_identification"),
    bankTransferAccountName: of(TRANSFER, holder("accountHolderName")),
    bankTransferAccountNumberMask: of(`(${TRANSFER}) and t.type <> 'SEPA'`, "t.masked"),
    bankTransferType: of(TRANSFER, "t.type"),
    businessIdentificationCode: of(TRANSFER, detail("businessIdentificationCode")),
    cardBrand: of(CARD, detail("creditCardType")),
    cardClass: notHeld,
    cardIssuingBank: notHeld,
    cardIssuingCountry: notHeld,
    cardProductType: notHeld,
    city: of(TRANSFER, holder("city")),
    country: of(TRANSFER, holder("country")),
    createdById: id("t.created_by_id"),
    createdDate: timestamp("t.created_at"),
    creditCardAddress1: of(CARD, holder("addressLine1")),
    creditCardAddress2: of(CARD, holder("addressLine2")),
    creditCardCity: of(CARD, holder("city")),
    creditCardCountry: of(CARD, holder("country")),
    creditCardExpirationMonth: integer("t.expiration_month"),
    creditCardExpirationYear: integer("t.expiration_year"),
    creditCardHolderName: of(CARD, holder("accountHolderName")),
    creditCardMaskNumber: of(CARD, "t.masked"),
    creditCardPostalCode: of(CARD, holder("zipCode")),
    creditCardState: of(CARD, holder("state")),
    creditCardType: of(CARD, detail("creditCardType")),
    deviceSessionId: notHeld,
    email: text(holder("email")),
    existingMandate: notHeld,
    iBAN: of("t.type = 'SEPA'", "t.masked"),
    iPAddress: text(detail("ipAddress")),
    id: id("t.payment_method_id"),
    identityNumber: of(TRANSFER, detail("identityNumber")),
    isCompany: always(false),
    isSystem: always(false),
    lastFailedSaleTransactionDate: timestamp("t.last_failed_sale_transaction_at"),
    lastTransactionDateTime: timestamp("t.last_transaction_at"),
    lastTransactionStatus: text("t.last_transaction"),
    mandateCreationDate: notHeld,
    mandateID: mandate("mandateId"),
    mandateReason: mandate("mandateReason"),
    mandateStatus: mandate("mandateStatus"),
    mandateUpdateDate: notHeld,
    maxConsecutivePaymentFailures: integer("t.max_consecutive_payment_failures"),
    numConsecutiveFailures: integer("t.num_consecutive_failures"),
    paymentMethodStatus: text("t.status"),
    paymentRetryWindow: integer("t.payment_retry_window"),
    paypalBaid: of(`${PAYPAL} and t.type <> 'PayPalAdaptive'`, "t.token_id"),
    paypalEmail: of(PAYPAL, detail("email")),
    paypalPreapprovalKey: of("t.type = 'PayPalAdaptive'", "t.token_id"),
    paypalType: of(
      PAYPAL,
      "case t.type when 'PayPalAdaptive' then 'AdaptivePayments' else 'ExpressCheckout' end",
    ),
    phone: text(holder("phone")),
    postalCode: of(TRANSFER, holder("zipCode")),
    secondTokenId: of("t.payment_gateway_id is null", "t.second_token_id"),
    state: of(TRANSFER, holder("state")),
    streetName: of(TRANSFER, holder("addressLine1")),
    tokenId: of(`t.payment_gateway_id is null and not (${PAYPAL})`, "t.token_id"),
    totalNumberOfErrorPayments: integer("t.total_number_of_error_payments"),
    totalNumberOfProcessedPayments: integer("t.total_number_of_processed_payments"),
    type: text(TYPE),
    updatedById: id("t.updated_by_id"),
    updatedDate: timestamp("t.updated_at"),
    useDefaultRetryRule: boolean("t.use_default_retry_rule"),
  },
  relations: {
    account: one("accounts", ["t.account_id", "t.account_id"]),
  },
};
