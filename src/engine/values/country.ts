import { COUNTRY_CODES } from "./country-codes.ts";

/**
 * The English name of the country that `text` writes as an ISO 3166 code of two or three letters or
 * by one of its names; undefined when it writes none. Case, accents and punctuation do not matter.
 *
 * "us", "USA", "United States of America" ⇒ "United States"
 */
export const countryName = (text: string): string | undefined => {
  const code = countryCode(text);
  return code && nameOf(code);
};

/** Its ISO 3166 code of two letters. */
export const countryCode = (text: string): string | undefined => codes().get(plain(text));

const ENGLISH = new Intl.DisplayNames("en", { type: "region" });

const nameOf = (code: string): string => PREFERRED_NAMES[code] ?? ENGLISH.of(code) ?? code;

/** Where CLDR's name is not what people write. */
const PREFERRED_NAMES: Readonly<Record<string, string>> = { HK: "Hong Kong", MO: "Macao" };

/** Other names that callers use: mostly those of the ISO standard itself. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  BO: ["Bolivia, Plurinational State of"],
  BN: ["Brunei Darussalam"],
  CD: ["Congo, the Democratic Republic of the", "Democratic Republic of the Congo"],
  CG: ["Congo", "Republic of the Congo"],
  CV: ["Cabo Verde"],
  CZ: ["Czech Republic"],
  FK: ["Falkland Islands (Malvinas)"],
  FM: ["Micronesia, Federated States of"],
  GB: ["Great Britain", "UK"],
  HK: ["Hong Kong SAR China"],
  IR: ["Iran, Islamic Republic of"],
  KP: ["Korea, Democratic People's Republic of"],
  KR: ["Korea, Republic of", "Republic of Korea", "Korea"],
  LA: ["Lao People's Democratic Republic"],
  MD: ["Moldova, Republic of"],
  MK: ["Macedonia", "Macedonia, the former Yugoslav Republic of"],
  MM: ["Myanmar", "Burma"],
  MO: ["Macau", "Macao SAR China"],
  PS: ["Palestine", "Palestinian Territory, Occupied", "State of Palestine"],
  RU: ["Russian Federation"],
  SY: ["Syrian Arab Republic"],
  SZ: ["Swaziland"],
  TL: ["East Timor"],
  TR: ["Turkey"],
  TW: ["Taiwan, Province of China"],
  TZ: ["Tanzania, United Republic of"],
  US: ["United States of America"],
  VA: ["Holy See", "Holy See (Vatican City State)"],
  VE: ["Venezuela, Bolivarian Republic of"],
  VN: ["Viet Nam"],
};

let codesByName: ReadonlyMap<string, string> | undefined;

function codes(): ReadonlyMap<string, string> {
  codesByName ??= new Map(
    COUNTRY_CODES.flatMap(([two, three]) =>
      [two, three, nameOf(two), ...(OTHER_NAMES[two] ?? [])].map((name) => [plain(name), two]),
    ),
  );
  return codesByName;
}

/** Letters and digits, in lower case and without accents: "Côte d’Ivoire" is "cotedivoire". */
export const plain = (text: string): string =>
  text
    .normalize("NFD")
    .toLowerCase()
    .replaceAll("&", "and")
    .replace(/[^a-z0-9]/g, "");
