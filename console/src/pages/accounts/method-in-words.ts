import { type QueryRow, textOf } from "../../api/queries.ts";

/** Each kind shows what it pays with in fields of its own; numbers are masked. */
const PAYS_WITH = [
  ...["creditCardMaskNumber", "achAccountNumberMask", "iBAN"],
  ...["bankTransferAccountNumberMask", "paypalEmail"],
];
const HOLDERS = ["creditCardHolderName", "achAccountName", "bankTransferAccountName", "email"];

const firstOf = (row: QueryRow, fields: readonly string[]): string =>
  fields.map((field) => textOf(row, field)).find((text) => text !== "") ?? "";

/** "CreditCardReferenceTransaction" is read as "Credit card reference transaction". */
export const kindOfMethod = (row: QueryRow): string =>
  textOf(row, "type").replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** "Visa ************1111" */
export const paysWith = (row: QueryRow): string =>
  [textOf(row, "creditCardType"), firstOf(row, PAYS_WITH)].filter(Boolean).join(" ");

export const holderOfMethod = (row: QueryRow): string => firstOf(row, HOLDERS);

/** "Credit card, Visa ************1111" */
export const methodInWords = (row: QueryRow): string =>
  [kindOfMethod(row), paysWith(row)].filter(Boolean).join(", ");
