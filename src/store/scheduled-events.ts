import type { ScheduledEvent } from "#engine/model/scheduled-event.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";

type Author = { readonly userId: string; readonly now: string };

/** A new one, or all that may change of one that is locked: name, object and field stay. */
export async function saveScheduledEvent(
  tx: Transaction,
  event: ScheduledEvent,
  { userId, now }: Author,
): Promise<void> {
  const { scheduledEventId, name, displayName, description, apiObject, apiField } = event;
  const { condition, hours, minutes, parameters, active } = event;
  await sql`
    insert into scheduled_events (scheduled_event_id, name, display_name, description, api_object,
      api_field, condition, hours, minutes, parameters, active,
      created_by_id, created_at, updated_by_id, updated_at)
    values (${scheduledEventId}, ${name}, ${displayName}, ${description}, ${apiObject}, ${apiField},
      ${condition}, ${hours}, ${minutes}, ${JSON.stringify(parameters)}::jsonb, ${active},
      ${userId}, ${now}, ${userId}, ${now})
    on conflict (entity_id, scheduled_event_id) do update set
      display_name = excluded.display_name, description = excluded.description,
      condition = excluded.condition, hours = excluded.hours, minutes = excluded.minutes,
      parameters = excluded.parameters, active = excluded.active,
      updated_by_id = excluded.updated_by_id, updated_at = excluded.updated_at
  `.execute(tx);
}

export type StoredScheduledEvent = ScheduledEvent & { readonly updatedAt: Date };

export async function findScheduledEvent(
  tx: Transaction,
  key: string,
): Promise<StoredScheduledEvent | undefined> {
  const { rows } = await sql<EventRow>`
    select * from scheduled_events where scheduled_event_id = ${idOf(key)}::uuid
  `.execute(tx);
  return rows.map(toEvent)[0];
}

/** The same, locked until the transaction ends. */
export async function lockScheduledEvent(
  tx: Transaction,
  key: string,
): Promise<StoredScheduledEvent | undefined> {
  const { rows } = await sql<EventRow>`
    select * from scheduled_events where scheduled_event_id = ${idOf(key)}::uuid for update
  `.execute(tx);
  return rows.map(toEvent)[0];
}

export async function findScheduledEventNamed(
  tx: Transaction,
  name: string,
): Promise<StoredScheduledEvent | undefined> {
  const { rows } = await sql<EventRow>`
    select * from scheduled_events where name = ${name}
  `.execute(tx);
  return rows.map(toEvent)[0];
}

/** All that are to be told. */
export async function listActiveScheduledEvents(tx: Transaction): Promise<StoredScheduledEvent[]> {
  const { rows } = await sql<EventRow>`
    select * from scheduled_events where active order by scheduled_event_id
  `.execute(tx);
  return rows.map(toEvent);
}

export type ScheduledEventFilter = {
  readonly eventTypeName?: string | undefined;
  readonly apiObject?: string | undefined;
  readonly apiField?: string | undefined;
  readonly active?: boolean | undefined;
  /** From 0. */
  readonly start: number;
  readonly limit: number;
};

/** In the order in which they were made, one more than `limit` where there are more. */
export async function listScheduledEvents(
  tx: Transaction,
  { eventTypeName, apiObject, apiField, active, start, limit }: ScheduledEventFilter,
): Promise<StoredScheduledEvent[]> {
  const { rows } = await sql<EventRow>`
    select * from scheduled_events
    where (${eventTypeName ?? null}::text is null or name = ${eventTypeName ?? null})
    and (${apiObject ?? null}::text is null or api_object = ${apiObject ?? null})
    and (${apiField ?? null}::text is null or api_field = ${apiField ?? null})
    and (${active ?? null}::boolean is null or active = ${active ?? null})
    order by scheduled_event_id limit ${limit + 1} offset ${start}
  `.execute(tx);
  return rows.map(toEvent);
}

export async function countScheduledEvents(tx: Transaction): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from scheduled_events
  `.execute(tx);
  return rows[0]?.count ?? 0;
}

export async function deleteScheduledEvent(tx: Transaction, key: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    delete from scheduled_events where scheduled_event_id = ${idOf(key)}::uuid
  `.execute(tx);
  return Boolean(numAffectedRows);
}

type EventRow = {
  scheduled_event_id: string;
  name: string;
  display_name: string;
  description: string | null;
  api_object: string;
  api_field: string;
  condition: string | null;
  hours: number;
  minutes: number;
  parameters: ScheduledEvent["parameters"];
  active: boolean;
  updated_at: Date;
};

const toEvent = (row: EventRow): StoredScheduledEvent => ({
  scheduledEventId: row.scheduled_event_id,
  name: row.name,
  displayName: row.display_name,
  description: row.description,
  apiObject: row.api_object,
  apiField: row.api_field,
  condition: row.condition,
  hours: row.hours,
  minutes: row.minutes,
  parameters: row.parameters,
  active: row.active,
  updatedAt: row.updated_at,
});
