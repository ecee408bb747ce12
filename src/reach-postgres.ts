import { findRunningDatabase, startEmbeddedPostgres } from "#store/embedded-postgres.ts";
import { readConfig } from "./config.ts";

type Reached = {
  readonly url: string;
  /** Whether it runs for this process alone. */
  readonly isOurs: boolean;
  readonly stop: () => Promise<void>;
};

/**
 * The database of the environment's settings, for a command that works on it itself: one that runs is
 * asked beside its server; the embedded one is started for as long as this takes, where none runs.
 *
 * Errors: StartError.
 */
export async function reachPostgres(): Promise<Reached> {
  const config = readConfig(process.env);
  const running = config.databaseUrl ?? findRunningDatabase(config.dataDirectory);
  if (running) return { url: running, isOurs: false, stop: async () => undefined };
  const { url, stop } = await startEmbeddedPostgres(config.dataDirectory);
  return { url, isOurs: true, stop };
}
