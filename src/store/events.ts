/** The log of what has happened, and how it gets its numbers: docs/decisions/0360. */
import { type EventName, eventCategory, type NewEvent } from "#engine/model/event.ts";
import { type Decimal, decimal } from "#engine/values/decimal.ts";
import { type Database, sql, type Transaction } from "./database.ts";
import { newId } from "./ids.ts";
import { type Columns, insertRows } from "./insert-rows.ts";
import { isPreview } from "./preview.ts";

/**
 * Appends to the log, in the transaction of what the events tell of, one row for each. Call it once
 * for all that an operation has to tell, while the accounts concerned are locked. A preview tells
 * nothing.
 *
 * @param now  ISO instant
 */
export async function saveEvents(
  tx: Transaction,
  events: readonly NewEvent[],
  now: string,
): Promise<void> {
  if (events.length === 0 || isPreview(tx)) return;
  const batch = { batch_id: newId(), event_count: events.length };
  await insertRows(tx, "event_batches", BATCH_COLUMNS, [batch]);
  const rows = events.map((event, position) => ({
    batch_id: batch.batch_id,
    position,
    event_type: event.eventType,
    related_event: event.relatedEvent ?? null,
    account_id: event.accountId ?? null,
    object_type: event.objectType,
    object_id: event.objectId,
    object_number: event.objectNumber ?? null,
    amount: event.amount ?? null,
    currency: event.currency ?? null,
    details: event.details ?? null,
    occurred_at: now,
  }));
  await insertRows(tx, "events", COLUMNS, rows);
}

/**
 * Numbers what was committed and has no number yet: consecutively, and one transaction after another,
 * so that who has read up to a number has missed nothing before it. Of two transactions that have
 * changed one account, the earlier one has the lower numbers.
 */
export async function numberNewEvents(tx: Transaction): Promise<Numbered> {
  const { rows: known } = await sql<{ last_number: number | null; has_new: boolean }>`
    select (select last_number from event_counters) as last_number,
      exists (select from event_batches where first_number is null) as has_new
  `.execute(tx);
  if (!known[0]?.has_new) return { lastNumber: known[0]?.last_number ?? 0, howMany: 0 };
  const { rows: locked } = await sql<{ last_number: number }>`
    insert into event_counters default values
    on conflict (entity_id) do update set last_number = event_counters.last_number
    returning last_number
  `.execute(tx);
  // Another statement: it sees what whoever held the row before us has numbered.
  const { rows } = await sql<{ last_number: number }>`
    with unnumbered as materialized (
      select batch_id, event_count, max(written) over (partition by transaction_id) as written
      from event_batches where first_number is null
    ), placed as (
      select batch_id, event_count, ${locked[0]?.last_number ?? 0}::bigint + 1 - event_count
        + sum(event_count) over (order by written, batch_id) as first_number
      from unnumbered
    ), numbered as (
      update event_batches batch set first_number = placed.first_number
      from placed where batch.batch_id = placed.batch_id
    )
    update event_counters
    set last_number = last_number + (select coalesce(sum(event_count), 0) from placed)
    returning last_number
  `.execute(tx);
  const lastNumber = rows[0]?.last_number ?? 0;
  return { lastNumber, howMany: lastNumber - (locked[0]?.last_number ?? 0) };
}

export type Numbered = {
  /** The last number that was given, ever. */
  readonly lastNumber: number;
  readonly howMany: number;
};

/** The last number that was given, without numbering what is new. */
export async function findLastEventNumber(tx: Transaction): Promise<number> {
  const { rows } = await sql<{ last_number: number }>`
    select last_number from event_counters
  `.execute(tx);
  return rows[0]?.last_number ?? 0;
}

/** Entities with events that have no number yet, whoever they are. */
export async function listEntitiesWithNewEvents({ kysely }: Database): Promise<string[]> {
  const { rows } = await sql<{ entity_id: string }>`
    select entity_id from entities_with_new_events() as entity_id
  `.execute(kysely);
  return rows.map((row) => row.entity_id);
}

/** An event that has its number. */
export type LoggedEvent = {
  readonly eventNumber: number;
  readonly eventType: EventName;
  readonly eventCategory: number | null;
  readonly relatedEvent: string | null;
  readonly accountId: string | null;
  /** Of a standard event one of EVENT_OBJECTS, else the base object of what tells of it. */
  readonly objectType: string;
  readonly objectId: string;
  readonly objectNumber: string | null;
  readonly amount: Decimal | null;
  readonly currency: string | null;
  readonly details: Readonly<Record<string, string>>;
  readonly occurredAt: Date;
};

export type EventFilter = {
  /** Events with greater numbers. */
  readonly after: number;
  /** Those up to this number. */
  readonly through?: number | undefined;
  readonly eventType?: EventName | undefined;
  readonly limit: number;
};

/** Events with their numbers, in their order. Call numberNewEvents before, to see the latest. */
export async function listEvents(tx: Transaction, filter: EventFilter): Promise<LoggedEvent[]> {
  const { after, through = null, eventType = null, limit } = filter;
  const { rows } = await sql<EventRow>`
    select batch.first_number + event.position as event_number, event.*
    from event_batches batch join events event using (entity_id, batch_id)
    where batch.first_number >= coalesce(
      (select max(first_number) from event_batches where first_number <= ${after}::bigint + 1), 0)
    and batch.first_number + event.position > ${after}::bigint
    and (${through}::bigint is null
      or (batch.first_number <= ${through} and batch.first_number + event.position <= ${through}))
    and (${eventType}::text is null or event.event_type = ${eventType})
    order by batch.first_number, event.position
    limit ${limit}
  `.execute(tx);
  return rows.map(toEvent);
}

type EventRow = {
  event_number: number;
  event_type: EventName;
  related_event: string | null;
  account_id: string | null;
  object_type: string;
  object_id: string;
  object_number: string | null;
  amount: string | null;
  currency: string | null;
  details: Record<string, string> | null;
  occurred_at: Date;
};

const toEvent = (row: EventRow): LoggedEvent => ({
  eventNumber: row.event_number,
  eventType: row.event_type,
  eventCategory: eventCategory(row.event_type, row.related_event),
  relatedEvent: row.related_event,
  accountId: row.account_id,
  objectType: row.object_type,
  objectId: row.object_id,
  objectNumber: row.object_number,
  amount: row.amount === null ? null : decimal(row.amount),
  currency: row.currency,
  details: row.details ?? {},
  occurredAt: row.occurred_at,
});

const BATCH_COLUMNS = { batch_id: "uuid", event_count: "integer" } as const satisfies Columns;

const COLUMNS = {
  batch_id: "uuid",
  position: "integer",
  event_type: "text",
  related_event: "text",
  account_id: "uuid",
  object_type: "text",
  object_id: "uuid",
  object_number: "text",
  amount: "numeric",
  currency: "text",
  details: "jsonb",
  occurred_at: "timestamptz",
} as const satisfies Columns;
