import type { TouchedItem } from "../settlement/receipt.ts";
import { type Decimal, formatDecimal, sum, ZERO } from "../values/decimal.ts";
import { daysBetween, type PlainDate } from "../values/plain-date.ts";
import type { BulkCancelFigures } from "./bulk-cancel.ts";

/** What a row does to one document: `leftOwed = owed + billed - applied - writtenOff`. */
export type DocumentOutcome = {
  /** Null of an invoice that the row itself makes. */
  readonly documentNumber: string | null;
  readonly dueDate: PlainDate;
  readonly owed: Decimal;
  readonly billed: Decimal;
  /** Taken back of it by the row's billing, whether it pays this document or not. */
  readonly credited: Decimal;
  readonly applied: Decimal;
  readonly writtenOff: Decimal;
  readonly leftOwed: Decimal;
};

/** All that a row does, as far as somebody approves it. */
export type RowOutcome = {
  /** Of the subscription that is cancelled; null of a write-off. */
  readonly baseVersion: number | null;
  /** First day without service; null of a write-off. */
  readonly cancelledDate: PlainDate | null;
  readonly documents: readonly DocumentOutcome[];
  /** Write-offs that an order could not make: the order stands. */
  readonly undone: readonly { readonly documentNumber: string | null; readonly reason: string }[];
};

type Item = Pick<
  TouchedItem,
  | "invoiceId"
  | "invoiceNumber"
  | "dueDate"
  | "status"
  | "isNew"
  | "subscriptionNumber"
  | "amount"
  | "credited"
  | "applied"
  | "writtenOff"
  | "after"
>;

/**
 * What a cancellation has done to the invoices of its subscription, from their items as they are after
 * it. What other subscriptions have on the same invoices is not of the row.
 */
export function documentsOf(
  items: readonly Item[],
  subscriptionNumber: string,
): readonly DocumentOutcome[] {
  const own = items.filter(
    (item) => item.status === "Posted" && item.subscriptionNumber === subscriptionNumber,
  );
  return [...Map.groupBy(own, ({ invoiceId }) => invoiceId).values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const total = (of: (item: Item) => Decimal) => sum(group.map(of));
    const billed = total(({ isNew, amount }) => (isNew ? amount : ZERO));
    const [credited, applied] = [total((each) => each.credited), total((each) => each.applied)];
    const [writtenOff, leftOwed] = [total((each) => each.writtenOff), total((each) => each.after)];
    const owed = leftOwed.minus(billed).plus(applied).plus(writtenOff);
    const documentNumber = first.isNew ? null : first.invoiceNumber;
    const { dueDate } = first;
    return { documentNumber, dueDate, owed, billed, credited, applied, writtenOff, leftOwed };
  });
}

export const figuresOf = (documents: readonly DocumentOutcome[]): BulkCancelFigures => {
  const total = (name: "owed" | "billed" | "credited" | "applied" | "writtenOff" | "leftOwed") =>
    sum(documents.map((document) => document[name]));
  const credited = total("credited");
  return {
    owed: total("owed"),
    billed: total("billed"),
    credited,
    keptAsCredit: credited.minus(total("applied")),
    writtenOff: total("writtenOff"),
    leftOwed: total("leftOwed"),
  };
};

/** Figures of an age: the index of its bucket. */
export type FiguresByAge = BulkCancelFigures & { readonly bucket: number };

/**
 * The same by how long each document is overdue on a day. What owes nothing is not overdue.
 *
 * @param overdueFrom  where each bucket but the first begins, in days past the due date
 */
export function figuresByAge(
  documents: readonly DocumentOutcome[],
  today: PlainDate,
  overdueFrom: readonly number[],
): FiguresByAge[] {
  const bucketOf = ({ owed, dueDate }: DocumentOutcome): number => {
    if (owed.eq(ZERO)) return 0;
    const overdue = daysBetween(dueDate, today);
    return overdueFrom.filter((from) => overdue >= from).length;
  };
  return [...Map.groupBy(documents, bucketOf)]
    .map(([bucket, own]) => ({ bucket, ...figuresOf(own) }))
    .sort((a, b) => a.bucket - b.bucket);
}

export type Moved = { readonly what: string; readonly was: string; readonly is: string };

/** What is not as it was planned, in words; empty when all of it is. */
export function movedSincePlan(planned: RowOutcome, now: RowOutcome): Moved[] {
  const was = factsOf(planned);
  const is = factsOf(now);
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((what) => {
    const before = was.get(what) ?? NOTHING;
    const after = is.get(what) ?? NOTHING;
    return before === after ? [] : { what, was: before, is: after };
  });
}

const NOTHING = "nothing";

/** Due dates and ages are left out: days go by between a plan and its run. */
function factsOf({ baseVersion, cancelledDate, documents, undone }: RowOutcome) {
  const facts = new Map<string, string>();
  if (baseVersion !== null) facts.set("version of the subscription", String(baseVersion));
  if (cancelledDate !== null) facts.set("first day without service", cancelledDate);
  const made = documents.filter(({ documentNumber }) => documentNumber === null);
  for (const [index, document] of made.entries()) {
    for (const [name, text] of amountsOf(document))
      facts.set(`new invoice ${index + 1}: ${name}`, text);
  }
  for (const document of documents) {
    if (document.documentNumber === null) continue;
    for (const [name, text] of amountsOf(document)) {
      facts.set(`${document.documentNumber}: ${name}`, text);
    }
  }
  for (const { documentNumber, reason } of undone) {
    facts.set(`${documentNumber ?? "new invoice"}: not written off`, reason);
  }
  return facts;
}

const amountsOf = (document: DocumentOutcome): [string, string][] => [
  ["owed", formatDecimal(document.owed)],
  ["billed", formatDecimal(document.billed)],
  ["credited", formatDecimal(document.credited)],
  ["applied", formatDecimal(document.applied)],
  ["written off", formatDecimal(document.writtenOff)],
  ["left", formatDecimal(document.leftOwed)],
];
