import { chargesOf } from "#engine/model/subscription.ts";
import type { OrderedChange } from "#engine/order-actions/apply-order.ts";
import { isMade, isWaiting } from "#engine/order-actions/decide-order.ts";
import { dayOfMonth } from "#engine/values/plain-date.ts";
import { type LockedAccount, saveBillCycleDay } from "#store/accounts.ts";
import type { Transaction } from "#store/database.ts";
import type { OrderToBill } from "./bill-order.ts";
import type { LoadedToBill } from "./load-order.ts";

export type OrderedLineItems = Pick<OrderToBill, "items" | "sold">;

/** What of an order goes on the documents of one account: all of it, unless it transfers something. */
export type OrderPart = LoadedToBill & {
  /** Those that it makes. */
  readonly changes: readonly OrderedChange[];
  /** Those are always billed to the account that orders. */
  readonly lineItems: OrderedLineItems;
};

type WholeOrder = Pick<OrderPart, "changes" | "lineItems">;

/** The parts of an order by who is billed for them, each with what it was loaded with. */
export async function partsOf(
  tx: Transaction,
  loaded: LoadedToBill,
  { changes: all, lineItems }: WholeOrder,
): Promise<OrderPart[]> {
  const ordering = loaded.account.accountId;
  const known = [...loaded.accounts.values()];
  const byInvoiceOwner = Map.groupBy(all, ({ next }) => next.invoiceOwnerId);
  if (lineItems.items.length > 0 && !byInvoiceOwner.has(ordering)) byInvoiceOwner.set(ordering, []);
  const parts: OrderPart[] = [];
  for (const [invoiceOwnerId, own] of byInvoiceOwner) {
    const invoiceOwner = known.find(({ accountId }) => accountId === invoiceOwnerId);
    const changes = own.filter(isMade);
    const account = await withBillCycleDay(tx, invoiceOwner ?? loaded.account, changes);
    const sold = invoiceOwnerId === ordering ? lineItems : NO_ITEMS;
    parts.push({ ...loaded, account, changes, lineItems: sold });
  }
  return parts;
}

const NO_ITEMS: OrderedLineItems = { items: [], sold: new Map() };

/** An account without a bill cycle day takes that of the first recurring charge that starts. */
async function withBillCycleDay(
  tx: Transaction,
  account: LockedAccount,
  made: readonly OrderedChange[],
): Promise<LockedAccount> {
  if (account.billCycleDay !== 0) return account;
  const starts = made
    .filter((change) => !isWaiting(change))
    .flatMap(({ next }) => chargesOf(next))
    .flatMap(({ chargeType, effective }) =>
      chargeType === "Recurring" && effective ? effective.start : [],
    );
  const [first] = starts.sort();
  if (!first) return account;
  const billCycleDay = dayOfMonth(first);
  await saveBillCycleDay(tx, account.accountId, billCycleDay);
  return { ...account, billCycleDay };
}
