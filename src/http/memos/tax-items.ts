/** Taxation items of memos, as reads show them. */
import { z } from "zod";
import * as wire from "../wire.ts";

/** On the wire, but not kept by this version. */
const notKept = z.null();

const tax = {
  exemptAmount: wire.money,
  id: wire.id,
  jurisdiction: z.string().nullable(),
  locationCode: z.string().nullable(),
  name: z.string(),
  sourceTaxItemId: wire.id.nullable(),
  taxAmount: wire.money,
  taxCode: z.string().nullable(),
  taxCodeDescription: z.string().nullable(),
  taxDate: wire.date.nullable(),
  taxRate: wire.money,
  taxRateDescription: z.string().nullable(),
  taxRateType: z.enum(["Percentage", "FlatFee"]),
};

export const creditTaxItem = z.object({
  ...tax,
  appliedAmount: wire.money,
  financeInformation: z.object({
    onAccountAccountingCode: z.string().nullable(),
    onAccountAccountingCodeType: notKept,
    salesTaxPayableAccountingCode: z.string().nullable(),
    salesTaxPayableAccountingCodeType: notKept,
  }),
  refundAmount: wire.money,
  unappliedAmount: wire.money,
});

export const debitTaxItem = z.object({
  ...tax,
  balance: wire.money,
  creditAmount: wire.money.describe("What credit memos have paid of it."),
  financeInformation: z.object({
    salesTaxPayableAccountingCode: z.string().nullable(),
    salesTaxPayableAccountingCodeType: notKept,
  }),
  paymentAmount: wire.money,
});
