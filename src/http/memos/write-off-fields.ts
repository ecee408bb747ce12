import { z } from "zod";
import * as wire from "../wire.ts";
import { financeInformation } from "./memo-fields.ts";

/** What a write-off of an invoice or of a debit memo is asked with. */
export const writeOffFields = {
  amount: wire.amount
    .optional()
    .describe("All that is owed when absent; a part is spread by the writeOffAllocationRule."),
  comment: wire.text(255).optional(),
  items: z
    .array(
      wire.body({
        comment: wire.text(255).optional(),
        financeInformation,
        invoiceItemId: wire.key.describe("Of a debit memo, its item's id."),
        serviceEndDate: wire.billingDate.optional(),
        serviceStartDate: wire.billingDate.optional(),
        skuName: wire.text(255).optional(),
        unitOfMeasure: wire.text(255).optional(),
      }),
    )
    .max(2_000)
    .optional()
    .describe("What the memo's items say instead. All items of the document, or none."),
  memoDate: wire.billingDate
    .optional()
    .describe("Not before the document's date; today when absent."),
  nonRevenueWriteOffAccountingCode: wire
    .text(100)
    .optional()
    .describe("Only where revenueImpacting is No."),
  reasonCode: wire.text(255).optional().describe("Write-off when absent."),
  revenueImpacting: z
    .enum(["Yes", "No"])
    .optional()
    .describe("Yes lowers revenue; else the write-off is an expense."),
  taxAutoCalculation: wire.boolean
    .optional()
    .describe("Taxes are given up as they are owed; none is reckoned."),
};
