import { BillingError, ERRORS } from "#engine/errors.ts";
import { lockAccount } from "#store/accounts.ts";
import { inTransaction, isLockCompetition, type Transaction } from "#store/database.ts";
import { type ScheduledOrder, saveFailedExecution } from "#store/scheduled-orders.ts";
import { findWaitingOrder, saveOrderStatus, type WaitingOrder } from "#store/waiting-orders.ts";
import { changeByItself, type DoneByItself, reasonOf } from "./change-by-itself.ts";
import { authorOf, type Context } from "./context.ts";
import { executeWaitingOrder } from "./execute-waiting-order.ts";

export type ExecutedOnItsDay = {
  /** What happened to its subscription by itself until that day, and had not been done yet. */
  readonly done: readonly DoneByItself[];
  readonly outcome: "executed" | "was executed" | "was left" | { readonly reason: string };
};

/**
 * Executes a scheduled order whose day has come: Executing meanwhile, Completed then. One that cannot
 * be executed is Scheduled again, with the reason, and has Failed when that is tried after its day.
 *
 * Done twice, or by two at once, it is executed once: its status is read with the account locked.
 *
 * Errors: throws when the database is away; it is still Executing then, and tried again.
 */
export async function executeOnItsDay(
  context: Context,
  scheduled: ScheduledOrder,
  signal?: AbortSignal,
): Promise<ExecutedOnItsDay> {
  const { accountId, subscriptionNumber, scheduledDate } = scheduled;
  const { done } =
    subscriptionNumber === null
      ? { done: [] }
      : await changeByItself(
          context,
          { accountId, subscriptionNumber },
          { through: scheduledDate, signal },
        );
  if (signal?.aborted) return { done, outcome: "was left" };
  try {
    await whileItWaits(context, scheduled, (tx, { status, ...keys }) =>
      status === "Executing"
        ? Promise.resolve()
        : saveOrderStatus(tx, keys, "Executing", authorOf(context)),
    );
    const executed = await whileItWaits(context, scheduled, (tx, waiting) =>
      executeWaitingOrder(tx, context, waiting),
    );
    return { done, outcome: executed ? "executed" : "was executed" };
  } catch (error) {
    const reason = reasonOf(error);
    await saveFailure(context, scheduled, { reason, mayTryAgain: isCompetition(error) });
    return { done, outcome: { reason } };
  }
}

/** Undefined where somebody else has executed it, cancelled it or put it off. */
const whileItWaits = <Result>(
  context: Context,
  { accountId, orderNumber }: ScheduledOrder,
  work: (tx: Transaction, waiting: WaitingOrder) => Promise<Result>,
): Promise<Result | undefined> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    await lockAccount(tx, { accountId });
    const waiting = await findWaitingOrder(tx, orderNumber);
    const scheduledDate = waiting?.order?.schedulingOptions?.scheduledDate;
    if (!waiting || scheduledDate === undefined || scheduledDate > context.today())
      return undefined;
    const { status } = waiting;
    return status === "Scheduled" || status === "Executing" ? work(tx, waiting) : undefined;
  });

type Failure = { readonly reason: string; readonly mayTryAgain: boolean };

const saveFailure = (
  context: Context,
  scheduled: ScheduledOrder,
  { reason, mayTryAgain }: Failure,
): Promise<unknown> => {
  const isOver = context.today() > scheduled.scheduledDate && !mayTryAgain;
  const status = isOver ? ("Failed" as const) : ("Scheduled" as const);
  return whileItWaits(context, scheduled, (tx, waiting) =>
    saveFailedExecution(tx, waiting, { status, reason }, authorOf(context)),
  );
};

/** What others hold is free in an hour. */
const isCompetition = (error: unknown): boolean =>
  isLockCompetition(error) || (error instanceof BillingError && ERRORS[error.code].category === 50);
