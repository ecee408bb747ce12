import { DatabaseSync } from "node:sqlite";
import { StartError } from "./start-error.ts";

/**
 * Makes this process the only user of a data directory until `release`, or until the process ends
 * in whatever way: the operating system holds the lock, so nothing stale can be left behind.
 *
 * The file is an SQLite database that is never written to. Node has no file locks of its own, and
 * SQLite's exclusive transaction is one.
 *
 * Errors: StartError when another process holds the lock.
 */
export function lockDirectory(lockFile: string, directory: string): { release(): void } {
  const file = new DatabaseSync(lockFile, { timeout: 0 });
  try {
    // In memory: a journal file would stay behind when we are killed.
    file.exec("pragma journal_mode = memory; begin exclusive");
  } catch (error) {
    file.close();
    if (!isBusy(error)) throw error;
    throw new StartError(
      `The data directory ${directory} is in use by another Quittance: stop it, ` +
        "or set QUITTANCE_DATA_DIR to another place.",
    );
  }
  return { release: () => file.close() };
}

const SQLITE_BUSY = 5;

const isBusy = (error: unknown): boolean =>
  error instanceof Error && "errcode" in error && error.errcode === SQLITE_BUSY;
