import type { EventTrigger } from "#engine/model/event-trigger.ts";
import type { TriggerStatements } from "./conditions/trigger-statements.ts";
import { type Database, sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";

type Author = { readonly userId: string; readonly now: string };

/** @param statements  what the condition is to PostgreSQL */
export async function saveNewEventTrigger(
  tx: Transaction,
  trigger: EventTrigger,
  statements: TriggerStatements,
  { userId, now }: Author,
): Promise<void> {
  const { eventTriggerId, baseObject, condition, description, active, eventType } = trigger;
  await sql`
    insert into event_triggers (event_trigger_id, base_object, condition, description, active,
      event_type, display_name, event_type_description, statements,
      created_by_id, created_at, updated_by_id, updated_at)
    values (${eventTriggerId}, ${baseObject}, ${condition}, ${description}, ${active},
      ${eventType.name}, ${eventType.displayName}, ${eventType.description},
      ${JSON.stringify(statements)}::jsonb, ${userId}, ${now}, ${userId}, ${now})
  `.execute(tx);
}

/** All that may change of a trigger that is locked: its object and the name of its event stay. */
export async function saveEventTrigger(
  tx: Transaction,
  trigger: EventTrigger,
  statements: TriggerStatements,
  { userId, now }: Author,
): Promise<void> {
  const { eventTriggerId, condition, description, active, eventType } = trigger;
  await sql`
    update event_triggers set condition = ${condition}, description = ${description},
      active = ${active}, display_name = ${eventType.displayName},
      event_type_description = ${eventType.description},
      statements = ${JSON.stringify(statements)}::jsonb,
      updated_by_id = ${userId}, updated_at = ${now}
    where event_trigger_id = ${eventTriggerId}::uuid
  `.execute(tx);
}

export async function findEventTrigger(
  tx: Transaction,
  key: string,
): Promise<EventTrigger | undefined> {
  const { rows } = await sql<TriggerRow>`
    select * from event_triggers where event_trigger_id = ${idOf(key)}::uuid
  `.execute(tx);
  return rows.map(toTrigger)[0];
}

/** The same, locked until the transaction ends. */
export async function lockEventTrigger(
  tx: Transaction,
  key: string,
): Promise<EventTrigger | undefined> {
  const { rows } = await sql<TriggerRow>`
    select * from event_triggers where event_trigger_id = ${idOf(key)}::uuid for update
  `.execute(tx);
  return rows.map(toTrigger)[0];
}

export type TriggerFilter = {
  readonly baseObject?: string | undefined;
  readonly eventTypeName?: string | undefined;
  readonly active?: boolean | undefined;
  /** From 0. */
  readonly start: number;
  readonly limit: number;
};

/** In the order in which they were made, one more than `limit` where there are more. */
export async function listEventTriggers(
  tx: Transaction,
  { baseObject, eventTypeName, active, start, limit }: TriggerFilter,
): Promise<EventTrigger[]> {
  const { rows } = await sql<TriggerRow>`
    select * from event_triggers
    where (${baseObject ?? null}::text is null or base_object = ${baseObject ?? null})
    and (${eventTypeName ?? null}::text is null or event_type = ${eventTypeName ?? null})
    and (${active ?? null}::boolean is null or active = ${active ?? null})
    order by event_trigger_id limit ${limit + 1} offset ${start}
  `.execute(tx);
  return rows.map(toTrigger);
}

/** Entities that have any, whoever they are. */
export async function listEntitiesWithEventTriggers({ kysely }: Database): Promise<string[]> {
  const { rows } = await sql<{ entity_id: string }>`
    select entity_id from entities_with_event_triggers() as entity_id
  `.execute(kysely);
  return rows.map((row) => row.entity_id);
}

/** All of an entity, locked until the transaction ends. */
export async function lockEventTriggers(tx: Transaction): Promise<EventTrigger[]> {
  const { rows } = await sql<TriggerRow>`
    select * from event_triggers order by event_trigger_id for update
  `.execute(tx);
  return rows.map(toTrigger);
}

export async function saveTriggerStatements(
  tx: Transaction,
  eventTriggerId: string,
  statements: TriggerStatements,
): Promise<void> {
  const stored = JSON.stringify(statements);
  await sql`
    update event_triggers set statements = ${stored}::jsonb
    where event_trigger_id = ${eventTriggerId}::uuid and statements <> ${stored}::jsonb
  `.execute(tx);
}

export async function countEventTriggers(tx: Transaction): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from event_triggers
  `.execute(tx);
  return rows[0]?.count ?? 0;
}

export async function deleteEventTrigger(tx: Transaction, key: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    delete from event_triggers where event_trigger_id = ${idOf(key)}::uuid
  `.execute(tx);
  return Boolean(numAffectedRows);
}

type TriggerRow = {
  event_trigger_id: string;
  base_object: string;
  condition: string;
  description: string | null;
  active: boolean;
  event_type: string;
  display_name: string;
  event_type_description: string | null;
};

const toTrigger = (row: TriggerRow): EventTrigger => ({
  eventTriggerId: row.event_trigger_id,
  baseObject: row.base_object,
  condition: row.condition,
  description: row.description,
  active: row.active,
  eventType: {
    name: row.event_type,
    displayName: row.display_name,
    description: row.event_type_description,
  },
});
