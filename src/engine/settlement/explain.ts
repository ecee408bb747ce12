import type { Derivation } from "../model/document.ts";
import { type DateRange, daysIn, serviceEndDate } from "../values/date-range.ts";
import { type Decimal, formatDecimal } from "../values/decimal.ts";

export type ItemToExplain = {
  readonly name: string;
  readonly service: DateRange;
  readonly quantity: Decimal;
  readonly unitPrice: Decimal;
  readonly amount: Decimal;
  readonly currency: string;
  readonly derivation: Derivation;
};

export type Explanation = {
  readonly rule: string;
  /** Days of the service. */
  readonly days: number;
  /** What of the period was billed, as "10/31 of 1 month"; null where it is whole, or no matter of time. */
  readonly ratio: string | null;
  readonly rounding: {
    readonly unrounded: string;
    readonly mode: string;
    readonly increment: string;
  } | null;
  /** All numbers that went in, by name. */
  readonly inputs: Readonly<Record<string, string>>;
  /** The same for people. */
  readonly text: string;
};

/** Why an item is what it is, from what was kept with it when it was made. */
export function explain(item: ItemToExplain): Explanation {
  const { rule, inputs } = item.derivation;
  const days = daysIn(item.service);
  const ratio = ratioOf(inputs);
  const rounding = roundingOf(inputs);
  return { rule, days, ratio, rounding, inputs, text: textOf(item, { days, ratio, rounding }) };
}

function ratioOf(inputs: Derivation["inputs"]): string | null {
  const { months, monthsInPeriod, weeks, weeksInPeriod, kept, credited } = inputs;
  if (months !== undefined) return shareOf(months, monthsInPeriod, "month");
  if (weeks !== undefined) return shareOf(weeks, weeksInPeriod, "week");
  if (kept !== undefined) return `kept ${kept}`;
  if (credited !== undefined) return `given back ${credited}`;
  return null;
}

/** "16/31 of 1 month": a ratio to one is a whole number. */
function shareOf(units: string, unitsInPeriod = "1", unit: "month" | "week"): string {
  const [part, whole] = [units, unitsInPeriod].map((ratio) => ratio.replace(/\/1$/, ""));
  return `${part} of ${whole} ${whole === "1" ? unit : `${unit}s`}`;
}

function roundingOf({ unrounded, roundingMode, roundingIncrement }: Derivation["inputs"]) {
  if (unrounded === undefined || roundingMode === undefined || roundingIncrement === undefined)
    return null;
  return { unrounded, mode: roundingMode, increment: roundingIncrement };
}

function textOf(
  item: ItemToExplain,
  { days, ratio, rounding }: Pick<Explanation, "days" | "ratio" | "rounding">,
): string {
  const { name, service, quantity, unitPrice, amount, currency, derivation } = item;
  const price = `${formatDecimal(quantity, 0)} × ${formatDecimal(unitPrice)}`;
  const from = `${service.start} to ${serviceEndDate(service)} (${days} ${days === 1 ? "day" : "days"})`;
  const parts = [`${name}, ${from}: ${derivation.rule}`, price];
  if (ratio) parts.push(ratio);
  if (rounding) {
    parts.push(`${rounding.unrounded} rounded ${rounding.mode} to ${rounding.increment}`);
  }
  return `${parts.join("; ")} = ${formatDecimal(amount)} ${currency}`;
}
