import { assert } from "../assert.ts";

declare const brand: unique symbol;

/** A calendar day as ISO text, "2023-05-24": sorts, compares and serialises as what it is. */
export type PlainDate = string & { readonly [brand]: "PlainDate" };

const ISO_DAY = /^\d{4}-\d{2}-\d{2}$/;

export function isPlainDate(text: string): text is PlainDate {
  if (!ISO_DAY.test(text)) return false;
  const day = Number(text.slice(8));
  const month = Number(text.slice(5, 7));
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonthOf(yearOf(text), month);
}

/** The day that `text` writes. A text that is no day is our mistake: the wire has checked it. */
export function plainDate(text: string): PlainDate {
  assert(isPlainDate(text), `"${text}" is a day`);
  return text;
}

const temporal = (date: PlainDate): Temporal.PlainDate => Temporal.PlainDate.from(date);

/** Nothing comes later: the text of a longer year would sort before all others. */
const LAST_DAY = "9999-12-31" as PlainDate;
/** From any day they lead past the last one, and not past what Temporal can hold. */
const MOST_MONTHS = 120_000;
const MOST_DAYS = 3_700_000;

const fromTemporal = (date: Temporal.PlainDate): PlainDate =>
  date.year > 9999 ? LAST_DAY : (date.toString() as PlainDate);

/** Both stop at 9999-12-31. */
export const addDays = (date: PlainDate, days: number): PlainDate =>
  fromTemporal(temporal(date).add({ days: Math.min(days, MOST_DAYS) }));

/** Keeps the day of the month where the month has it, else its last: 31 January plus one is 28 February. */
export const addMonths = (date: PlainDate, months: number): PlainDate =>
  fromTemporal(temporal(date).add({ months: Math.min(months, MOST_MONTHS) }));

/** Days from `start` to `end`, negative when `end` is before. */
export const daysBetween = (start: PlainDate, end: PlainDate): number =>
  Math.round((Date.UTC(...parts(end)) - Date.UTC(...parts(start))) / 86_400_000);

const parts = (date: PlainDate): [number, number, number] => [
  yearOf(date),
  monthOf(date) - 1,
  dayOfMonth(date),
];

const yearOf = (date: string): number => Number(date.slice(0, 4));
/** 1 to 12. */
export const monthOf = (date: PlainDate): number => Number(date.slice(5, 7));
/** 1 to 31. */
export const dayOfMonth = (date: PlainDate): number => Number(date.slice(8, 10));
/** 1 is Monday, 7 is Sunday. */
export const dayOfWeek = (date: PlainDate): number => temporal(date).dayOfWeek;

export const daysInMonth = (date: PlainDate): number => daysInMonthOf(yearOf(date), monthOf(date));

function daysInMonthOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Counts months through the years, so that months can be added and compared as numbers. */
export const monthNumber = (date: PlainDate): number => yearOf(date) * 12 + monthOf(date) - 1;

/** The given day of a month that `monthNumber` counts, or its last day where it is shorter. */
export function dayInMonth(month: number, day: number): PlainDate {
  const year = Math.floor(month / 12);
  if (year > 9999) return LAST_DAY;
  const monthOfYear = (month % 12) + 1;
  const dayOfIt = Math.min(day, daysInMonthOf(year, monthOfYear));
  return `${padded(year, 4)}-${padded(monthOfYear, 2)}-${padded(dayOfIt, 2)}` as PlainDate;
}

const padded = (count: number, digits: number): string => String(count).padStart(digits, "0");

export const earlier = (a: PlainDate, b: PlainDate): PlainDate => (a < b ? a : b);
export const later = (a: PlainDate, b: PlainDate): PlainDate => (a > b ? a : b);
