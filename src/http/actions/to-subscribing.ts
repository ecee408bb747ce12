/** Requests of subscribe, as the operations take them. */
import type { PreviewThrough } from "#engine/billing/preview-through.ts";
import { BillingError } from "#engine/errors.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import type { MethodToCreate } from "#operations/create-payment-method.ts";
import type { SubscriptionToCreate } from "#operations/create-subscription.ts";
import type { Subscriber } from "#operations/subscribe.ts";
import {
  createAccountObject,
  createContactObject,
  NEW_ACCOUNT_NOT_YET,
} from "../object-crud/account-contract.ts";
import { contactOf, definitionOf } from "../object-crud/account-routes.ts";
import { newMethod } from "../payment-methods/method-fields.ts";
import { toMethod } from "../payment-methods/to-method.ts";
import { createSubscription } from "../subscriptions/create-contract.ts";
import { toCreation } from "../subscriptions/to-creation.ts";
import * as wire from "../wire.ts";
import {
  checkedAs,
  effectiveDates,
  type Fields,
  partOf,
  planFields,
  refuseEach,
  respelled,
  several,
} from "./spelling.ts";

export type Subscribing = {
  readonly subscriber: Subscriber;
  readonly creation: SubscriptionToCreate;
  /** Undefined: it is done. */
  readonly preview: Previewing | undefined;
};

export type Previewing = {
  readonly through: PreviewThrough;
  readonly wantsDocuments: boolean;
  readonly wantsChargeMetrics: boolean;
};

const OPTIONS_NOT_YET = ["ExternalPaymentOptions"];

/** Errors: Invalid, MISSING_FIELD, NOT_ALLOWED, NOT_SUPPORTED. */
export function toSubscribing(request: Fields, today: PlainDate): Subscribing {
  const subscriber = toSubscriber(request);
  const options = partOf(request.SubscribeOptions);
  refuseEach("SubscribeOptions", options, OPTIONS_NOT_YET);
  const creation = toCreation(
    checkedAs(createSubscription.request, {
      ...subscriptionFields(partOf(request.SubscriptionData)),
      ...billingFields(options, "SubscribeInvoiceProcessingOptions"),
      accountKey: "accountKey" in subscriber ? subscriber.accountKey : "new",
    }),
    today,
  );
  const { targetDate } = creation.order.processingOptions;
  const preview = toPreviewing(partOf(request.PreviewOptions), targetDate);
  return { subscriber, creation, preview };
}

function toSubscriber(request: Fields): Subscriber {
  const account = partOf(request.Account);
  if (account.Id !== undefined && account.Id !== null) {
    refuseEach("subscribes", request, ["BillToContact", "SoldToContact", "PaymentMethod"]);
    return { accountKey: checkedAs(wire.key, account.Id) };
  }
  // As POST /v1/accounts has it: an active account, at once.
  const body = checkedAs(createAccountObject.request, { ...account, Status: "Draft" });
  refuseEach("Account", body, NEW_ACCOUNT_NOT_YET);
  const { SoldToContact: soldTo } = request;
  const newAccount = {
    ...definitionOf(body),
    name: body.Name,
    currency: body.Currency,
    accountNumber: body.AccountNumber,
    billToContact: toContact("BillToContact", request.BillToContact),
    soldToContact: soldTo ? toContact("SoldToContact", soldTo) : undefined,
  };
  return { newAccount, paymentMethod: toPaymentMethod(partOf(request.PaymentMethod)) };
}

function toContact(name: string, given: unknown) {
  const contact = partOf(given);
  if (Object.keys(contact).length === 0) throw new BillingError("MISSING_FIELD", { field: name });
  const body = checkedAs(createContactObject.request.omit({ AccountId: true }), contact);
  return { firstName: body.FirstName, lastName: body.LastName, ...contactOf(body) };
}

const METHOD = {
  Type: "type",
  CreditCardNumber: "cardNumber",
  CreditCardType: "cardType",
  CreditCardExpirationMonth: "expirationMonth",
  CreditCardExpirationYear: "expirationYear",
  CreditCardSecurityCode: "securityCode",
  AchAbaCode: "bankABACode",
  AchAccountName: "bankAccountName",
  AchAccountNumber: "bankAccountNumber",
  AchAccountType: "bankAccountType",
  AchBankName: "bankName",
  TokenId: "tokenId",
  SecondTokenId: "secondTokenId",
  IPAddress: "ipAddress",
  SkipValidation: "skipValidation",
} as const;

const HOLDER = {
  CreditCardHolderName: "cardHolderName",
  CreditCardAddress1: "addressLine1",
  CreditCardAddress2: "addressLine2",
  CreditCardCity: "city",
  CreditCardCountry: "country",
  CreditCardPostalCode: "zipCode",
  CreditCardState: "state",
  Email: "email",
  Phone: "phone",
} as const;

/** Kinds of which the fields above say all that there is to say. */
const METHOD_TYPES = ["ACH", "CreditCard", "CreditCardReferenceTransaction"];

/** Errors: NOT_SUPPORTED for other kinds; Invalid. */
function toPaymentMethod(method: Fields): MethodToCreate | undefined {
  if (Object.keys(method).length === 0) return undefined;
  if (!METHOD_TYPES.includes(String(method.Type))) {
    const message = `'PaymentMethod.Type' can only be ${METHOD_TYPES.join(", ")} here: create others by POST /v1/payment-methods.`;
    throw new BillingError("NOT_SUPPORTED", { message });
  }
  refuseEach("PaymentMethod", method, ["GatewayOptionData", "Id", "PaypalBaid", "PaypalEmail"]);
  const cardHolderInfo = respelled(method, HOLDER);
  return toMethod(
    checkedAs(newMethod, {
      ...respelled(method, METHOD),
      ...(method.Type !== "ACH" && Object.keys(cardHolderInfo).length > 0 && { cardHolderInfo }),
    }),
  );
}

const SUBSCRIPTION = {
  Name: "subscriptionNumber",
  TermType: "termType",
  TermStartDate: "termStartDate",
  InitialTerm: "initialTerm",
  InitialTermPeriodType: "initialTermPeriodType",
  RenewalTerm: "renewalTerm",
  RenewalTermPeriodType: "renewalTermPeriodType",
  RenewalSetting: "renewalSetting",
  AutoRenew: "autoRenew",
  IsInvoiceSeparate: "invoiceSeparately",
  Notes: "notes",
} as const;

function subscriptionFields(data: Fields): Fields {
  const subscription = partOf(data.Subscription);
  refuseEach("Subscription", subscription, ["InvoiceOwnerId", "InvoiceOwnerAccountNumber"]);
  return {
    termType: "TERMED",
    ...respelled(subscription, SUBSCRIPTION),
    ...effectiveDates(subscription),
    subscribeToRatePlans: several(data.RatePlanData).map(planFields),
  };
}

/** How the subscription is billed; what is not said is the call's own default. */
export function billingFields(options: Fields, processing: string): Fields {
  const { GenerateInvoice, ProcessPayments } = options;
  const electronic = partOf(options.ElectronicPaymentOptions);
  const invoicing = partOf(options[processing]);
  refuseEach("ElectronicPaymentOptions", electronic, ["AuthenticationMethod", "GatewayOptions"]);
  if (invoicing.InvoiceProcessingScope === "Account") {
    const message =
      "'InvoiceProcessingScope' can only be Subscription: what the subscription bills is billed.";
    throw new BillingError("NOT_SUPPORTED", { message });
  }
  return {
    ...(GenerateInvoice !== undefined && { runBilling: GenerateInvoice }),
    ...(ProcessPayments !== undefined && { collect: ProcessPayments }),
    ...respelled(options, {
      ApplyCredit: "applyCredit",
      ApplyCreditBalance: "applyCreditBalance",
    }),
    ...respelled(electronic, { PaymentMethodId: "paymentMethodId" }),
    ...respelled(invoicing, {
      InvoiceTargetDate: "targetDate",
      InvoiceDate: "documentDate",
    }),
  };
}

const TYPES = ["InvoiceItem", "ChargeMetrics", "InvoiceItemChargeMetrics"];

/** Errors: INVALID_VALUE. Undefined where the preview mode is off. */
export function toPreviewing(
  options: Fields,
  targetDate: PlainDate | null,
): Previewing | undefined {
  if (!wire.isTrue(options.EnablePreviewMode)) return undefined;
  const { PreviewType: type = "InvoiceItem", NumberOfPeriods: given } = options;
  if (typeof type !== "string" || !TYPES.includes(type)) {
    const message = `'PreviewType' should be one of ${TYPES.join(", ")}`;
    throw new BillingError("INVALID_VALUE", { field: "PreviewType", message });
  }
  return {
    through: throughOf(options, given, targetDate),
    wantsDocuments: type !== "ChargeMetrics",
    wantsChargeMetrics: type.endsWith("ChargeMetrics"),
  };
}

function throughOf(options: Fields, given: unknown, targetDate: PlainDate | null): PreviewThrough {
  if (wire.isTrue(options.PreviewThroughTermEnd)) return { type: "TermEnd" };
  if (given === undefined && targetDate !== null) return { type: "SpecificDate", date: targetDate };
  return { type: "NumberOfPeriods", periods: checkedAs(wire.intBetween(1, 1200), given ?? 1) };
}
