import type { IssuedDocuments } from "#engine/billing/issue-documents.ts";
import { BillingError } from "#engine/errors.ts";
import type { LineItemFields, OrderLineItem, SoldItem } from "#engine/model/order-line-item.ts";
import { changedOrderLineItem } from "#engine/order-line-items/changed-order-line-item.ts";
import { isBooked } from "#engine/order-line-items/item-state.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { type LockedAccount, lockAccount } from "#store/accounts.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import {
  listLineItemNumbers,
  listLineItems,
  listSoldItems,
  type StoredLineItem,
  saveLineItems,
} from "#store/order-line-items.ts";
import { findOrderSettings } from "#store/settings.ts";
import { billOrder, itemCreditsOf } from "./bill-order.ts";
import { checkSequenceSetsOf } from "./check-sequence-sets.ts";
import { checkTaxCodes } from "./check-tax-codes.ts";
import type { Context } from "./context.ts";
import { checkLineItemContacts, checkRelatedSubscriptions, ownersOf } from "./load-line-items.ts";
import { saveDocuments } from "./save-documents.ts";

export type LineItemChange = {
  readonly orderLineItemId: string;
  readonly fields: LineItemFields;
};

/** How the changed items are billed. */
export type LineItemBillingOptions = {
  /** Null: today. */
  readonly targetDate: PlainDate | null;
  /** Null: today. */
  readonly documentDate: PlainDate | null;
};

export type UpdatedLineItems = {
  /** In the order in which they were named. */
  readonly items: readonly OrderLineItem[];
  readonly documents: IssuedDocuments;
};

/**
 * Changes line items of orders, and bills those that are due, if asked; all of them or none.
 *
 * Errors: ENTITY_NOT_FOUND, NOT_ALLOWED (an item is named twice), those of changedOrderLineItem,
 * ORDER_LINE_ITEMS_BELOW_ZERO, NUMBER_IN_USE. Nothing is written then.
 */
export const updateOrderLineItems = (
  context: Context,
  changes: readonly LineItemChange[],
  billing: LineItemBillingOptions | null,
): Promise<UpdatedLineItems> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { accounts, stored } = await lockItems(tx, changes);
    const changed = await changedItems(tx, changes, stored);
    const { userId } = context;
    await saveLineItems(tx, changed, { userId, now: context.now.toString() });
    const issued: IssuedDocuments[] = [];
    for (const account of billing ? accounts : []) {
      const own = changed.filter(({ accountId }) => accountId === account.accountId);
      if (billing) issued.push(await billItems(tx, context, account, own, billing));
    }
    return {
      items: changed.map(({ item }) => item),
      documents: {
        invoices: issued.flatMap(({ invoices }) => invoices),
        creditMemos: issued.flatMap(({ creditMemos }) => creditMemos),
      },
    };
  });

type Locked = {
  readonly accounts: readonly LockedAccount[];
  readonly stored: ReadonlyMap<string, StoredLineItem>;
};

/** The accounts first, in the order of their ids; the items are read again then. */
async function lockItems(tx: Transaction, changes: readonly LineItemChange[]): Promise<Locked> {
  const ids = changes.map(({ orderLineItemId }) => orderLineItemId);
  const found = await listLineItems(tx, ids);
  const accounts: LockedAccount[] = [];
  for (const accountId of [...new Set(found.map((each) => each.accountId))].sort()) {
    const account = await lockAccount(tx, { accountId });
    if (account) accounts.push(account);
  }
  const items = await listLineItems(tx, ids);
  const stored = new Map(items.map((each) => [each.item.orderLineItemId, each]));
  const seen = new Set<string>();
  for (const key of ids) {
    if (!stored.has(key)) throw new BillingError("ENTITY_NOT_FOUND", { key });
    if (seen.has(key)) {
      const message = `Order line item '${key}' is named twice.`;
      throw new BillingError("NOT_ALLOWED", { message });
    }
    seen.add(key);
  }
  return { accounts, stored };
}

async function changedItems(
  tx: Transaction,
  changes: readonly LineItemChange[],
  stored: Locked["stored"],
): Promise<StoredLineItem[]> {
  const fields = changes.map((change) => change.fields);
  await checkRelatedSubscriptions(tx, fields);
  await checkSequenceSetsOf(tx, fields);
  await refuseTakenNumbers(tx, changes, stored);
  await checkTaxCodes(
    tx,
    fields.flatMap(({ taxCode }) => taxCode ?? []),
  );
  const owners = await ownersOf(tx, fields);
  const sold = await listSoldItems(
    tx,
    [...stored.values()].map(({ item }) => item),
  );
  const changed = changes.flatMap((change) => {
    const each = stored.get(change.orderLineItemId);
    if (!each) return [];
    const { item, billedItem } = each;
    const original = sold.get(item.originalOrderLineItemId ?? "");
    const before = { item, isBilled: billedItem !== null, sold: original };
    const next = changedOrderLineItem(before, change.fields, owners);
    if (original) sold.set(original.item.orderLineItemId, withReturn(original, item, next));
    return { ...each, item: next };
  });
  const byAccount = Map.groupBy(changed, ({ accountId }) => accountId);
  for (const [accountId, own] of byAccount) {
    await checkLineItemContacts(
      tx,
      accountId,
      own.map(({ item }) => item),
    );
  }
  return changed;
}

/** Errors: NUMBER_IN_USE for a number that an item of the same order has. */
async function refuseTakenNumbers(
  tx: Transaction,
  changes: readonly LineItemChange[],
  stored: Locked["stored"],
): Promise<void> {
  const wanted = changes.flatMap(({ orderLineItemId, fields: { itemNumber: number } }) => {
    const { orderId, item } = stored.get(orderLineItemId) ?? {};
    return orderId && number && number !== item?.itemNumber ? [{ orderId, number }] : [];
  });
  if (wanted.length === 0) return;
  const taken = await listLineItemNumbers(
    tx,
    wanted.map(({ orderId }) => orderId),
  );
  for (const { orderId, number } of wanted) {
    const key = `${orderId} ${number}`;
    if (taken.has(key)) throw new BillingError("NUMBER_IN_USE", { field: "itemNumber", number });
    taken.add(key);
  }
}

/** Several returns of one sale may be changed together: each is checked after those before it. */
function withReturn(sold: SoldItem, before: OrderLineItem, after: OrderLineItem): SoldItem {
  const without = isBooked(before.itemState) ? sold.returned.minus(before.quantity) : sold.returned;
  const returned = isBooked(after.itemState) ? without.plus(after.quantity) : without;
  return { ...sold, returned };
}

async function billItems(
  tx: Transaction,
  context: Context,
  account: LockedAccount,
  changed: readonly StoredLineItem[],
  { targetDate, documentDate }: LineItemBillingOptions,
): Promise<IssuedDocuments> {
  if (account.status !== "Active") {
    const message = `Account '${account.accountNumber}' is ${account.status}: it is not billed.`;
    throw new BillingError("NOT_ALLOWED", { message });
  }
  const items = changed.filter(({ billedItem }) => !billedItem).map(({ item }) => item);
  const settings = await findOrderSettings(tx, account.currency);
  const sold = await listSoldItems(tx, items);
  const billed = await billOrder(
    tx,
    { subscriptions: [], items, sold },
    { account, ...settings },
    {
      targetDate,
      documentDate,
      generateDraftInvoice: false,
      chargeTypesToExclude: [],
      creditMemoReasonCode: null,
      writeOff: false,
    },
    context,
  );
  await saveDocuments(tx, context, {
    ...billed.documents,
    itemCredits: itemCreditsOf(billed.lines),
    applications: [],
    settledInvoices: [],
    billRunId: null,
    orderId: null,
  });
  return billed.documents;
}
