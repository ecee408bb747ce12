import { z } from "zod";
import { contract } from "../contract.ts";
import {
  chargeTypesToExclude,
  createOrder,
  orderRequest,
  writeOffResult,
} from "../orders/contract.ts";
import { previewAccountInfo } from "../orders/new-account.ts";
import { orderRampMetrics } from "../ramps/ramp-fields.ts";
import { taxOfPreview } from "../taxation-items/taxation-item-fields.ts";
import * as wire from "../wire.ts";
import { chargeMetrics, orderDeltaMetrics, orderMetrics } from "./metrics-contract.ts";

const text = z.string().nullable();

const item = z.object({
  serviceStartDate: wire.date,
  serviceEndDate: wire.date.describe("The last day of service."),
  amountWithoutTax: wire.money,
  taxAmount: wire.money,
  chargeDescription: z.string(),
  chargeName: z.string(),
  chargeNumber: text.describe("Null where the order would create the charge."),
  processingType: z.enum(["Charge", "Discount", "Tax", "Rounding"]),
  appliedToChargeNumber: text
    .optional()
    .describe("Of a discount; null where the order would create the charge that it lowers."),
  productName: z.string(),
  productRatePlanChargeId: wire.id.nullable(),
  unitPrice: wire.money,
  subscriptionNumber: text.describe("Null where the order would create the subscription."),
  orderLineItemNumber: text,
  taxationItems: z.array(taxOfPreview).optional().describe("Absent where the item has no taxes."),
  additionalInfo: z.object({
    quantity: wire.money,
    unitOfMeasure: z.string(),
    numberOfDeliveries: wire.money,
  }),
});

const document = {
  amount: wire.money,
  amountWithoutTax: wire.money,
  taxAmount: wire.money,
  targetDate: wire.date,
};

const forecast = z.object({
  previewInvoiceSequence: z.number().describe("From 1."),
  subTotal: wire.money,
  discountAmount: wire.money,
  taxAmount: wire.money,
  total: wire.money,
  servicePeriodStartDate: wire.date,
  servicePeriodEndDate: wire.date.describe("The last day of service."),
});

const previewResult = z.object({
  invoices: z
    .array(
      z.object({
        ...document,
        invoiceItems: z.array(item),
        invoiceItemSummary: z.array(forecast).optional(),
      }),
    )
    .optional(),
  creditMemos: z
    .array(z.object({ ...document, creditMemoItems: z.array(item) }))
    .optional()
    .describe("Amounts that are given back are positive."),
  chargeMetrics: chargeMetrics.optional(),
  orderDeltaMetrics: orderDeltaMetrics.optional(),
  orderMetrics: orderMetrics.optional(),
  rampMetrics: orderRampMetrics.optional().describe("Of subscriptions with a ramp."),
});

const figures = {
  before: wire.money.describe("Owed before the order."),
  billed: wire.money.describe("On an invoice that the order makes."),
  credited: wire.money.describe("What billing takes back, wherever the credit goes."),
  applied: wire.money.describe("What the order's credit pays."),
  appliedCredit: wire.money.describe("What earlier credit pays, where applyCredit asks for it."),
  collected: wire.money.describe("What the payment pays that collectPayment asks for."),
  unapplied: wire.money.describe("What payments had paid that refund gives back."),
  writtenOff: wire.money,
  after: wire.money.describe(
    "before + billed + unapplied - applied - appliedCredit - collected - writtenOff",
  ),
};

const receiptItem = z.object({
  chargeName: z.string(),
  subscriptionNumber: text,
  serviceStartDate: wire.date,
  serviceEndDate: wire.date,
  ...figures,
});

const receiptInvoice = z.object({
  invoiceNumber: text.describe("Null for an invoice that the order makes."),
  status: z.enum(["Draft", "Posted", "Canceled"]),
  dueDate: wire.date,
  ...figures,
  items: z.array(receiptItem),
});

const standing = z.object({
  balance: wire.money.describe("What posted invoices owe, less the unapplied credit."),
  unappliedCredit: wire.money,
  unappliedPayment: wire.money,
  ageing: z
    .array(z.object({ name: z.string(), balance: wire.money }))
    .describe("What posted invoices owe, by the days that it is past due."),
  contractedMrr: wire.money,
});

const wayToPay = {
  paymentMethodId: wire.id.nullable(),
  paymentMethodType: text,
  maskNumber: text,
  gateway: z.string(),
};

const money = {
  invoices: z.array(receiptInvoice).describe("Those that the order makes, credits or settles."),
  account: z.object({ before: standing, after: standing }),
  otherAccounts: z
    .array(z.object({ accountNumber: text, before: standing, after: standing }))
    .optional()
    .describe("That the order transfers to, or that own what it creates."),
  appliedCredits: z
    .array(
      z.object({
        type: z.enum(["CreditMemo", "Payment"]),
        number: z.string(),
        unappliedBefore: wire.money,
        amount: wire.money,
        invoices: z.array(z.object({ invoiceNumber: text, amount: wire.money })),
      }),
    )
    .optional()
    .describe("Which earlier credit pays what, where applyCredit asks for it."),
  payment: z
    .object({ amount: wire.money, ...wayToPay })
    .optional()
    .describe("What collectPayment asks for, and by what; absent where nothing would be owed."),
  refunds: z
    .array(
      z.object({
        status: z.enum(["DependsOnGateway", "Error"]),
        paymentNumber: z.string().optional(),
        amount: wire.money.optional(),
        refundInvoiceNumbers: z.array(z.string()),
        ...z.object(wayToPay).partial().shape,
        failedReason: z.string().optional().describe("Why so much cannot be refunded."),
      }),
    )
    .optional()
    .describe("What refund gives back, payment by payment."),
  dependsOnGateway: z
    .object({
      collected: wire.money,
      refunded: wire.money,
      applied: wire.money.describe("Of the order's credit: it waits for its refunds."),
      writtenOff: wire.money.describe("It waits for the refunds, too."),
    })
    .optional()
    .describe("The part of this receipt that comes about only if gateways say yes."),
};

const madeDocument = z.object({
  documentType: z.enum(["Invoice", "CreditMemo"]),
  amount: wire.money,
  appliedAmount: wire.money.describe("Of a credit memo; what is left stays unapplied."),
  reasonCode: text,
  documentDate: wire.date,
  items: z.array(
    z.object({
      chargeName: z.string(),
      chargeNumber: text,
      subscriptionNumber: text,
      serviceStartDate: wire.date,
      serviceEndDate: wire.date,
      quantity: wire.money,
      unitPrice: wire.money,
      amount: wire.money,
      derivation: z
        .object({ rule: z.string(), inputs: z.record(z.string(), z.string()) })
        .describe("By which rule and from which numbers the amount was reckoned."),
    }),
  ),
});

const previewId = wire.id.describe(
  "Sent with POST /v1/orders within 24 hours: the order does exactly this, or fails with 409.",
);

const policy = z.object({
  cancellationPolicy: z.string(),
  previewId: previewId.optional(),
  cancelledDate: wire.date.optional(),
  ...z.object(money).partial().shape,
  refused: z.string().optional().describe("Why the policy is not possible."),
});

const receipt = z.object({
  previewId,
  ...money,
  documents: z.array(madeDocument),
  tcvChange: wire.money
    .nullable()
    .describe("Change of the total contracted value; null with an evergreen subscription."),
  writeOff: z
    .array(writeOffResult.omit({ writeOffCreditMemoNumber: true }).extend({ invoiceNumber: text }))
    .optional(),
  policies: z
    .array(policy)
    .optional()
    .describe("The three policies side by side, where the order is one cancellation."),
});

/** Strict, as in the field: a misspelt option would answer something else than was asked. */
const previewOptions = wire.body({
  previewThruType: z.enum(["SpecificDate", "TermEnd", "NumberOfPeriods"]).optional(),
  specificPreviewThruDate: wire.billingDate.optional(),
  previewNumberOfPeriods: wire
    .intBetween(1, 1200)
    .optional()
    .describe("Of the shortest billing period, from the order date."),
  previewTypes: z
    .array(
      z.enum([
        "BillingDocs",
        "ChargeMetrics",
        "OrderDeltaMetrics",
        "OrderMetrics",
        "RampMetrics",
        "RampDeltaMetrics",
      ]),
    )
    .default(["BillingDocs"]),
  chargeTypeToExclude: chargeTypesToExclude.optional(),
});

export const previewOrder = contract({
  operation: "previewOrder",
  method: "POST",
  path: "/v1/orders/preview",
  summary: "Preview an order",
  description:
    "What an order would make. It is executed as by Create an order, and taken back: nothing is kept, no number is drawn. With processingOptions the answer has a receipt: what committing the order with these options would do to each invoice and to the account.",
  tag: "Orders",
  query: z.object({
    summarizeInvoiceItem: wire.boolean
      .default(false)
      .describe("Forecast one invoice for each day on which billing periods begin."),
  }),
  request: wire.looseBody(
    {
      ...orderRequest,
      previewOptions: previewOptions.optional().describe("Required without processingOptions."),
      previewAccountInfo: previewAccountInfo
        .optional()
        .describe("Instead of an account: one that is made up for the preview."),
    },
    wire.makes("Order"),
  ),
  response: z.object({ previewResult: previewResult.optional(), receipt: receipt.optional() }),
  errors: createOrder.errors,
  resource: "587400",
  isHighVolume: true,
});
