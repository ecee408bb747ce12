/**
 * Imports that go on in this process after their request was answered: one set for each database, so
 * that a server that stops can wait for its own.
 */
import { actingAs, type Database, inTransaction, limitedTo } from "#store/database.ts";
import { listEntities } from "#store/oauth.ts";
import { listUnfinishedImports } from "#store/usage-imports.ts";
import { type Context, contextOf } from "./context.ts";

/** Imports a file, or what is left of it. */
export type Import = (context: Context, importId: string, signal: AbortSignal) => Promise<void>;

type Background = { readonly stopping: AbortController; readonly running: Set<Promise<void>> };

const background = new WeakMap<Database["pool"], Background>();

function backgroundOf({ pool }: Database): Background {
  const existing = background.get(pool);
  if (existing) return existing;
  const created = { stopping: new AbortController(), running: new Set<Promise<void>>() };
  background.set(pool, created);
  return created;
}

/** Begins once the file is committed; returns at once. */
export const startUsageImport = (context: Context, importId: string, work: Import): void =>
  context.afterCommit((committed) => {
    const { stopping, running } = backgroundOf(committed.database);
    // Nobody waits for it any more: what it writes names the import.
    const database = actingAs(committed.database, { userId: committed.userId });
    const run = work({ ...committed, database }, importId, stopping.signal)
      // It goes on at the next start; somebody should hear of it now.
      .catch((error: unknown) => console.error(`Usage import ${importId}:`, error))
      .finally(() => running.delete(run));
    running.add(run);
  });

/** Goes on with what an earlier process left unfinished, in all entities. */
export async function resumeUsageImports(database: Database, work: Import): Promise<void> {
  for (const entity of await listEntities(database)) {
    const unfinished = await inTransaction(database, entity.entityId, listUnfinishedImports);
    for (const { importId, createdById: userId, organizationIds } of unfinished) {
      const entityChanged = () => undefined;
      const limited = limitedTo(database, organizationIds);
      const caller = { database: limited, entity, userId, requestId: importId, entityChanged };
      startUsageImport(contextOf(caller, Temporal.Now.instant()), importId, work);
    }
  }
}

/** Settles when the batches in work are finished; the rest waits for the next start. */
export async function stopImports(database: Database): Promise<void> {
  const { stopping, running } = backgroundOf(database);
  stopping.abort();
  await Promise.all(running);
  background.delete(database.pool);
}
