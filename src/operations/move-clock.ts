import type { ClockMove } from "#engine/model/clock.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import {
  endClockMove,
  lockClock,
  lockClockMove,
  saveClockDate,
  saveClockSteps,
  saveReached,
  saveWorkedThrough,
} from "#store/clock.ts";
import { type Database, inTransaction, isTemporary, type Transaction } from "#store/database.ts";
import { findNextDueMoment } from "#store/due-work.ts";
import { findEntity } from "#store/oauth.ts";
import { type Context, contextOf, type EntityClock, nowOn } from "./context.ts";
import { liveMoment } from "./live-moment.ts";
import { nextTurn } from "./watched-dates.ts";

export type ClockMoving = {
  readonly entityId: string;
  readonly clockMoveId: string;
};

/**
 * Takes a clock on its way from moment to moment, and does at each what is due: the entity lives on that
 * day meanwhile. Each moment is committed before its work and after it, so that whoever is stopped or
 * killed is followed by somebody who does the work of that moment again, which does nothing twice.
 * Moments at which nothing is due are passed over.
 *
 * Errors: throws when the database is away; what else goes wrong ends the way with Error, where it is.
 *
 * @returns whether the way has ended; false where `signal` has stopped it
 */
export async function moveClock(
  database: Database,
  { entityId, clockMoveId }: ClockMoving,
  signal?: AbortSignal,
): Promise<boolean> {
  const entity = await findEntity(database, entityId);
  if (!entity) return true;
  try {
    while (!signal?.aborted) {
      const next = await inTransaction(database, entityId, (tx) =>
        takeNext(tx, entity, clockMoveId),
      );
      if (!next) return true;
      const steps = await liveMoment(contextAt(database, entity, clockMoveId, next), signal);
      await inTransaction(database, entityId, async (tx) => {
        await saveClockSteps(tx, clockMoveId, steps);
        if (!signal?.aborted) await saveWorkedThrough(tx, clockMoveId, next.toString());
      });
    }
    return false;
  } catch (error) {
    if (isTemporary(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    await inTransaction(database, entityId, (tx) => endClockMove(tx, clockMoveId, "Error", reason));
    console.error(`Clock of entity ${entityId}:`, error);
    return true;
  }
}

/** The next moment, which the clock shows from now on; undefined where it has arrived or was stopped. */
async function takeNext(
  tx: Transaction,
  { timeZone }: EntityClock,
  clockMoveId: string,
): Promise<Temporal.Instant | undefined> {
  await lockClock(tx);
  const move = await lockClockMove(tx, clockMoveId);
  if (!move) return undefined;
  const next = await nextMoment(tx, move, timeZone);
  if (!next) {
    await saveClockDate(tx, move.followsRealClock ? null : move.toDate);
    await endClockMove(tx, clockMoveId, "Completed", null);
    return undefined;
  }
  await saveReached(tx, clockMoveId, next.toString());
  await saveClockDate(tx, dayOf(next, timeZone));
  return next;
}

async function nextMoment(
  tx: Transaction,
  { reachedAt, workedThrough, toDate }: ClockMove,
  timeZone: string,
): Promise<Temporal.Instant | undefined> {
  // Of the first moment, and of one whose work somebody has begun and not ended.
  if (workedThrough !== reachedAt) return Temporal.Instant.from(reachedAt);
  const after = Temporal.Instant.from(reachedAt);
  const arrival = arrivalAt(toDate, timeZone);
  const stretch = { after: reachedAt, through: arrival.toString() };
  const due = (await findNextDueMoment(tx, stretch, timeZone))?.toTemporalInstant();
  return (await nextTurn(tx, { after, through: due ?? arrival }, timeZone)) ?? due;
}

/** What is still due on the last day comes by itself, as on every day. */
const arrivalAt = (toDate: PlainDate, timeZone: string): Temporal.Instant =>
  nowOn(toDate, timeZone, Temporal.Now.instant());

const dayOf = (instant: Temporal.Instant, timeZone: string): PlainDate =>
  instant.toZonedDateTimeISO(timeZone).toPlainDate().toString() as PlainDate;

const NOBODY = { userId: "", requestId: "", entityChanged: () => undefined } as const;

function contextAt(
  database: Database,
  { entityId, timeZone }: EntityClock,
  clockMoveId: string,
  moment: Temporal.Instant,
): Omit<Context, "userId"> {
  const entity = { entityId, timeZone, clockDate: dayOf(moment, timeZone) };
  const { userId: _, ...context } = contextOf(
    { ...NOBODY, database, entity, requestId: `clock-${clockMoveId}` },
    moment,
  );
  return context;
}
