import { isLanguage, type Language } from "./messages.ts";

/** The ways in which customers may end a subscription, the gentlest first. */
export const CUSTOMER_POLICIES = [
  "EndOfCurrentTerm",
  "EndOfLastInvoicePeriod",
  "SpecificDate",
] as const;

export type CustomerPolicy = (typeof CUSTOMER_POLICIES)[number];

/** What a merchant lets his customers see and do on My Account. Spelled as the API has it. */
export type MyAccountSettings = {
  readonly enabled: boolean;
  /** Null: the entity's name. */
  readonly merchantName: string | null;
  /** A picture, as a data: address. */
  readonly logo: string | null;
  /** "#0b6b67" */
  readonly colour: string | null;
  readonly defaultLanguage: Language;
  /** SpecificDate: on the day of the cancel. */
  readonly cancellationPolicies: readonly CustomerPolicy[];
  /** What becomes of what a cancelled subscription still owes. */
  readonly unpaidInvoices: "StayOwed" | "AreWrittenOff";
  /** Whether a cancel that lies ahead may be taken back by who has made it. */
  readonly takingBackAllowed: boolean;
  /** Empty: nobody is asked. */
  readonly cancelReasons: readonly string[];
  /** Sites that may show the page in a frame: "https://shop.example". */
  readonly embeddingOrigins: readonly string[];
  /** Where this server is reached by customers; null: at the server's public URL, if it has one. */
  readonly pageOrigin: string | null;
};

export const DEFAULT_MY_ACCOUNT_SETTINGS: MyAccountSettings = {
  enabled: false,
  merchantName: null,
  logo: null,
  colour: null,
  defaultLanguage: "en",
  cancellationPolicies: ["EndOfLastInvoicePeriod"],
  unpaidInvoices: "StayOwed",
  takingBackAllowed: true,
  cancelReasons: [],
  embeddingOrigins: [],
  pageOrigin: null,
};

export type LanguageWishes = {
  /** What the page asks for. */
  readonly asked?: string | undefined;
  /** Locale of the account's communication profile: "de_DE", or "default". */
  readonly ofAccount?: string | null | undefined;
  /** Accept-Language of the browser: "fr, de;q=0.8". */
  readonly ofBrowser?: string | undefined;
  readonly otherwise: Language;
};

/** Which language somebody is spoken to in: asked for, the account's, the browser's, the merchant's. */
export function languageFor(wishes: LanguageWishes): Language {
  const { asked, ofAccount, ofBrowser, otherwise } = wishes;
  const wanted = [asked ?? "", ofAccount ?? "", ...byPreference(ofBrowser ?? "")];
  const languages = wanted.map((each) => /^[a-z]+/i.exec(each)?.[0].toLowerCase() ?? "");
  return languages.find(isLanguage) ?? otherwise;
}

function byPreference(acceptLanguage: string): string[] {
  const ranges = acceptLanguage
    .slice(0, 500)
    .split(",")
    .map((range) => {
      const [, name = "", quality = "1"] = /^\s*([\w-]+)\s*(?:;\s*q=([\d.]+))?/.exec(range) ?? [];
      return { name, quality: Number(quality) || 0 };
    });
  return ranges
    .filter(({ quality }) => quality > 0)
    .toSorted((one, other) => other.quality - one.quality)
    .map(({ name }) => name);
}

/**
 * What the merchant's server signs, each on a line of its own, so that no two links are the same text.
 *
 * @param expires  seconds since 1970
 */
export const textToSign = (link: {
  readonly merchant: string;
  readonly accountNumber: string;
  readonly expires: number;
  readonly nonce: string;
}): string =>
  ["my-account", link.merchant, link.accountNumber, String(link.expires), link.nonce].join("\n");
