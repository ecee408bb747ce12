import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";
import { addProduct } from "./actions/add-product.ts";
import { cancelSubscription } from "./actions/cancel-subscription.ts";
import { changePlan } from "./actions/change-plan.ts";
import { createSubscription } from "./actions/create-subscription.ts";
import { ownerTransfer } from "./actions/owner-transfer.ts";
import { removeProduct } from "./actions/remove-product.ts";
import { renewSubscription } from "./actions/renew-subscription.ts";
import { resume } from "./actions/resume.ts";
import { suspend } from "./actions/suspend.ts";
import { termsAndConditions } from "./actions/terms-and-conditions.ts";
import { updateProduct } from "./actions/update-product.ts";
import { externallyManagedBy } from "./externally-managed.ts";
import { MOST_LINE_ITEMS, orderedLineItem } from "./line-item-fields.ts";
import { newAccount } from "./new-account.ts";
import { quote } from "./quote.ts";
import { ramp } from "./ramp-fields.ts";
import { rightsOfProcessing } from "./rights-of-processing.ts";

export const orderAction = z.discriminatedUnion("type", [
  createSubscription,
  addProduct,
  updateProduct,
  removeProduct,
  changePlan,
  termsAndConditions,
  renewSubscription,
  suspend,
  resume,
  ownerTransfer,
  cancelSubscription,
]);

/** Documented, and refused by name: they need what is not built. */
export const ORDER_NOT_YET = {
  order: ["commitments"],
  processingOptions: ["allowPaymentFailure"],
} as const;

export const ELECTRONIC_NOT_YET = [
  "authTransactionId",
  "gatewayOptions",
  "mitTransactionSource",
] as const;

const accountingCode = wire.orderText(100).optional();

export const chargeTypesToExclude = z
  .array(z.enum(["OneTime", "Recurring", "Usage"]))
  .describe("Charges of these types are neither billed nor credited.");

const processingOptions = wire.looseBody({
  runBilling: wire.boolean
    .default(false)
    .describe("Bill all subscriptions of the order, on documents that are posted."),
  billingOptions: wire
    .looseBody({
      targetDate: wire.billingDate.optional().describe("Bill through this day; today when absent."),
      documentDate: wire.billingDate
        .optional()
        .describe("Date of the documents; today when absent."),
      generateDraftInvoice: wire.boolean.optional(),
      chargeTypeToExclude: chargeTypesToExclude.optional(),
      creditMemoReasonCode: wire.orderText(255).optional(),
    })
    .optional(),
  writeOff: wire.boolean
    .default(false)
    .describe("Write off what the cancelled subscriptions still owe, invoice by invoice."),
  writeOffBehavior: wire
    .looseBody({
      financeInformation: wire
        .looseBody({
          deferredRevenueAccountingCode: accountingCode,
          onAccountAccountingCode: accountingCode,
          recognizedRevenueAccountingCode: accountingCode,
          revenueRecognitionRuleName: accountingCode,
        })
        .optional(),
    })
    .optional(),
  collectPayment: wire.boolean
    .default(false)
    .describe("Collect what the order's invoices owe; if that fails, the order is not made."),
  electronicPaymentOptions: wire
    .looseBody({
      paymentMethodId: wire.key.optional().describe("The account's default when absent."),
      paymentGatewayId: wire.key.optional(),
      gatewayOrderId: wire.orderText(50).optional(),
      ...wire.notYet(ELECTRONIC_NOT_YET),
    })
    .optional(),
  applyCredit: wire.boolean.default(false),
  applyCreditBalance: wire.boolean
    .default(false)
    .describe("Of the model before memos: as applyCredit."),
  applicationOrder: z.array(z.enum(["CreditMemo", "UnappliedPayment"])).optional(),
  refund: wire.boolean.default(false),
  refundAmount: wire.amount.optional(),
  refundReasonCode: wire.orderText(255).optional(),
  ...wire.notYet(ORDER_NOT_YET.processingOptions),
});

/** Of an order's subscription, as it was sent. */
function isCreated({ orderActions }: Readonly<Record<string, unknown>>): boolean {
  const types = Array.isArray(orderActions) ? orderActions.map((action) => action?.type) : [];
  return types.includes("CreateSubscription");
}

export const orderRequest = {
  orderDate: wire.billingDate.describe("The day on which the order is signed."),
  orderNumber: wire.chosenNumber(100).optional(),
  existingAccountNumber: wire.key.optional(),
  existingAccountId: wire.key.optional(),
  newAccount: newAccount
    .optional()
    .describe("Comes into being with the order; instead of an existing account."),
  category: z.enum(["NewSales", "Return"]).default("NewSales"),
  status: z.enum(["Draft", "Pending", "Completed", "Scheduled", "Executing", "Failed"]).optional(),
  description: wire.orderText(500).optional(),
  reasonCode: wire.orderText(255).optional(),
  customFields: wire.customFields.optional(),
  subscriptions: z
    .array(
      wire.looseBody(
        {
          subscriptionNumber: wire.key.optional(),
          customFields: wire.customFields.optional(),
          notes: wire
            .orderText(500)
            .optional()
            .describe("Of the subscription, once the actions are done."),
          orderActions: z.array(orderAction).min(1).max(10_000),
          ramp: ramp.optional(),
          quote: quote.optional().describe("Fields of the subscription, as a quote has them."),
        },
        wire.makesIf("Subscription", isCreated),
      ),
    )
    .max(10_000)
    .default([])
    .describe("Required without orderLineItems."),
  orderLineItems: z.array(orderedLineItem).max(MOST_LINE_ITEMS).default([]),
  processingOptions: processingOptions.optional(),
  schedulingOptions: wire
    .looseBody({
      scheduledDate: wire.billingDate.optional(),
      scheduledDatePolicy: z.enum(["SpecificDate"]).default("SpecificDate"),
    })
    .optional(),
  externallyManagedBy: externallyManagedBy.describe(
    "The store in which the subscriptions that it creates were bought, and which bills for them.",
  ),
  ...wire.notYet(ORDER_NOT_YET.order),
};

/** Ours alone: the field has no such thing. */
export const promisedBy = {
  previewId: wire.key
    .optional()
    .describe(
      "Of a preview's receipt: the order does exactly what it has said, or fails with 409.",
    ),
};

export const writeOffResult = z.object({
  invoiceNumber: z.string(),
  amount: wire.money,
  status: z.enum(["Success", "Failed"]),
  writeOffCreditMemoNumber: z.string().optional(),
  failedReason: z.string().optional(),
});

export const createOrder = contract({
  operation: "createOrder",
  method: "POST",
  path: "/v1/orders",
  summary: "Create an order",
  description:
    "Creates, changes and cancels subscriptions, bills them, applies credit to the bills and writes off what is left unpaid, all in one transaction. Refunds are asked of their gateways once that is committed. A refund or a write-off that fails is reported and does not take back the order.",
  tag: "Orders",
  query: z.object({
    returnIds: wire.boolean.default(false).describe("Answer ids beside the numbers."),
  }),
  request: wire.looseBody({ ...orderRequest, ...promisedBy }, wire.makes("Order")),
  response: z.object({
    orderNumber: z.string(),
    orderId: wire.id.optional(),
    accountNumber: z.string(),
    accountId: wire.id.optional(),
    status: z.enum(["Completed", "Pending", "Draft", "Scheduled"]),
    subscriptionNumbers: z
      .array(z.string())
      .optional()
      .describe("Before version 223.0. A draft has none."),
    subscriptionIds: z.array(wire.id).optional(),
    subscriptions: z
      .array(
        z.object({
          subscriptionId: wire.id.optional(),
          subscriptionNumber: z.string(),
          subscriptionOwnerId: wire.id,
          subscriptionOwnerNumber: z.string(),
          status: z.string(),
        }),
      )
      .optional()
      .describe("From version 223.0."),
    invoiceNumbers: z.array(z.string()).optional(),
    invoiceIds: z.array(wire.id).optional(),
    creditMemoNumbers: z.array(z.string()).optional(),
    creditMemoIds: z.array(wire.id).optional(),
    orderLineItems: z
      .array(z.object({ id: wire.id, itemNumber: z.string() }))
      .optional()
      .describe("Absent when the order has none."),
    ramps: z
      .array(z.object({ rampNumber: z.string(), subscriptionNumber: z.string() }))
      .optional()
      .describe("Those that the order has set."),
    refunds: z
      .array(
        z.object({
          number: z.string().optional(),
          refundInvoiceNumbers: z.array(z.string()),
          status: z
            .enum(["Success", "Error", "Processing"])
            .describe("Processing: the gateway has not answered yet."),
          failedReason: z.string().optional(),
        }),
      )
      .optional(),
    writeOff: z.array(writeOffResult).optional(),
    paymentNumber: z.string().optional(),
    paymentId: wire.id.optional(),
    paidAmount: wire.money.optional(),
  }),
  errors: [
    "ENTITY_NOT_FOUND",
    "SUBSCRIPTION_NOT_OF_ACCOUNT",
    "SUBSCRIPTION_NOT_ACTIVE",
    "ACTIVE_SUBSCRIPTION_NEEDED",
    "EVERGREEN_NOT_RENEWED",
    "RENEWAL_TERM_MISSING",
    "TERM_CHARGE_NEEDS_TERM_END",
    "TERM_START_FIXED",
    "TERM_ENDS_BEFORE_START",
    "SCHEDULED_DATE_NOT_AHEAD",
    "SCHEDULED_DATES_IN_DISORDER",
    "SCHEDULED_ORDER_IN_THE_WAY",
    "SUSPEND_BEFORE_START",
    "SUSPEND_AFTER_TERM_END",
    "SUBSCRIPTION_NOT_SUSPENDED",
    "RESUME_BEFORE_SUSPEND",
    "RESUME_AFTER_TERM_END",
    "CANCELLATION_DATE_MISSING",
    "CANCELLATION_BEFORE_START",
    "CANCELLATION_AFTER_TERM_END",
    "EVERGREEN_HAS_NO_TERM_END",
    "SUBSCRIPTION_NEVER_INVOICED",
    "RATE_PLAN_NOT_FOUND",
    "RATE_PLAN_NOT_ON_SALE",
    "CHARGE_NOT_IN_RATE_PLAN",
    "PRICE_NOT_IN_CURRENCY",
    "RATE_PLAN_NOT_IN_SUBSCRIPTION",
    "RATE_PLAN_AMBIGUOUS",
    "PRODUCT_CHANGE_OUTSIDE_TERM",
    "RATE_PLAN_NEVER_INVOICED",
    "CHARGE_NOT_IN_SUBSCRIPTION",
    "CHARGE_NOT_IN_SERVICE",
    "CHARGE_CHANGES_LATER",
    "ONE_TIME_CHARGE_BILLED",
    "INVALID_VALUE",
    "MISSING_FIELD",
    "NOT_ALLOWED",
    "NOT_SUPPORTED",
    "NUMBER_IN_USE",
    "ORDER_LINE_ITEMS_BELOW_ZERO",
    "TOO_MANY_LINES",
    "PREVIEW_NOT_FOUND",
    "PREVIEW_HAS_MOVED",
    "PAYMENT_DECLINED",
    "PAYMENT_NOT_ANSWERED",
    "LOCK_CONTENTION",
  ],
  callsGateway: ({ processingOptions }) =>
    typeof processingOptions === "object" &&
    processingOptions !== null &&
    (("refund" in processingOptions && wire.isTrue(processingOptions.refund)) ||
      ("collectPayment" in processingOptions && wire.isTrue(processingOptions.collectPayment))),
  alsoNeeds: rightsOfProcessing,
  resource: "585600",
  isHighVolume: true,
});
