import type { UsageTotal, UsageWanted } from "#engine/model/usage.ts";
import { decimal, ONE, sum, ZERO } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";

/** A record of usage, as billing's query sees it. */
export type UsedUnits = {
  readonly day: PlainDate;
  readonly quantity: string;
  /** What it says that it costs. */
  readonly price?: string;
  readonly group?: string;
  readonly upload?: string;
  readonly isRated?: boolean;
};

/** Records added up as the store does (src/store/usage-to-bill.ts). */
export function totalsOf(units: readonly UsedUnits[], wanted: UsageWanted): UsageTotal[] {
  const seen = units.filter(
    ({ day, isRated = false }) =>
      day >= wanted.from &&
      day < wanted.to &&
      (isRated ? wanted.withRated === "yes" : day >= wanted.openFrom),
  );
  const groups = Map.groupBy(
    seen.map((each, index) => ({ ...each, with: ratedWith(each, index, wanted) })),
    ({ day, with: group, isRated }) => JSON.stringify([day, group, isRated ?? false]),
  );
  return [...groups.values()].map((own) => ({
    day: own[0]?.day ?? wanted.from,
    group: own[0]?.with ?? null,
    quantity: sum(own.map(({ quantity }) => decimal(quantity))),
    amount: sum(own.map((each) => amountOf(each, wanted))),
    unpriced: wanted.ratedBy === null ? 0 : own.filter(({ price }) => !price).length,
    isRated: own[0]?.isRated ?? false,
  }));
}

const amountOf = ({ price, quantity }: UsedUnits, { perUnit }: UsageWanted) =>
  price ? decimal(price).times(perUnit === "yes" ? decimal(quantity) : ONE) : ZERO;

function ratedWith(each: UsedUnits, index: number, { ratingGroup }: UsageWanted): string | null {
  switch (ratingGroup) {
    case "ByBillingPeriod":
      return null;
    case "ByUsageStartDate":
      return each.day;
    case "ByUsageRecord":
      return String(index);
    case "ByUsageUpload":
      return each.upload ?? String(index);
    case "ByGroupId":
      return each.group ?? "";
  }
}
