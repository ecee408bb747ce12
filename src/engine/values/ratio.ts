import { assert } from "../assert.ts";
import { type Decimal, decimalOfCount, divideUnrounded } from "./decimal.ts";

/** An exact share such as 5/31, in whole days or months. Kept unreduced: it explains itself. */
export type Ratio = { readonly numerator: number; readonly denominator: number };

export function ratio(numerator: number, denominator: number): Ratio {
  assert(Number.isSafeInteger(numerator) && numerator >= 0, "numerator is a count");
  assert(Number.isSafeInteger(denominator) && denominator > 0, "denominator is a positive count");
  return { numerator, denominator };
}

export const NOTHING: Ratio = { numerator: 0, denominator: 1 };

export const isWhole = ({ numerator, denominator }: Ratio): boolean => numerator === denominator;

export const productOf = (a: Ratio, b: Ratio): Ratio =>
  ratio(a.numerator * b.numerator, a.denominator * b.denominator);

/** How many times the share goes into the whole. The share is not nothing. */
export const inverseOf = ({ numerator, denominator }: Ratio): Ratio =>
  ratio(denominator, numerator);

/** Over a common denominator, which stays as small as the two allow when they are alike. */
export const sumOf = (a: Ratio, b: Ratio): Ratio =>
  a.denominator === b.denominator
    ? ratio(a.numerator + b.numerator, a.denominator)
    : ratio(
        a.numerator * b.denominator + b.numerator * a.denominator,
        a.denominator * b.denominator,
      );

/** Multiplies first and divides last, so that a third of 300 is 100 and not 99.99…. Unrounded. */
export const shareOf = (amount: Decimal, { numerator, denominator }: Ratio): Decimal =>
  divideUnrounded(amount.times(decimalOfCount(numerator)), decimalOfCount(denominator));

export const formatRatio = ({ numerator, denominator }: Ratio): string =>
  `${numerator}/${denominator}`;
