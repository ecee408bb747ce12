import { hasSucceeded } from "#engine/callouts/next-attempt.ts";
import type { SendOptions } from "#gateways/guarded-request.ts";
import { sendCallout } from "#gateways/send-callout.ts";
import { inTransaction } from "#store/database.ts";
import { findExportJob } from "#store/exports/jobs.ts";
import type { Context } from "./context.ts";

/**
 * Calls the address that an aggregate job was submitted with, once it has ended.
 *
 * Errors: throws where it has not answered with success, so that it is tried again.
 */
export async function tellOfExport(
  { database, entityId }: Context,
  jobId: string,
  options: SendOptions,
): Promise<void> {
  const job = await inTransaction(database, entityId, (tx) =>
    findExportJob(tx, jobId, "Aggregate"),
  );
  if (!job || job.notifyUrl === null) return;
  const status = `${job.status.charAt(0).toUpperCase()}${job.status.slice(1)}`;
  const url = job.notifyUrl
    .replaceAll(/\$(\{JOBID\}|%7BJOBID%7D)/gi, job.jobId)
    .replaceAll(/\$(\{STATUS\}|%7BSTATUS%7D)/gi, status);
  const request = { method: "GET", url, body: "", auth: null } as const;
  const notificationId = `export-${job.jobId}`;
  const answer = await sendCallout({ ...request, notificationId, signingSecret: null }, options);
  if (hasSucceeded(answer)) return;
  throw new Error(`The notice of export ${job.jobId} was answered with ${answer.responseCode}.`);
}
