import type { Line } from "../model/document.ts";
import { type Decimal, formatDecimal, isNegative, isZero, negated } from "../values/decimal.ts";

export type EquationOptions = {
  /** Months or weeks of a whole billing period. */
  readonly unitsInPeriod: number;
  /** Quantities of records that were rated by themselves; one for what was rated together. */
  readonly rated: readonly Decimal[];
};

/**
 * How the amount of a line came about, as somebody would write it on paper:
 * "−7.74 = round(30.00 × 23/31) − 30.00". Only of charges that have one price and no discount.
 * Worked examples: docs/spec/rehearsal.md.
 */
export function equationOf(line: Line, options: EquationOptions): string {
  return `${signed(line.amount)} = ${rightSide(line, options)}`;
}

function rightSide(line: Line, { unitsInPeriod, rated }: EquationOptions): string {
  const { rule, inputs } = line.derivation;
  const { billedAmount = "0", listPrice = "0" } = inputs;
  switch (rule) {
    case "billed less charged": {
      const kept = shareOf(inputs.kept ?? "", unitsInPeriod);
      return `round(${billedAmount} × ${kept}) − ${billedAmount}`;
    }
    case "prorated from the effective date":
      return `−round(${billedAmount} × ${shareOf(inputs.credited ?? "", unitsInPeriod)})`;
    case "credited whole":
      return `0.00 − ${billedAmount}`;
    case "usage":
      if (rated.length === 0) return `0 × ${listPrice}`;
      return rated
        .map((quantity) => `round(${formatDecimal(quantity, 0)} × ${listPrice})`)
        .join(" + ");
    case "prorated by day":
    case "prorated by month":
    case "prorated by week": {
      const units = inputs.months ?? inputs.weeks ?? "1/1";
      return `round(${listPrice} × ${shareOf(units, unitsInPeriod)})`;
    }
    default:
      return `${formatDecimal(line.quantity, 0)} × ${formatDecimal(line.unitPrice)}`;
  }
}

const LONGEST_MONTH = 31;

/** "23/31 months" of a quarter is 23/93, and "69/92 months" of it are 23/92. */
function shareOf(measured: string, unitsInPeriod: number): string {
  const [units = ""] = measured.split(" ");
  const [numerator = 0, denominator = 1] = units.split("/").map(Number);
  if (measured.endsWith("of the item") || unitsInPeriod === 1) return `${numerator}/${denominator}`;
  // Days of all of the period, counted once for each of its months.
  return denominator > LONGEST_MONTH && numerator % unitsInPeriod === 0
    ? `${numerator / unitsInPeriod}/${denominator}`
    : `${numerator}/${denominator * unitsInPeriod}`;
}

const signed = (amount: Decimal): string =>
  isNegative(amount) && !isZero(amount)
    ? `−${formatDecimal(negated(amount))}`
    : formatDecimal(amount);
