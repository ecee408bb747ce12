/** Instants as callers read them. */

type Instant = Temporal.Instant | Date;

/** "2024-05-20 13:03:38" in the entity's time zone, which v1 does not name. */
export function timestamp(instant: Instant, timeZone: string): string {
  const local = localText(instant, timeZone);
  return `${local.slice(0, 10)} ${local.slice(11, 19)}`;
}

/** "2026-06-05T06:00:35+01:00", as Object Query and CRUD write it. */
export function offsetTimestamp(instant: Instant, timeZone: string): string {
  const { offset } = zoned(instant, timeZone);
  return `${localText(instant, timeZone).slice(0, 19)}${offset}`;
}

const localText = (instant: Instant, timeZone: string): string =>
  timeZone === "UTC" && instant instanceof Date
    ? instant.toISOString()
    : zoned(instant, timeZone).toPlainDateTime().toString({ smallestUnit: "second" });

const zoned = (instant: Instant, timeZone: string): Temporal.ZonedDateTime =>
  (instant instanceof Date ? instant.toTemporalInstant() : instant).toZonedDateTimeISO(timeZone);
