/** Runs what is queued, in this process, beside all other processes that do. */
import { EventEmitter } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { parseCronItems, run, type TaskList, type WorkerEvents } from "graphile-worker";
import { joinBillRun } from "#operations/background-bill-runs.ts";
import { numberEventsOfAll } from "#operations/number-events.ts";
import { renewEventTriggers } from "#operations/renew-event-triggers.ts";
import { runDataQueryJob } from "#operations/run-data-query-job.ts";
import { chainAuditTrailOfAll } from "#operations/verify-audit-trail.ts";
import type { AsyncJobType } from "#store/async-jobs.ts";
import { LABELING_TASK } from "#store/data-labeling.ts";
import type { Database } from "#store/database.ts";
import { EXPORT_NOTICE, EXPORT_WORK, type ExportWork } from "#store/exports/queue.ts";
import {
  BILL_RUN_EMAILS,
  BILL_RUN_WORK,
  type BillRunEmailWork,
  type BillRunWork,
  BULK_CANCEL_WORK,
  type BulkCancelWork,
  CALLOUT_WORK,
  type CalloutWork,
  CLOCK_WORK,
  type ClockWork,
  DAILY_WORK,
  DATA_QUERY_WORK,
  type DataQueryWork,
  DUE_BILL_RUNS,
  EMAIL_WORK,
  type EmailWork,
  enqueueByName,
  enqueueWhatWasMissed,
  PAYMENT_RUNS,
  PREVIEW_RUN_WORK,
  PRINT_WORK,
  type PreviewRunWork,
  type PrintWork,
  type QueuedJob,
  SILENT,
} from "#store/job-queue.ts";
import { markLiving, releaseJobsOfTheDead } from "#store/job-workers.ts";
import { collectAsAsked } from "./collect-as-asked.ts";
import { createOrderAsynchronously } from "./create-order-asynchronously.ts";
import { deleteOrderAsynchronously } from "./delete-order-asynchronously.ts";
import { runCallouts } from "./deliver-callouts.ts";
import { runEmails, startDelivering } from "./deliver-emails.ts";
import { emailBillRun } from "./email-bill-run.ts";
import { FIND_OUTCOMES, findOutcomesOfAll } from "./find-outcomes.ts";
import { goOnWithClock } from "./go-on-with-clock.ts";
import { labelDataAsAsked } from "./label-data.ts";
import { previewOrderAsynchronously } from "./preview-order-asynchronously.ts";
import { printInvoices } from "./print-invoices.ts";
import { recordFailedJob } from "./record-failed-job.ts";
import { type AsyncTask, type JobOptions, runAsyncJob } from "./run-async-job.ts";
import { runBillingPreviewOf } from "./run-billing-preview.ts";
import { runDailyWorkOfAll } from "./run-daily-work.ts";
import { runExport, runExportNotice } from "./run-exports.ts";
import { startDueBillRunsOfAll } from "./start-due-bill-runs.ts";
import { workOnBulkCancelAsAsked } from "./work-on-bulk-cancel.ts";

const TASKS: Readonly<Record<AsyncJobType, AsyncTask>> = {
  AsyncCreateOrder: createOrderAsynchronously,
  AsyncPreviewOrder: previewOrderAsynchronously,
  AsyncDeleteOrder: deleteOrderAsynchronously,
};

/** A day begins at some hour somewhere. What was missed while no server ran is done as one starts. */
const CRON = parseCronItems([
  {
    task: DAILY_WORK.task,
    match: "0 * * * *",
    options: { jobKey: DAILY_WORK.jobKey, maxAttempts: DAILY_WORK.maxAttempts },
  },
  {
    task: DUE_BILL_RUNS.task,
    match: "*/15 * * * *",
    options: { jobKey: DUE_BILL_RUNS.jobKey, maxAttempts: DUE_BILL_RUNS.maxAttempts },
  },
  FIND_OUTCOMES,
]);

/** Requests need connections of the same pool; callouts, four at most, hold none while they wait. */
const JOBS_AT_ONCE = 8;
/** So often somebody looks whether there is something to tell of. */
const EVENTS_MS = 500;
/** So often somebody looks after jobs whose worker has died, and after our own worker. */
const ROUND_MS = 2_000;
const REPLACED_MS = 1_000;

export type Jobs = {
  /** Resolves when the jobs in work are finished; the others wait for the next start. */
  stop(): Promise<void>;
};

/** Works until it is stopped: a worker that loses its database is replaced when it is back. */
export async function startJobs(database: Database, options: JobOptions = {}): Promise<Jobs> {
  const stopping = new AbortController();
  await renewEventTriggers(database);
  await enqueueWhatWasMissed(database);
  await startDelivering(database, options.smtp);
  await enqueueByName(database, FIND_OUTCOMES.task, FIND_OUTCOMES.options.jobKey);
  const tasks = taskList(database, options, stopping.signal);
  let worker = await startWorker(database, tasks);
  const rounds = (async () => {
    while (!stopping.signal.aborted) {
      // What fails here fails for want of a database: the next round tries again.
      await releaseJobsOfTheDead(database).catch(() => undefined);
      const hasEnded = await worker.endsWithin(ROUND_MS, stopping.signal);
      if (!hasEnded || stopping.signal.aborted) continue;
      await worker.stop();
      worker = await startWorker(database, tasks).catch(() => worker);
      await delay(REPLACED_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  const following = (async () => {
    while (!stopping.signal.aborted) {
      // The next round tries again, as above.
      await numberEventsOfAll(database).catch(() => undefined);
      await chainAuditTrailOfAll(database).catch(() => undefined);
      await delay(EVENTS_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await Promise.all([rounds, following]);
      await worker.stop();
    },
  };
}

async function startWorker(database: Database, tasks: TaskList) {
  const events: WorkerEvents = new EventEmitter();
  const created = new Promise<string>((resolve) => {
    events.once("pool:create", ({ workerPool }) => resolve(workerPool.id));
  });
  // The queue itself says nothing: SILENT. What nobody tries again, somebody has to look at.
  events.on("job:failed", ({ job, error }) => {
    console.error(`Job ${job.task_identifier} failed for good:`, error);
    // Where the database is away, the log has to do.
    recordFailedJob(database, job, error).catch(() => undefined);
  });
  const runner = await run({
    pgPool: database.pool,
    taskList: tasks,
    concurrency: JOBS_AT_ONCE,
    noHandleSignals: true,
    parsedCronItems: CRON,
    logger: SILENT,
    events,
  });
  const ended = runner.promise.catch(() => undefined);
  const living = await markLiving(database, await created).catch(async (error: unknown) => {
    await runner.stop();
    throw error;
  });
  let isStopped = false;
  return {
    async endsWithin(milliseconds: number, signal: AbortSignal): Promise<boolean> {
      const hasEnded = Promise.race([ended, living.lost]).then(() => true);
      const lasts = delay(milliseconds, false, { signal }).catch(() => false);
      return Promise.race([hasEnded, lasts]);
    },
    async stop(): Promise<void> {
      if (isStopped) return;
      isStopped = true;
      // It may have ended by itself.
      await runner.stop().catch(() => undefined);
      await ended;
      living.release();
    },
  };
}

function taskList(database: Database, options: JobOptions, stopping: AbortSignal): TaskList {
  const entries = Object.entries(TASKS).map(([name, task]) => [
    name,
    (job: unknown, { job: { attempts } }: { job: { attempts: number } }) =>
      runAsyncJob(task, database, job as QueuedJob, attempts, options),
  ]);
  const daily = () => runDailyWorkOfAll(database, stopping);
  const billRuns = () => startDueBillRunsOfAll(database, stopping);
  const { callouts = { allowedHosts: new Set() } } = options;
  const tell = (work: unknown) => runCallouts(database, work as CalloutWork, callouts);
  const find = () => findOutcomesOfAll(database, stopping);
  const collect = (job: unknown) => collectAsAsked(database, job as QueuedJob, stopping);
  const others = {
    [PAYMENT_RUNS.task]: collect,
    [DAILY_WORK.task]: daily,
    [DUE_BILL_RUNS.task]: billRuns,
    [PREVIEW_RUN_WORK.task]: (work: unknown) =>
      runBillingPreviewOf(database, work as PreviewRunWork, stopping),
    [LABELING_TASK]: (job: unknown) => labelDataAsAsked(database, job as QueuedJob, stopping),
    [DATA_QUERY_WORK.task]: (work: unknown) =>
      runDataQueryJob({ database, ...(work as DataQueryWork) }, stopping),
    [EXPORT_WORK.task]: (work: unknown) => runExport(database, work as ExportWork, stopping),
    [EXPORT_NOTICE.task]: (work: unknown) =>
      runExportNotice(database, work as ExportWork, callouts),
    [BILL_RUN_WORK.task]: (work: unknown) => joinBillRun(database, work as BillRunWork),
    [BULK_CANCEL_WORK.task]: (work: unknown) =>
      workOnBulkCancelAsAsked(database, work as BulkCancelWork, stopping, callouts.allowedHosts),
    [BILL_RUN_EMAILS.task]: (work: unknown) =>
      emailBillRun(database, work as BillRunEmailWork, stopping),
    [PRINT_WORK.task]: (work: unknown) => printInvoices(database, work as PrintWork, stopping),
    [CALLOUT_WORK.task]: tell,
    [EMAIL_WORK.task]: (work: unknown) =>
      runEmails(database, work as EmailWork, options.smtp, stopping),
    [FIND_OUTCOMES.task]: find,
    [CLOCK_WORK.task]: (work: unknown) => goOnWithClock(database, work as ClockWork, stopping),
  };
  return { ...Object.fromEntries(entries), ...others } as TaskList;
}
