import { contextOf } from "#operations/context.ts";
import { type DeliveryOptions, deliverCallouts } from "#operations/deliver-callouts.ts";
import type { Database } from "#store/database.ts";
import type { CalloutWork } from "#store/job-queue.ts";
import { findEntity } from "#store/oauth.ts";

/** Errors: throws when the database is away, to be tried again. */
export async function runCallouts(
  database: Database,
  work: CalloutWork,
  options: DeliveryOptions,
): Promise<void> {
  const entity = await findEntity(database, work.entityId);
  if (!entity) return;
  const requestId = `callouts-${work.notificationDefinitionId}`;
  const caller = { database, entity, userId: "", requestId, entityChanged: () => undefined };
  await deliverCallouts(contextOf(caller, Temporal.Now.instant()), work, options);
}
