/**
 * How days and numbers are written: ISO with `1,234.50`, until somebody asks for his own locale. Kept by
 * this browser for each user; what the API says is text in any case, and stays exact.
 */
import { useSyncExternalStore } from "react";

export type Format = "ISO" | "own";

let format: Format = "ISO";
let userId = "";
const listeners = new Set<() => void>();

const keyOf = (id: string): string => `quittance.format.${id}`;

/** Of who has signed in. */
export function useFormatOf(id: string): Format {
  if (id !== userId) {
    userId = id;
    format = localStorage.getItem(keyOf(id)) === "own" ? "own" : "ISO";
  }
  return useSyncExternalStore(subscribe, () => format);
}

export function chooseFormat(next: Format): void {
  format = next;
  localStorage.setItem(keyOf(userId), next);
  for (const tell of listeners) tell();
}

function subscribe(tell: () => void): () => void {
  listeners.add(tell);
  return () => listeners.delete(tell);
}

/** The browser's. Some say what is no name of a locale, such as "en-US@posix". */
export function browserLocale(): string {
  const [name = ""] = navigator.language.split("@");
  try {
    return Intl.getCanonicalLocales(name)[0] ?? "en-GB";
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return "en-GB";
  }
}

/** Undefined while ISO is asked for. */
export const ownLocale = (): string | undefined => (format === "own" ? browserLocale() : undefined);

/** Whole sentences are English: days in them too, in the way of his country. */
export const wordsLocale = (): string => {
  const own = ownLocale();
  return own?.startsWith("en") ? own : "en-GB";
};

/** "−1.234,50" of "-1234.5": exactly, with so many decimals. */
export const inOwnNumbers = (text: string, decimals: number, locale: string): string =>
  new Intl.NumberFormat(locale, {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  })
    // Text is formatted as the number that it says, and not as the nearest that a double can hold.
    .format(text as unknown as number)
    .replace(/^-/, "−");

/** "24.05.2023" of "2023-05-24" */
export const inOwnDays = (day: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, {
    ...{ year: "numeric", month: "2-digit", day: "2-digit", timeZone: "UTC" },
  }).format(new Date(`${day}T00:00:00Z`));
