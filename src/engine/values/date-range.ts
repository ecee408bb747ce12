import { assert } from "../assert.ts";
import { addDays, daysBetween, earlier, type PlainDate } from "./plain-date.ts";

/** Days from `start` up to, not including, `end`. Empty when both are the same day. */
export type DateRange = { readonly start: PlainDate; readonly end: PlainDate };

/** The end of what has none: an evergreen subscription and its charges. Null on the wire. */
export const NO_END = "9999-12-31" as PlainDate;

export function dateRange(start: PlainDate, end: PlainDate): DateRange {
  assert(start <= end, `${start} is not after ${end}`);
  return { start, end };
}

export const daysIn = ({ start, end }: DateRange): number => daysBetween(start, end);
export const isEmpty = ({ start, end }: DateRange): boolean => start >= end;
export const contains = ({ start, end }: DateRange, date: PlainDate): boolean =>
  start <= date && date < end;

/** What is left of a range that ends on `date` at the latest; undefined when nothing is. */
export const cutAt = (range: DateRange, date: PlainDate): DateRange | undefined =>
  range.start < date ? { start: range.start, end: earlier(range.end, date) } : undefined;

/** The wire prints service periods with their last day included. */
export const fromServicePeriod = (serviceStartDate: PlainDate, serviceEndDate: PlainDate) =>
  dateRange(serviceStartDate, addDays(serviceEndDate, 1));

/** The last day served, as the wire prints it. */
export const serviceEndDate = ({ end }: DateRange): PlainDate => addDays(end, -1);
