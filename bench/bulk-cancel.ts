import { setTimeout as delay } from "node:timers/promises";
import { decimal } from "#engine/values/decimal.ts";
import { plainDate } from "#engine/values/plain-date.ts";
import { createBulkCancel } from "#operations/create-bulk-cancel.ts";
import { startBulkCancel, submitBulkCancel } from "#operations/decide-bulk-cancel.ts";
import { workOnBulkCancel } from "#operations/run-bulk-cancel.ts";
import { countRows } from "#store/bulk-cancel-rows.ts";
import { findBulkCancel, saveBulkCancelSettings } from "#store/bulk-cancels.ts";
import { inTransaction } from "#store/database.ts";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { billMonth } from "./bill-run.ts";
import { createSubscriptions } from "./many-subscriptions.ts";
import { type BenchEnvironment, type Measurement, timed, type Workload } from "./workload.ts";

const DEFAULT_SIZE = 5_000;

/** A plan and its run: each row is an order that cancels, credits and writes off. */
export const bulkCancel: Workload = {
  name: "bulk-cancel",
  description:
    "subscriptions of mixed models (5,000), billed for a month, cancelled and written off by one bulk cancel",

  async run(environment: BenchEnvironment): Promise<Measurement[]> {
    const { ownerUrl, size = DEFAULT_SIZE } = environment;
    await createSubscriptions(environment.context("2025-01-01"), size, "2025-01");
    await billMonth(environment, "2025-01-31", size);
    await withOwnerConnection(ownerUrl, (client) => client.query("analyze"));
    return measured(environment, size);
  },
};

async function measured(environment: BenchEnvironment, size: number): Promise<Measurement[]> {
  const { database } = environment;
  const context = environment.context("2025-02-01");
  const enough = decimal("1000000000");
  await inTransaction(database, context.entityId, (tx) =>
    saveBulkCancelSettings(tx, { approvalAbove: enough }),
  );
  const { bulkCancelId: key } = await createBulkCancel(context, REQUEST);
  const planned = await timed(() => workedOn(environment, key, "Planning"));
  await submitBulkCancel(context, key, { planNumber: 1, comment: null });
  await startBulkCancel(context, key, { planNumber: 1 });
  const run = await timed(() => workedOn(environment, key, "Running"));
  const counts = await inTransaction(database, context.entityId, (tx) => countRows(tx, key));
  const done = counts.filter(({ state }) => state === "Done");
  const rows = done.reduce((sum, count) => sum + count.rows, 0);
  if (rows !== size) throw new Error(`${rows} of ${size} rows are done: ${JSON.stringify(counts)}`);
  return [
    { name: "planned", value: size / planned.seconds, unit: "rows/s" },
    { name: "cancelled and written off", value: size / run.seconds, unit: "orders/s" },
  ];
}

const REQUEST = {
  kind: "Cancel",
  comment: null,
  filter: {
    ...{ accountStatus: null, batches: null, currency: "USD", overdueFromDays: null },
    ...{ overdueToDays: null, productRatePlanKey: null, productKey: null, termType: null },
    ...{ accountNumbers: null, balanceUpTo: null, invoiceDateBefore: null, documentTypes: null },
  },
  options: {
    cancellationPolicy: "SpecificDate",
    cancellationEffectiveDate: plainDate("2025-02-01"),
    runBilling: true,
    targetDate: plainDate("2025-02-01"),
    documentDate: plainDate("2025-02-01"),
    writeOff: true,
    reasonCode: null,
    comment: null,
  },
} as const;

const WORKERS = [0, 1, 2, 3];

/** As the queue has it done, by one process, for as long as it is in this status. */
async function workedOn({ database, context }: BenchEnvironment, key: string, status: string) {
  const asked = context("2025-02-01");
  const { signal } = new AbortController();
  const work = async (worker: number): Promise<void> => {
    for (;;) {
      await workOnBulkCancel(asked, key, worker, signal);
      const found = await inTransaction(database, asked.entityId, (tx) => findBulkCancel(tx, key));
      if (found?.status !== status) return;
      await delay(20);
    }
  };
  await Promise.all(WORKERS.map(work));
}
