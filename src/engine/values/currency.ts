import {
  type Decimal,
  decimal,
  type RoundingMode,
  roundToDecimals,
  roundToIncrement,
} from "./decimal.ts";

/** A currency as the tenant rounds it. */
export type Currency = {
  /** ISO 4217, such as "USD". */
  readonly code: string;
  /** Digits after the point: 2 for USD, 0 for JPY, 3 for KWD. */
  readonly minorUnits: number;
  /** The smallest difference between two amounts: 0.01, or 0.05 where coins demand it. */
  readonly roundingIncrement: Decimal;
  readonly roundingMode: RoundingMode;
};

const KNOWN = new Set(Intl.supportedValuesOf("currency"));

export const isCurrencyCode = (code: string): boolean => KNOWN.has(code);

/** The currency with its minor units, rounded half up to the smallest of them. */
export function currency(
  code: string,
  rounding: { mode?: RoundingMode; increment?: Decimal } = {},
): Currency {
  const minorUnits = minorUnitsOf(code);
  const smallest = minorUnits === 0 ? "1" : `0.${"0".repeat(minorUnits - 1)}1`;
  return {
    code,
    minorUnits,
    roundingIncrement: rounding.increment ?? decimal(smallest),
    roundingMode: rounding.mode ?? "HalfUp",
  };
}

const minorUnits = new Map<string, number>();

function minorUnitsOf(code: string): number {
  let digits = minorUnits.get(code);
  if (digits === undefined) {
    const format = new Intl.NumberFormat("en", { style: "currency", currency: code });
    digits = format.resolvedOptions().maximumFractionDigits ?? 2;
    minorUnits.set(code, digits);
  }
  return digits;
}

/** Whether the currency can say this amount: no more decimals than it has. */
export const isInMinorUnits = (amount: Decimal, { minorUnits }: Currency): boolean =>
  amount.eq(roundToDecimals(amount, minorUnits));

/** The one place where an amount is rounded. */
export const roundToCurrency = (amount: Decimal, rounding: Currency): Decimal =>
  roundToIncrement(amount, rounding.roundingIncrement, rounding.roundingMode);
