/** Ours: what the page of customers asks. No path names an account: it is always that of the session. */
import { z } from "zod";
import { CUSTOMER_POLICIES } from "#engine/my-account/settings.ts";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

const tag = "My Account";
const isForCustomers = true;
const lang = z.object({
  lang: wire.text(20).optional().describe("In which language it is told, if it is one of ours."),
});

export const listMySubscriptions = contract({
  operation: "listMySubscriptions",
  method: "GET",
  path: "/v1/my/subscriptions",
  summary: "List what the customer has subscribed to",
  tag,
  response: z.object({
    subscriptions: z.array(
      z.object({
        subscriptionNumber: z.string(),
        planName: z.string(),
        status: z.string(),
        currency: z.string(),
        startDate: wire.date,
        endDate: wire.date.nullable().describe("First day without service; null: it goes on."),
        renewalDate: wire.date.nullable().describe("When it renews by itself."),
        nextCharge: z
          .object({ date: wire.date, amount: wire.money })
          .nullable()
          .describe("Within a year, taxes included."),
        isPaidByOther: z.boolean(),
        canCancel: z.boolean(),
        takeBackOrderNumber: z
          .string()
          .nullable()
          .describe("Of the customer's own cancel, if he may take it back."),
      }),
    ),
  }),
  errors: [],
  isForCustomers,
});

const told = {
  cancellationPolicy: z.enum(CUSTOMER_POLICIES),
  cancelledDate: wire.date.describe("First day without service."),
  currency: z.string(),
  sentences: z.array(z.string()).describe("What happens, in the customer's language."),
  invoices: z.array(
    z.object({
      invoiceNumber: z.string().nullable().describe("Null of one that the cancel makes."),
      before: wire.money,
      after: wire.money,
    }),
  ),
  balance: z.object({ before: wire.money, after: wire.money }),
};

export const previewMyCancel = contract({
  operation: "previewMyCancel",
  method: "POST",
  path: "/v1/my/subscriptions/{subscriptionNumber}/cancel-previews",
  summary: "Preview the cancel of a subscription",
  description: "Each way that the merchant lets customers choose of, with what it does.",
  tag,
  query: lang,
  request: wire.body({}),
  response: z.object({
    planName: z.string(),
    choices: z.array(
      z.object({
        previewId: wire.id.optional(),
        ...z.object(told).partial().shape,
        cancellationPolicy: told.cancellationPolicy,
        refused: z.string().optional().describe("Why it is not possible."),
      }),
    ),
  }),
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED", "LOCK_CONTENTION"],
  resource: "586900",
  isForCustomers,
});

const receipt = {
  ...told,
  orderNumber: z.string(),
  planName: z.string(),
  subscriptionNumber: z.string(),
  reason: z.string().nullable(),
};

export const cancelMySubscription = contract({
  operation: "cancelMySubscription",
  method: "POST",
  path: "/v1/my/subscriptions/{subscriptionNumber}/cancels",
  summary: "Cancel a subscription, exactly as previewed",
  tag,
  query: lang,
  request: wire.body({
    cancellationPolicy: told.cancellationPolicy,
    previewId: wire.key.describe("It does exactly what that preview has said, or fails with 409."),
    reason: wire.text(255).nullable().default(null),
  }),
  response: z.object({ ...receipt, emailedTo: z.array(z.string()) }),
  errors: [
    ...(["ENTITY_NOT_FOUND", "NOT_ALLOWED", "INVALID_VALUE"] as const),
    ...(["PREVIEW_NOT_FOUND", "PREVIEW_HAS_MOVED", "LOCK_CONTENTION"] as const),
  ],
  resource: "586900",
  isForCustomers,
});

export const getMyCancelReceipt = contract({
  operation: "getMyCancelReceipt",
  method: "GET",
  path: "/v1/my/cancels/{orderNumber}/receipt",
  summary: "Download the receipt of a cancel",
  tag,
  response: wire.file,
  errors: ["ENTITY_NOT_FOUND"],
  envelope: "file",
  isForCustomers,
});

export const takeBackMyCancel = contract({
  operation: "takeBackMyCancel",
  method: "POST",
  path: "/v1/my/cancels/{orderNumber}/take-back",
  summary: "Take back a cancel that has not taken effect",
  tag,
  query: lang,
  request: wire.body({}),
  response: z.object({ planName: z.string() }),
  errors: [
    ...(["ENTITY_NOT_FOUND", "NOT_ALLOWED", "LOCK_CONTENTION"] as const),
    ...(["ORDER_CANNOT_BE_UNDONE", "ORDER_IS_NOT_THE_LATEST"] as const),
  ],
  resource: "586900",
  isForCustomers,
});

const documentType = z.enum(["Invoice", "CreditMemo", "DebitMemo"]);

export const listMyDocuments = contract({
  operation: "listMyDocuments",
  method: "GET",
  path: "/v1/my/documents",
  summary: "List the customer's invoices and credits",
  description: "Those that are posted, newest first.",
  tag,
  query: wire.page(20),
  response: z.object({
    documents: z.array(
      z.object({
        documentType,
        documentNumber: z.string(),
        documentDate: wire.date,
        currency: z.string(),
        amount: wire.money,
        balance: wire.money.describe("What is owed of it; of a credit what is left."),
      }),
    ),
    nextPage: wire.nextPage,
  }),
  errors: [],
  isForCustomers,
});

export const getMyDocumentPdf = contract({
  operation: "getMyDocumentPdf",
  method: "GET",
  path: "/v1/my/documents/{documentType}/{documentNumber}/pdf",
  summary: "Download an invoice or a credit",
  tag,
  params: { documentType },
  response: wire.file,
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
  envelope: "file",
  isForCustomers,
});

const paymentMethod = z.object({
  id: wire.id,
  type: z.string(),
  kind: z.string().describe("Of a card its brand, else the type."),
  lastDigits: z.string(),
  expirationMonth: z.number().nullable(),
  expirationYear: z.number().nullable(),
  isDefault: z.boolean(),
  isUsable: z.boolean(),
});

export const listMyPaymentMethods = contract({
  operation: "listMyPaymentMethods",
  method: "GET",
  path: "/v1/my/payment-methods",
  summary: "List how the customer pays",
  tag,
  response: z.object({ paymentMethods: z.array(paymentMethod) }),
  errors: [],
  isForCustomers,
});

export const makeMyPaymentMethodDefault = contract({
  operation: "makeMyPaymentMethodDefault",
  method: "PUT",
  path: "/v1/my/payment-methods/{paymentMethodId}/default",
  summary: "Pay with this method from now on",
  tag,
  request: wire.body({}),
  response: z.object({}),
  errors: ["ENTITY_NOT_FOUND", "NOT_ALLOWED"],
  resource: "586900",
  isForCustomers,
});

export const payMyInvoice = contract({
  operation: "payMyInvoice",
  method: "POST",
  path: "/v1/my/invoices/{invoiceNumber}/payments",
  summary: "Pay an invoice",
  description: "All that it owes, by the gateway of the method.",
  tag,
  request: wire.body({
    paymentMethodId: wire.key,
    amount: wire.amount.describe("What the customer was shown: it is paid, or nothing is."),
  }),
  response: z.object({
    paymentNumber: z.string(),
    status: z.string().describe("Processing: the gateway has not answered yet."),
    amount: wire.money,
    currency: z.string(),
  }),
  errors: [
    ...(["ENTITY_NOT_FOUND", "NOT_ALLOWED", "INVALID_VALUE", "PAYMENT_NOT_APPLICABLE"] as const),
    ...(["DOCUMENT_BEING_PAID", "PAYMENT_DECLINED", "LOCK_CONTENTION"] as const),
  ],
  callsGateway: () => true,
  resource: "586900",
  isForCustomers,
});
