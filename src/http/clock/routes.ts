import { BillingError } from "#engine/errors.ts";
import type { ClockMove } from "#engine/model/clock.ts";
import { addDays, addMonths, daysBetween, type PlainDate } from "#engine/values/plain-date.ts";
import { restoreClockSnapshot, takeClockSnapshot } from "#operations/clock-snapshots.ts";
import { type Context, nowOn } from "#operations/context.ts";
import { lookAhead } from "#operations/look-ahead.ts";
import { advanceClock, setClock, stopClock } from "#operations/set-clock.ts";
import { countClockSteps, findClock, findLatestClockMove, listClockSteps } from "#store/clock.ts";
import {
  type ClockSnapshot,
  deleteClockSnapshot,
  listClockSnapshots,
} from "#store/clock-snapshots.ts";
import { inTransaction } from "#store/database.ts";
import { type Call, type Result, type Route, route } from "../route.ts";
import { timestamp } from "../timestamps.ts";
import * as contract from "./contract.ts";

export const clockRoutes: readonly Route[] = [
  route(contract.getClock, (context) => readClock(context)),
  route(contract.setClock, async (context, { body }) => {
    await setClock(context, body.date);
    return readClock(context);
  }),
  route(contract.advanceClock, async (context, { body }) => {
    await advanceClock(context, dayMeant(body));
    return readClock(context);
  }),
  route(contract.stopClock, async (context) => {
    await stopClock(context);
    return readClock(context);
  }),
  route(contract.listClockSteps, async ({ database, entityId, timeZone }, { query }) => {
    const found = await inTransaction(database, entityId, async (tx) => {
      const move = await findLatestClockMove(tx);
      return move ? listClockSteps(tx, move.clockMoveId, query) : [];
    });
    const steps = found.slice(0, query.limit).map(({ doneAt, ...step }) => ({
      ...step,
      doneAt: timestamp(doneAt, timeZone),
    }));
    return { steps, isMore: found.length > query.limit };
  }),
  route(contract.lookAhead, async (context, { query }) => {
    const { timeZone } = context;
    const { limit, through = addDays(context.today(), 31) } = query;
    if (through < context.today()) {
      const message = `'through' should be ${context.today()} or later`;
      throw new BillingError("INVALID_VALUE", { field: "through", message });
    }
    const { ahead, isMore } = await lookAhead(context, { through, limit });
    const told = ahead.map(({ dueAt, ...each }) => ({
      ...each,
      date: dayOf(dueAt, timeZone),
      dueAt: timestamp(dueAt, timeZone),
    }));
    return { ahead: told, isMore };
  }),
  route(contract.takeClockSnapshot, async (context, { body }) =>
    toSnapshot(await takeClockSnapshot(context, body.name), context),
  ),
  route(contract.listClockSnapshots, async (context) => {
    const { database, entityId } = context;
    const snapshots = await inTransaction(database, entityId, listClockSnapshots);
    return { snapshots: snapshots.map((each) => toSnapshot(each, context)) };
  }),
  route(contract.restoreClockSnapshot, async (context, { params }) =>
    toSnapshot(await restoreClockSnapshot(context, params.id), context),
  ),
  route(contract.deleteClockSnapshot, async ({ database, entityId }, { params }) => {
    const wasThere = await inTransaction(database, entityId, (tx) =>
      deleteClockSnapshot(tx, params.id),
    );
    if (!wasThere) throw new BillingError("ENTITY_NOT_FOUND", { key: params.id });
    return {};
  }),
];

const toSnapshot = (
  { clockSnapshotId: id, takenAt, ...snapshot }: ClockSnapshot,
  { timeZone }: Context,
) => ({ id, takenDate: timestamp(takenAt, timeZone), ...snapshot });

/** Errors: INVALID_VALUE for none of the three, and for more than one. */
function dayMeant({ toDate, days, months }: Call<typeof contract.advanceClock>["body"]) {
  const given = [toDate, days, months].filter((value) => value !== undefined);
  if (given.length !== 1) {
    const message = "Give one of 'toDate', 'days' and 'months'.";
    throw new BillingError("INVALID_VALUE", { message });
  }
  return (today: PlainDate): PlainDate => {
    if (toDate !== undefined) return toDate;
    return days === undefined ? addMonths(today, months ?? 0) : addDays(today, days);
  };
}

/** As it is at this moment, whatever this process remembers: the next request sees it too. */
async function readClock(context: Context): Promise<Result<typeof contract.getClock>> {
  const { database, entityId, timeZone } = context;
  const { move, work, clockDate, isSandbox } = await inTransaction(
    database,
    entityId,
    async (tx) => {
      const latest = await findLatestClockMove(tx);
      const done = latest ? await countClockSteps(tx, latest.clockMoveId) : [];
      return { move: latest, work: done, ...(await findClock(tx)) };
    },
  );
  context.entityChanged();
  const real = Temporal.Now.instant();
  const now = clockDate === null ? real : nowOn(clockDate, timeZone, real);
  const date = dayOf(new Date(now.epochMilliseconds), timeZone);
  return {
    date,
    now: timestamp(new Date(now.epochMilliseconds), timeZone),
    timeZone,
    isSandbox,
    followsRealClock: clockDate === null,
    move: move === undefined ? null : { ...toMove(move, timeZone), work: [...work] },
  };
}

function toMove({ clockMoveId: id, ...move }: ClockMove, timeZone: string) {
  const { status, fromDate, toDate, followsRealClock, reason } = move;
  const reachedDate = status === "Completed" ? toDate : dayOf(new Date(move.reachedAt), timeZone);
  return {
    ...{ id, status, fromDate, toDate, followsRealClock, reachedDate, reason },
    daysDone: daysBetween(fromDate, reachedDate),
    daysTotal: daysBetween(fromDate, toDate),
  };
}

const dayOf = (at: Date, timeZone: string): PlainDate =>
  at.toTemporalInstant().toZonedDateTimeISO(timeZone).toPlainDate().toString() as PlainDate;
