import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

const tag = "Billing Documents";

const TYPES = ["OneTime", "Recurring", "Usage"] as const;

/** In whatever case: the vendor says so for this operation alone. */
const chargeType = z
  .string()
  .transform((text) => TYPES.find((type) => type.toLowerCase() === text.toLowerCase()) ?? text)
  .pipe(z.enum(TYPES))
  .meta({ type: "string", enum: [...TYPES] });

export const generateBillingDocuments = contract({
  operation: "generateBillingDocuments",
  method: "POST",
  path: "/v1/accounts/{key}/billing-documents/generate",
  summary: "Generate billing documents by account ID",
  description:
    "Bills one account at once, as a bill run would: also subscriptions that are cancelled or suspended. Nothing is made when the documents cannot be posted.",
  tag,
  request: wire.body({
    effectiveDate: wire.billingDate.optional().describe("Date of the documents; default today."),
    targetDate: wire.billingDate.optional().describe("Default today."),
    autoPost: wire.boolean.default(false),
    autoRenew: wire.boolean
      .default(false)
      .describe("Renew first what renews by itself until the target date."),
    subscriptionIds: z.array(wire.key).optional().describe("Ids or numbers; all when left out."),
    chargeTypeToExclude: z.array(chargeType).optional(),
    creditMemoReasonCode: wire.text(255).optional(),
    includeSubscriptions: wire.boolean.default(true),
    includeOrderLineItems: wire.boolean.default(true),
  }),
  response: z.object({
    invoices: z.array(z.object({ id: wire.id })),
    creditMemos: z.array(z.object({ id: wire.id })),
  }),
  errors: ["ENTITY_NOT_FOUND", "SUBSCRIPTION_NOT_OF_ACCOUNT", "INVALID_VALUE", "NOT_ALLOWED"],
  resource: "587400",
});

const document = z.object({
  id: wire.id,
  documentType: z.enum(["Invoice", "CreditMemo", "DebitMemo"]),
  documentNumber: z.string(),
  documentDate: wire.date,
  accountId: wire.id,
  accountNumber: z.string(),
  amount: wire.money,
  balance: wire.money.describe("Of a credit memo what it has left."),
  currency: z.string(),
  status: z.string(),
});

export const listBillingDocuments = contract({
  operation: "listBillingDocuments",
  method: "GET",
  path: "/v1/billing-documents",
  summary: "List billing documents for an account",
  tag,
  query: wire.page(20).extend({
    accountId: wire.key.optional().describe("This or accountNumber."),
    accountNumber: wire.key.optional(),
    documentDate: wire.date.optional(),
    status: z.enum(["Draft", "Posted", "Canceled", "Error"]).optional(),
    sort: z
      .string()
      .optional()
      .describe(
        "documentDate or documentType, with commas; a minus sign goes up and a plus sign down, as the field has it. Default +documentDate.",
      ),
  }),
  response: z.object({ documents: z.array(document), nextPage: wire.nextPage }),
  errors: ["MISSING_FIELD", "INVALID_VALUE", "ENTITY_NOT_FOUND"],
});

export const generateInvoices = contract({
  operation: "generateInvoices",
  method: "POST",
  path: "/v1/action/generate",
  summary: "Generate",
  description: "The older way to bill accounts: each gets draft documents, or its error.",
  tag: "Actions",
  request: wire.looseBody({
    type: z.literal("Invoice"),
    objects: z
      .array(
        z.looseObject({
          AccountId: wire.key,
          InvoiceDate: wire.billingDate.optional(),
          TargetDate: wire.billingDate.optional(),
          IncludesOneTime: wire.boolean.default(true),
          IncludesRecurring: wire.boolean.default(true),
          IncludesUsage: wire.boolean.default(true),
        }),
      )
      .max(50),
  }),
  response: z.array(
    z.union([
      z.object({ Success: z.literal(true), Id: wire.id }),
      z.object({
        Success: z.literal(false),
        Errors: z.array(z.object({ Code: z.string(), Message: z.string() })),
      }),
    ]),
  ),
  errors: [],
  envelope: "action",
});

export const invoiceAndCollect = contract({
  operation: "invoiceAndCollect",
  method: "POST",
  path: "/v1/operations/invoice-collect",
  summary: "Invoice and collect",
  description:
    "Bills an account through the target date, posts its draft invoices and has all that it owes paid by its default payment method; or has one posted invoice paid. When the payment is declined, nothing was billed or posted.",
  tag: "Operations",
  request: wire.body({
    accountKey: wire.key,
    documentDate: wire.inVersions(
      wire.billingDate.optional().describe("Of the documents; default today."),
      { from: "215.0", isWhenAsked: true },
    ),
    invoiceDate: wire.inVersions(
      wire.billingDate.optional().describe("The older name of documentDate."),
      { before: "215.0", isWhenAsked: true },
    ),
    targetDate: wire.inVersions(wire.billingDate.optional().describe("Default today."), {
      from: "215.0",
      isWhenAsked: true,
    }),
    invoiceTargetDate: wire.inVersions(
      wire.billingDate.optional().describe("The older name of targetDate."),
      { before: "215.0", isWhenAsked: true },
    ),
    invoiceId: wire.key.optional().describe("A posted invoice, to collect it alone."),
    invoiceNumber: wire.key.optional().describe("The same by its number."),
    paymentGateway: wire.key.optional(),
  }),
  response: z.object({
    amountCollected: wire.money,
    creditMemos: z.array(
      z.object({
        id: wire.id,
        memoNumber: z.string(),
        memoAmount: wire.money,
        totalAmount: wire.money.describe("The same, as the published sample has it."),
      }),
    ),
    invoices: z.array(
      z.object({ invoiceId: wire.id, invoiceNumber: z.string(), invoiceAmount: wire.money }),
    ),
    paymentId: wire.id.optional().describe("Absent where nothing was owed."),
  }),
  errors: [
    "ENTITY_NOT_FOUND",
    "INVALID_VALUE",
    "NOT_ALLOWED",
    "PAYMENT_NOT_APPLICABLE",
    "DOCUMENT_BEING_PAID",
    "PAYMENT_DECLINED",
  ],
  callsGateway: () => true,
  resource: "586200",
});
