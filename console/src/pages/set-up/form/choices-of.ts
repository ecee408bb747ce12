import type { Option } from "./field.ts";

/** "BillToContact" is "Bill to contact", "AccountsReceivable" is "Accounts receivable". */
const spaced = (value: string): string => {
  const words = value.replaceAll(/([a-z])([A-Z])/g, "$1 $2").replaceAll("_", " ");
  return words.charAt(0) + words.slice(1).toLowerCase();
};

/** Values of the API, in words that follow from them. */
export const choicesOf = (values: readonly string[]): Option[] =>
  values.map((value) => ({ value, label: spaced(value) }));

/** The same, and none of them. */
export const choicesOrNone = (values: readonly string[], none = "–"): Option[] => [
  { value: "", label: none },
  ...choicesOf(values),
];
