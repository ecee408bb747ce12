import { type Decimal, ZERO } from "../values/decimal.ts";

/** How long invoices are overdue, in days past their due date; the last bucket has no end. */
export const AGEING_BUCKETS = [
  { name: "Current", fromDays: 0 },
  { name: "1 - 30", fromDays: 1 },
  { name: "31 - 60", fromDays: 31 },
  { name: "61 - 90", fromDays: 61 },
  { name: "91 - 120", fromDays: 91 },
  { name: "More than 120", fromDays: 121 },
] as const;

export type AgeingBucket = {
  readonly name: (typeof AGEING_BUCKETS)[number]["name"];
  /** What posted invoices of that age owe; negative ones lower it. */
  readonly balance: Decimal;
};

/** All buckets, youngest first. @param balances  by their index; those where nothing is owed may be missing */
export const ageing = (balances: ReadonlyMap<number, Decimal>): AgeingBucket[] =>
  AGEING_BUCKETS.map(({ name }, index) => ({ name, balance: balances.get(index) ?? ZERO }));
