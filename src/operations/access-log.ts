/**
 * Answered requests, gathered in this process and written together: a request waits for none of it.
 * One log for each database, so that a server that stops can write what is left.
 */
import { type ApiAccess, saveApiAccesses, saveLastUses } from "#store/api-accesses.ts";
import { type Database, inTransaction, isTemporary } from "#store/database.ts";

/** Whose request it was. */
export type NotedAccess = ApiAccess & { readonly entityId: string };

/** So long the first one waits for others. */
const GATHERED_MS = 1_000;
/** While the database is away: the oldest are lost. */
const MOST_WAITING = 10_000;

class AccessLog {
  readonly #database: Database;
  #waiting: NotedAccess[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(database: Database) {
    this.#database = database;
  }

  note(access: NotedAccess): void {
    this.#waiting.push(access);
    this.#timer ??= setTimeout(() => void this.write(), GATHERED_MS).unref();
  }

  /** Settles when all that was noted before is written, or cannot be. */
  write(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#writeWaiting());
    return this.#writing;
  }

  async #writeWaiting(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const [entityId, accesses] of Map.groupBy(waiting, (access) => access.entityId)) {
      try {
        await inTransaction(this.#database, entityId, async (tx) => {
          await saveApiAccesses(tx, accesses);
          await saveLastUses(tx, accesses);
        });
      } catch (error) {
        console.error(`API access log, entity ${entityId}:`, error);
        // What cannot be written for another reason would fail again and again.
        if (isTemporary(error)) this.#waiting.unshift(...accesses);
      }
    }
    if (this.#waiting.length > MOST_WAITING) this.#waiting = this.#waiting.slice(-MOST_WAITING);
    // Those that wait for the database are tried again, also when nobody asks for anything.
    if (this.#waiting.length > 0) {
      this.#timer ??= setTimeout(() => void this.write(), GATHERED_MS).unref();
    }
  }
}

const logs = new WeakMap<Database["pool"], AccessLog>();

function logOf(database: Database): AccessLog {
  const existing = logs.get(database.pool);
  if (existing) return existing;
  const { actor: _, transaction: __, ...own } = database;
  const created = new AccessLog(own);
  logs.set(database.pool, created);
  return created;
}

/** Returns at once. */
export const noteAccess = (database: Database, access: NotedAccess): void =>
  logOf(database).note(access);

/** What this process has answered so far; for who wants to read it, and before it ends. */
export const writeAccessLog = (database: Database): Promise<void> => logOf(database).write();
