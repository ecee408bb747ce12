/** Filling in messages. It knows of no language's file: a browser loads the one that it needs. */
import { type Decimal, formatDecimal } from "../values/decimal.ts";
import type { en } from "./messages/en.ts";

export type MessageKey = keyof typeof en;
export type Messages = Readonly<Record<MessageKey, string>>;
export type Values = Readonly<Record<string, string | number>>;

/** The message, with what stands in braces filled in. */
export const say = (messages: Messages, key: MessageKey, values: Values = {}): string =>
  messages[key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));

/** "€30.00": exactly, with as many decimals as the currency has. */
export function moneyIn(language: string, amount: Decimal | string, currency: string): string {
  const format = new Intl.NumberFormat(regionOf(language), { style: "currency", currency });
  const text = typeof amount === "string" ? amount : formatDecimal(amount);
  // Text is formatted exactly, but TypeScript only knows it of texts that are written out.
  return format.format(text as `${number}`);
}

/** "31 May 2023" */
export const dayIn = (language: string, day: string): string =>
  new Intl.DateTimeFormat(regionOf(language), {
    ...{ day: "numeric", month: "long", year: "numeric", timeZone: "UTC" },
  }).format(new Date(`${day}T00:00:00Z`));

/** Days and amounts in English are written as in Europe: nobody confuses 4 May and 5 April. */
const regionOf = (language: string): string => (language === "en" ? "en-GB" : language);
