/** What a preview of one subscription is asked for, and what it answers. */
import { z } from "zod";
import { versionNote } from "../subscriptions/order-fields.ts";
import { taxOfPreview } from "../taxation-items/taxation-item-fields.ts";
import * as wire from "../wire.ts";

const LEGAL_DOC = ["LegalDoc", "ChargeMetrics", "LegalDocChargeMetrics"] as const;
const INVOICE_ITEM = ["InvoiceItem", "ChargeMetrics", "InvoiceItemChargeMetrics"] as const;

/** From 207.0, and before. */
export const PREVIEW_TYPES = { LEGAL_DOC, INVOICE_ITEM } as const;

/** Both spellings: each version of the API knows one. */
export const previewOptionFields = {
  previewType: z
    .enum([
      "LegalDoc",
      "InvoiceItem",
      "ChargeMetrics",
      "LegalDocChargeMetrics",
      "InvoiceItemChargeMetrics",
    ])
    .optional()
    .describe("LegalDoc when absent; before version 207.0 InvoiceItem."),
  includeExistingDraftDocItems: wire.inVersions(
    wire.boolean.optional().describe("true when absent."),
    { from: "207.0" },
  ),
  includeExistingDraftInvoiceItems: wire.inVersions(
    wire.boolean.optional().describe("true when absent."),
    { before: "207.0" },
  ),
};

const item = {
  serviceStartDate: wire.date,
  serviceEndDate: wire.date,
  chargeAmount: wire.money,
  taxAmount: wire.money,
  taxationItems: z.array(taxOfPreview).optional().describe("Absent where the item has no taxes."),
  chargeDescription: z.string(),
  chargeName: z.string(),
  productName: z.string(),
  productRatePlanChargeId: wire.id.nullable(),
  quantity: wire.money,
  unitOfMeasure: z.string(),
};

const figures = { amount: wire.money, amountWithoutTax: wire.money, taxAmount: wire.money };
const invoiceItems = z.array(z.object(item));

const chargeMetrics = z.object({
  number: z.string().optional().describe("Of a charge that there is already."),
  originalId: wire.id.optional(),
  originRatePlanId: wire.id.optional(),
  productRatePlanId: wire.id,
  productRatePlanChargeId: wire.id,
  mrr: wire.money,
  dmrr: wire.money,
  tcv: wire.money.optional().describe("Absent for evergreen."),
  dtcv: wire.money.optional(),
});

/** Sections that were not asked for are absent. */
export const previewedFields = {
  ...z.object({ ...figures, invoiceItems, invoiceTargetDate: wire.date }).partial().shape,
  targetDate: wire.date.optional().describe(versionNote("207.0 and later")),
  documentDate: wire.date.optional(),
  invoice: z
    .object({ ...figures, targetDate: wire.date, invoiceItems })
    .optional()
    .describe(`What stands beside it in older versions. ${versionNote("207.0 and later")}`),
  creditMemo: z
    .object({
      ...figures,
      creditMemoItems: z.array(z.object({ ...item, amountWithoutTax: wire.money })),
    })
    .optional()
    .describe(`Absent where nothing is credited. ${versionNote("207.0 and later")}`),
  chargeMetrics: z.array(chargeMetrics).optional(),
};
