import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";
import { METHOD_TYPES } from "./method-types.ts";
import {
  documents,
  financeInformation,
  listQuery,
  payment,
  paymentItemPart,
  paymentPart,
} from "./payment-fields.ts";

const tag = "Payments";
const resource = "549000";

/** Documented, and refused by name. */
export const PAYMENT_NOT_YET = [
  ...(["authTransactionId", "customRates", "gatewayOptions", "mitTransactionSource"] as const),
  ...(["paymentOption", "paymentScheduleKey", "prepayment"] as const),
  ...(["paymentScheduleNumber", "paymentProfileNumber", "paymentSchedulesKeys"] as const),
];

export const createPayment = contract({
  operation: "createPayment",
  method: "POST",
  path: "/v1/payments",
  summary: "Create a payment",
  description:
    "An external payment is money that has come in by another way; an electronic one is asked of the gateway, in the moment of the request. It pays the documents that are named, and what is left stays unapplied. When the gateway does not answer, the payment is Processing until it is found out what became of it; when it declines, the payment is kept as Error and the request fails.",
  tag,
  request: wire.body(
    {
      type: z.enum(["External", "Electronic"]),
      amount: wire.amount,
      currency: wire.requiredText(3),
      accountId: wire.key
        .optional()
        .describe("Absent of external money of which nobody knows yet whose it is."),
      accountNumber: wire.key.optional(),
      effectiveDate: wire.billingDate
        .optional()
        .describe("Today when absent; of an electronic one: today."),
      comment: wire.text(255).optional(),
      financeInformation: financeInformation.optional(),
      gatewayId: wire.key
        .optional()
        .describe("Of the method, the account or the default if absent."),
      paymentGatewayNumber: wire.key.optional(),
      gatewayOrderId: wire.text(50).optional(),
      paymentMethodId: wire.key.optional().describe("The account's default when absent."),
      paymentMethodType: z
        .enum(METHOD_TYPES)
        .optional()
        .describe("Of external money: how it came in. Beside `paymentMethodId` it says nothing."),
      referenceId: wire.text(100).optional(),
      softDescriptor: wire.text(35).optional(),
      softDescriptorPhone: wire.text(20).optional(),
      standalone: wire.boolean
        .optional()
        .describe(
          "Asked of the gateway here and settled elsewhere: in no balance. Electronic only.",
        ),
      ...documents,
      ...wire.notYet(PAYMENT_NOT_YET),
    },
    wire.makes("Payment"),
  ),
  response: payment,
  errors: [
    "ENTITY_NOT_FOUND",
    "INVALID_VALUE",
    "MISSING_FIELD",
    "NOT_ALLOWED",
    "NOT_SUPPORTED",
    "PAYMENT_NOT_APPLICABLE",
    "DOCUMENT_BEING_PAID",
    "PAYMENT_DECLINED",
  ],
  callsGateway: ({ type }) => type === "Electronic",
  resource,
  isHighVolume: true,
});

export const listPayments = contract({
  operation: "listPayments",
  method: "GET",
  path: "/v1/payments",
  summary: "List payments",
  tag,
  query: listQuery,
  response: z.object({ payments: z.array(payment), nextPage: wire.nextPage }),
  errors: [],
});

export const listPaymentsOfAccount = contract({
  operation: "listPaymentsOfAccount",
  method: "GET",
  path: "/v1/transactions/payments/accounts/{accountKey}",
  summary: "List all payments for an account",
  description: "With the invoices that they have paid. The newest first.",
  tag,
  query: wire.page(20),
  response: z.object({
    payments: z.array(
      z.object({
        accountId: wire.id,
        accountName: z.string(),
        accountNumber: z.string(),
        amount: wire.money,
        effectiveDate: wire.date,
        gatewayTransactionNumber: z.string().nullable(),
        id: wire.id,
        paidInvoices: z.array(
          z.object({
            appliedPaymentAmount: wire.money,
            invoiceId: wire.id,
            invoiceNumber: z.string(),
          }),
        ),
        paymentMethodId: wire.id.nullable(),
        paymentNumber: z.string(),
        status: z.enum(["Processing", "Processed", "Error", "Canceled"]),
        type: z.enum(["External", "Electronic"]),
      }),
    ),
    nextPage: wire.nextPage,
  }),
  errors: ["ENTITY_NOT_FOUND"],
});

export const getPayment = contract({
  operation: "getPayment",
  method: "GET",
  path: "/v1/payments/{paymentKey}",
  summary: "Retrieve a payment",
  tag,
  response: payment,
  errors: ["ENTITY_NOT_FOUND"],
});

export const updatePayment = contract({
  operation: "updatePayment",
  method: "PUT",
  path: "/v1/payments/{paymentKey}",
  summary: "Update a payment",
  description: "What is not given stays.",
  tag,
  request: wire.body(
    {
      comment: wire.text(255).optional(),
      referenceId: wire.text(100).optional(),
      gatewayState: z.enum(["NotSubmitted", "Submitted", "Settled", "FailedToSettle"]).optional(),
      financeInformation: financeInformation.optional(),
      ...wire.notYet(["paymentScheduleKey"]),
    },
    wire.changes("Payment"),
  ),
  response: payment,
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED", "NOT_SUPPORTED"],
  resource,
});

const application = wire.body({
  effectiveDate: wire.billingDate.optional().describe("Today when absent."),
  ...documents,
});

const applicationErrors = [
  "ENTITY_NOT_FOUND",
  "INVALID_VALUE",
  "MISSING_FIELD",
  "NOT_ALLOWED",
  "PAYMENT_NOT_APPLICABLE",
  "DOCUMENT_BEING_PAID",
] as const;

export const applyPayment = contract({
  operation: "applyPayment",
  method: "PUT",
  path: "/v1/payments/{paymentKey}/apply",
  summary: "Apply a payment",
  description:
    "Pays documents from what the payment has left: the items and taxes that are named, else taxes first and then all items in proportion to what they owe.",
  tag,
  request: application,
  response: payment,
  errors: applicationErrors,
  resource,
});

export const unapplyPayment = contract({
  operation: "unapplyPayment",
  method: "PUT",
  path: "/v1/payments/{paymentKey}/unapply",
  summary: "Unapply a payment",
  description:
    "Takes back what the payment has paid of documents: of the items and taxes that are named, else what was paid last first.",
  tag,
  request: application,
  response: payment,
  errors: applicationErrors,
  resource,
});

export const transferPayment = contract({
  operation: "transferPayment",
  method: "PUT",
  path: "/v1/payments/{paymentKey}/transfer",
  summary: "Transfer a payment",
  description:
    "Gives a payment of which nothing is applied to another account, one of no account to its account, or any to no account.",
  tag,
  request: wire.body({
    accountId: z
      .union([z.literal(""), wire.key])
      .describe("Id or number; empty text: the payment is of no account."),
  }),
  response: payment,
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
  resource,
});

export const cancelPayment = contract({
  operation: "cancelPayment",
  method: "PUT",
  path: "/v1/payments/{paymentKey}/cancel",
  summary: "Cancel a payment",
  description: "Takes back an external payment of which nothing is applied or refunded.",
  tag,
  request: wire.looseBody({}),
  response: payment,
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
  resource,
});

export const deletePayment = contract({
  operation: "deletePayment",
  method: "DELETE",
  path: "/v1/payments/{paymentKey}",
  summary: "Delete a payment",
  description: "One that is cancelled, or that the gateway has declined.",
  tag,
  response: z.object({}),
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
});

export const listPaymentParts = contract({
  operation: "listPaymentParts",
  method: "GET",
  path: "/v1/payments/{paymentKey}/parts",
  summary: "List all parts of a payment",
  description: "One for each document that it has paid of, and one for what is not applied.",
  tag,
  query: wire.page(20),
  response: z.object({ parts: z.array(paymentPart), nextPage: wire.nextPage }),
  errors: ["ENTITY_NOT_FOUND"],
});

export const getPaymentPart = contract({
  operation: "getPaymentPart",
  method: "GET",
  path: "/v1/payments/{paymentKey}/parts/{partId}",
  summary: "Retrieve a payment part",
  tag,
  response: paymentPart,
  errors: ["ENTITY_NOT_FOUND"],
});

export const listPaymentItemParts = contract({
  operation: "listPaymentItemParts",
  method: "GET",
  path: "/v1/payments/{paymentKey}/parts/{partId}/item-parts",
  aliases: ["/v1/payments/{paymentKey}/parts/{partId}/itemparts"],
  summary: "List all payment part items",
  tag,
  query: wire.page(20),
  response: z.object({ itemParts: z.array(paymentItemPart), nextPage: wire.nextPage }),
  errors: ["ENTITY_NOT_FOUND"],
});

export const getPaymentItemPart = contract({
  operation: "getPaymentItemPart",
  method: "GET",
  path: "/v1/payments/{paymentKey}/parts/{partId}/item-parts/{itemPartId}",
  aliases: ["/v1/payments/{paymentKey}/parts/{partId}/itemparts/{itemPartId}"],
  summary: "Retrieve a payment part item",
  tag,
  response: paymentItemPart,
  errors: ["ENTITY_NOT_FOUND"],
});
