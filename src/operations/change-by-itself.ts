import { BillingError } from "#engine/errors.ts";
import type { OwnChange } from "#engine/own-changes/next-own-change.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { lockAccount } from "#store/accounts.ts";
import { inTransaction, isLockCompetition, isTemporary } from "#store/database.ts";
import type { Context } from "./context.ts";
import { executeOrder } from "./create-order.ts";
import { ownChangeOrder } from "./own-change-order.ts";

export type DoneByItself = {
  readonly subscriptionNumber: string;
  readonly orderNumber: string;
  readonly type: OwnChange["action"]["type"];
  /** The day on which it was due. */
  readonly date: PlainDate;
};

export type Changed = {
  readonly done: readonly DoneByItself[];
  /** Why it went no further; null where it did. */
  readonly reason: string | null;
};

export type Until = {
  readonly through: PlainDate;
  /** When it is aborted, the rest is left for the next time. */
  readonly signal?: AbortSignal | undefined;
};

type Subscribed = { readonly accountId: string; readonly subscriptionNumber: string };

/**
 * Does to a subscription what happens to it by itself through a day, each by an order and a
 * transaction of its own: several terms may have ended since somebody last looked. Of days to come
 * only renewals are done.
 *
 * Errors: throws when the database is away.
 */
export async function changeByItself(
  context: Context,
  subscribed: Subscribed,
  { through, signal }: Until,
): Promise<Changed> {
  const done: DoneByItself[] = [];
  try {
    while (!signal?.aborted) {
      const change = await changeOnce(context, subscribed, through);
      if (!change) return { done, reason: null };
      done.push(change);
    }
    return { done, reason: null };
  } catch (error) {
    return { done, reason: reasonOf(error) };
  }
}

const changeOnce = (
  context: Context,
  { accountId, subscriptionNumber }: Subscribed,
  through: PlainDate,
): Promise<DoneByItself | undefined> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    await lockAccount(tx, { accountId });
    const due = await ownChangeOrder(tx, subscriptionNumber, { today: context.today(), through });
    if (!due) return undefined;
    const { orderNumber } = await executeOrder(tx, context, due.order);
    return { subscriptionNumber, orderNumber, type: due.action.type, date: due.date };
  });

/** In words. Errors: throws what says that the database is away. */
export function reasonOf(error: unknown): string {
  if (isTemporary(error) && !isLockCompetition(error)) throw error;
  if (error instanceof BillingError) return error.message;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
