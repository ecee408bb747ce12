import { later, type PlainDate } from "../values/plain-date.ts";

/**
 * The date of the write-off memo in an order, and the day on which credit is applied to the invoice:
 * the latest of the order's document date, the invoice's date and today (docs/spec/write-off.md).
 */
export const writeOffDate = (dates: {
  readonly documentDate: PlainDate;
  readonly invoiceDate: PlainDate;
  readonly today: PlainDate;
}): PlainDate => later(later(dates.documentDate, dates.invoiceDate), dates.today);
