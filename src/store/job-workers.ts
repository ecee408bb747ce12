/**
 * Which workers live. A job is locked by its worker's name, and graphile-worker waits four hours for
 * one that does not answer. So each of ours holds an advisory lock of its name for as long as its
 * connection lives: PostgreSQL lets go of it when the process dies, however it dies.
 */
import { type Database, sql } from "./database.ts";

export type LivingWorker = {
  /** Resolves when the connection is gone, and with it the sign of life. */
  readonly lost: Promise<void>;
  /** The worker has ended. */
  release(): void;
};

export async function markLiving(database: Database, workerId: string): Promise<LivingWorker> {
  const client = await database.pool.connect();
  const lost = new Promise<void>((resolve) => client.once("end", resolve));
  const release = () => client.release(true);
  try {
    await client.query("select pg_advisory_lock($1, hashtext($2))", [LIVING, workerId]);
  } catch (error) {
    release();
    throw error;
  }
  return { lost, release };
}

/** Gives the jobs of workers that are dead to those that live. */
export async function releaseJobsOfTheDead({ kysely }: Database): Promise<void> {
  await sql`
    with locked as materialized (
      select distinct locked_by from graphile_worker._private_jobs
      where locked_at < now() - interval '1 second'
    ), dead as materialized (
      select locked_by from locked where pg_try_advisory_xact_lock(${LIVING}, hashtext(locked_by))
    )
    select graphile_worker.force_unlock_workers(array_agg(locked_by)) from dead
    having count(*) > 0
  `.execute(kysely);
}

/** Tells these locks from those of others; any number will do. */
const LIVING = 784_882;
