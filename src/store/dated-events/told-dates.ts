/** How far events that dates are the cause of were told, and their telling. */
import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "../database.ts";
import { newId } from "../ids.ts";
import type { Days, Watch } from "./watch.ts";

type Named = Pick<Watch, "key" | "days">;

export type ToldDate = Named & { readonly toldThrough: PlainDate };

export async function listToldDates(tx: Transaction): Promise<ToldDate[]> {
  const { rows } = await sql<{ event: string; days: number; told_through: PlainDate }>`
    select event, days, told_through from told_dates
  `.execute(tx);
  return rows.map((row) => ({ key: row.event, days: row.days, toldThrough: row.told_through }));
}

/** Nobody wants these any more: who wants them again is told from then on. */
export async function forgetToldDates(tx: Transaction, names: readonly Named[]): Promise<void> {
  if (names.length === 0) return;
  await sql`
    delete from told_dates using unnest(${names.map(({ key }) => key)}::text[],
      ${names.map(({ days }) => days)}::integer[]) gone (event, days)
    where told_dates.event = gone.event and told_dates.days = gone.days
  `.execute(tx);
}

/** The clock goes back: what comes again was never told. */
export async function takeBackToldDates(tx: Transaction, told: readonly ToldDate[]): Promise<void> {
  if (told.length === 0) return;
  await sql`
    update told_dates set told_through = least(told_dates.told_through, back.told_through)
    from unnest(${told.map(({ key }) => key)}::text[], ${told.map(({ days }) => days)}::integer[],
      ${told.map(({ toldThrough }) => toldThrough)}::date[]) back (event, days, told_through)
    where told_dates.event = back.event and told_dates.days = back.days
  `.execute(tx);
}

/**
 * Through which day it was told, locked until the transaction ends: who else would tell it waits.
 *
 * @param begin  where it was never told: the last day that is not told of
 */
export async function lockToldDate(
  tx: Transaction,
  { key, days }: Named,
  begin: PlainDate,
): Promise<PlainDate> {
  const { rows } = await sql<{ told_through: PlainDate }>`
    insert into told_dates (event, days, told_through) values (${key}, ${days}, ${begin})
    on conflict (entity_id, event, days) do update set told_through = told_dates.told_through
    returning told_through
  `.execute(tx);
  return rows[0]?.told_through ?? begin;
}

export async function saveToldThrough(
  tx: Transaction,
  { key, days }: Named,
  toldThrough: PlainDate,
): Promise<void> {
  await sql`
    update told_dates set told_through = ${toldThrough} where event = ${key} and days = ${days}
  `.execute(tx);
}

/**
 * Writes an event for each object whose turn is on these days, in one statement.
 *
 * @param now  ISO instant
 * @returns how many there are
 */
export async function tellOfDates(
  tx: Transaction,
  watch: Watch,
  days: Days,
  now: string,
): Promise<number> {
  const { rows } = await sql<{ told: number }>`
    with matched as materialized (
      select m.*, row_number() over (order by day, object_number, object_id) - 1 as position
      from (${watch.rows(days)}) m
    ), batch as (
      insert into event_batches (batch_id, event_count)
      select ${newId()}::uuid, count(*)::integer from matched having count(*) > 0
      returning batch_id
    ), told as (
      insert into events (batch_id, position, event_type, related_event, account_id, object_type,
        object_id, object_number, amount, currency, details, occurred_at)
      select batch_id, position, ${watch.eventType}, ${watch.relatedEvent}, account_id,
        ${watch.objectType}, object_id, object_number, amount, currency,
        jsonb_build_object('date', (day - ${watch.days}::integer)::text,
          'days', ${String(watch.days)}::text), ${now}::timestamptz
      from matched, batch
      returning 1
    )
    select count(*)::integer as told from told
  `.execute(tx);
  return rows[0]?.told ?? 0;
}

/** For each of these, in their order, the first day on which there is somebody to tell of; else null. */
export async function findFirstDays(
  tx: Transaction,
  watches: readonly { readonly watch: Watch; readonly days: Days }[],
): Promise<readonly (PlainDate | null)[]> {
  if (watches.length === 0) return [];
  const each = watches.map(
    ({ watch, days }, index) =>
      sql`select ${index}::integer as place, (select min(day) from (${watch.rows(days)}) m) as day`,
  );
  const { rows } = await sql<{ day: PlainDate | null }>`
    select day from (${sql.join(each, sql` union all `)}) found order by place
  `.execute(tx);
  return rows.map(({ day }) => day);
}

export type ObjectToTell = { readonly day: PlainDate; readonly subject: string };

/** Who would be told of, without telling. */
export async function listObjectsToTell(
  tx: Transaction,
  watch: Watch,
  days: Days,
  limit: number,
): Promise<ObjectToTell[]> {
  const { rows } = await sql<{ day: PlainDate; subject: string }>`
    select day, coalesce(object_number, replace(object_id::text, '-', '')) as subject
    from (${watch.rows(days)}) m order by day, 2 limit ${limit}
  `.execute(tx);
  return rows;
}
