import { inTransaction, isTemporary } from "#store/database.ts";
import {
  forgetToldDates,
  listToldDates,
  lockToldDate,
  tellOfDates as saveTelling,
  saveToldThrough,
} from "#store/dated-events/told-dates.ts";
import type { Watch } from "#store/dated-events/watch.ts";
import type { EntityContext } from "./run-daily-work.ts";
import { lastTurn, listWatches } from "./watched-dates.ts";

/** Of how many objects an event was told. */
export type ToldOfDates = {
  readonly eventType: string;
  readonly relatedEvent: string;
  readonly objects: number;
};

export type TellingOfDates = {
  readonly told: readonly ToldOfDates[];
  readonly failed: readonly { readonly scheduledEvent: string; readonly reason: string }[];
};

/**
 * Tells of all objects that have a date of which the turn has come: a statement for each event and number
 * of days, whatever number of objects there is. Through which day was told is written down with it, so
 * that each object is told of once a date, also when two tell at once, or no server ran for days.
 *
 * Errors: throws when the database is away; what fails otherwise is told and tried again.
 */
export async function tellOfDates(
  context: EntityContext,
  signal?: AbortSignal,
): Promise<TellingOfDates> {
  const { database, entityId, now, timeZone } = context;
  const due = await inTransaction(database, entityId, async (tx) => {
    const known = await listToldDates(tx);
    const watches = await listWatches(tx);
    const wanted = new Set(watches.map(nameOf));
    const unwanted = known.filter((each) => !wanted.has(nameOf(each)));
    await forgetToldDates(tx, unwanted);
    const through = new Map(known.map((each) => [nameOf(each), each.toldThrough]));
    return watches.filter((watch) => {
      const told = through.get(nameOf(watch)) ?? beginOf(watch, timeZone);
      return told < lastTurn(watch, now, timeZone);
    });
  });
  const told: ToldOfDates[] = [];
  const failed: { scheduledEvent: string; reason: string }[] = [];
  for (const watch of due) {
    if (signal?.aborted) break;
    const { eventType, relatedEvent } = watch;
    try {
      const objects = await tell(context, watch);
      if (objects > 0) told.push({ eventType, relatedEvent, objects });
    } catch (error) {
      if (isTemporary(error)) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      failed.push({ scheduledEvent: eventType, reason });
    }
  }
  return { told, failed };
}

const nameOf = ({ key, days }: Pick<Watch, "key" | "days">): string => `${days} ${key}`;

const beginOf = (watch: Watch, timeZone: string) =>
  lastTurn(watch, Temporal.Instant.from(watch.since), timeZone);

const tell = (
  { database, entityId, now, timeZone }: EntityContext,
  watch: Watch,
): Promise<number> =>
  inTransaction(database, entityId, async (tx) => {
    const through = lastTurn(watch, now, timeZone);
    const after = await lockToldDate(tx, watch, beginOf(watch, timeZone));
    if (after >= through) return 0;
    const objects = await saveTelling(tx, watch, { after, through }, now.toString());
    await saveToldThrough(tx, watch, through);
    return objects;
  });
