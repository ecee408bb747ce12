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

/** Both stop at 9999-12-31. */
export const addDays = (date: PlainDate, days: number): PlainDate =>
  ofNumber(numberOf(date) + days);

/** Keeps the day of the month where the month has it, else its last: 31 January plus one is 28 February. */
export const addMonths = (date: PlainDate, months: number): PlainDate =>
  dayInMonth(monthNumber(date) + months, dayOfMonth(date));

/** Days from `start` to `end`, negative when `end` is before. */
export const daysBetween = (start: PlainDate, end: PlainDate): number =>
  numberOf(end) - numberOf(start);

// A year begins in March here, so that its leap day is its last one; 400 years are 146,097 days.
const MARCH = 3;
const DAYS_OF_400_YEARS = 146_097;

/** Days since 1 March of the year 0. */
function numberOf(date: PlainDate): number {
  const month = monthOf(date);
  const year = yearOf(date) - (month < MARCH ? 1 : 0);
  const leapDays = Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400);
  return year * 365 + leapDays + daysBeforeMonth((month + 9) % 12) + dayOfMonth(date) - 1;
}

function ofNumber(days: number): PlainDate {
  const ages = Math.floor(days / DAYS_OF_400_YEARS);
  const day = days - ages * DAYS_OF_400_YEARS;
  const leapDays =
    Math.floor(day / 1460) - Math.floor(day / 36_524) + Math.floor(day / (DAYS_OF_400_YEARS - 1));
  const yearOfAge = Math.floor((day - leapDays) / 365);
  const year = ages * 400 + yearOfAge;
  const dayOfYear =
    day - (yearOfAge * 365 + Math.floor(yearOfAge / 4) - Math.floor(yearOfAge / 100));
  const month = Math.floor((5 * dayOfYear + 2) / 153);
  return dayInMonth(year * 12 + month + MARCH - 1, dayOfYear - daysBeforeMonth(month) + 1);
}

/** Months counted from March: 31, 30, 31, 30, 31, and again. */
const daysBeforeMonth = (month: number): number => Math.floor((153 * month + 2) / 5);

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
