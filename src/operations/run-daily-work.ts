import { BillingError } from "#engine/errors.ts";
import { nextOwnChange, type OwnChange } from "#engine/own-changes/next-own-change.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { lockAccount } from "#store/accounts.ts";
import {
  inTransaction,
  isLockCompetition,
  isTemporary,
  type Transaction,
} from "#store/database.ts";
import { type DueSubscription, listDueSubscriptions } from "#store/own-changes.ts";
import { findSubscriptionSettings } from "#store/settings.ts";
import { listLatestSubscriptions } from "#store/subscriptions.ts";
import { orderOfChange } from "./change-subscription.ts";
import type { Context } from "./context.ts";
import { executeOrder } from "./create-order.ts";

/** Of nobody in particular: each order is made in the name of who ordered what it follows from. */
export type EntityContext = Omit<Context, "userId">;

/** What was done, and what was to be done and could not be. */
export type DailyWork = {
  readonly done: readonly DoneByItself[];
  readonly failed: readonly FailedByItself[];
};

export type DoneByItself = {
  readonly subscriptionNumber: string;
  readonly orderNumber: string;
  readonly type: OwnChange["action"]["type"];
  /** The day on which it was due. */
  readonly date: PlainDate;
};

export type FailedByItself = {
  readonly subscriptionNumber: string;
  readonly reason: string;
};

export type DailyWorkOptions = {
  /** When it is aborted, what is being done is finished and the rest is left for the next time. */
  readonly signal?: AbortSignal | undefined;
};

/**
 * Does what happens by itself and was due until today: renewals, and cancels, suspensions and
 * resumptions that terms and conditions have scheduled. Each by an order of its own that bears the
 * day on which it was due, also when that is long ago. What fails is told and left for the next
 * time; the others go on.
 *
 * Done twice, or by two at once, it is done once: with the account locked, what is due is read off
 * the subscription again.
 *
 * Errors: throws when the database is away.
 */
export async function runDailyWork(
  context: EntityContext,
  options: DailyWorkOptions = {},
): Promise<DailyWork> {
  const { database, entityId } = context;
  const due = await inTransaction(database, entityId, (tx) =>
    listDueSubscriptions(tx, context.today()),
  );
  return changeThemAll(context, due, options);
}

async function changeThemAll(
  context: EntityContext,
  due: readonly DueSubscription[],
  { signal }: DailyWorkOptions,
): Promise<DailyWork> {
  const done: DoneByItself[] = [];
  const failed: FailedByItself[] = [];
  const remaining = due.values();
  const workers = Array.from({ length: WORKERS }, async () => {
    for (const each of remaining) {
      if (signal?.aborted) return;
      const failure = await changeUntilToday(context, each, done);
      if (failure) failed.push(failure);
    }
  });
  await Promise.all(workers);
  return { done, failed };
}

/** Requests need connections of the same pool, and the database its cores. */
const WORKERS = 2;

/** Several terms may have ended since somebody last looked. */
async function changeUntilToday(
  context: EntityContext,
  due: DueSubscription,
  done: DoneByItself[],
): Promise<FailedByItself | undefined> {
  const { subscriptionNumber, userId } = due;
  try {
    for (;;) {
      const change = await changeByItself({ ...context, userId }, due);
      if (!change) return undefined;
      done.push(change);
    }
  } catch (error) {
    if (isTemporary(error) && !isLockCompetition(error)) throw error;
    return { subscriptionNumber, reason: reasonOf(error) };
  }
}

const changeByItself = (
  context: Context,
  { accountId, subscriptionNumber }: DueSubscription,
): Promise<DoneByItself | undefined> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    await lockAccount(tx, { accountId });
    const due = await dueChange(tx, subscriptionNumber, context.today());
    if (!due) return undefined;
    const { date, action, order } = due;
    const { orderNumber } = await executeOrder(tx, context, order);
    return { subscriptionNumber, orderNumber, type: action.type, date };
  });

async function dueChange(tx: Transaction, subscriptionNumber: string, today: PlainDate) {
  const [stored] = await listLatestSubscriptions(tx, [subscriptionNumber]);
  if (!stored) return undefined;
  const change = nextOwnChange(stored.subscription, await findSubscriptionSettings(tx));
  if (!change || change.date > today) return undefined;
  const { date, action, description } = change;
  const order = orderOfChange(stored, [action], { ...NOTHING_BILLED, orderDate: date }, today);
  return { date, action, order: { ...order, description } };
}

const NOTHING_BILLED = {
  contractEffectiveDate: null,
  runBilling: false,
  targetDate: null,
  documentDate: null,
  creditMemoReasonCode: null,
  customFields: {},
};

function reasonOf(error: unknown): string {
  if (error instanceof BillingError) return error.message;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
