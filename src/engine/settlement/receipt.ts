import { assert } from "../assert.ts";
import type { DocumentStatus } from "../model/document.ts";
import type { DateRange } from "../values/date-range.ts";
import { type Decimal, sum, ZERO } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";
import type { AgeingBucket } from "./ageing.ts";

/** An item of an invoice that an order has made, credited, paid or written off. */
export type TouchedItem = {
  readonly invoiceId: string;
  readonly invoiceNumber: string;
  readonly dueDate: PlainDate;
  readonly status: DocumentStatus;
  /** Whether the order has made the invoice. */
  readonly isNew: boolean;
  readonly invoiceItemId: string;
  readonly chargeName: string;
  readonly subscriptionNumber: string | null;
  readonly service: DateRange;
  readonly amount: Decimal;
  /** What the order's billing takes back of it, whether it pays this invoice or is left to the account. */
  readonly credited: Decimal;
  /** What the order's credit pays of it. */
  readonly applied: Decimal;
  readonly writtenOff: Decimal;
  /** What is owed of it after the order. */
  readonly after: Decimal;
};

/** What an order does to an invoice or an item: `after = before + billed - applied - writtenOff`. */
export type Figures = {
  readonly before: Decimal;
  readonly billed: Decimal;
  readonly credited: Decimal;
  readonly applied: Decimal;
  readonly writtenOff: Decimal;
  readonly after: Decimal;
};

export type ReceiptItem = Figures &
  Pick<TouchedItem, "chargeName" | "subscriptionNumber" | "service">;

export type ReceiptInvoice = Figures &
  Pick<TouchedItem, "invoiceNumber" | "dueDate" | "status" | "isNew"> & {
    readonly items: readonly ReceiptItem[];
  };

/** What an account owes and has to its credit, of posted documents only, and brings in a month. */
export type Standing = {
  /** Of invoices and debit memos, less the unapplied credit and the unapplied payments. */
  readonly balance: Decimal;
  readonly unappliedCredit: Decimal;
  readonly unappliedPayment: Decimal;
  /** Of what invoices and debit memos owe, by how long it is overdue. */
  readonly ageing: readonly AgeingBucket[];
  readonly contractedMrr: Decimal;
};

export type Receipt = {
  /** In the order of the items. */
  readonly invoices: readonly ReceiptInvoice[];
  readonly account: { readonly before: Standing; readonly after: Standing };
};

export type OrderedMoney = {
  readonly items: readonly TouchedItem[];
  /** What was owed of items before the order, by id; those that the order made are missing. */
  readonly owedBefore: ReadonlyMap<string, Decimal>;
  /** Amounts of the posted credit memos that the order's billing made. */
  readonly creditMemoAmounts: readonly Decimal[];
  readonly before: Standing;
  readonly after: Standing;
};

/**
 * What an order does to the money of an account, invoice by invoice, reckoned from two readings of
 * it. That the steps lead from the one to the other is asserted: a receipt that does not add up is
 * our mistake, and is not handed out.
 *
 * Worked examples: docs/spec/receipt.md. No errors.
 */
export function receipt(money: OrderedMoney): Receipt {
  const byInvoice = Map.groupBy(money.items, ({ invoiceId }) => invoiceId);
  const invoices = [...byInvoice.values()].map((items) => receiptInvoice(items, money.owedBefore));
  const { before, after } = money;
  const posted = invoices.filter(({ status }) => status === "Posted");
  const change = sum([
    ...posted.map(({ billed }) => billed),
    ...posted.map(({ writtenOff }) => ZERO.minus(writtenOff)),
    ...money.creditMemoAmounts.map((amount) => ZERO.minus(amount)),
  ]);
  assert(
    after.balance.minus(before.balance).eq(change),
    "an account owes what was billed less what was credited and written off",
  );
  assertAgeing(before);
  assertAgeing(after);
  return { invoices, account: { before, after } };
}

function assertAgeing({ ageing, balance, unappliedCredit, unappliedPayment }: Standing): void {
  const owed = sum(ageing.map((bucket) => bucket.balance));
  const reckoned = balance.plus(unappliedCredit).plus(unappliedPayment);
  assert(owed.eq(reckoned), "whatever is owed has an age");
}

function receiptInvoice(
  items: readonly TouchedItem[],
  owedBefore: ReadonlyMap<string, Decimal>,
): ReceiptInvoice {
  const [first] = items;
  assert(first, "an invoice is known by its items");
  const { invoiceNumber, dueDate, status, isNew } = first;
  const receiptItems = items.map((item) => receiptItem(item, owedBefore));
  const total = (figure: keyof Figures) => sum(receiptItems.map((item) => item[figure]));
  const figures = {
    before: total("before"),
    billed: total("billed"),
    credited: total("credited"),
    applied: total("applied"),
    writtenOff: total("writtenOff"),
    after: total("after"),
  };
  assertAddsUp(figures);
  return { invoiceNumber, dueDate, status, isNew, ...figures, items: receiptItems };
}

function receiptItem(item: TouchedItem, owedBefore: ReadonlyMap<string, Decimal>): ReceiptItem {
  const { chargeName, subscriptionNumber, service, credited, applied, writtenOff, after } = item;
  const before = owedBefore.get(item.invoiceItemId) ?? ZERO;
  const billed = item.isNew ? item.amount : ZERO;
  return {
    chargeName,
    subscriptionNumber,
    service,
    before,
    billed,
    credited,
    applied,
    writtenOff,
    after,
  };
}

/** Of invoices, not of items: what pays a discount lowers the item that it discounts. */
function assertAddsUp({ before, billed, applied, writtenOff, after }: Figures): void {
  const reckoned = before.plus(billed).minus(applied).minus(writtenOff);
  assert(after.eq(reckoned), "an invoice owes what it owed, less what was applied to it");
}
