import { z } from "zod";
import { contract } from "../contract.ts";
import { METHOD_TYPES } from "../payments/method-types.ts";
import {
  documents,
  financeAnswer,
  financeInformation,
  throughGateway,
} from "../payments/payment-fields.ts";
import * as wire from "../wire.ts";

const tag = "Refunds";
const resource = "549100";

const text = z.string().nullable();

const refund = z.looseObject({
  id: wire.id,
  number: z.string(),
  status: z.enum(["Processing", "Processed", "Error", "Canceled"]),
  type: z.enum(["External", "Electronic"]),
  methodType: text,
  refundTransactionType: text,
  accountId: wire.id.nullable().describe("Null of an unassigned payment."),
  amount: wire.money,
  refundDate: wire.date,
  comment: text,
  reasonCode: text,
  paymentId: wire.id.nullable(),
  paymentNumber: text,
  creditMemoId: wire.id.nullable(),
  ...throughGateway,
  secondRefundReferenceId: text,
  refundTransactionTime: wire.timestamp.nullable(),
  cancelledOn: wire.timestamp.nullable(),
  createdDate: wire.timestamp,
  createdById: wire.id,
  updatedDate: wire.timestamp,
  updatedById: wire.id,
  financeInformation: financeAnswer,
});

/** Documented, and refused by name. */
export const REFUND_NOT_YET = ["customRates", "gatewayOptions", "paymentScheduleKey"] as const;
export const AUTO_UNAPPLY_NOT_YET = ["writeOff", "writeOffOptions"] as const;

const shared = {
  type: z.enum(["External", "Electronic"]),
  methodType: z.enum(METHOD_TYPES).optional().describe("How an external refund was given."),
  refundDate: wire.billingDate.optional().describe("Today when absent."),
  refundTransactionType: z.enum(["Chargeback", "PaymentReversal"]).optional(),
  comment: wire.text(255).optional(),
  reasonCode: wire.text(255).optional(),
  referenceId: wire.text(100).optional(),
  secondRefundReferenceId: wire.text(100).optional(),
  softDescriptor: wire.text(35).optional(),
  softDescriptorPhone: wire.text(20).optional(),
  financeInformation: financeInformation.optional(),
  ...wire.notYet(REFUND_NOT_YET),
};

const refundErrors = [
  "ENTITY_NOT_FOUND",
  "INVALID_VALUE",
  "MISSING_FIELD",
  "NOT_ALLOWED",
  "NOT_SUPPORTED",
  "REFUND_TOO_HIGH",
  "REFUND_DECLINED",
] as const;

const callsGateway = ({ type }: Readonly<Record<string, unknown>>) => type === "Electronic";

export const refundPayment = contract({
  operation: "refundPayment",
  method: "POST",
  path: "/v1/payments/{paymentKey}/refunds",
  summary: "Refund a payment",
  description:
    "Gives back what is not applied of a payment: an external refund by hand, an electronic one through the gateway that has taken the money.",
  tag: "Payments",
  request: wire.body({ totalAmount: wire.amount, ...shared }, wire.makes("Refund")),
  response: refund,
  errors: refundErrors,
  callsGateway,
  resource,
});

export const refundPaymentWithAutoUnapply = contract({
  operation: "refundPaymentWithAutoUnapply",
  method: "POST",
  path: "/v1/payments/{paymentKey}/refunds/unapply",
  summary: "Refund a payment with auto-unapplying",
  description: "Takes back what the payment has paid of the documents that are named, first.",
  tag: "Payments",
  request: wire.body(
    {
      totalAmount: wire.amount.optional().describe("The sum of the documents when absent."),
      ...documents,
      ...shared,
      ...wire.notYet(AUTO_UNAPPLY_NOT_YET),
    },
    wire.makes("Refund"),
  ),
  response: refund,
  errors: [...refundErrors, "PAYMENT_NOT_APPLICABLE"],
  callsGateway,
  resource,
});

export const refundCreditMemo = contract({
  operation: "refundCreditMemo",
  method: "POST",
  path: "/v1/credit-memos/{creditMemoKey}/refund",
  aliases: [
    "/v1/creditmemos/{creditMemoKey}/refunds",
    "/v1/credit-memos/{creditMemoKey}/refunds",
    "/v1/creditmemos/{creditMemoKey}/refund",
  ],
  summary: "Refund a credit memo",
  description: "Gives back what is not applied of a posted credit memo.",
  tag: "Credit Memos",
  request: wire.body(
    {
      totalAmount: wire.amount,
      paymentMethodId: wire.key.optional().describe("Required for an electronic refund."),
      gatewayId: wire.key.optional(),
      items: z
        .array(
          wire.body({
            amount: wire.amount,
            creditMemoItemId: wire.key.optional(),
            creditTaxItemId: wire.key.optional(),
          }),
        )
        .max(1_000)
        .optional()
        .describe("In the memo's order when absent."),
      ...shared,
    },
    wire.makes("Refund"),
  ),
  response: refund,
  errors: refundErrors,
  callsGateway,
  resource: "584700",
});

const filter = z.string().optional();

export const listRefunds = contract({
  operation: "listRefunds",
  method: "GET",
  path: "/v1/refunds",
  summary: "List refunds",
  tag,
  query: wire.page(20).extend({
    accountId: filter,
    amount: filter,
    createdById: filter,
    createdDate: filter,
    creditMemoId: filter,
    methodType: filter,
    number: filter,
    paymentId: filter,
    refundDate: filter,
    status: filter,
    type: filter,
    updatedById: filter,
    updatedDate: filter,
    sort: z.string().optional().describe("`+number`, `-refundDate,+amount`: up or down."),
  }),
  response: z.object({ refunds: z.array(refund), nextPage: wire.nextPage }),
  errors: [],
});

export const getRefund = contract({
  operation: "getRefund",
  method: "GET",
  path: "/v1/refunds/{refundKey}",
  summary: "Retrieve a refund",
  tag,
  response: refund,
  errors: ["ENTITY_NOT_FOUND"],
});

export const updateRefund = contract({
  operation: "updateRefund",
  method: "PUT",
  path: "/v1/refunds/{refundKey}",
  summary: "Update a refund",
  description: "What is not given stays.",
  tag,
  request: wire.body(
    {
      comment: wire.text(255).optional(),
      reasonCode: wire.text(255).optional(),
      referenceId: wire.text(100).optional(),
      financeInformation: financeInformation.optional(),
    },
    wire.changes("Refund"),
  ),
  response: refund,
  errors: ["ENTITY_NOT_FOUND"],
  resource,
});

export const cancelRefund = contract({
  operation: "cancelRefund",
  method: "PUT",
  path: "/v1/refunds/{refundKey}/cancel",
  summary: "Cancel a refund",
  description: "Takes back an external refund: the money is unapplied again.",
  tag,
  request: wire.looseBody({}),
  response: refund,
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
  resource,
});

export const deleteRefund = contract({
  operation: "deleteRefund",
  method: "DELETE",
  path: "/v1/refunds/{refundKey}",
  summary: "Delete a refund",
  description: "One that is cancelled, or that the gateway has declined.",
  tag,
  response: z.object({}),
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
});

const written = {
  amount: wire.money,
  organizationLabel: z.string().nullable().describe("The account's."),
  createdById: wire.id,
  createdDate: wire.timestamp,
  id: wire.id,
  updatedById: wire.id,
  updatedDate: wire.timestamp,
};

const refundPart = z.object({
  ...written,
  creditMemoId: wire.id.nullable(),
  paymentId: wire.id.nullable(),
});

const refundItemPart = z.object({
  ...written,
  creditMemoItemId: wire.id.nullable(),
  creditTaxItemId: wire.id.nullable(),
});

export const listRefundParts = contract({
  operation: "listRefundParts",
  method: "GET",
  path: "/v1/refunds/{refundKey}/parts",
  summary: "List all parts of a refund",
  description: "A processed refund has one: of the payment or the credit memo that it gives back.",
  tag,
  response: z.object({ parts: z.array(refundPart) }),
  errors: ["ENTITY_NOT_FOUND"],
});

export const getRefundPart = contract({
  operation: "getRefundPart",
  method: "GET",
  path: "/v1/refunds/{refundKey}/parts/{refundPartId}",
  summary: "Retrieve a refund part",
  tag,
  response: refundPart,
  errors: ["ENTITY_NOT_FOUND"],
});

export const listRefundItemParts = contract({
  operation: "listRefundItemParts",
  method: "GET",
  path: "/v1/refunds/{refundKey}/parts/{refundPartId}/item-parts",
  aliases: ["/v1/refunds/{refundKey}/parts/{refundPartId}/itemparts"],
  summary: "List all refund part items",
  tag,
  query: wire.page(20),
  response: z.object({ itemParts: z.array(refundItemPart), nextPage: wire.nextPage }),
  errors: ["ENTITY_NOT_FOUND"],
});

export const getRefundItemPart = contract({
  operation: "getRefundItemPart",
  method: "GET",
  path: "/v1/refunds/{refundKey}/parts/{refundPartId}/item-parts/{itemPartId}",
  aliases: ["/v1/refunds/{refundKey}/parts/{refundPartId}/itemparts/{itemPartId}"],
  summary: "Retrieve a refund part item",
  tag,
  response: refundItemPart,
  errors: ["ENTITY_NOT_FOUND"],
});
