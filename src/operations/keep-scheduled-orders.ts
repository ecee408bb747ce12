import { assert } from "#engine/assert.ts";
import { BillingError } from "#engine/errors.ts";
import type { Order } from "#engine/model/order.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { inSavepoint, type Transaction } from "#store/database.ts";
import { undone } from "#store/preview.ts";
import { listScheduledOrdersOf, type ScheduledOrder } from "#store/scheduled-orders.ts";
import { findWaitingOrder } from "#store/waiting-orders.ts";
import type { Context } from "./context.ts";
import { ownChangeOrder } from "./own-change-order.ts";

/** Executes an order without asking what becomes of others. */
export type Perform = (
  tx: Transaction,
  context: Context,
  order: Order,
  waiting?: { readonly orderId: string; readonly orderNumber: string },
) => Promise<unknown>;

export type ChangedSubscriptions = {
  readonly accountId: string;
  readonly subscriptionNumbers: readonly string[];
};

/**
 * What scheduled orders of some subscriptions would come to, before something changes: afterwards
 * `refuseBroken` sees whether one that could be executed no longer can. The caller has locked the
 * account. Where nothing is scheduled, as mostly, it costs one look at an index.
 */
export async function rehearsalBefore(
  tx: Transaction,
  context: Context,
  changed: ChangedSubscriptions,
  perform: Perform,
): Promise<Rehearsal> {
  if (changed.subscriptionNumbers.length === 0) return NOTHING_SCHEDULED;
  const { accountId, subscriptionNumbers } = changed;
  const scheduled = await listScheduledOrdersOf(tx, accountId, subscriptionNumbers);
  if (scheduled.length === 0) return NOTHING_SCHEDULED;
  return { changed, outcomes: await rehearse(tx, context, scheduled, perform) };
}

/** Why each of some scheduled orders cannot be executed; null where it can. By order number. */
export type Outcomes = ReadonlyMap<string, BillingError | null>;

export type Rehearsal = {
  readonly changed: ChangedSubscriptions;
  readonly outcomes: Outcomes;
};

const NOTHING_SCHEDULED: Rehearsal = {
  changed: { accountId: "", subscriptionNumbers: [] },
  outcomes: new Map(),
};

/** Errors: SCHEDULED_ORDER_IN_THE_WAY. */
export async function refuseBroken(
  tx: Transaction,
  context: Context,
  { changed, outcomes }: Rehearsal,
  perform: Perform,
): Promise<void> {
  if (outcomes.size === 0) return;
  const { accountId, subscriptionNumbers } = changed;
  const scheduled = await listScheduledOrdersOf(tx, accountId, subscriptionNumbers);
  const now = await rehearse(tx, context, scheduled, perform);
  for (const [orderNumber, reason] of now) {
    if (!reason || outcomes.get(orderNumber) !== null) continue;
    const scheduledDate = scheduled.find((each) => each.orderNumber === orderNumber)?.scheduledDate;
    throw new BillingError("SCHEDULED_ORDER_IN_THE_WAY", {
      orderNumber,
      scheduledDate: scheduledDate ?? "",
      reason: reason.message,
    });
  }
}

/**
 * Executes orders on their days, with what happens to their subscriptions by itself until then, and
 * takes all of it back.
 */
export const rehearse = (
  tx: Transaction,
  context: Context,
  scheduled: readonly ScheduledOrder[],
  perform: Perform,
): Promise<Outcomes> =>
  undone(tx, async () => {
    const outcomes = new Map<string, BillingError | null>();
    for (const each of scheduled) {
      const onItsDay = contextOn(context, each.scheduledDate);
      await changeUntil(tx, onItsDay, each, perform);
      outcomes.set(each.orderNumber, await refusalOf(tx, onItsDay, each, perform));
    }
    return outcomes;
  });

const contextOn = (context: Context, day: PlainDate): Context => ({ ...context, today: () => day });

async function changeUntil(
  tx: Transaction,
  context: Context,
  { subscriptionNumber }: ScheduledOrder,
  perform: Perform,
): Promise<void> {
  if (subscriptionNumber === null) return;
  for (;;) {
    const today = context.today();
    const until = { today, through: today, renewals: "at once" } as const;
    const due = await ownChangeOrder(tx, subscriptionNumber, until);
    if (!due) return;
    if (await refused(tx, () => perform(tx, context, due.order))) return;
  }
}

async function refusalOf(
  tx: Transaction,
  context: Context,
  { orderNumber }: ScheduledOrder,
  perform: Perform,
): Promise<BillingError | null> {
  const waiting = await findWaitingOrder(tx, orderNumber);
  assert(waiting?.order, "an order that is scheduled has what is to be executed");
  const { order, ...keys } = waiting;
  const unbilled = { ...order, status: null, processingOptions: UNBILLED };
  return refused(tx, () => perform(tx, context, unbilled, keys));
}

async function refused(
  tx: Transaction,
  work: () => Promise<unknown>,
): Promise<BillingError | null> {
  try {
    await inSavepoint(tx, work);
    return null;
  } catch (error) {
    if (error instanceof BillingError) return error;
    throw error;
  }
}

const UNBILLED = {
  runBilling: false,
  targetDate: null,
  documentDate: null,
  generateDraftInvoice: false,
  creditMemoReasonCode: null,
  chargeTypesToExclude: [],
  writeOff: false,
  financeInformation: null,
};
