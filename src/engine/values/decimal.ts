import createBig, { type Big } from "big.js";
import { assert } from "../assert.ts";

/**
 * An exact decimal number: an amount, a price, a quantity. Add, subtract, multiply and compare with
 * its methods. Dividing and rounding happen in this folder only (kept by test/tidy), by name, once.
 */
export type Decimal = Big;

const Strict = createBig();
// Refuses JavaScript numbers: 0.1 + 0.2 never gets near an amount.
Strict.strict = true;
// Digits of a division that does not end. Far below any currency's increment; rounded once, later.
Strict.DP = 40;
// No exponents between these: the text is what PostgreSQL and people write.
Strict.NE = -60;
Strict.PE = 60;

/** On the wire an amount is an exact JSON number with at least two decimals: 30.00, 0.125. */
Strict.prototype.toJSON = function toJSON(this: Big): string {
  const exactNumber: unknown = JSON.rawJSON(formatDecimal(this));
  return exactNumber as string;
};

const NUMBER_TEXT = /^-?\d{1,40}(\.\d{1,60})?$/;

/** The number that `text` writes, such as "-36.87". Anything else is our mistake. */
export function decimal(text: string): Decimal {
  assert(NUMBER_TEXT.test(text), `"${text}" is a decimal number`);
  return Strict(text);
}

export const ZERO: Decimal = decimal("0");
export const ONE: Decimal = decimal("1");

/** A count as a decimal. Counts are the only numbers that may become one. */
export function decimalOfCount(count: number): Decimal {
  assert(Number.isSafeInteger(count), `${count} is a count`);
  return Strict(String(count));
}

export const isZero = (value: Decimal): boolean => value.eq(ZERO);
export const isNegative = (value: Decimal): boolean => value.lt(ZERO);
export const isPositive = (value: Decimal): boolean => value.gt(ZERO);
/** Zero stays zero: there is no "-0" on a document. */
export const negated = (value: Decimal): Decimal => (isZero(value) ? ZERO : value.neg());
export const minimum = (a: Decimal, b: Decimal): Decimal => (a.lt(b) ? a : b);
export const maximum = (a: Decimal, b: Decimal): Decimal => (a.gt(b) ? a : b);

export const sum = (values: Iterable<Decimal>): Decimal => {
  let total = ZERO;
  for (const value of values) total = total.plus(value);
  return total;
};

/** `dividend / divisor` to 40 decimals. Round the result by name before it becomes an amount. */
export function divideUnrounded(dividend: Decimal, divisor: Decimal): Decimal {
  assert(!isZero(divisor), "divisor is not zero");
  return dividend.div(divisor);
}

export type RoundingMode = "HalfUp" | "Up" | "Down";

const BIG_MODE = { Down: 0, HalfUp: 1, Up: 3 } as const satisfies Record<RoundingMode, number>;

/** The multiple of `increment` next to `value`; modes round magnitudes, so -1.5 behaves like 1.5. */
export function roundToIncrement(value: Decimal, increment: Decimal, mode: RoundingMode): Decimal {
  // A power of ten, the usual increment, needs no division: a bill run rounds every line once.
  if (increment.c.length === 1 && increment.c[0] === 1)
    return value.round(-increment.e, BIG_MODE[mode]);
  return divideUnrounded(value, increment).round(0, BIG_MODE[mode]).times(increment);
}

/** The whole number below or above a count that need not be whole, such as of days. */
export const wholeNumber = (value: Decimal, mode: "Down" | "Up"): number =>
  Number(value.round(0, BIG_MODE[mode]).toFixed());

/** Half up to so many digits after the point: for prices and explanations, never for an amount. */
export const roundToDecimals = (value: Decimal, decimals: number): Decimal =>
  value.round(decimals, BIG_MODE.HalfUp);

/** At least `minimumDecimals` digits after the point, more where the value has them. */
export function formatDecimal(value: Decimal, minimumDecimals = 2): string {
  const text = value.toFixed();
  const point = text.indexOf(".");
  const decimals = point === -1 ? 0 : text.length - 1 - point;
  return decimals >= minimumDecimals ? text : value.toFixed(minimumDecimals);
}
