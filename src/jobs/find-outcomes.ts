import { contextOf } from "#operations/context.ts";
import { findOutcomes } from "#operations/find-outcomes.ts";
import { type Database, isTemporary } from "#store/database.ts";
import { listEntities } from "#store/oauth.ts";

/** Every minute, and when a server starts: somebody may have died while he waited for an answer. */
export const FIND_OUTCOMES = {
  task: "FindOutcomes",
  match: "* * * * *",
  options: { jobKey: "find-outcomes", maxAttempts: 1 },
} as const;

/**
 * Finds out in all entities what became of payments and refunds of which nobody knows.
 *
 * Errors: throws when the database is away; a minute later it is tried again.
 */
export async function findOutcomesOfAll(database: Database, signal: AbortSignal): Promise<void> {
  for (const entity of await listEntities(database)) {
    if (signal.aborted) return;
    const { entityId } = entity;
    const requestId = `find-outcomes-${entityId}`;
    const caller = { database, entity, userId: NOBODY, requestId, entityChanged: () => undefined };
    try {
      const context = contextOf(caller, Temporal.Now.instant());
      const { forgotten, failed } = await findOutcomes(context, { signal });
      for (const number of forgotten) {
        console.error(`Entity ${entityId}: the gateway has to be asked by hand about ${number}`);
      }
      for (const { number, reason } of failed) {
        console.error(`Entity ${entityId}, ${number}: ${reason}`);
      }
    } catch (error) {
      if (isTemporary(error)) throw error;
      console.error(`Outcomes of payments, entity ${entityId}:`, error);
    }
  }
}

/** What is found out by itself is written by nobody in particular. */
const NOBODY = "0".repeat(32);
