import type { PlainDate } from "#engine/values/plain-date.ts";
import { createBillRun } from "#operations/create-bill-run.ts";
import { runBillRun } from "#operations/run-bill-run.ts";
import { findBillRun } from "#store/bill-runs.ts";
import { inTransaction } from "#store/database.ts";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { secondsToCopyAgain } from "./copy-again.ts";
import { createSubscriptions } from "./many-subscriptions.ts";
import { type SecondWorker, startSecondWorker } from "./second-worker.ts";
import { type BenchEnvironment, type Measurement, timed, type Workload } from "./workload.ts";

const DEFAULT_SIZE = 50_000;

/** Bills two months: the second is what every month after the first costs. */
export const billRun: Workload = {
  name: "bill-run",
  description:
    "two processes bill monthly subscriptions of mixed models (50,000), one account each, as posted invoices",

  async run(environment: BenchEnvironment): Promise<Measurement[]> {
    const { ownerUrl, directory, size = DEFAULT_SIZE } = environment;
    const made = await timed(() =>
      createSubscriptions(environment.context("2025-01-01"), size, "2025-01"),
    );
    // As PostgreSQL itself does within minutes; a run that comes sooner would do it.
    await withOwnerConnection(ownerUrl, (client) => client.query("analyze"));
    const worker = await startSecondWorker();
    const first = await billMonth(environment, "2025-01-31", size, worker);
    const second = await billMonth(environment, "2025-02-28", size, worker);
    const { megabytes } = await worker.close();
    const copied = await secondsToCopyAgain(ownerUrl, directory, [
      { table: "invoices", where: "target_date = '2025-01-31'" },
      { table: "invoice_items", where: "service_start < '2025-02-01'" },
      { table: "taxation_items", where: `document_id in (${OF_FIRST_MONTH})` },
      { table: "journal_entries", where: "accounting_date = '2025-01-31'" },
      { table: "events", where: `object_id in (${OF_FIRST_MONTH})` },
    ]);
    const rate = (seconds: number) => size / seconds;
    return [
      { name: "subscriptions made in bulk", value: rate(made.seconds), unit: "subscriptions/s" },
      { name: "bill run, first month", value: rate(first), unit: "invoices/s" },
      { name: "bill run, second month", value: rate(second), unit: "invoices/s" },
      { name: "COPY of the same rows", value: rate(copied), unit: "invoices/s" },
      { name: "first month over COPY", value: copied / first, unit: "" },
      { name: "second month over COPY", value: copied / second, unit: "" },
      { name: "largest memory of Node", value: process.resourceUsage().maxRSS / 1024, unit: "MB" },
      { name: "of the second worker", value: megabytes, unit: "MB" },
    ];
  },
};

const OF_FIRST_MONTH = "select invoice_id from invoices where target_date = '2025-01-31'";

/**
 * By this process, and by a second one where there is one.
 *
 * @returns seconds from the request to the last commit
 */
export async function billMonth(
  { context, ownerUrl }: BenchEnvironment,
  targetDate: string,
  size: number,
  secondWorker?: SecondWorker,
): Promise<number> {
  await withOwnerConnection(ownerUrl, (client) => client.query("checkpoint"));
  const asked = context(targetDate);
  const { seconds, result: billRunId } = await timed(async () => {
    const { billRunId } = await createBillRun(asked, {
      targetDate: targetDate as PlainDate,
      batches: ["AllBatches"],
      autoPost: true,
      noEmailForZeroAmountInvoice: false,
    });
    await Promise.all([
      runBillRun(asked, billRunId),
      secondWorker?.run(asked, ownerUrl, billRunId),
    ]);
    return billRunId;
  });
  const { database, entityId } = asked;
  const billed = await inTransaction(database, entityId, (tx) => findBillRun(tx, billRunId));
  if (billed?.status !== "Posted" || billed.invoicesGenerated !== size) {
    throw new Error(`the bill run went wrong: ${JSON.stringify(billed)}`);
  }
  return seconds;
}
