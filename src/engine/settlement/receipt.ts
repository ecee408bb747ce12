import { assert } from "../assert.ts";
import type { DocumentStatus } from "../model/document.ts";
import type { DateRange } from "../values/date-range.ts";
import { type Decimal, sum, ZERO } from "../values/decimal.ts";
import type { PlainDate } from "../values/plain-date.ts";
import type { AgeingBucket } from "./ageing.ts";

/** An item of an invoice that an order has made, credited, paid or written off. */
export type TouchedItem = {
  readonly accountId: string;
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
  /** What pays of it that the account had to its credit: earlier memos, unapplied payments. */
  readonly appliedCredit: Decimal;
  /** What is collected for the order. */
  readonly collected: Decimal;
  /** What payments that are given back had paid of it. */
  readonly unapplied: Decimal;
  readonly writtenOff: Decimal;
  /** What is owed of it after the order. */
  readonly after: Decimal;
};

/**
 * What an order does to an invoice or an item:
 * `after = before + billed + unapplied - applied - appliedCredit - collected - writtenOff`.
 */
export type Figures = Pick<
  TouchedItem,
  "credited" | "applied" | "appliedCredit" | "collected" | "unapplied" | "writtenOff" | "after"
> & { readonly before: Decimal; readonly billed: Decimal };

export type ReceiptItem = Figures &
  Pick<TouchedItem, "chargeName" | "subscriptionNumber" | "service">;

export type ReceiptInvoice = Figures &
  Pick<
    TouchedItem,
    "accountId" | "invoiceId" | "invoiceNumber" | "dueDate" | "status" | "isNew"
  > & {
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
  /** The account that orders. */
  readonly account: { readonly before: Standing; readonly after: Standing };
  /** The others that the order names, by number. */
  readonly others: readonly {
    readonly accountNumber: string;
    readonly before: Standing;
    readonly after: Standing;
  }[];
};

/** What an order does to the money of one account. */
export type AccountMoney = {
  readonly accountId: string;
  readonly accountNumber: string;
  /** Amounts of the posted credit memos that the order's billing made. */
  readonly creditMemoAmounts: readonly Decimal[];
  /** What comes in for the order, and what is given back. */
  readonly collected: Decimal;
  readonly refunded: Decimal;
  readonly before: Standing;
  readonly after: Standing;
};

export type OrderedMoney = {
  readonly items: readonly TouchedItem[];
  /** What was owed of items before the order, by id; those that the order made are missing. */
  readonly owedBefore: ReadonlyMap<string, Decimal>;
  /** The one that orders first. */
  readonly accounts: readonly [AccountMoney, ...AccountMoney[]];
};

/**
 * What an order does to the money of its accounts, invoice by invoice, reckoned from two readings of
 * it. That the steps lead from the one to the other is asserted: a receipt that does not add up is
 * our mistake, and is not handed out.
 *
 * Worked examples: docs/spec/receipt.md. No errors.
 */
export function receipt(money: OrderedMoney): Receipt {
  const byInvoice = Map.groupBy(money.items, ({ invoiceId }) => invoiceId);
  const invoices = [...byInvoice.values()].map((items) => receiptInvoice(items, money.owedBefore));
  for (const account of money.accounts) assertBalance(account, invoices);
  const [{ before, after }, ...others] = money.accounts;
  const standings = others.map(({ accountNumber, before, after }) => ({
    accountNumber,
    before,
    after,
  }));
  return { invoices, account: { before, after }, others: standings };
}

/** What comes in lowers what an account owes, and what is given back raises it. */
function assertBalance(account: AccountMoney, invoices: readonly ReceiptInvoice[]): void {
  const { accountId, before, after, collected, refunded } = account;
  const posted = invoices.filter(
    (invoice) => invoice.status === "Posted" && invoice.accountId === accountId,
  );
  const lowered = sum([
    ...posted.map(({ writtenOff }) => writtenOff),
    ...account.creditMemoAmounts,
    collected,
  ]);
  const raised = sum([...posted.map(({ billed }) => billed), refunded]);
  assert(
    after.balance.minus(before.balance).eq(raised.minus(lowered)),
    "an account owes what was billed and given back, less what was credited, paid and written off",
  );
  assertAgeing(before);
  assertAgeing(after);
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
  const { accountId, invoiceId, invoiceNumber, dueDate, status, isNew } = first;
  const receiptItems = items.map((item) => receiptItem(item, owedBefore));
  const total = (figure: keyof Figures) => sum(receiptItems.map((item) => item[figure]));
  const figures = {
    before: total("before"),
    billed: total("billed"),
    credited: total("credited"),
    applied: total("applied"),
    appliedCredit: total("appliedCredit"),
    collected: total("collected"),
    unapplied: total("unapplied"),
    writtenOff: total("writtenOff"),
    after: total("after"),
  };
  assertAddsUp(figures);
  const named = { accountId, invoiceId, invoiceNumber, dueDate, status, isNew };
  return { ...named, ...figures, items: receiptItems };
}

function receiptItem(item: TouchedItem, owedBefore: ReadonlyMap<string, Decimal>): ReceiptItem {
  const { chargeName, subscriptionNumber, service, credited, after } = item;
  const { applied, appliedCredit, collected, unapplied, writtenOff } = item;
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
    appliedCredit,
    collected,
    unapplied,
    writtenOff,
    after,
  };
}

/** Of invoices, not of items: what pays a discount lowers the item that it discounts. */
function assertAddsUp({ before, billed, unapplied, after, ...paid }: Figures): void {
  const { applied, appliedCredit, collected, writtenOff } = paid;
  const lowered = sum([applied, appliedCredit, collected, writtenOff]);
  const reckoned = before.plus(billed).plus(unapplied).minus(lowered);
  assert(after.eq(reckoned), "an invoice owes what it owed, less what was applied to it");
}
