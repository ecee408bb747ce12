import { type Database, inTransaction, type Transaction } from "#store/database.ts";
import { listEntitiesWithNewEvents, numberNewEvents } from "#store/events.ts";
import { enqueueCallouts } from "#store/job-queue.ts";
import { listDefinitionsBehind } from "#store/notification-definitions.ts";

/**
 * Numbers what is new in the entity's log, and queues the callouts of those who are told of it.
 *
 * @returns the last number that was given, ever
 */
export async function numberEvents(tx: Transaction, entityId: string): Promise<number> {
  const { lastNumber, howMany } = await numberNewEvents(tx);
  if (howMany === 0) return lastNumber;
  for (const notificationDefinitionId of await listDefinitionsBehind(tx, lastNumber)) {
    await enqueueCallouts(tx, { entityId, notificationDefinitionId });
  }
  return lastNumber;
}

/** The same in all entities that have something new. */
export async function numberEventsOfAll(database: Database): Promise<void> {
  for (const entityId of await listEntitiesWithNewEvents(database)) {
    await inTransaction(database, entityId, (tx) => numberEvents(tx, entityId));
  }
}
