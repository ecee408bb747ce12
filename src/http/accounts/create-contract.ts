import { z } from "zod";
import { newContact } from "../contacts/contact-fields.ts";
import { contract } from "../contract.ts";
import { creditCard, newMethod } from "../payment-methods/method-fields.ts";
import {
  collects,
  createSubscription,
  newSubscriptionFields,
  renewalFields,
} from "../subscriptions/create-contract.ts";
import { billingFields } from "../subscriptions/order-fields.ts";
import * as wire from "../wire.ts";
import { NOT_YET, settings, texts } from "./contract.ts";

/** Documented, and refused by name. */
export const NEW_NOT_YET = [...NOT_YET, "shipToSameAsBillTo"] as const;
export const SUBSCRIPTION_NOT_YET = ["invoiceOwnerAccountKey"] as const;

/** As POST /v1/subscriptions has it, but for whose it is. */
const subscription = wire.body(
  {
    subscriptionNumber: wire.chosenNumber(100).optional(),
    ...newSubscriptionFields,
    ...renewalFields,
    invoiceSeparately: wire.boolean.optional(),
    ...wire.notYet(SUBSCRIPTION_NOT_YET),
  },
  wire.makes("Subscription"),
);

const OWN_ERRORS = [
  "INVALID_VALUE",
  "MISSING_FIELD",
  "NOT_ALLOWED",
  "NOT_SUPPORTED",
  "NUMBER_IN_USE",
  "ENTITY_NOT_FOUND",
  "PAYMENT_METHOD_REFUSED",
  "GATEWAY_SILENT",
] as const;

type Sent = Readonly<Record<string, unknown>>;

const bringsMethod = (body: Sent): boolean => body.creditCard != null || body.paymentMethod != null;

const paysAtOnce = (body: Sent): boolean =>
  collects(body) && (bringsMethod(body) || body.hpmCreditCardPaymentMethodId != null);

/** How to bill a subscription that is made with the account: without one there is nothing to do. */
const billingOfSubscription = {
  applicationOrder: billingFields.applicationOrder,
  applyCredit: wire.boolean.optional(),
  applyCreditBalance: wire.boolean.optional(),
  collect: wire.inVersions(wire.boolean.optional(), { from: "196.0", isWhenAsked: true }),
  creditMemoReasonCode: wire.text(255).optional(),
  documentDate: wire.date.optional(),
  invoice: wire.inVersions(wire.boolean.optional(), {
    from: "196.0",
    before: "211.0",
    isWhenAsked: true,
  }),
  invoiceCollect: wire.inVersions(wire.boolean.optional(), { before: "196.0", isWhenAsked: true }),
  invoiceTargetDate: wire.inVersions(wire.date.optional(), { before: "211.0", isWhenAsked: true }),
  runBilling: wire.inVersions(wire.boolean.optional(), { from: "211.0", isWhenAsked: true }),
  targetDate: wire.inVersions(wire.date.optional(), { from: "211.0", isWhenAsked: true }),
};

export const createAccount = contract({
  operation: "createAccount",
  method: "POST",
  path: "/v1/accounts",
  summary: "Create an account",
  description:
    "An active account with its contacts, and a payment method where one is given. With `subscription` it comes with one, by an order of its own: that is billed unless runBilling is false, and what it bills is collected unless collect is false or the account has nothing to pay with. Both come into being, or neither does.",
  tag: "Accounts",
  request: wire.body(
    {
      name: wire.requiredText(255),
      currency: wire.requiredText(3).describe("ISO 4217"),
      accountNumber: wire.chosenNumber(50).optional().describe("Left out: the next number."),
      billToContact: newContact,
      soldToContact: newContact.optional().describe("Left out: says the same as bill-to."),
      soldToSameAsBillTo: wire.boolean.optional(),
      organizationLabel: wire.text(255).optional(),
      creditCard: creditCard.optional().describe("Kept by the gateway; the account's default."),
      hpmCreditCardPaymentMethodId: wire.key
        .optional()
        .describe("A payment method that is nobody's yet; the account's default."),
      paymentMethod: newMethod.optional().describe("As in POST /v1/payment-methods."),
      ...z.object(texts).partial().shape,
      ...settings,
      subscription: subscription.optional(),
      ...wire.notYet(NEW_NOT_YET),
      ...billingOfSubscription,
    },
    wire.makes("Account"),
  ),
  response: z.object({
    accountId: wire.id,
    accountNumber: z.string(),
    billToContactId: wire.id,
    soldToContactId: wire.id,
    paymentMethodId: wire.id.optional().describe("What it pays with, where it was given any."),
    ...z.object(createSubscription.response.shape).partial().shape,
  }),
  errors: [...new Set([...OWN_ERRORS, ...createSubscription.errors])],
  callsGateway: (body) => bringsMethod(body) || (body.subscription != null && collects(body)),
  alsoNeeds: (body) => [
    ...(body.subscription != null ? (["orders.write"] as const) : []),
    ...(body.subscription != null && paysAtOnce(body) ? (["payments.write"] as const) : []),
  ],
  resource: "510000",
  fieldCodes: {
    accountNumber: "01",
    name: "02",
    currency: "03",
    notes: "04",
    billCycleDay: "05",
    crmId: "06",
    invoiceTemplateId: "07",
    communicationProfileId: "08",
    paymentTerm: "09",
    billToContact: "11",
    soldToContact: "12",
    hpmCreditCardPaymentMethodId: "13",
    creditCard: "14",
    subscription: "15",
  },
  isHighVolume: true,
});
