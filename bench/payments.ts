import type { PlainDate } from "#engine/values/plain-date.ts";
import { createBillRun } from "#operations/create-bill-run.ts";
import { createPaymentMethod } from "#operations/create-payment-method.ts";
import { createPaymentRun } from "#operations/create-payment-run.ts";
import { runBillRun } from "#operations/run-bill-run.ts";
import { runPaymentRun } from "#operations/run-payment-run.ts";
import { inTransaction, sql } from "#store/database.ts";
import { withOwnerConnection } from "#store/owner-connection.ts";
import { createSubscriptions } from "./many-subscriptions.ts";
import { type BenchEnvironment, type Measurement, timed, type Workload } from "./workload.ts";

const DEFAULT_SIZE = 20_000;

/** Collects a month of invoices by the test gateway, which answers at once: what is measured is ours. */
export const payments: Workload = {
  name: "payments",
  description: "collects what accounts (20,000) owe, one invoice each, in one payment run",

  async run(environment: BenchEnvironment): Promise<Measurement[]> {
    const { ownerUrl, size = DEFAULT_SIZE } = environment;
    const context = environment.context("2025-01-31");
    await createSubscriptions(environment.context("2025-01-01"), size, "2025-01");
    const { billRunId } = await createBillRun(context, {
      targetDate: "2025-01-31" as PlainDate,
      batches: ["AllBatches"],
      autoPost: true,
      noEmailForZeroAmountInvoice: false,
    });
    await runBillRun(context, billRunId);
    await giveAllACard(environment);
    await withOwnerConnection(ownerUrl, (client) => client.query("analyze"));
    const { seconds, result: applied } = await timed(() => collect(environment));
    if (applied !== size) throw new Error(`${applied} of ${size} invoices were paid`);
    return [
      { name: "payment run", value: size / seconds, unit: "applications/s" },
      { name: "largest memory of Node", value: process.resourceUsage().maxRSS / 1024, unit: "MB" },
    ];
  },
};

/** A card each, and accounts that pay by themselves. */
async function giveAllACard(environment: BenchEnvironment): Promise<void> {
  const context = environment.context("2025-01-31");
  const { paymentMethodId } = await createPaymentMethod(context, {
    request: {
      type: "CreditCardReferenceTransaction",
      tokenId: "test_approve_bench",
      holder: {},
      customFields: {},
    },
    gatewayKey: undefined,
    skipValidation: true,
    accountKey: undefined,
    makeDefault: false,
  });
  await inTransaction(context.database, context.entityId, async (tx) => {
    await sql`
      insert into payment_methods (payment_method_id, account_id, type, status, token_id, details,
        created_by_id, updated_by_id)
      select gen_random_uuid(), accounts.account_id, type, m.status, token_id, details,
        m.created_by_id, m.updated_by_id
      from accounts, payment_methods m where payment_method_id = ${paymentMethodId}::uuid
    `.execute(tx);
    await sql`
      update accounts set auto_pay = true, default_payment_method_id = payment_method_id
      from payment_methods where payment_methods.account_id = accounts.account_id
    `.execute(tx);
  });
}

/** @returns how many invoices were paid */
async function collect({ context }: BenchEnvironment): Promise<number> {
  const asked = context("2025-03-31");
  const { paymentRunId } = await createPaymentRun(asked, {
    targetDate: "2025-03-31" as PlainDate,
    runAt: null,
    accountId: null,
    batch: null,
    billCycleDay: null,
    currency: null,
    paymentGatewayId: null,
    billingRunId: null,
    applyCreditBalance: false,
    autoApplyCreditMemo: true,
    autoApplyUnappliedPayment: true,
    collectPayment: true,
    consolidatedPayment: false,
    processPaymentWithClosedPM: false,
    data: null,
  });
  await runPaymentRun(asked, paymentRunId);
  return inTransaction(asked.database, asked.entityId, async (tx) => {
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from invoices where balance = 0
    `.execute(tx);
    return rows[0]?.count ?? 0;
  });
}
