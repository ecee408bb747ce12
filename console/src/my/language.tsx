import { createContext, use } from "react";
import {
  dayIn,
  type MessageKey,
  type Messages,
  moneyIn,
  say,
  type Values,
} from "#engine/my-account/say.ts";
import { addDays, type PlainDate } from "#engine/values/plain-date.ts";

export type Language = "en" | "de";

/** One file for each language, of which a browser loads its own. */
const FILES: Readonly<Record<Language, () => Promise<Messages>>> = {
  en: async () => (await import("#engine/my-account/messages/en.ts")).en,
  de: async () => (await import("#engine/my-account/messages/de.ts")).de,
};

export const NAMES: Readonly<Record<Language, string>> = { en: "English", de: "Deutsch" };

export const loadMessages = (language: Language): Promise<Messages> => FILES[language]();

export type Spoken = { readonly language: Language; readonly messages: Messages };

export const SpokenContext = createContext<Spoken | undefined>(undefined);

/** How things are said on this page. */
export function useWords() {
  const spoken = use(SpokenContext);
  if (!spoken) throw new Error("a language was loaded");
  const { language, messages } = spoken;
  return {
    say: (key: MessageKey, values?: Values) => say(messages, key, values),
    money: (amount: string, currency: string) => moneyIn(language, amount, currency),
    day: (day: string) => dayIn(language, day),
    /** Of what ends, half-open, on a day. */
    lastDay: (end: string) => dayIn(language, addDays(end as PlainDate, -1)),
  };
}

export type Words = ReturnType<typeof useWords>;
