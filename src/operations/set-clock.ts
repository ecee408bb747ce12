import { BillingError } from "#engine/errors.ts";
import type { ClockMove } from "#engine/model/clock.ts";
import { addMonths, type PlainDate } from "#engine/values/plain-date.ts";
import {
  endClockMove,
  findLatestClockMove,
  isClockMoving,
  lockClock,
  saveClockDate,
  saveNewClockMove,
} from "#store/clock.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { takeBackToldDates } from "#store/dated-events/told-dates.ts";
import { findLastWritten } from "#store/due-work.ts";
import { newId } from "#store/ids.ts";
import { enqueueClockMove } from "#store/job-queue.ts";
import { type Context, nowOn } from "./context.ts";
import { lastTurn, listWatches } from "./watched-dates.ts";

/** How far a clock goes at once. */
const MOST_MONTHS = 120;

/**
 * Sets the clock of a sandbox entity to a day: a later one by going there, doing on the way what becomes
 * due (moveClock, in the background); an earlier one at once, where nothing was written after it.
 *
 * Errors: NOT_ALLOWED for an entity that is no sandbox, a clock that is on its way, a day before what was
 * written, or one that is too far ahead.
 *
 * @param date  null: the real clock is followed again, and today is its day
 */
export const setClock = (context: Context, date: PlainDate | null): Promise<void> =>
  changed(context, async (tx) => {
    const { clockDate, today } = await held(tx, context);
    const day = date ?? realToday(context);
    if (day > today) {
      await begin(tx, context, { fromDate: today, toDate: day, followsRealClock: date === null });
      return;
    }
    if (day < today) await goBack(tx, context, date);
    else if (clockDate === date) return;
    await saveClockDate(tx, date);
  });

/**
 * Begins to move a clock forward, as setClock does.
 *
 * Errors: as of setClock, and NOT_ALLOWED for a day that is not to come.
 *
 * @param toDate  of the entity's day
 */
export const advanceClock = (
  context: Context,
  toDate: (today: PlainDate) => PlainDate,
): Promise<void> =>
  changed(context, async (tx) => {
    const { today } = await held(tx, context);
    const day = toDate(today);
    if (day <= today) refuse(`The clock is at ${today}: it advances to a later day.`);
    await begin(tx, context, { fromDate: today, toDate: day, followsRealClock: false });
  });

/**
 * Stops a clock on its way: what is being done is finished, and the clock stays where it is then.
 *
 * Errors: NOT_ALLOWED for one that is not on its way.
 */
export const stopClock = ({ database, entityId }: Context): Promise<void> =>
  inTransaction(database, entityId, async (tx) => {
    await lockClock(tx);
    const move = await findLatestClockMove(tx);
    if (move?.status !== "Processing") return refuse("The clock is not on its way.");
    await endClockMove(tx, move.clockMoveId, "Canceled", "It was stopped.");
  });

async function changed(context: Context, work: (tx: Transaction) => Promise<void>): Promise<void> {
  await inTransaction(context.database, context.entityId, work);
  context.entityChanged();
}

async function held(tx: Transaction, context: Context) {
  const { clockDate, isSandbox } = await lockClock(tx);
  if (!isSandbox) refuse("Only a sandbox entity has a clock of its own, and this is none.");
  if (await isClockMoving(tx))
    refuse("The clock is on its way: wait until it arrives, or stop it.");
  return { clockDate, today: clockDate ?? realToday(context) };
}

async function begin(
  tx: Transaction,
  context: Context,
  way: Pick<ClockMove, "fromDate" | "toDate" | "followsRealClock">,
): Promise<void> {
  const { fromDate, toDate } = way;
  if (toDate > addMonths(fromDate, MOST_MONTHS)) {
    refuse(`The clock is at ${fromDate}: it goes at most 10 years at once.`);
  }
  const clockMoveId = newId();
  const reachedAt = onClock(context, fromDate).toString();
  const { userId: createdById } = context;
  await saveNewClockMove(tx, { clockMoveId, ...way, reachedAt, createdById });
  await saveClockDate(tx, fromDate);
  await enqueueClockMove(tx, clockMoveId);
}

/** A moment at which something was written must not come again. */
async function goBack(tx: Transaction, context: Context, date: PlainDate | null): Promise<void> {
  const { timeZone } = context;
  const instant = date === null ? Temporal.Now.instant() : onClock(context, date);
  const written = await findLastWritten(tx);
  if (written && written.getTime() > instant.epochMilliseconds) {
    const last = written.toTemporalInstant().toZonedDateTimeISO(timeZone).toPlainDate();
    refuse(`Something was written on ${last}: the clock cannot go back behind it.`);
  }
  const told = (await listWatches(tx)).map((watch) => ({
    ...watch,
    toldThrough: lastTurn(watch, instant, timeZone),
  }));
  await takeBackToldDates(tx, told);
}

/** The real time of day on a day. */
const onClock = ({ timeZone }: Context, day: PlainDate): Temporal.Instant =>
  nowOn(day, timeZone, Temporal.Now.instant());

const realToday = ({ timeZone }: Context): PlainDate =>
  Temporal.Now.plainDateISO(timeZone).toString() as PlainDate;

function refuse(message: string): never {
  throw new BillingError("NOT_ALLOWED", { message });
}
