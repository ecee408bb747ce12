/** Amounts that somebody writes into a form: read, held against what there is, added up. Text stays text. */
import { useState } from "react";
import { isBelowZero, isNothing, minorUnits, negated, sumOf } from "./money.tsx";

/** What an amount may be written for. */
export type AmountRow = {
  readonly key: string;
  /** What there is before: what is owed, what is left. */
  readonly before: string;
  /** No more than this; undefined: there is no limit. */
  readonly most: string | undefined;
};

/**
 * @returns the amount as the API wants it, "0" where nothing is written; undefined of what is none, is
 * below zero or has more decimals than the currency
 */
export function readAmount(written: string, currency: string): string | undefined {
  const text = written.trim();
  if (text === "") return "0";
  const plain = /^\d{1,3}(,\d{3})+(\.\d*)?$/.test(text) ? text.replaceAll(",", "") : text;
  const [, fraction] = /^\d+(?:\.(\d+))?$/.exec(plain) ?? [undefined, undefined];
  if (!/^\d+(\.\d+)?$/.test(plain)) return undefined;
  return (fraction?.replace(/0+$/, "").length ?? 0) > minorUnits(currency) ? undefined : plain;
}

export const isMore = (amount: string, most: string): boolean =>
  isBelowZero(sumOf([most, negated(amount)]));

/** As much as there is, row by row in their order. */
export function proposeInOrder(
  rows: readonly AmountRow[],
  available: string,
  currency: string,
): Readonly<Record<string, string>> {
  let left = available;
  const proposed: Record<string, string> = {};
  for (const { key, most } of rows) {
    if (isNothing(left) || isBelowZero(left)) break;
    const amount = most === undefined || isMore(most, left) ? left : most;
    proposed[key] = asWritten(amount, currency);
    left = sumOf([left, negated(amount)]);
  }
  return proposed;
}

/** "136.9" as somebody would write it into a field: "136.90". */
export function asWritten(amount: string, currency: string): string {
  const [whole = "0", fraction = ""] = amount.split(".");
  const decimals = fraction.replace(/0+$/, "").padEnd(minorUnits(currency), "0");
  return decimals === "" ? whole : `${whole}.${decimals}`;
}

export type Amounts = {
  readonly textOf: (key: string) => string;
  readonly write: (key: string, text: string) => void;
  /** Instead of all that is written. */
  readonly replace: (texts: Readonly<Record<string, string>>) => void;
  /** "0" where nothing is written, or nothing that can be read. */
  readonly amountOf: (key: string) => string;
  /** Why what is written cannot be. */
  readonly problemOf: (row: AmountRow) => string | undefined;
  readonly total: string;
  /** Every amount can be, and one of them is more than nothing. */
  readonly isFit: boolean;
};

/**
 * @param proposed  by the keys of rows; taken when the form is opened
 */
export function useAmounts(
  rows: readonly AmountRow[],
  currency: string,
  proposed: Readonly<Record<string, string>>,
): Amounts {
  const [texts, setTexts] = useState(proposed);
  const textOf = (key: string) => texts[key] ?? "";
  const amountOf = (key: string) => readAmount(textOf(key), currency) ?? "0";
  const problemOf = ({ key, most }: AmountRow): string | undefined => {
    const amount = readAmount(textOf(key), currency);
    if (amount === undefined) return "Not an amount such as 12.50";
    return most !== undefined && isMore(amount, most) ? "More than there is" : undefined;
  };
  const total = sumOf(rows.map(({ key }) => amountOf(key)));
  return {
    textOf,
    amountOf,
    problemOf,
    total,
    replace: setTexts,
    write: (key, text) => setTexts((before) => ({ ...before, [key]: text })),
    isFit: !isNothing(total) && rows.every((row) => problemOf(row) === undefined),
  };
}

/** Rows for which something is written, with it. */
export const chosenOf = <Row extends AmountRow>(rows: readonly Row[], amounts: Amounts) =>
  rows
    .map((row) => ({ row, amount: amounts.amountOf(row.key) }))
    .filter(({ amount }) => !isNothing(amount));
