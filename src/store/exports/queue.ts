/** The queue of exports. */
import { sql, type Transaction } from "../database.ts";

/** An export that is to be run, or that somebody is to be told of. */
export type ExportWork = { readonly entityId: string; readonly jobId: string };

export const EXPORT_WORK = { task: "RunExport", maxAttempts: 25 } as const;

/** In the caller's transaction. Those of one entity run one after the other. */
export async function enqueueExport(tx: Transaction, jobId: string): Promise<void> {
  const { task, maxAttempts } = EXPORT_WORK;
  await sql`
    select from graphile_worker.add_job(${task},
      json_build_object('entityId', replace(current_entity_id()::text, '-', ''),
        'jobId', ${jobId}::text),
      queue_name => 'exports-' || current_entity_id(), max_attempts => ${maxAttempts})
  `.execute(tx);
}

export const EXPORT_NOTICE = { task: "TellOfExport", maxAttempts: 8 } as const;

/** In the caller's transaction. */
export async function enqueueExportNotice(tx: Transaction, jobId: string): Promise<void> {
  const { task, maxAttempts } = EXPORT_NOTICE;
  await sql`
    select from graphile_worker.add_job(${task},
      json_build_object('entityId', replace(current_entity_id()::text, '-', ''),
        'jobId', ${jobId}::text), max_attempts => ${maxAttempts})
  `.execute(tx);
}
