import type { InvoiceItem } from "../model/document.ts";
import type { DateRange } from "../values/date-range.ts";
import { type Decimal, isNegative, sum } from "../values/decimal.ts";
import { earlier } from "../values/plain-date.ts";

/** What a preview forecasts as one invoice of many. */
export type InvoiceForecast = {
  /** From the day on which its items start to the first end of one. */
  readonly servicePeriod: DateRange;
  /** Of charges, before discounts and tax. */
  readonly subTotal: Decimal;
  /** Negative, as discounts are. */
  readonly discountAmount: Decimal;
  readonly taxAmount: Decimal;
  /** What is to be paid. */
  readonly total: Decimal;
};

/**
 * The invoices that would be made if each billing period were billed when it begins: the items of one
 * preview by the day on which their service starts, discounts with what they lower, in that order. Worked example: a year of 1,000.00
 * and four quarters of 10.00 are four invoices, of 1,010.00 and three times 10.00.
 */
export function summarizeItems(items: readonly InvoiceItem[]): InvoiceForecast[] {
  const starts = new Map(items.map(({ invoiceItemId, service }) => [invoiceItemId, service.start]));
  const byStart = Map.groupBy(
    items,
    ({ appliedToItemId, service }) => starts.get(appliedToItemId ?? "") ?? service.start,
  );
  return [...byStart.keys()].sort().map((start) => {
    const own = byStart.get(start) ?? [];
    const isDiscount = ({ processingType, amount }: InvoiceItem) =>
      processingType === "Discount" && isNegative(amount);
    const amounts = (which: readonly InvoiceItem[]) => sum(which.map(({ amount }) => amount));
    const taxes = own.flatMap(({ taxationItems }) => taxationItems);
    const taxAmount = sum(taxes.map((tax) => tax.taxAmount));
    const end = own.map(({ service }) => service.end).reduce(earlier);
    return {
      servicePeriod: { start, end },
      subTotal: amounts(own.filter((item) => !isDiscount(item))),
      discountAmount: amounts(own.filter(isDiscount)),
      taxAmount,
      total: amounts(own).plus(taxAmount),
    };
  });
}
