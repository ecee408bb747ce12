/** How a bill run goes from one status to the next. The caller has locked the run. */
import type { RunDates } from "#engine/billing/bill-run-schedule.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { saveCompletion } from "./bill-run-completion.ts";
import { type BillRunError, type BillRunStatus, ERRORS_KEPT } from "./bill-runs.ts";
import { sql, type Transaction } from "./database.ts";
import { enqueueBillRun } from "./job-queue.ts";

type Author = { readonly userId: string; readonly now: string };

/** The time of a scheduled run has come: whoever takes it up runs it, with these dates. */
export async function saveDueBillRun(
  tx: Transaction,
  billRunId: string,
  { runDate, targetDate, invoiceDate, scheduledAt }: RunDates & { readonly scheduledAt: Date },
): Promise<void> {
  await sql`
    update bill_runs set is_due = true, run_date = ${runDate}, target_date = ${targetDate},
      invoice_date = ${invoiceDate}, scheduled_at = ${scheduledAt.toISOString()}::timestamptz
    where bill_run_id = ${billRunId}::uuid
  `.execute(tx);
  await enqueueBillRun(tx, billRunId);
}

/** Cancels the run of a schedule that waits for its time: no other will follow. */
export async function endSeries(
  tx: Transaction,
  seriesId: string,
  { userId, now }: Author,
): Promise<void> {
  await sql`
    update bill_runs set status = 'Canceled', updated_by_id = ${userId}::uuid, updated_at = ${now}
    where series_id = ${seriesId}::uuid and status = 'Pending' and not is_due
  `.execute(tx);
}

/** Begins to post. */
export async function savePosting(
  tx: Transaction,
  billRunId: string,
  invoiceDate: PlainDate,
  { userId, now }: Author,
): Promise<void> {
  await sql`
    update bill_runs set status = 'PostInProgress', invoice_date = ${invoiceDate},
      updated_by_id = ${userId}::uuid, updated_at = ${now}
    where bill_run_id = ${billRunId}::uuid
  `.execute(tx);
  await enqueueBillRun(tx, billRunId);
}

export async function savePosted(tx: Transaction, billRunId: string, now: string): Promise<void> {
  await sql`
    update bill_runs set status = 'Posted', updated_at = ${now}
    where bill_run_id = ${billRunId}::uuid and status = 'PostInProgress'
  `.execute(tx);
}

/** Begins to cancel or to delete, or cancels at once what has not begun. */
export async function saveTakingBack(
  tx: Transaction,
  billRunId: string,
  status: Extract<BillRunStatus, "CancelInProgress" | "RemoveInProgress" | "Canceled">,
  { userId, now }: Author,
): Promise<void> {
  await sql`
    update bill_runs set status = ${status}, updated_by_id = ${userId}::uuid, updated_at = ${now}
    where bill_run_id = ${billRunId}::uuid
  `.execute(tx);
  if (status !== "Canceled") await enqueueBillRun(tx, billRunId);
}

/** What a run that is being cancelled or deleted has to keep, and why. */
export async function addBillRunErrors(
  tx: Transaction,
  billRunId: string,
  errors: readonly BillRunError[],
): Promise<void> {
  if (errors.length === 0) return;
  await sql`
    update bill_runs set errors = errors || ${JSON.stringify(errors)}::jsonb
    where bill_run_id = ${billRunId}::uuid and jsonb_array_length(errors) < ${ERRORS_KEPT}
  `.execute(tx);
}

/** Ends a cancel or a deletion: a run that keeps documents is what it was. */
export async function saveTakenBack(
  tx: Transaction,
  billRunId: string,
  status: Extract<BillRunStatus, "Canceled" | "Completed" | "Error">,
  now: string,
): Promise<void> {
  await sql`
    update bill_runs set status = ${status}, updated_at = ${now}
    where bill_run_id = ${billRunId}::uuid and status in ('CancelInProgress', 'RemoveInProgress')
  `.execute(tx);
}

/** With its batches. */
export async function deleteBillRunRow(tx: Transaction, billRunId: string): Promise<void> {
  await sql`delete from bill_runs where bill_run_id = ${billRunId}::uuid`.execute(tx);
}

/** The run of an invoice that is a draft again is Completed again, so that its drafts can be posted. */
export async function reopenRunOfInvoice(
  tx: Transaction,
  { accountId, invoiceId }: { readonly accountId: string; readonly invoiceId: string },
): Promise<void> {
  await sql`
    update bill_runs set status = 'Completed'
    where status = 'Posted' and bill_run_id = (
      select bill_run_id from invoices
      where account_id = ${accountId}::uuid and invoice_id = ${invoiceId}::uuid
    )
  `.execute(tx);
}

/**
 * The run has come to grief; what its batches have committed stands. One that was being posted or
 * cancelled is Completed again: the rest of it can be posted or cancelled later.
 */
export async function saveBillRunFailure(
  tx: Transaction,
  billRunId: string,
  reason: string,
  now: string,
): Promise<void> {
  const error: BillRunError = { accountId: null, accountNumber: null, reason };
  const { rows } = await sql<{ bill_run_number: string }>`
    update bill_runs set updated_at = ${now}, finished_at = ${now},
      status = case when status in ('PostInProgress', 'CancelInProgress') then 'Completed'
        else 'Error' end,
      errors = errors || ${JSON.stringify([error])}::jsonb
    where bill_run_id = ${billRunId}::uuid and status in
      ('Pending', 'Processing', 'PostInProgress', 'CancelInProgress', 'RemoveInProgress')
    returning bill_run_number
  `.execute(tx);
  await saveCompletion(tx, billRunId, rows[0], "Error", now);
}
