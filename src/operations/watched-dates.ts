import { parseCondition } from "#engine/conditions/parse-condition.ts";
import { askedDays, daysFromDate } from "#engine/model/scheduled-event.ts";
import { addDays, type PlainDate } from "#engine/values/plain-date.ts";
import { isConditionObject } from "#store/conditions/condition-objects.ts";
import { datedObjects } from "#store/conditions/dated-objects.ts";
import type { Transaction } from "#store/database.ts";
import { STANDARD_DATES, type StandardDate } from "#store/dated-events/standard-dates.ts";
import { findFirstDays } from "#store/dated-events/told-dates.ts";
import type { Watch } from "#store/dated-events/watch.ts";
import { listTellingDefinitions, type TellingDefinition } from "#store/notification-definitions.ts";
import { listActiveScheduledEvents, type StoredScheduledEvent } from "#store/scheduled-events.ts";

/**
 * All dates that somebody wants to be told of: those of the tenant's scheduled events, on the date itself
 * and as many days before or after as notification definitions ask for; and those of the field's standard
 * events that a definition tells of. What nobody listens to is not looked for.
 */
export async function listWatches(tx: Transaction): Promise<Watch[]> {
  const events = await listActiveScheduledEvents(tx);
  const definitions = Map.groupBy(await listTellingDefinitions(tx), ({ eventType }) => eventType);
  const of = (eventType: string) => definitions.get(eventType) ?? [];
  return [
    ...events.flatMap((event) => watchesOf(event, of(event.name))),
    ...STANDARD_DATES.flatMap((date) => standardWatches(date, of(date.eventType))),
  ];
}

/** Since when each number of days is asked for. */
function sinceByDays(definitions: readonly TellingDefinition[]): Map<number, string> {
  const since = new Map<number, string>();
  for (const { filterRuleParams, updatedAt } of definitions) {
    const { days } = askedDays(filterRuleParams ?? {});
    const at = updatedAt.toISOString();
    const earlier = since.get(days);
    if (earlier === undefined || at < earlier) since.set(days, at);
  }
  return since;
}

function watchesOf(
  event: StoredScheduledEvent,
  definitions: readonly TellingDefinition[],
): Watch[] {
  const { name, apiObject, apiField, hours, minutes, condition, parameters } = event;
  if (!isConditionObject(apiObject)) return [];
  const made = event.updatedAt.toISOString();
  // What a definition has a say in is looked at when it tells: tellable-events.ts.
  const isOpen = Object.keys(parameters).length > 0;
  return [...new Map([[0, made], ...sinceByDays(definitions)])].map(([days, since]) => ({
    eventType: name,
    relatedEvent: daysFromDate(days, apiField),
    key: name,
    ...{ days, hours, minutes, objectType: apiObject },
    since: days !== 0 && since > made ? since : made,
    rows: (through) =>
      datedObjects(
        {
          ...{ apiObject, apiField, offset: days, parameters: {} },
          condition: isOpen || condition === null ? null : parseCondition(condition),
        },
        through,
      ),
  }));
}

function standardWatches(
  { eventType, relatedEvent, objectType, hours, minutes, ...date }: StandardDate,
  definitions: readonly TellingDefinition[],
): Watch[] {
  return [...sinceByDays(definitions)].map(([asked, since]) => {
    const days = date.days === "asked" ? asked : date.days;
    return {
      eventType,
      relatedEvent: date.days === "asked" ? daysFromDate(days, relatedEvent) : relatedEvent,
      key: `${eventType}/${relatedEvent}`,
      ...{ days, hours, minutes, objectType, since },
      rows: (through) => date.rows(through, days),
    };
  });
}

type Turn = Pick<Watch, "hours" | "minutes">;

/** The last day whose turn has come: that of the moment, or the one before. */
export function lastTurn(
  { hours, minutes }: Turn,
  moment: Temporal.Instant,
  timeZone: string,
): PlainDate {
  const local = moment.toZonedDateTimeISO(timeZone);
  const day = local.toPlainDate().toString() as PlainDate;
  const turn = new Temporal.PlainTime(hours, minutes);
  return Temporal.PlainTime.compare(local, turn) >= 0 ? day : addDays(day, -1);
}

type Stretch = { readonly after: Temporal.Instant; readonly through: Temporal.Instant };

/** The first moment of a stretch at which there is somebody to tell of; undefined where there is none. */
export async function nextTurn(
  tx: Transaction,
  { after, through }: Stretch,
  timeZone: string,
): Promise<Temporal.Instant | undefined> {
  const watches = await listWatches(tx);
  // A part at a time: what comes every month is not looked for years ahead.
  for (let from = after; Temporal.Instant.compare(from, through) < 0; ) {
    const [to = through] = [from.add({ hours: 24 * PART_DAYS }), through].toSorted(
      Temporal.Instant.compare,
    );
    const stretches = watches.map((watch) => ({
      watch,
      days: { after: lastTurn(watch, from, timeZone), through: lastTurn(watch, to, timeZone) },
    }));
    const days = await findFirstDays(tx, stretches);
    const turns = stretches.flatMap(({ watch }, index) => {
      const day = days[index];
      return day ? [turnOn(watch, day, timeZone)] : [];
    });
    const [first] = turns.toSorted(Temporal.Instant.compare);
    if (first) return first;
    from = to;
  }
  return undefined;
}

const PART_DAYS = 31;

/** When in a day it is told. */
export function turnOn(
  { hours, minutes }: Turn,
  day: PlainDate,
  timeZone: string,
): Temporal.Instant {
  const plainTime = new Temporal.PlainTime(hours, minutes);
  return Temporal.PlainDate.from(day).toZonedDateTime({ timeZone, plainTime }).toInstant();
}
