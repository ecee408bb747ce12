import type { ThroughDates } from "#engine/billing/bill-subscriptions.ts";
import type { BookedBilling } from "#engine/metrics/tcb.ts";
import type { CreditMemo } from "#engine/model/credit-memo.ts";
import type { NewInvoice } from "#engine/model/document.ts";
import type { Order } from "#engine/model/order.ts";
import type { OrderLineItem } from "#engine/model/order-line-item.ts";
import type { Subscription } from "#engine/model/subscription.ts";
import type { OrderedChange } from "#engine/order-actions/apply-order.ts";
import { type DecidedOrder, decideOrder, isMade } from "#engine/order-actions/decide-order.ts";
import { eventsOfOrder } from "#engine/order-actions/events-of-order.ts";
import { newOrderLineItems } from "#engine/order-line-items/new-order-line-items.ts";
import { findAccountNumbers } from "#store/accounts.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { saveEvents } from "#store/events.ts";
import { newId } from "#store/ids.ts";
import { saveNewLineItems } from "#store/order-line-items.ts";
import { saveOrder } from "#store/orders.ts";
import { saveSubscriptionVersions } from "#store/subscriptions.ts";
import { saveExecutedWaitingOrder } from "#store/waiting-orders.ts";
import { type BilledOrder, billOrder } from "./bill-order.ts";
import type { Context } from "./context.ts";
import { type Perform, refuseBroken, rehearsalBefore } from "./keep-scheduled-orders.ts";
import { checkLineItemContacts } from "./load-line-items.ts";
import { type LoadedOrder, type LoadedToBill, loadOrder } from "./load-order.ts";
import { type BilledPart, moveMoney } from "./move-order-money.ts";
import { type RequestedOrder, withAccountsOpened } from "./open-accounts.ts";
import { orderNumberFor } from "./order-number.ts";
import { type OrderedLineItems, type OrderPart, partsOf } from "./order-parts.ts";
import type { BegunRefunds } from "./refund-of-order.ts";
import { refuseCaughtUp } from "./refuse-caught-up.ts";
import { refuseSecondPending } from "./refuse-second-pending.ts";
import { refuseWriteOffOfNothing } from "./refuse-write-off-of-nothing.ts";
import { saveNewWaitingOrder } from "./save-new-waiting-order.ts";
import type { WriteOffResult } from "./save-write-offs.ts";

export type CreatedOrder = {
  readonly orderId: string;
  readonly orderNumber: string;
  readonly accountId: string;
  readonly accountNumber: string;
  readonly status: "Completed" | "Pending" | "Draft" | "Scheduled";
  /** Numbers of the accounts that own the order's subscriptions or are billed for them, by id. */
  readonly accountNumbers: ReadonlyMap<string, string>;
  /** One per subscription of the order, in its order. */
  readonly changes: readonly OrderedChange[];
  /** In its order. */
  readonly orderLineItems: readonly OrderLineItem[];
  readonly invoices: readonly NewInvoice[];
  readonly creditMemos: readonly CreditMemo[];
  /** Undefined when no write-off was asked for. */
  readonly writeOff: readonly WriteOffResult[] | undefined;
  /** Those that are committed with it; undefined when no refund was asked for. */
  readonly refunds?: BegunRefunds | undefined;
};

export type ExecutedOrder = CreatedOrder & {
  /** How those who are billed for its subscriptions are billed from now on, by their ids. */
  readonly billing: ReadonlyMap<string, BookedBilling>;
};

/**
 * Creates an order: applies its actions, bills if asked, settles and writes off if asked, all in one
 * transaction. A write-off that fails is reported and leaves the order as it is. A draft, and an order
 * that is scheduled for a day to come, is kept, and nothing of this is done.
 *
 * Errors: those of withAccountsOpened, of loadOrder and of the actions; NOT_ALLOWED, NUMBER_IN_USE. Nothing is written then.
 */
export const createOrder = (context: Context, order: RequestedOrder): Promise<CreatedOrder> =>
  inTransaction(context.database, context.entityId, (tx) => placeOrder(tx, context, order), {
    isSmall: true,
  });

/** The same, in a transaction of the caller's. */
export const placeOrder = (
  tx: Transaction,
  context: Context,
  order: RequestedOrder,
): Promise<CreatedOrder> => {
  const { status } = order;
  return status === "Draft" || status === "Scheduled"
    ? saveNewWaitingOrder(tx, context, order, { status, perform: performOrder })
    : executeOrder(tx, context, order);
};

/**
 * The same for an order that is executed now. Scheduled orders of its subscriptions stay executable.
 *
 * @param waiting  the rows that the order has already; a new order has none
 */
export const executeOrder = (
  tx: Transaction,
  context: Context,
  requested: RequestedOrder,
  waiting?: SavedOrder,
): Promise<ExecutedOrder> => execute(tx, context, requested, { waiting, rehearsing: false });

/** Whatever becomes of scheduled orders. Errors: those of createOrder. */
export const performOrder: Perform = (tx, context, order, waiting) =>
  execute(tx, context, order, { waiting, rehearsing: true });

type Execution = { readonly waiting: SavedOrder | undefined; readonly rehearsing: boolean };

async function execute(
  tx: Transaction,
  context: Context,
  requested: RequestedOrder,
  { waiting, rehearsing }: Execution,
): Promise<ExecutedOrder> {
  refuseWriteOffOfNothing(requested);
  const order = await withAccountsOpened(tx, context, requested);
  const loaded = await loadOrder(tx, order, context.today());
  const rehearsal = rehearsing ? undefined : await rehearsalOf(tx, context, loaded);
  const decided = decideOrder(order, loaded.subject);
  await refuseSecondPending(tx, loaded.account, decided, waiting);
  await refuseCaughtUp(tx, loaded.account, decided);
  const lineItems = await lineItemsOf(tx, order, loaded);
  const save = saveOrdered;
  const made = await carryOut(tx, context, { order, loaded, decided, lineItems, waiting, save });
  if (rehearsal) await refuseBroken(tx, context, rehearsal, performOrder);
  return made;
}

/** An order that is decided, and who saves the versions that it makes. */
export type OrderToCarryOut = {
  readonly order: Order;
  readonly loaded: LoadedToBill;
  readonly decided: DecidedOrder;
  readonly lineItems: OrderedLineItems;
  readonly waiting: SavedOrder | undefined;
  readonly save: (tx: Transaction, context: Context, order: OrderToSave) => Promise<SavedOrder>;
};

/** Bills and saves what was decided. What waits for a date is not billed before it is there. */
export async function carryOut(
  tx: Transaction,
  context: Context,
  { order, loaded, decided, lineItems, waiting, save }: OrderToCarryOut,
): Promise<ExecutedOrder> {
  const { status } = decided;
  const { account } = loaded;
  const parts = await partsOf(tx, loaded, { changes: decided.changes, lineItems });
  const billed = await billIfAsked(tx, context, order, parts);
  const throughDates = new Map(
    billed.flatMap(({ bill }) => bill.throughDates).map((dates) => [dates.chargeId, dates]),
  );
  const dated = (change: OrderedChange) => ({
    ...change,
    next: withThroughDates(change.next, throughDates),
  });
  const changes = decided.changes.map(dated);
  const { items } = lineItems;
  const numbered = await save(tx, context, { order, status, waiting, account, changes, items });
  const money = await moveMoney(tx, context, {
    order,
    billed: billed.map(({ part, ...bill }) => ({
      ...bill,
      part: { ...part, changes: part.changes.map(dated) },
    })),
    orderId: numbered.orderId,
  });
  const { accountId, accountNumber } = account;
  const accountNumbers = await accountNumbersOf(tx, loaded, changes);
  if (status === "Completed") {
    const events = eventsOfOrder({ ...numbered, accountId }, changes);
    await saveEvents(tx, events, context.now.toString());
  }
  const saved = { ...numbered, accountId, accountNumber, accountNumbers, status };
  return { ...saved, changes, orderLineItems: items, ...money, billing: billingOf(parts) };
}

/** What the order sells besides subscriptions, and what it returns. */
async function lineItemsOf(
  tx: Transaction,
  order: Order,
  { account, lineItems }: LoadedOrder,
): Promise<OrderedLineItems> {
  const items = newOrderLineItems(order, lineItems);
  await checkLineItemContacts(tx, account.accountId, items);
  const sold = [...lineItems.sold.values()].map(
    (each) => [each.item.orderLineItemId, each] as const,
  );
  return { items, sold: new Map(sold) };
}

const rehearsalOf = (tx: Transaction, context: Context, { account, subject }: LoadedOrder) => {
  const subscriptionNumbers = [...subject.subscriptions.keys()];
  const changed = { accountId: account.accountId, subscriptionNumbers };
  return rehearsalBefore(tx, context, changed, performOrder);
};

const billingOf = (parts: readonly OrderPart[]): Map<string, BookedBilling> =>
  new Map(
    parts.map(({ account: { accountId, billCycleDay }, rules, currency }) => [
      accountId,
      { billCycleDay, rules, currency },
    ]),
  );

/** Most often the account that orders: then there is nothing to read. */
async function accountNumbersOf(
  tx: Transaction,
  { accounts }: LoadedToBill,
  changes: readonly OrderedChange[],
): Promise<ReadonlyMap<string, string>> {
  const known = new Map(
    [...accounts].map(([accountNumber, { accountId }]) => [accountId, accountNumber]),
  );
  const unknown = changes
    .map(({ next }) => next.subscriptionOwnerId)
    .filter((accountId) => !known.has(accountId));
  return unknown.length === 0
    ? known
    : new Map([...known, ...(await findAccountNumbers(tx, unknown))]);
}

export type SavedOrder = { readonly orderId: string; readonly orderNumber: string };

const NOTHING_BILLED: BilledOrder = {
  bill: { lines: [], throughDates: [] },
  lines: [],
  documents: { invoices: [], creditMemos: [] },
};

async function billIfAsked(
  tx: Transaction,
  context: Context,
  { processingOptions }: Order,
  parts: readonly OrderPart[],
): Promise<BilledPart[]> {
  const billed: BilledPart[] = [];
  for (const part of parts) {
    const bill = processingOptions.runBilling
      ? await billOrder(
          tx,
          { ...part.lineItems, subscriptions: part.changes.map(({ next }) => next) },
          part,
          processingOptions,
          context,
        )
      : NOTHING_BILLED;
    billed.push({ ...bill, part });
  }
  return billed;
}

function withThroughDates(
  subscription: Subscription,
  byCharge: ReadonlyMap<string, ThroughDates>,
): Subscription {
  if (byCharge.size === 0) return subscription;
  return {
    ...subscription,
    ratePlans: subscription.ratePlans.map((ratePlan) => ({
      ...ratePlan,
      charges: ratePlan.charges.map((charge) => ({ ...charge, ...byCharge.get(charge.chargeId) })),
    })),
  };
}

export type OrderToSave = {
  readonly order: Order;
  readonly status: DecidedOrder["status"];
  readonly waiting: SavedOrder | undefined;
  readonly account: LoadedOrder["account"];
  readonly changes: readonly OrderedChange[];
  readonly items: readonly OrderLineItem[];
};

async function saveOrdered(
  tx: Transaction,
  context: Context,
  { order, status, waiting, account, changes, items }: OrderToSave,
): Promise<SavedOrder> {
  const { accountId, currency } = account;
  const { userId } = context;
  const now = context.now.toString();
  const saved = waiting ?? { orderId: newId(), orderNumber: await orderNumberFor(tx, order) };
  const { orderId, orderNumber } = saved;
  if (waiting) {
    const executed = { accountId, orderId, status, changes } as const;
    await saveExecutedWaitingOrder(tx, executed, { userId, now });
  } else {
    const record = { orderId, orderNumber, accountId, currency, status, userId, now } as const;
    await saveOrder(tx, { ...record, order, changes });
  }
  const versions = changes
    .filter(isMade)
    .map(({ base, next }) => ({ subscription: next, replaced: base }));
  await saveSubscriptionVersions(tx, versions, { orderId, userId, now });
  await saveNewLineItems(tx, { accountId, orderId }, items, { userId, now });
  return { orderId, orderNumber };
}
