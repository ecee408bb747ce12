import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";
import {
  accountHolderInfo,
  cardHolderInfo,
  mandateInfo,
  newPaymentMethod,
  paymentMethod,
} from "./method-fields.ts";

const tag = "Payment Methods";

const callsGateway = () => true;

export const createPaymentMethod = contract({
  operation: "createPaymentMethod",
  method: "POST",
  path: "/v1/payment-methods",
  summary: "Create a payment method",
  description:
    "What is secret of a card or a bank account goes to the payment gateway, in the moment of the request; its tokens and a masked number are kept. Unless skipValidation is true, the issuer is asked whether it would be good.",
  tag,
  request: newPaymentMethod,
  response: z.object({ id: wire.id }),
  errors: [
    "ENTITY_NOT_FOUND",
    "INVALID_VALUE",
    "MISSING_FIELD",
    "NOT_ALLOWED",
    "NOT_SUPPORTED",
    "PAYMENT_METHOD_REFUSED",
    "GATEWAY_SILENT",
  ],
  callsGateway,
  resource: "533000",
});

export const decryptPaymentMethod = contract({
  operation: "decryptPaymentMethod",
  method: "POST",
  path: "/v1/payment-methods/decryption",
  summary: "Create an Apple Pay payment method",
  description:
    "Refused: no key of a merchant is kept here, so that no encrypted token can be opened. A gateway opens it; POST /v1/payment-methods takes the token that the gateway gives for it.",
  tag,
  request: wire.looseBody({}),
  response: z.object({}),
  errors: ["NOT_SUPPORTED"],
  resource: "533000",
});

export const getPaymentMethod = contract({
  operation: "getPaymentMethod",
  method: "GET",
  path: "/v1/payment-methods/{paymentMethodId}",
  summary: "Retrieve a payment method",
  tag,
  response: paymentMethod,
  errors: ["ENTITY_NOT_FOUND"],
});

const failures = wire.intBetween(1, 100).nullable().optional();

export const updatePaymentMethod = contract({
  operation: "updatePaymentMethod",
  method: "PUT",
  path: "/v1/payment-methods/{paymentMethodId}",
  summary: "Update a payment method",
  description: "What is not given stays.",
  tag,
  request: wire.body(
    {
      accountKey: wire.key.optional().describe("Gives a method that is nobody's to an account."),
      accountHolderInfo: accountHolderInfo.optional(),
      cardHolderInfo: cardHolderInfo.optional(),
      expirationMonth: wire.intBetween(1, 12).optional(),
      expirationYear: wire.intBetween(1900, 9999).optional(),
      ipAddress: wire.text(45).optional(),
      mandateInfo: mandateInfo.optional(),
      useDefaultRetryRule: wire.boolean.optional(),
      maxConsecutivePaymentFailures: failures,
      paymentRetryWindow: wire.intBetween(1, 1000).nullable().optional().describe("In hours."),
      ...wire.notYet([
        "authGateway",
        "currencyCode",
        "gatewayOptions",
        "processingOptions",
        "securityCode",
      ]),
    },
    wire.changes("PaymentMethod"),
  ),
  response: z.object({ id: wire.id }),
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED", "NOT_SUPPORTED"],
  resource: "533000",
});

export const deletePaymentMethod = contract({
  operation: "deletePaymentMethod",
  method: "DELETE",
  path: "/v1/payment-methods/{paymentMethodId}",
  summary: "Delete a payment method",
  tag,
  response: z.object({}),
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
});

export const scrubPaymentMethod = contract({
  operation: "scrubPaymentMethod",
  method: "PUT",
  path: "/v1/payment-methods/{paymentMethodId}/scrub",
  summary: "Scrub a payment method",
  description:
    "Forgets, here and at the gateway, what could be paid with; it cannot be taken back.",
  tag,
  request: wire.looseBody({}),
  response: z.object({}),
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED", "PAYMENT_METHOD_REFUSED", "GATEWAY_SILENT"],
  callsGateway,
  resource: "533000",
});

export const verifyPaymentMethod = contract({
  operation: "verifyPaymentMethod",
  method: "PUT",
  path: "/v1/payment-methods/{paymentMethodId}/verify",
  summary: "Verify a payment method",
  description: "Asks the issuer whether it is good, and takes nothing.",
  tag,
  request: wire.body({
    currencyCode: wire.text(3).optional(),
    paymentGatewayName: wire.text(255).optional(),
    securityCode: wire.text(10).optional().describe("Goes to the gateway and is not kept."),
    ...wire.notYet(["gatewayOptions"]),
  }),
  response: z.object({ paymentMethodId: wire.id }),
  errors: [
    "ENTITY_NOT_FOUND",
    "NOT_ALLOWED",
    "NOT_SUPPORTED",
    "PAYMENT_METHOD_REFUSED",
    "GATEWAY_SILENT",
  ],
  callsGateway,
  resource: "533000",
});

export const listAccountPaymentMethods = contract({
  operation: "listAccountPaymentMethods",
  method: "GET",
  path: "/v1/accounts/{accountKey}/payment-methods",
  summary: "List payment methods of an account",
  description: "By their types, in lower case: `creditcard`, `ach`, `sepa`.",
  tag: "Accounts",
  query: z.object({
    isDefaultOnly: wire.boolean.default(false),
    isActiveOnly: wire.boolean.default(false),
  }),
  response: z.looseObject({
    defaultPaymentMethodId: wire.id.nullable(),
    paymentGateway: z.string().nullable(),
    creditcard: z.array(paymentMethod).optional(),
  }),
  errors: ["ENTITY_NOT_FOUND"],
});

export const getDefaultPaymentMethod = contract({
  operation: "getDefaultPaymentMethod",
  method: "GET",
  path: "/v1/accounts/{accountKey}/payment-methods/default",
  summary: "Retrieve the default payment method of an account",
  tag: "Accounts",
  response: paymentMethod,
  errors: ["ENTITY_NOT_FOUND"],
});

const gateway = z.object({
  id: wire.id,
  isActive: z.boolean(),
  isDefault: z.boolean(),
  name: z.string(),
  type: z.enum(["Test Gateway", "Stripe"]),
});

export const listPaymentGateways = contract({
  operation: "listPaymentGateways",
  method: "GET",
  path: "/v1/paymentgateways",
  aliases: ["/v1/payment-gateways"],
  summary: "List all payment gateways",
  tag: "Payment Gateways",
  response: z.object({ paymentgateways: z.array(gateway) }),
  errors: [],
});

/** Ours alone: there, a gateway is set up by hand. */
export const createPaymentGateway = contract({
  operation: "createPaymentGateway",
  method: "POST",
  path: "/v1/paymentgateways",
  aliases: ["/v1/payment-gateways"],
  summary: "Create a payment gateway",
  description:
    "Sets up Stripe, or another test gateway. The secret key of Stripe is no part of the request: it is in an environment variable of the server, which is named here and begins with STRIPE_SECRET_KEY.",
  tag: "Payment Gateways",
  request: wire.body({
    name: wire.requiredText(40),
    type: z.enum(["Test Gateway", "Stripe"]),
    isActive: wire.boolean.default(true),
    isDefault: wire.boolean.default(false),
    secretKeyVariable: z
      .string()
      .regex(/^STRIPE_SECRET_KEY(_[A-Z0-9_]{1,40})?$/)
      .default("STRIPE_SECRET_KEY"),
  }),
  response: gateway,
  errors: ["NUMBER_IN_USE"],
  resource: "533100",
});

/** Ours alone. */
export const updatePaymentGateway = contract({
  operation: "updatePaymentGateway",
  method: "PUT",
  path: "/v1/paymentgateways/{gatewayKey}",
  aliases: ["/v1/payment-gateways/{gatewayKey}"],
  summary: "Update a payment gateway",
  tag: "Payment Gateways",
  request: wire.body({
    isActive: wire.boolean.optional(),
    isDefault: z.literal(true).optional().describe("Takes the place of the default before."),
  }),
  response: gateway,
  errors: ["ENTITY_NOT_FOUND"],
  resource: "533100",
});
