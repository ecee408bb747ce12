import { z } from "zod";
import * as wire from "../wire.ts";

const text = z.string().nullable();
/** On the wire, but not kept by this version. */
const notKept = z.null();

/** What a tax is, wherever it stands. */
const details = {
  exemptAmount: wire.money.describe("The tax that an exemption has spared."),
  id: wire.id,
  jurisdiction: text,
  locationCode: text,
  name: z.string(),
  taxAmount: wire.money,
  taxCode: text,
  taxCodeDescription: text,
  taxDate: wire.date.nullable(),
  taxRate: wire.money.describe("A share such as 0.0625 of a percentage, else an amount."),
  taxRateDescription: text,
  taxRateType: z.enum(["Percentage", "FlatFee"]),
};

const financeInformation = z.object({
  accountsReceivableAccountingCode: text,
  accountsReceivableAccountingCodeType: notKept,
  onAccountAccountingCode: text,
  onAccountAccountingCodeType: notKept,
  salesTaxPayableAccountingCode: text,
  salesTaxPayableAccountingCodeType: notKept,
});

/** Of an item that is not made yet. */
export const taxOfPreview = z.object(details).omit({ id: true });

/** By itself. */
export const taxationItem = z.looseObject({
  ...details,
  applicableTaxUnRounded: wire.money.describe(
    "By the rate, before it was rounded; what a person has stated is as stated.",
  ),
  country: notKept,
  createdById: wire.id,
  createdDate: wire.timestamp,
  financeInformation,
  invoiceItemId: wire.id.nullable(),
  memoItemId: wire.id.nullable(),
  sourceTaxItemId: wire.id.nullable(),
  taxMode: z.enum(["TaxExclusive", "TaxInclusive"]),
  updatedById: wire.id,
  updatedDate: wire.timestamp,
});
