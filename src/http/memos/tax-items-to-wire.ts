import type { z } from "zod";
import type { CreditTaxationItem } from "#engine/model/credit-memo.ts";
import type { TaxationItem } from "#engine/model/document.ts";
import type { PaidTax } from "#store/debit-memo-item-pages.ts";
import { toFinance } from "../taxation-items/to-wire.ts";
import type { creditTaxItem, debitTaxItem } from "./tax-items.ts";

const detailsOf = (tax: TaxationItem | CreditTaxationItem) => ({
  exemptAmount: tax.exemptAmount,
  id: tax.taxationItemId,
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

export const toCreditTaxItem = (tax: CreditTaxationItem): z.input<typeof creditTaxItem> => ({
  ...detailsOf(tax),
  appliedAmount: tax.appliedAmount,
  financeInformation: toFinance(tax),
  refundAmount: tax.refundAmount,
  sourceTaxItemId: tax.sourceTaxItemId,
  unappliedAmount: tax.unappliedAmount,
});

export const toDebitTaxItem = (tax: PaidTax): z.input<typeof debitTaxItem> => ({
  ...detailsOf(tax),
  balance: tax.balance,
  creditAmount: tax.creditAmount,
  financeInformation: {
    salesTaxPayableAccountingCode: tax.financeInformation?.salesTaxPayableAccountingCode ?? null,
    salesTaxPayableAccountingCodeType: null,
  },
  paymentAmount: tax.paymentAmount,
  sourceTaxItemId: null,
});
