import { BillingError } from "../errors.ts";
import { type Decimal, ZERO } from "../values/decimal.ts";

/** How receivables are aged. The first bucket takes all that is due later, the last one has no end. */
export type AgeingSettings = {
  readonly includeNegativeInvoice: boolean;
  readonly buckets: readonly BucketBounds[];
};

/** In days past the due date, both included. */
export type BucketBounds = {
  readonly name: string;
  readonly fromDaysPastDue: number;
  readonly toDaysPastDue: number;
};

/** Source: the vendor's sample of GET /settings/aging-buckets. */
export const DEFAULT_AGEING: AgeingSettings = {
  includeNegativeInvoice: true,
  buckets: [
    { name: "Current", fromDaysPastDue: 0, toDaysPastDue: 0 },
    { name: "1 to 30 days past due", fromDaysPastDue: 1, toDaysPastDue: 30 },
    { name: "31 to 60 days past due", fromDaysPastDue: 31, toDaysPastDue: 60 },
    { name: "61 to 90 days past due", fromDaysPastDue: 61, toDaysPastDue: 90 },
    { name: "91 to 120 days past due", fromDaysPastDue: 91, toDaysPastDue: 120 },
    { name: "more than 120 days past due", fromDaysPastDue: 121, toDaysPastDue: 151 },
  ],
};

/** Errors: INVALID_VALUE for buckets that do not begin at 0 and follow each other. */
export function checkBuckets(buckets: readonly BucketBounds[]): void {
  let next = 0;
  for (const { name, fromDaysPastDue, toDaysPastDue } of buckets) {
    if (fromDaysPastDue !== next || toDaysPastDue < fromDaysPastDue) {
      const message = `Ageing bucket '${name}' should begin at ${next} days past due and not end before it begins.`;
      throw new BillingError("INVALID_VALUE", { field: "buckets", message });
    }
    next = toDaysPastDue + 1;
  }
}

export type AgeingBucket = {
  readonly name: string;
  /** What posted documents of that age owe. */
  readonly balance: Decimal;
};

/** All buckets, youngest first. @param balances  by their index; those where nothing is owed may be missing */
export const ageing = (
  balances: ReadonlyMap<number, Decimal>,
  { buckets }: AgeingSettings = DEFAULT_AGEING,
): AgeingBucket[] =>
  buckets.map(({ name }, index) => ({ name, balance: balances.get(index) ?? ZERO }));
