import { BillingError, ERRORS } from "#engine/errors.ts";
import { type Context, contextOf } from "#operations/context.ts";
import type { DeliveryOptions } from "#operations/deliver-callouts.ts";
import type { MailServer } from "#operations/deliver-emails.ts";
import { withOutsideTaxes } from "#operations/with-outside-taxes.ts";
import { findOrganizationsOfJob, saveAsyncJobFailure } from "#store/async-jobs.ts";
import {
  actingAs,
  type Database,
  inTransaction,
  isLockCompetition,
  isTemporary,
  limitedTo,
  type TransactionOptions,
} from "#store/database.ts";
import type { QueuedJob } from "#store/job-queue.ts";
import { findEntity } from "#store/oauth.ts";

/** Does what the job asks and saves its result; what it throws becomes the job's error. */
export type AsyncTask = (
  context: Context,
  jobId: string,
  options: TransactionOptions,
) => Promise<void>;

export type JobOptions = TransactionOptions & {
  /** So often a job tries to get the locks that it needs. Default 3. */
  readonly lockAttempts?: number;
  readonly callouts?: DeliveryOptions;
  /** Who takes e-mails. Absent: they stay in the outbox. */
  readonly smtp?: MailServer | undefined;
};

/**
 * Runs a job for the entity and the user that asked for it, on the entity's clock of now.
 *
 * Errors: throws what another attempt may get past: locks that others hold, while there are attempts
 * left, and a database that is not there. Anything else is written down: the job has Failed.
 *
 * @param attempt  1 for the first.
 */
export async function runAsyncJob(
  task: AsyncTask,
  database: Database,
  { entityId, userId, jobId }: QueuedJob,
  attempt: number,
  options: JobOptions,
): Promise<void> {
  const entity = await findEntity(database, entityId);
  if (!entity) return;
  // Somebody waits for it: the audit trail tells of it as of a request.
  const request = { requestId: jobId, operation: task.name };
  const organizationIds = await inTransaction(database, entityId, (tx) =>
    findOrganizationsOfJob(tx, jobId),
  );
  const caller = {
    database: limitedTo(actingAs(database, { userId, request }), organizationIds),
    ...{ entity, userId, requestId: jobId, entityChanged: () => undefined },
  };
  try {
    const allowedHosts = options.callouts?.allowedHosts;
    const context = contextOf(
      { ...caller, ...(allowedHosts && { calloutHosts: allowedHosts }) },
      Temporal.Now.instant(),
    );
    await withOutsideTaxes(context, (taxed) => task(taxed, jobId, options));
  } catch (error) {
    const isCompetition = isLockContention(error);
    if (isCompetition && attempt < (options.lockAttempts ?? 3)) throw error;
    if (!isCompetition && isTemporary(error)) throw error;
    const errors = errorText(error, jobId);
    await inTransaction(database, entityId, (tx) => saveAsyncJobFailure(tx, jobId, errors));
  }
}

const isLockContention = (error: unknown): boolean =>
  isLockCompetition(error) || (error instanceof BillingError && categoryOf(error) === 50);

const categoryOf = ({ code }: BillingError): number => ERRORS[code].category;

/** As clients look for it: the first digit says that it was a job. */
function errorText(error: unknown, jobId: string): string {
  if (isLockContention(error)) return coded(50, ERRORS.LOCK_CONTENTION.message({}));
  if (error instanceof BillingError) return coded(categoryOf(error), error.message);
  console.error(`Job ${jobId}:`, error);
  return coded(60, "An internal error occurred: see the log of the server.");
}

const coded = (category: number, message: string): string => `[400000${category}]: ${message}`;
