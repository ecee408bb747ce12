/** What items of invoices and of credit memos have in common in the source. */
import type { ItemTax, ProcessingType, TaxDetails } from "../model/document.ts";
import { PROCESSING_TYPES } from "../model/spellings.ts";
import { type DateRange, fromServicePeriod } from "../values/date-range.ts";
import { type Decimal, isZero, ONE, sum, ZERO } from "../values/decimal.ts";
import { type BilledCharge, billedChargeOf, type ChargeIndex } from "./billed-charges.ts";
import type { SourceIds } from "./source-ids.ts";
import {
  amount,
  day,
  firstOf,
  oneOf,
  refuse,
  requiredDay,
  type SourceRow,
  spelled,
  text,
} from "./source-row.ts";

export type ImportedTax = TaxDetails & {
  readonly taxAmount: Decimal;
  /** Null: the source says how much, and not which tax. */
  readonly row: SourceRow | null;
};

/** Errors: INVALID_VALUE. */
export function importedItem(
  row: SourceRow,
  taxRows: readonly SourceRow[],
  { index, ids }: { readonly index: ChargeIndex; readonly ids: SourceIds },
) {
  const service = serviceOf(row);
  const billed = billedChargeOf(row, index, { ids, start: service.start });
  const itemAmount = itemAmountOf(row);
  return {
    amount: itemAmount,
    taxes: taxesOf(row, taxRows),
    fields: {
      processingType: processingTypeOf(row),
      ...billedFields(billed),
      subscriptionNumber:
        billed?.subscription.subscriptionNumber ?? text(row, "SubscriptionNumber") ?? null,
      productRatePlanChargeId: billed?.charge.productRatePlanChargeId ?? null,
      chargeName: text(row, "ChargeName") ?? billed?.charge.name ?? "Imported",
      chargeType: chargeTypeOf(row) ?? billed?.charge.chargeType ?? null,
      service,
      quantity: amount(row, "Quantity") ?? ONE,
      unitPrice: amount(row, "UnitPrice") ?? itemAmount,
      unitOfMeasure: firstOf(row, "UOM", "UnitOfMeasure") ?? null,
      derivation: { rule: "as imported", inputs: {} },
      ...itemTaxOf(row, taxRows),
    },
  };
}

const chargeTypeOf = (row: SourceRow) =>
  oneOf(row, "ChargeType", ["OneTime", "Recurring", "Usage"] as const);

const billedFields = (billed: BilledCharge | undefined) => ({
  subscriptionId: billed?.subscription.subscriptionId ?? null,
  chargeId: billed?.charge.chargeId ?? null,
  chargeNumber: billed?.charge.chargeNumber ?? null,
  segment: billed?.charge.segment ?? null,
});

const AMOUNTS = ["ChargeAmount", "AmountWithoutTax", "Amount"] as const;

function itemAmountOf(row: SourceRow): Decimal {
  for (const column of AMOUNTS) {
    const value = amount(row, column);
    if (value !== undefined) return value;
  }
  refuse(row, AMOUNTS[0], "is missing");
}

function processingTypeOf(row: SourceRow): ProcessingType {
  return spelled(row, "ProcessingType", PROCESSING_TYPES) ?? "Charge";
}

/** Exports name the last day served. */
function serviceOf(row: SourceRow): DateRange {
  const start = requiredDay(row, "ServiceStartDate");
  return fromServicePeriod(start, day(row, "ServiceEndDate") ?? start);
}

const taxModeOf = (row: SourceRow) =>
  oneOf(row, "TaxMode", ["TaxExclusive", "TaxInclusive"] as const);

function itemTaxOf(row: SourceRow, taxRows: readonly SourceRow[]): { itemTax?: ItemTax } {
  const taxCode = firstOf(row, "TaxCode", "TaxCodeName") ?? text(taxRows[0] ?? row, "TaxCode");
  if (taxCode === undefined) return {};
  const taxMode = taxModeOf(row) ?? "TaxExclusive";
  const taxes = sum(taxesOf(row, taxRows).map((tax) => tax.taxAmount));
  return { itemTax: { taxCode, taxMode, includedTax: taxMode === "TaxInclusive" ? taxes : ZERO } };
}

/** Those that the source exports; else what the item says that they are together. */
function taxesOf(row: SourceRow, taxRows: readonly SourceRow[]): ImportedTax[] {
  if (taxRows.length > 0) return taxRows.map(taxOf);
  const taxAmount = amount(row, "TaxAmount") ?? ZERO;
  return isZero(taxAmount) ? [] : [{ ...UNNAMED, taxAmount, row: null }];
}

const UNNAMED: TaxDetails = {
  name: "Tax",
  taxCode: null,
  taxCodeDescription: null,
  taxDate: null,
  taxRate: ZERO,
  taxRateType: "Percentage",
  taxRateDescription: null,
  jurisdiction: null,
  locationCode: null,
  exemptAmount: ZERO,
};

const taxOf = (row: SourceRow): ImportedTax => ({
  name: text(row, "Name") ?? UNNAMED.name,
  taxCode: text(row, "TaxCode") ?? null,
  taxCodeDescription: text(row, "TaxCodeDescription") ?? null,
  taxDate: day(row, "TaxDate") ?? null,
  taxRate: amount(row, "TaxRate") ?? ZERO,
  taxRateType: oneOf(row, "TaxRateType", ["Percentage", "FlatFee"] as const) ?? "Percentage",
  taxRateDescription: text(row, "TaxRateDescription") ?? null,
  jurisdiction: text(row, "Jurisdiction") ?? null,
  locationCode: text(row, "LocationCode") ?? null,
  exemptAmount: amount(row, "ExemptAmount") ?? ZERO,
  taxAmount: amount(row, "TaxAmount") ?? ZERO,
  row,
});

/**
 * Documents that have no items in the source get one of the whole amount: nothing of it can be
 * credited to a subscription.
 */
export const wholeItem = (row: SourceRow, total: Decimal, date: string): SourceRow => ({
  ...row,
  values: new Map([
    ["chargename", "Imported without items"],
    ["chargeamount", total.minus(amount(row, "TaxAmount") ?? ZERO).toFixed()],
    ["taxamount", (amount(row, "TaxAmount") ?? ZERO).toFixed()],
    ["servicestartdate", date],
    ["serviceenddate", date],
  ]),
});
