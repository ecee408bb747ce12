import type { z } from "zod";
import { shownFields } from "#engine/custom-fields/shown-fields.ts";
import type { TaxDetails } from "#engine/model/document.ts";
import { type Decimal, isZero } from "#engine/values/decimal.ts";
import type { TaxationItemPage } from "#store/taxation-item-pages.ts";
import { timestamp } from "../timestamps.ts";
import type { taxationItem } from "./taxation-item-fields.ts";

export const toTaxationItem = (
  tax: TaxationItemPage,
  timeZone: string,
): z.input<typeof taxationItem> => {
  const isOfInvoice = tax.documentType === "Invoice";
  return {
    ...detailsOf(tax),
    ...shownFields(TAX_OBJECTS[tax.documentType], tax.customFields),
    applicableTaxUnRounded: unrounded(tax),
    country: null,
    createdById: tax.createdById,
    createdDate: timestamp(tax.createdAt, timeZone),
    financeInformation: {
      ...toFinance(tax),
      accountsReceivableAccountingCode:
        tax.financeInformation?.accountsReceivableAccountingCode ?? null,
      accountsReceivableAccountingCodeType: null,
    },
    invoiceItemId: isOfInvoice ? tax.itemId : null,
    memoItemId: isOfInvoice ? null : tax.itemId,
    sourceTaxItemId: tax.sourceTaxItemId,
    taxMode: tax.taxMode,
    updatedById: tax.updatedById,
    updatedDate: timestamp(tax.updatedAt, timeZone),
  };
};

/** What a tax of each kind of document is called. */
export const TAX_OBJECTS = {
  Invoice: "TaxationItem",
  CreditMemo: "CreditTaxationItem",
  DebitMemo: "DebitTaxationItem",
} as const;

/** Where a tax is booked, as far as somebody has said. */
export const toFinance = ({ financeInformation }: TaxDetails) => ({
  onAccountAccountingCode: financeInformation?.onAccountAccountingCode ?? null,
  onAccountAccountingCodeType: null,
  salesTaxPayableAccountingCode: financeInformation?.salesTaxPayableAccountingCode ?? null,
  salesTaxPayableAccountingCodeType: null,
});

/** An exemption takes all of a tax, or none. */
const unrounded = ({ taxableAmount, taxRate, taxRateType, taxAmount }: TaxationItemPage) =>
  taxableAmount && taxRateType === "Percentage" && !isZero(taxAmount)
    ? taxableAmount.times(taxRate)
    : taxAmount;

const detailsOf = (tax: TaxationItemPage) => ({
  ...toTaxOfPreview(tax),
  id: tax.taxationItemId,
});

export const toTaxOfPreview = (tax: TaxDetails & { readonly taxAmount: Decimal }) => ({
  exemptAmount: tax.exemptAmount,
  jurisdiction: tax.jurisdiction,
  locationCode: tax.locationCode,
  name: tax.name,
  taxAmount: tax.taxAmount,
  taxCode: tax.taxCode,
  taxCodeDescription: tax.taxCodeDescription,
  taxDate: tax.taxDate,
  taxRate: tax.taxRate,
  taxRateDescription: tax.taxRateDescription,
  taxRateType: tax.taxRateType,
});
