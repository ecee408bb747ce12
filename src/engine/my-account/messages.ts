/** What customers read, in their language: the page, its e-mails and its receipts. */
import { de } from "./messages/de.ts";
import { en } from "./messages/en.ts";
import type { Messages } from "./say.ts";

/** A language is a file of `messages/`, and its line here. */
export const MESSAGES = { en, de } as const satisfies Record<string, Messages>;

export type Language = keyof typeof MESSAGES;
export const LANGUAGES = Object.keys(MESSAGES) as Language[];

export const isLanguage = (text: string): text is Language => Object.hasOwn(MESSAGES, text);
