import { contextOf } from "#operations/context.ts";
import { proveEntity } from "#operations/prove-entity.ts";
import {
  type DailyWork,
  type EntityContext,
  nameOf,
  runDailyWork,
} from "#operations/run-daily-work.ts";
import { verifyAuditTrailNightly } from "#operations/verify-audit-trail.ts";
import { isClockMoving } from "#store/clock.ts";
import { type Database, inTransaction, isTemporary } from "#store/database.ts";
import { forgetFailedWork, saveFailedWork } from "#store/failed-work.ts";
import { forgetWhatIsOld } from "#store/forget-what-is-old.ts";
import { type EntityRow, listEntities } from "#store/oauth.ts";
import { isProvedOn } from "#store/proofs.ts";

/**
 * Does in all entities what happens by itself, each on its own day, proves what they have once a day,
 * and forgets what is old. What fails is in the log; it is tried again an hour later.
 *
 * Errors: throws when the database is away.
 */
export async function runDailyWorkOfAll(database: Database, signal: AbortSignal): Promise<void> {
  for (const entity of await listEntities(database)) {
    if (signal.aborted) return;
    try {
      await runDailyWorkOf(database, entity, signal);
    } catch (error) {
      if (isTemporary(error)) throw error;
      console.error(`Daily work, entity ${entity.entityId}:`, error);
      const reason = error instanceof Error ? error.message : String(error);
      await inTransaction(database, entity.entityId, (tx) =>
        saveFailedWork(tx, [{ work: "Daily work", subject: "all of it", reason }]),
      );
    }
  }
}

async function runDailyWorkOf(
  database: Database,
  entity: EntityRow,
  signal: AbortSignal,
): Promise<void> {
  const { entityId } = entity;
  await forgetWhatIsOld(database, entityId);
  // Who moves it does what is due, day by day.
  if (await inTransaction(database, entityId, isClockMoving)) return;
  const requestId = `daily-work-${entityId}`;
  const caller = { database, entity, userId: "", requestId, entityChanged: () => undefined };
  const { userId: _, ...context } = contextOf(caller, Temporal.Now.instant());
  tell(await runDailyWork(context, { signal }), entityId);
  if (await isProvedToday(context)) return;
  await verifyAuditTrailNightly(context);
  const { unequalAccounts, firstDifferences } = await proveEntity(context, { signal });
  if (unequalAccounts === 0) {
    await inTransaction(database, entityId, (tx) => forgetFailedWork(tx, "Proof", []));
    return;
  }
  const [first] = firstDifferences;
  const reason =
    `${unequalAccounts} accounts do not add up, first ` +
    `${first?.accountNumber}, ${first?.documentNumber}: ${first?.law}. See GET /v1/proofs.`;
  console.error(`Proof, entity ${entityId}: ${reason}`);
  await inTransaction(database, entityId, (tx) =>
    saveFailedWork(tx, [{ work: "Proof", subject: "of all accounts", reason }]),
  );
}

const isProvedToday = ({ database, entityId, today }: EntityContext): Promise<boolean> =>
  inTransaction(database, entityId, (tx) => isProvedOn(tx, today()));

function tell({ failed }: DailyWork, entityId: string): void {
  for (const { reason, ...what } of failed) {
    console.error(`Daily work, entity ${entityId}, ${nameOf(what)}: ${reason}`);
  }
}
