import { type Context, contextOf } from "#operations/context.ts";
import type { DeliveryOptions } from "#operations/deliver-callouts.ts";
import { runExportJob } from "#operations/run-export-job.ts";
import { tellOfExport } from "#operations/tell-of-export.ts";
import type { Database } from "#store/database.ts";
import type { ExportWork } from "#store/exports/queue.ts";
import { findEntity } from "#store/oauth.ts";

/** Errors: throws when the database is away or the server stops, to be tried again. */
export async function runExport(
  database: Database,
  work: ExportWork,
  stopping: AbortSignal,
): Promise<void> {
  const context = await contextFor(database, work);
  if (context) await runExportJob(context, work.jobId, stopping);
}

/** Errors: throws where nobody has answered, to be tried again. */
export async function runExportNotice(
  database: Database,
  work: ExportWork,
  options: DeliveryOptions,
): Promise<void> {
  const context = await contextFor(database, work);
  if (context) await tellOfExport(context, work.jobId, options);
}

async function contextFor(
  database: Database,
  { entityId, jobId }: ExportWork,
): Promise<Context | undefined> {
  const entity = await findEntity(database, entityId);
  if (!entity) return undefined;
  const requestId = `export-${jobId}`;
  const caller = { database, entity, userId: "", requestId, entityChanged: () => undefined };
  return contextOf(caller, Temporal.Now.instant());
}
