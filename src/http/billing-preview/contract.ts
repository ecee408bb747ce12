import { z } from "zod";
import { contract } from "../contract.ts";
import * as wire from "../wire.ts";

export const chargeType = z.enum(["OneTime", "Recurring", "Usage"]);

/** "OneTime,Usage" */
export const chargeTypes = z
  .string()
  .transform((text) => text.split(",").map((each) => each.trim()))
  .pipe(z.array(chargeType))
  .meta({ type: "string", examples: ["OneTime,Usage"] });

const ofCharge = <Schema extends z.ZodType>(schema: Schema) =>
  schema.nullable().describe("Null of an order line item.");

const common = {
  id: wire.id.describe("Changes with every preview, except of an item of a draft."),
  subscriptionId: ofCharge(wire.id),
  subscriptionNumber: ofCharge(z.string()),
  serviceStartDate: wire.date,
  serviceEndDate: wire.date.describe("The last day of service."),
  chargeNumber: ofCharge(z.string()),
  orderLineItemNumber: z.string().optional().describe("Of an order line item only."),
  quantity: wire.money,
  unitOfMeasure: z.string(),
  chargeDate: wire.timestamp,
  chargeType,
  processingType: z.enum(["Charge", "Discount", "Tax", "Rounding"]),
  appliedToItemId: wire.id.nullable(),
  numberOfDeliveries: wire.money,
};

const invoiceItem = z.object({
  ...common,
  subscriptionName: ofCharge(z.string()),
  chargeAmount: wire.money.describe("Without tax."),
  chargeDescription: z.string(),
  chargeName: z.string(),
  chargeId: wire.id.nullable().describe("Of the charge's first version."),
  productName: z.string(),
  taxAmount: wire.money,
});

const creditMemoItem = z.object({
  ...common,
  amount: wire.money,
  amountWithoutTax: wire.money,
  comment: z.string(),
  ratePlanChargeId: wire.id.nullable().describe("Of the charge's first version."),
  sku: z.string(),
  skuName: z.string(),
});

export const generateBillingPreview = contract({
  operation: "generateBillingPreview",
  method: "POST",
  path: "/v1/operations/billing-preview",
  summary: "Generate a billing preview",
  description:
    "What a bill run of the account would bill through the target date, charges and order line items. Saves nothing.",
  tag: "Operations",
  request: wire.body({
    accountId: wire.key.optional().describe("Id or number; this or accountNumber."),
    accountNumber: wire.key.optional(),
    targetDate: wire.billingDate,
    assumeRenewal: z
      .enum(["None", "All", "Autorenew"])
      .default("None")
      .describe(
        "Whether terms that end by the target date are renewed: none, all, or those that renew by themselves.",
      ),
    chargeTypeToExclude: chargeTypes.optional(),
    includingEvergreenSubscription: wire.boolean.default(false),
    includingDraftItems: wire.boolean.default(false),
  }),
  response: z.object({
    accountId: wire.id,
    invoiceItems: z.array(invoiceItem),
    creditMemoItems: z.array(creditMemoItem),
  }),
  errors: ["MISSING_FIELD", "ENTITY_NOT_FOUND", "TOO_MANY_LINES"],
  resource: "586100",
});
