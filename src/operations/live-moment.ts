import type { ClockStep, ClockWork } from "#engine/model/clock.ts";
import { findBillRun, listUnfinishedBillRuns } from "#store/bill-runs.ts";
import { inTransaction } from "#store/database.ts";
import { listDuePaymentRuns } from "#store/due-work.ts";
import { findPaymentRun } from "#store/payment-runs.ts";
import { completeBillRun } from "./background-bill-runs.ts";
import type { DoneByItself } from "./change-by-itself.ts";
import type { Context } from "./context.ts";
import { type DailyWork, type EntityContext, nameOf, runDailyWork } from "./run-daily-work.ts";
import { runPaymentRun } from "./run-payment-run.ts";
import { beginDueBillRuns } from "./start-due-bill-runs.ts";
import { tellOfDates } from "./tell-of-dates.ts";

/**
 * Does all that is due at a moment, in the order in which the schedulers would: what happens by itself,
 * then bill runs, each until it has ended, then payment runs. Done twice, it is done once.
 *
 * Errors: throws when the database is away.
 *
 * @param context  on the entity's clock at that moment
 */
export async function liveMoment(
  context: EntityContext,
  signal?: AbortSignal,
): Promise<readonly ClockStep[]> {
  const doneAt = context.now.toString();
  const step = (work: ClockWork, told: Omit<ClockStep, "doneAt" | "work">): ClockStep => ({
    ...{ doneAt, work, ...told },
  });
  // What is changed now into the past is not told of, as if every day before had been lived.
  const before = { ...context, now: context.now.subtract({ milliseconds: 1 }) };
  await tellOfDates(before, signal);
  return [
    ...ofDailyWork(await runDailyWork(context, { signal }), step),
    ...(await billed(context, step, signal)),
    ...(await collected(context, step, signal)),
  ];
}

type Step = (work: ClockWork, told: Omit<ClockStep, "doneAt" | "work">) => ClockStep;

function ofDailyWork(work: DailyWork, step: Step): ClockStep[] {
  const { done, executed, billed: schedules, asked, told, failed } = work;
  const well = (of: ClockWork, subject: string, result: string | null = null) =>
    step(of, { subject, result, reason: null });
  return [
    ...done.map(({ type, subscriptionNumber, orderNumber }) =>
      well(WORK_OF_CHANGE[type] ?? "Daily work", subscriptionNumber, orderNumber),
    ),
    ...executed.map((orderNumber) => well("Scheduled order", orderNumber)),
    ...schedules.map((number) => well("Invoice schedule", number)),
    ...asked.map((item) => well("Payment schedule item", item)),
    ...told.map(({ eventType, relatedEvent, objects }) =>
      well("Event", `${eventType}, ${relatedEvent}`, `${objects} objects`),
    ),
    ...failed.map(({ reason, ...what }) =>
      step("Daily work", { subject: nameOf(what), result: null, reason }),
    ),
  ];
}

const WORK_OF_CHANGE: Partial<Readonly<Record<DoneByItself["type"], ClockWork>>> = {
  RenewSubscription: "Renewal",
  CancelSubscription: "Scheduled cancel",
  Suspend: "Scheduled suspension",
  Resume: "Scheduled resumption",
};

/** Those that begin now, and before them what an earlier moment has left unfinished. */
async function billed(
  context: EntityContext,
  step: Step,
  signal: AbortSignal | undefined,
): Promise<ClockStep[]> {
  const { database, entityId } = context;
  const steps: ClockStep[] = [];
  const complete = async (run: { readonly billRunId: string; readonly createdById: string }) => {
    const own: Context = { ...context, userId: run.createdById };
    await completeBillRun(own, run.billRunId, signal);
    const ended = await inTransaction(database, entityId, (tx) => findBillRun(tx, run.billRunId));
    if (!ended || signal?.aborted) return;
    const { billRunNumber: subject, status: result, errors } = ended;
    const reason = result === "Error" ? (errors[0]?.reason ?? "It has come to grief.") : null;
    steps.push(step("Bill run", { subject, result, reason }));
  };
  for (const run of await inTransaction(database, entityId, listUnfinishedBillRuns)) {
    if (!signal?.aborted) await complete(run);
  }
  for await (const run of beginDueBillRuns(context, signal)) await complete(run);
  return steps;
}

async function collected(
  context: EntityContext,
  step: Step,
  signal: AbortSignal | undefined,
): Promise<ClockStep[]> {
  const { database, entityId, now } = context;
  const due = await inTransaction(database, entityId, (tx) =>
    listDuePaymentRuns(tx, now.toString()),
  );
  const steps: ClockStep[] = [];
  for (const { paymentRunId, userId } of due) {
    if (signal?.aborted) return steps;
    await runPaymentRun({ ...context, userId }, paymentRunId, signal ? { signal } : {});
    const run = await inTransaction(database, entityId, (tx) => findPaymentRun(tx, paymentRunId));
    if (!run) continue;
    const { paymentRunNumber: subject, status: result, error: reason } = run;
    steps.push(step("Payment run", { subject, result, reason }));
  }
  return steps;
}
