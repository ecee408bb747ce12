import { decimal, isNegative, isZero, sum } from "#engine/values/decimal.ts";
import { inOwnNumbers, ownLocale } from "./format.ts";

/** What an amount means, where it means something: its colour, and the word that goes with it. */
export type Tone = "owed" | "credit" | "lost" | "plain";

type MoneyProps = {
  /** As the API writes it: "-7.74". */
  readonly amount: string;
  /** Where no column's head says it. */
  readonly currency?: string | undefined;
  readonly tone?: Tone;
};

/** An amount in figures of equal width, with its minor units, and `−` where it is below zero. */
export function Money({ amount, currency, tone = "plain" }: MoneyProps) {
  const colour = tone === "plain" || isZero(decimal(amount)) ? "" : ` ${tone}`;
  return (
    <span className={`figure${colour}`}>
      {formatMoney(amount, currency)}
      {currency && ` ${currency}`}
    </span>
  );
}

/** Where there is no amount to speak of. */
export const NotApplicable = () => (
  <span className="quiet">
    <span aria-hidden="true">–</span>
    <span className="visually-hidden">not applicable</span>
  </span>
);

/** "1234.5" becomes "1,234.50"; decimals beyond the currency's are kept unless they are zeros. */
export function formatMoney(amount: string, currency = "USD"): string {
  const text = decimal(amount).toFixed();
  const [, sign = "", whole = "0", fraction = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  const digits = minorUnits(currency);
  const kept = fraction.replace(/0+$/, "").padEnd(digits, "0");
  const isNothing = sign === "-" && /^0*$/.test(whole + fraction);
  const locale = ownLocale();
  if (locale !== undefined) {
    return inOwnNumbers(`${isNothing ? "" : sign}${whole}.${kept || "0"}`, kept.length, locale);
  }
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return `${sign && !isNothing ? "−" : ""}${grouped}${kept && `.${kept}`}`;
}

/** ISO 4217, as the browser knows it. */
export function minorUnits(currency: string): number {
  try {
    const format = new Intl.NumberFormat("en", { style: "currency", currency });
    return format.resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

/** Exactly: 0.10 and 0.20 are 0.30. */
export const sumOf = (amounts: readonly string[]): string => sum(amounts.map(decimal)).toFixed();

export const isNothing = (amount: string): boolean => isZero(decimal(amount));

export const isBelowZero = (amount: string): boolean => isNegative(decimal(amount));

/** "7.74" becomes "-7.74". */
export const negated = (amount: string): string =>
  isNothing(amount) ? "0" : amount.startsWith("-") ? amount.slice(1) : `-${amount}`;

/** The one that all are in, for the head of their column; undefined where they differ. */
export function oneCurrency(rows: readonly { readonly currency: string }[]): string | undefined {
  const [first] = rows;
  return rows.every(({ currency }) => currency === first?.currency) ? first?.currency : undefined;
}

/** "Amount, EUR" */
export const inCurrency = (title: string, currency: string | undefined): string =>
  currency ? `${title}, ${currency}` : title;
