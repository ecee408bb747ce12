import { forgetApiAccesses } from "./api-accesses.ts";
import { type Database, inTransaction, sql } from "./database.ts";

/**
 * Forgets what an entity needs no longer: answers to requests with an Idempotency-Key and promises of
 * previews after 24 hours, files that broke off while they were uploaded too, asynchronous jobs 30 days
 * after they have ended, data queries with their results after 30 days, result files of exports after 3 days and the exports
 * after 180, which objects were deleted after 30 days, callouts after 90 days, API
 * accesses after as many days as the entity has set.
 */
export const forgetWhatIsOld = (database: Database, entityId: string): Promise<void> =>
  inTransaction(database, entityId, async (tx) => {
    await sql`
      with answers as (
        delete from idempotency_keys where claimed_at < now() - interval '24 hours'
      ), previews as (
        delete from order_previews where created_at < now() - interval '24 hours'
      ), preview_runs as (
        delete from billing_preview_runs where created_at < now() - interval '180 days'
      ), callouts as (
        delete from callout_deliveries where created_at < now() - interval '90 days'
      ), queries as (
        delete from data_query_jobs where created_at < now() - interval '30 days'
      ), export_files as (
        delete from export_pieces using export_jobs j
        where export_pieces.job_id = j.job_id and j.ended_at < now() - interval '3 days'
      ), deleted as (
        delete from deleted_rows where created_at < now() - interval '30 days'
      ), exports as (
        delete from export_jobs where created_at < now() - interval '180 days'
      ), broken_off as (
        delete from usage_imports
        where status = 'Uploading' and updated_at < now() - interval '24 hours'
      )
      delete from async_jobs where finished_at < now() - interval '30 days'
    `.execute(tx);
    await forgetApiAccesses(tx);
  });
