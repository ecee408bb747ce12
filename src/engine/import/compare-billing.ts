/** What the engine makes of a subscription that was imported, beside what the source has billed. */
import { billSubscriptions } from "../billing/bill-subscriptions.ts";
import { BillingError } from "../errors.ts";
import type { BillingRules } from "../model/billing-rules.ts";
import type { Charge } from "../model/charge.ts";
import type { Line, NewInvoiceItem } from "../model/document.ts";
import { chargesOf, type Subscription } from "../model/subscription.ts";
import type { Currency } from "../values/currency.ts";
import { isPositive, sum } from "../values/decimal.ts";
import { later, type PlainDate } from "../values/plain-date.ts";
import type { ImportDifference } from "./difference.ts";

export type BilledBySource = {
  readonly subscription: Subscription;
  /** Days on which a term of it ends or has ended: a bill goes no further than the term it knows. */
  readonly termEnds: ReadonlySet<PlainDate>;
  /** Items of invoices that bill or credit its charges; of credit memos negated. */
  readonly items: readonly BilledBySourceItem[];
};

export type BilledBySourceItem = Pick<
  NewInvoiceItem,
  "chargeNumber" | "segment" | "service" | "amount" | "processingType"
>;

export type Rules = {
  readonly billCycleDay: number;
  readonly currency: Currency;
  readonly rules: BillingRules;
};

/**
 * Where our engine would have billed another amount for the days that the source has billed, or the
 * day through which it is billed is none of our periods: then the next bill begins with a part of one.
 *
 * Only recurring charges whose items are all there are compared. No errors.
 */
export function compareBilling(billed: BilledBySource, rules: Rules): ImportDifference[] {
  // Another account's day of billing has cut its periods.
  if (billed.subscription.earlierInvoiceOwnerIds.length > 0) return [];
  const bySegment = Map.groupBy(billed.items, keyOf);
  const compared = chargesOf(billed.subscription).filter((charge) =>
    isComparable(charge, bySegment.get(keyOf(charge)) ?? []),
  );
  if (compared.length === 0) return [];
  const lines = Map.groupBy(linesAnew(billed, compared, rules), keyOf);
  return compared.flatMap((charge) =>
    differencesOf(charge, bySegment.get(keyOf(charge)) ?? [], lines.get(keyOf(charge)) ?? []),
  );
}

const keyOf = (of: Pick<BilledBySourceItem, "chargeNumber" | "segment">): string =>
  `${of.chargeNumber} ${of.segment}`;

/** Every day from its start is on an item. */
function isComparable(charge: Charge, items: readonly BilledBySourceItem[]): boolean {
  const { chargeType, effective, chargedThroughDate, discount } = charge;
  if (chargeType !== "Recurring" || discount || !effective || chargedThroughDate === null) {
    return false;
  }
  // What is billed past its end will be credited: the next bill says so.
  if (chargedThroughDate > effective.end) return false;
  return coveredFrom(items, chargedThroughDate) <= effective.start;
}

/**
 * The first of the days before `through` that are all on items; `through` itself where the last of
 * them is on none.
 */
export function coveredFrom(
  items: readonly Pick<BilledBySourceItem, "service" | "amount" | "processingType">[],
  through: PlainDate,
): PlainDate {
  const services = items
    .filter(({ processingType, amount }) => processingType === "Charge" && isPositive(amount))
    .map(({ service }) => service)
    .toSorted((a, b) => (a.end < b.end ? 1 : -1));
  let from = through;
  for (const { start, end } of services) if (end >= from && start < from) from = start;
  return from;
}

/** What the engine bills of the charges from their beginning through the source's days. */
function linesAnew(
  { subscription, termEnds }: BilledBySource,
  compared: readonly Charge[],
  { billCycleDay, currency, rules }: Rules,
): readonly Line[] {
  const ids = new Set(compared.map(({ chargeId }) => chargeId));
  const through = compared.map(({ chargedThroughDate }) => chargedThroughDate ?? LAST);
  const unbilled: Subscription = {
    ...subscription,
    ratePlans: subscription.ratePlans.map((plan) => ({
      ...plan,
      charges: plan.charges.flatMap((charge) =>
        ids.has(charge.chargeId) ? asBeforeItsBills(charge, termEnds) : [],
      ),
    })),
  };
  try {
    return billSubscriptions({
      account: { billCycleDay, currency },
      subscriptions: [{ subscription: unbilled, billedItems: [] }],
      rules,
      targetDate: through.reduce(later),
      chargeTypesToExclude: ["OneTime", "Usage"],
    }).lines;
  } catch (error) {
    if (error instanceof BillingError) return [];
    throw error;
  }
}

/** A charge that was billed to the end of its term had no later day then, however long it goes on now. */
function asBeforeItsBills(charge: Charge, termEnds: ReadonlySet<PlainDate>): Charge {
  const { effective, chargedThroughDate } = charge;
  const unbilled = { ...charge, chargedThroughDate: null, processedThroughDate: null };
  if (!effective || chargedThroughDate === null || !termEnds.has(chargedThroughDate)) {
    return unbilled;
  }
  return { ...unbilled, effective: { ...effective, end: chargedThroughDate } };
}

const LAST = "1900-01-01" as PlainDate;

function differencesOf(
  { chargeNumber, segment, chargedThroughDate, name }: Charge,
  items: readonly BilledBySourceItem[],
  lines: readonly Line[],
): ImportDifference[] {
  if (chargedThroughDate === null || lines.length === 0) return [];
  const of = `Charge '${chargeNumber}'`;
  const before = lines.filter(({ service }) => service.start < chargedThroughDate);
  const isOurPeriod = before.at(-1)?.service.end === chargedThroughDate;
  const ours = sum(before.map(({ amount }) => amount));
  const source = sum(
    items.filter(({ processingType }) => processingType === "Charge").map(({ amount }) => amount),
  );
  if (!isOurPeriod) {
    const ends = before.at(-1)?.service.end ?? "no day";
    const message = `${of} (${name}) is billed through ${chargedThroughDate}, where none of our periods ends: ours ends on ${ends}. Its next bill begins with a part of a period.`;
    return [{ kind: "NextBill", of, source: null, ours: null, message }];
  }
  if (source.eq(ours)) return [];
  const message = `${of} (${name}, segment ${segment}): the source has billed ${source.toFixed()} through ${chargedThroughDate}, and we would have billed ${ours.toFixed()}: rules of proration, rounding or billing days differ.`;
  return [{ kind: "BilledAmount", of, source, ours, message }];
}
