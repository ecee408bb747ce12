import { parseCondition } from "#engine/conditions/parse-condition.ts";
import { BillingError } from "#engine/errors.ts";
import { isConditionObject } from "#store/conditions/condition-objects.ts";
import { triggerStatements } from "#store/conditions/trigger-statements.ts";
import { type Database, inTransaction } from "#store/database.ts";
import {
  listEntitiesWithEventTriggers,
  lockEventTriggers,
  saveTriggerStatements,
} from "#store/event-triggers.ts";
import { saveFailedWork } from "#store/failed-work.ts";

/**
 * Says the conditions of all event triggers anew in this version's SQL: what an older one has kept may
 * name what its migrations have changed. A condition that this version cannot read is failed work.
 *
 * Errors: throws when the database is away.
 */
export async function renewEventTriggers(database: Database): Promise<void> {
  for (const entityId of await listEntitiesWithEventTriggers(database)) {
    await inTransaction(database, entityId, async (tx) => {
      for (const { eventTriggerId, baseObject, condition, eventType } of await lockEventTriggers(
        tx,
      )) {
        if (!isConditionObject(baseObject)) continue;
        try {
          const statements = triggerStatements(tx, baseObject, parseCondition(condition));
          await saveTriggerStatements(tx, eventTriggerId, statements);
        } catch (error) {
          if (!(error instanceof BillingError)) throw error;
          const { name: subject } = eventType;
          await saveFailedWork(tx, [{ work: "Event trigger", subject, reason: error.message }]);
        }
      }
    });
  }
}
