import { inTransaction } from "#store/database.ts";
import { forgetFailedWork, saveFailedWork } from "#store/failed-work.ts";
import { listDueSubscriptions } from "#store/own-changes.ts";
import { listDueScheduledOrders } from "#store/scheduled-orders.ts";
import { changeByItself, type DoneByItself } from "./change-by-itself.ts";
import { collectDuePayments } from "./collect-due-payments.ts";
import type { Context } from "./context.ts";
import { executeDueSchedules } from "./execute-due-schedules.ts";
import { executeOnItsDay } from "./execute-on-its-day.ts";
import { type ToldOfDates, tellOfDates } from "./tell-of-dates.ts";

/** Of nobody in particular: each order is made in the name of who ordered what it follows from. */
export type EntityContext = Omit<Context, "userId">;

/** What was done, and what was to be done and could not be. */
export type DailyWork = {
  readonly done: readonly DoneByItself[];
  /** Numbers of scheduled orders. */
  readonly executed: readonly string[];
  /** The number of its invoice schedule, for each item that was billed. */
  readonly billed: readonly string[];
  /** "PS-00000001-2", for each item of a payment schedule that was asked for. */
  readonly asked: readonly string[];
  /** Events that dates are the cause of, and of how many objects. */
  readonly told: readonly ToldOfDates[];
  readonly failed: readonly Failed[];
};

/** A subscription to which something should have happened by itself, a scheduled order or a schedule. */
type Subject =
  | { readonly subscriptionNumber: string }
  | { readonly orderNumber: string }
  | { readonly invoiceScheduleNumber: string }
  /** "PS-00000001-2": its schedule and its number in it. */
  | { readonly paymentScheduleItem: string }
  /** An event that a date is the cause of. */
  | { readonly scheduledEvent: string };

export type Failed = Subject & {
  readonly reason: string;
};

export type DailyWorkOptions = {
  /** When it is aborted, what is being done is finished and the rest is left for the next time. */
  readonly signal?: AbortSignal | undefined;
};

/**
 * Does what happens by itself and was due until today: scheduled orders, renewals, and cancels,
 * suspensions and resumptions that terms and conditions have scheduled; then the items of invoice
 * schedules and those of payment schedules; then it tells of dates that have come. What is not an order
 * yet is done by an order of its own that bears the day on which it was due, also when that is long ago.
 * What fails is told and left for the next time; the others go on.
 *
 * Done twice, or by two at once, it is done once: with the account locked, what is due is read off
 * the subscription or the order again.
 *
 * Errors: throws when the database is away.
 */
export async function runDailyWork(
  context: EntityContext,
  options: DailyWorkOptions = {},
): Promise<DailyWork> {
  const changes: Told = { done: [], executed: [], failed: [] };
  await executeScheduledOrders(context, options, changes);
  await changeSubscriptions(context, options, changes);
  const { billed, failed: unbilled } = await executeDueSchedules(context, options.signal);
  const { asked, failed: unasked } = await collectDuePayments(context, options.signal);
  const { told, failed: untold } = await tellOfDates(context, options.signal);
  const failed = [...changes.failed, ...unbilled, ...unasked, ...untold];
  const work = { ...changes, billed, asked, told, failed };
  await recordFailures(context, options, work);
  return work;
}

/** What had failed before and is not among these was done, or is no more to be done. */
async function recordFailures(
  { database, entityId }: EntityContext,
  { signal }: DailyWorkOptions,
  { failed }: DailyWork,
): Promise<void> {
  const failures = failed.map(({ reason, ...what }) => ({
    work: "Daily work" as const,
    subject: nameOf(what),
    reason,
  }));
  await inTransaction(database, entityId, async (tx) => {
    await saveFailedWork(tx, failures);
    if (signal?.aborted) return;
    const subjects = failures.map(({ subject }) => subject);
    await forgetFailedWork(tx, "Daily work", subjects);
  });
}

/** "order O-00000001" */
export function nameOf(what: Subject): string {
  if ("orderNumber" in what) return `order ${what.orderNumber}`;
  if ("subscriptionNumber" in what) return `subscription ${what.subscriptionNumber}`;
  if ("scheduledEvent" in what) return `event ${what.scheduledEvent}`;
  if ("paymentScheduleItem" in what) return `payment schedule item ${what.paymentScheduleItem}`;
  return `invoice schedule ${what.invoiceScheduleNumber}`;
}

type Told = {
  readonly done: DoneByItself[];
  readonly executed: string[];
  readonly failed: Failed[];
};

/** One after the other, in the sequence of their days: one may need what another has done. */
async function executeScheduledOrders(
  context: EntityContext,
  { signal }: DailyWorkOptions,
  work: Told,
): Promise<void> {
  const { database, entityId } = context;
  const today = context.today();
  const due = await inTransaction(database, entityId, (tx) => listDueScheduledOrders(tx, today));
  for (const scheduled of due) {
    if (signal?.aborted) return;
    const { userId, orderNumber } = scheduled;
    const { done, outcome } = await executeOnItsDay({ ...context, userId }, scheduled, signal);
    work.done.push(...done);
    if (outcome === "executed") work.executed.push(orderNumber);
    else if (typeof outcome === "object") work.failed.push({ orderNumber, ...outcome });
  }
}

async function changeSubscriptions(
  context: EntityContext,
  { signal }: DailyWorkOptions,
  work: Told,
): Promise<void> {
  const { database, entityId } = context;
  const today = context.today();
  const due = await inTransaction(database, entityId, (tx) => listDueSubscriptions(tx, today));
  const remaining = due.values();
  const workers = Array.from({ length: WORKERS }, async () => {
    for (const { userId, ...subscribed } of remaining) {
      if (signal?.aborted) return;
      const { done, reason } = await changeByItself({ ...context, userId }, subscribed, {
        through: today,
        signal,
      });
      work.done.push(...done);
      const { subscriptionNumber } = subscribed;
      if (reason !== null) work.failed.push({ subscriptionNumber, reason });
    }
  });
  await Promise.all(workers);
}

/** Requests need connections of the same pool, and the database its cores. */
const WORKERS = 2;
