/** Days as the API writes them, and in words. Inside they are half-open; words say which day is meant. */

import { inOwnDays, ownLocale, wordsLocale } from "./format.ts";

const WORDS = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" } as const;

const instantOf = (day: string): Date => new Date(`${day}T00:00:00Z`);

/** "15 April 2023" */
export const inWords = (day: string): string =>
  new Intl.DateTimeFormat(wordsLocale(), WORDS).format(instantOf(day));

/** "2023-04-15", or as somebody's country writes it. */
export function shownDay(day: string): string {
  const locale = ownLocale();
  return locale === undefined ? day : inOwnDays(day, locale);
}

/** The day before, "2023-04-14": the last one of what ends, half-open, on this one. */
export function dayBefore(day: string): string {
  const date = instantOf(day);
  date.setUTCDate(date.getUTCDate() - 1);
  return date.toISOString().slice(0, 10);
}

/** The day that follows, or so many days later. */
export function dayAfter(day: string, days = 1): string {
  const date = instantOf(day);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** "2023-06" of "2023-05", or so many months later. */
export function monthAfter(month: string, count: number): string {
  const date = instantOf(`${month}-01`);
  date.setUTCMonth(date.getUTCMonth() + count);
  return date.toISOString().slice(0, 7);
}

/** Below zero where `to` comes first. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((instantOf(to).getTime() - instantOf(from).getTime()) / 86_400_000);

/** A day in a table. */
export const Day = ({ day }: { readonly day: string | null | undefined }) =>
  day ? (
    <time className="figure" dateTime={day}>
      {shownDay(day)}
    </time>
  ) : (
    <span className="quiet">–</span>
  );

const MONTH_WORDS = { month: "long", year: "numeric", timeZone: "UTC" } as const;

/** "April 2023", of "2023-04" */
export const monthInWords = (month: string): string =>
  new Intl.DateTimeFormat(wordsLocale(), MONTH_WORDS).format(instantOf(`${month}-01`));
