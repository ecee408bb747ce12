import {
  type Decimal,
  isNegative,
  isPositive,
  isZero,
  negated,
  sum,
  ZERO,
} from "../values/decimal.ts";
import type { TouchedItem } from "./receipt.ts";

/** What a memo or a payment has paid of an item of an invoice and its taxes. */
export type PaidPart = {
  readonly sourceType: "CreditMemo" | "Payment";
  readonly sourceId: string;
  readonly sourceNumber: string;
  /** What is left of it to apply. */
  readonly unappliedAmount: Decimal;
  readonly invoiceId: string;
  readonly invoiceItemId: string;
  readonly amount: Decimal;
};

/** Earlier credit that an order applies, with what was left of it before the order. */
export type AppliedCredit = Pick<PaidPart, "sourceType" | "sourceNumber"> & {
  readonly unappliedBefore: Decimal;
  /** Of all invoices; the parts add up to it. */
  readonly amount: Decimal;
  readonly invoices: readonly { readonly invoiceId: string; readonly amount: Decimal }[];
};

export type MovedParts = {
  readonly before: readonly PaidPart[];
  readonly after: readonly PaidPart[];
  /** Numbers of the memos that the order has made: what they pay is told apart. */
  readonly ownMemoNumbers: ReadonlySet<string>;
  /** The payment that is collected for the order. */
  readonly collectedId: string | null;
  /** What is given back of payments, by their ids. */
  readonly refunded: ReadonlyMap<string, Decimal>;
};

type Moved = Omit<PaidPart, "amount"> & { readonly change: Decimal };
type PaidByOthers = Pick<TouchedItem, "appliedCredit" | "collected" | "unapplied">;

/** What an order moves of earlier credit and payments, found by comparing what was paid before and after. */
export type OrderMoney = {
  readonly appliedCredits: readonly AppliedCredit[];
  /** By the ids of items. */
  readonly ofItem: (invoiceItemId: string) => PaidByOthers;
};

/** No errors. Examples: docs/spec/receipt.md, by test/scenarios/receipts-of-money.test.ts. */
export function orderMoney(parts: MovedParts): OrderMoney {
  const moved = changesOf(parts).filter(
    ({ sourceNumber }) => !parts.ownMemoNumbers.has(sourceNumber),
  );
  const isCollected = ({ sourceId }: Moved) => sourceId === parts.collectedId;
  const credits = moved.filter((each) => isPositive(each.change) && !isCollected(each));
  const byItem = Map.groupBy(moved, ({ invoiceItemId }) => invoiceItemId);
  const bySource = Map.groupBy(credits, ({ sourceId }) => sourceId);
  return {
    appliedCredits: [...bySource.values()].flatMap((own) => appliedCredit(own, moved, parts)),
    ofItem(invoiceItemId) {
      const own = byItem.get(invoiceItemId) ?? [];
      const total = (wanted: (each: Moved) => boolean) =>
        sum(own.filter(wanted).map(({ change }) => change));
      return {
        collected: total(isCollected),
        appliedCredit: total((each) => isPositive(each.change) && !isCollected(each)),
        unapplied: negated(total((each) => isNegative(each.change))),
      };
    },
  };
}

function appliedCredit(
  own: readonly Moved[],
  moved: readonly Moved[],
  { refunded }: MovedParts,
): AppliedCredit[] {
  const [first] = own;
  if (!first) return [];
  const { sourceType, sourceId, sourceNumber, unappliedAmount } = first;
  const all = moved.filter((each) => each.sourceId === sourceId).map(({ change }) => change);
  const byInvoice = Map.groupBy(own, ({ invoiceId }) => invoiceId);
  return [
    {
      sourceType,
      sourceNumber,
      unappliedBefore: sum([unappliedAmount, ...all, refunded.get(sourceId) ?? ZERO]),
      amount: sum(own.map(({ change }) => change)),
      invoices: [...byInvoice].map(([invoiceId, of]) => ({
        invoiceId,
        amount: sum(of.map(({ change }) => change)),
      })),
    },
  ];
}

function changesOf({ before, after }: MovedParts): Moved[] {
  const keyOf = (part: PaidPart) => `${part.sourceId} ${part.invoiceItemId}`;
  const paidBefore = new Map(before.map((part) => [keyOf(part), part]));
  const paidAfter = new Set(after.map(keyOf));
  const changed = after.map(({ amount, ...part }) => ({
    ...part,
    change: amount.minus(paidBefore.get(keyOf({ ...part, amount }))?.amount ?? ZERO),
  }));
  const gone = before
    .filter((part) => !paidAfter.has(keyOf(part)))
    .map(({ amount, ...part }) => ({ ...part, change: negated(amount) }));
  return [...changed, ...gone].filter(({ change }) => !isZero(change));
}
