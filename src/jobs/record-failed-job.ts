import type { Job } from "graphile-worker";
import { type Database, inTransaction } from "#store/database.ts";
import { saveFailedWork } from "#store/failed-work.ts";

/** A job that nobody tries again is failed work of its entity, where it is one's. */
export async function recordFailedJob(
  database: Database,
  { task_identifier: task, id, payload }: Pick<Job, "task_identifier" | "id" | "payload">,
  error: unknown,
): Promise<void> {
  const { entityId } = (payload ?? {}) as { readonly entityId?: unknown };
  if (typeof entityId !== "string") return;
  const reason = error instanceof Error ? error.message : String(error);
  const failure = { work: "Job", subject: `${task} ${id}`, reason } as const;
  await inTransaction(database, entityId, (tx) => saveFailedWork(tx, [failure]));
}
