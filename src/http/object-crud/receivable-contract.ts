/** Payments, refunds and the credit balance, as clients of the model before memos call them. */
import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";
import { fieldsQuery, read } from "./contract.ts";
import { crudBody, crudQuery } from "./crud-body.ts";

const changed = z.object({ Success: z.literal(true), Id: wire.id });
const deleted = z.object({ success: z.literal(true), id: wire.id });
const envelope = "crud" as const;
const crud = { query: crudQuery, response: changed, envelope };
const reading = {
  method: "GET",
  query: fieldsQuery,
  response: read,
  errors: ["ENTITY_NOT_FOUND"],
  envelope,
} as const;

const transferredToAccounting = z.enum(["Processing", "Yes", "No", "Error", "Ignore"]).optional();

const payments = "Payments";

export const PAYMENT_OBJECT_NOT_YET = [
  ...(["AuthTransactionId", "GatewayOptionData", "GatewayResponse"] as const),
  ...(["GatewayResponseCode", "GatewayState"] as const),
];

export const createPaymentObject = contract({
  ...crud,
  operation: "createPaymentObject",
  method: "POST",
  path: "/v1/object/payment",
  summary: "CRUD: Create a payment",
  description:
    "As POST /v1/payments. What goes to the credit balance is what stays unapplied: both amounts together are the payment's.",
  tag: payments,
  request: crudBody(
    {
      AccountId: wire.key,
      Amount: wire.amount,
      Type: z.enum(["External", "Electronic"]),
      Status: z.literal("Processed"),
      PaymentMethodId: wire.key.optional().describe("The account's default when absent."),
      AppliedInvoiceAmount: wire.amount.optional(),
      AppliedCreditBalanceAmount: wire.amount.optional(),
      InvoiceId: wire.key.optional(),
      InvoiceNumber: wire.key.optional(),
      InvoicePaymentData: z
        .looseObject({
          InvoicePayment: z
            .array(z.looseObject({ Amount: wire.amount, InvoiceId: wire.key }))
            .max(1_000),
        })
        .optional(),
      AccountingCode: wire.text(100).optional(),
      Comment: wire.text(255).optional(),
      EffectiveDate: wire.billingDate.optional(),
      Gateway: wire.key.optional().describe("The name of a gateway."),
      GatewayOrderId: wire.text(50).optional(),
      ReferenceId: wire.text(100).optional(),
      SoftDescriptor: wire.text(35).optional(),
      SoftDescriptorPhone: wire.text(20).optional(),
      ...wire.notYet(PAYMENT_OBJECT_NOT_YET),
    },
    wire.makes("Payment"),
  ),
  errors: [
    ...(["ENTITY_NOT_FOUND", "INVALID_VALUE", "NOT_ALLOWED", "NOT_SUPPORTED"] as const),
    ...(["PAYMENT_NOT_APPLICABLE", "DOCUMENT_BEING_PAID", "PAYMENT_DECLINED"] as const),
  ],
  callsGateway: ({ Type }) => Type === "Electronic",
});

export const readPaymentObject = contract({
  ...reading,
  operation: "readPaymentObject",
  path: "/v1/object/payment/{id}",
  summary: "CRUD: Retrieve a payment",
  tag: payments,
});

export const updatePaymentObject = contract({
  ...crud,
  operation: "updatePaymentObject",
  method: "PUT",
  path: "/v1/object/payment/{id}",
  summary: "CRUD: Update a payment",
  description: "Canceled: as PUT /v1/payments/{key}/cancel. No gateway voids what it has taken.",
  tag: payments,
  request: crudBody(
    {
      AccountingCode: wire.text(100).optional(),
      Status: z.enum(["Canceled", "Voided"]).optional(),
      TransferredToAccounting: transferredToAccounting,
    },
    wire.changes("Payment"),
  ),
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED", "NOT_SUPPORTED"],
});

export const deletePaymentObject = contract({
  operation: "deletePaymentObject",
  method: "DELETE",
  path: "/v1/object/payment/{id}",
  summary: "CRUD: Delete a payment",
  tag: payments,
  response: changed,
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
  envelope,
});

export const createInvoicePayment = contract({
  ...crud,
  operation: "createInvoicePayment",
  method: "POST",
  path: "/v1/object/invoice-payment",
  summary: "CRUD: Create an invoice payment",
  description: "Pays an invoice from what a payment has left, as PUT /v1/payments/{key}/apply.",
  tag: payments,
  request: crudBody({ Amount: wire.amount, InvoiceId: wire.key, PaymentId: wire.key }),
  errors: [
    ...(["ENTITY_NOT_FOUND", "INVALID_VALUE", "NOT_ALLOWED"] as const),
    ...(["PAYMENT_NOT_APPLICABLE", "DOCUMENT_BEING_PAID"] as const),
  ],
});

export const readInvoicePayment = contract({
  ...reading,
  operation: "readInvoicePayment",
  path: "/v1/object/invoice-payment/{id}",
  summary: "CRUD: Retrieve an invoice payment",
  tag: payments,
});

export const updateInvoicePayment = contract({
  ...crud,
  operation: "updateInvoicePayment",
  method: "PUT",
  path: "/v1/object/invoice-payment/{id}",
  summary: "CRUD: Update an invoice payment",
  description: "Applies more of the payment to the invoice, or takes back some or all of it.",
  tag: payments,
  request: crudBody({ Amount: wire.amount }),
  errors: [
    ...(["ENTITY_NOT_FOUND", "INVALID_VALUE", "NOT_ALLOWED"] as const),
    ...(["PAYMENT_NOT_APPLICABLE", "DOCUMENT_BEING_PAID"] as const),
  ],
});

const refunds = "Refunds";

export const REFUND_OBJECT_NOT_YET = ["GatewayOptionData", "GatewayState"] as const;

export const createRefundObject = contract({
  ...crud,
  operation: "createRefundObject",
  method: "POST",
  path: "/v1/object/refund",
  summary: "CRUD: Create a refund",
  description:
    "Gives back a payment: what is not applied of it first, then what it has paid of its one invoice, or of those that are named. Of the source CreditBalance, which names an account instead, what its oldest credit memo has left that has as much, or, where no gateway is asked, its oldest such payment.",
  tag: refunds,
  request: crudBody(
    {
      Amount: wire.amount,
      Type: z.enum(["External", "Electronic"]),
      PaymentId: wire.key.optional(),
      SourceType: z.enum(["Payment", "CreditBalance"]).optional(),
      AccountId: wire.key.optional().describe("Of the source CreditBalance."),
      PaymentMethodId: wire.key.optional().describe("Of the source CreditBalance, electronically."),
      MethodType: wire.text(30).optional(),
      RefundDate: wire.billingDate.optional(),
      ReasonCode: wire.text(32).optional(),
      Comment: wire.text(255).optional(),
      SoftDescriptor: wire.text(35).optional(),
      SoftDescriptorPhone: wire.text(20).optional(),
      RefundInvoicePaymentData: z
        .looseObject({
          RefundInvoicePayment: z
            .array(z.looseObject({ InvoicePaymentId: wire.key, RefundAmount: wire.amount }))
            .max(1_000),
        })
        .optional(),
      ...wire.notYet(REFUND_OBJECT_NOT_YET),
    },
    wire.makes("Refund"),
  ),
  errors: [
    ...(["ENTITY_NOT_FOUND", "INVALID_VALUE", "MISSING_FIELD", "NOT_ALLOWED"] as const),
    ...(["NOT_SUPPORTED", "PAYMENT_NOT_APPLICABLE", "REFUND_TOO_HIGH", "REFUND_DECLINED"] as const),
  ],
  callsGateway: ({ Type }) => Type === "Electronic",
});

export const readRefundObject = contract({
  ...reading,
  operation: "readRefundObject",
  path: "/v1/object/refund/{id}",
  summary: "CRUD: Retrieve a refund",
  tag: refunds,
});

export const updateRefundObject = contract({
  ...crud,
  operation: "updateRefundObject",
  method: "PUT",
  path: "/v1/object/refund/{id}",
  summary: "CRUD: Update a refund",
  description: "Canceled: as PUT /v1/refunds/{key}/cancel.",
  tag: refunds,
  request: crudBody(
    {
      ReasonCode: wire.text(32).optional(),
      Status: z.literal("Canceled").optional(),
      TransferredToAccounting: transferredToAccounting,
    },
    wire.changes("Refund"),
  ),
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
});

export const deleteRefundObject = contract({
  operation: "deleteRefundObject",
  method: "DELETE",
  path: "/v1/object/refund/{id}",
  summary: "CRUD: Delete a refund",
  tag: refunds,
  response: deleted,
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
  envelope,
});

const creditBalance = "Credit Balance Adjustments";

export const createCreditBalanceAdjustment = contract({
  ...crud,
  operation: "createCreditBalanceAdjustment",
  method: "POST",
  path: "/v1/object/credit-balance-adjustment",
  summary: "CRUD: Create a credit balance adjustment",
  description:
    "Decrease: pays an invoice from the account's credit, which is what its credit memos and then its payments have left. Increase: an invoice below zero is a credit memo here, which is what it names; its credit is on the account's balance already, so that it moves nothing.",
  tag: creditBalance,
  request: crudBody(
    {
      Type: z.enum(["Decrease", "Increase"]),
      Amount: wire.amount,
      SourceTransactionId: wire.key.optional(),
      SourceTransactionNumber: wire.key.optional(),
      AdjustmentDate: wire.billingDate.optional(),
      Comment: wire.text(255).optional(),
      ReasonCode: wire.text(32).optional(),
      ReferenceId: wire.text(100).optional(),
      AccountingCode: wire.text(100).optional(),
    },
    wire.makes("CreditBalanceAdjustment"),
  ),
  errors: [
    ...(["ENTITY_NOT_FOUND", "INVALID_VALUE", "MISSING_FIELD", "NOT_ALLOWED"] as const),
    ...(["NOT_SUPPORTED", "DOCUMENT_BEING_PAID", "MEMO_STATUS"] as const),
  ],
});

export const readCreditBalanceAdjustment = contract({
  ...reading,
  operation: "readCreditBalanceAdjustment",
  path: "/v1/object/credit-balance-adjustment/{id}",
  summary: "CRUD: Retrieve a credit balance adjustment",
  tag: creditBalance,
});

export const updateCreditBalanceAdjustment = contract({
  ...crud,
  operation: "updateCreditBalanceAdjustment",
  method: "PUT",
  path: "/v1/object/credit-balance-adjustment/{id}",
  summary: "CRUD: Update a credit balance adjustment",
  description: "Canceled: what it has paid is to the account's credit again.",
  tag: creditBalance,
  request: crudBody(
    {
      ReasonCode: wire.text(32).optional(),
      Status: z.enum(["Processed", "Canceled"]).optional(),
      TransferredToAccounting: transferredToAccounting,
    },
    wire.changes("CreditBalanceAdjustment"),
  ),
  errors: [
    ...(["ENTITY_NOT_FOUND", "NOT_ALLOWED", "UNAPPLIES_TOO_MUCH"] as const),
    ...(["PAYMENT_NOT_APPLICABLE"] as const),
  ],
});
