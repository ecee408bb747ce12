/** How a bill run is divided among transactions, workers and processes. */
import {
  accountsOfRun,
  chargesOfRun,
  filteredAccountIds,
  filtersSubscriptions,
  subscriptionsOfRun,
} from "./bill-run-filters.ts";
import type { Amounts, BillRunError, BillRunOrder } from "./bill-runs.ts";
import { IS_BILLED, joinBy, mayBeDue } from "./billing-batches.ts";
import { sql, type Transaction } from "./database.ts";

export type BillRunPlan = BillRunOrder & {
  readonly billRunId: string;
  readonly oneTimeCreditBack: boolean;
  /** Accounts in a batch: one transaction each. */
  readonly batchSize: number;
};

/** Divides the accounts on which something may be due into batches; the run is Processing then. */
export async function planBillRun(tx: Transaction, plan: BillRunPlan, now: string): Promise<void> {
  const { billRunId, batchSize } = plan;
  await sql`select analyze_what_billing_reads()`.execute(tx);
  await joinBy(tx, filteredAccountIds(plan).length === 0 ? "whole tables" : "keys");
  await sql`
    with batches as (
      insert into bill_run_batches (bill_run_id, batch_number, account_ids)
      select ${billRunId}::uuid, batch_number, array_agg(account_id)
      from (
        select account_id,
          ((row_number() over (order by account_id) - 1) / ${batchSize})::integer as batch_number
        from accounts
        where accounts.status = 'Active' ${accountsOfRun(plan)} ${neverBilled(plan)}
        and account_id in (${dueAccounts(plan)})
      ) numbered
      group by batch_number
      returning cardinality(account_ids) as accounts
    )
    update bill_runs set status = 'Processing', updated_at = ${now},
      processing_started_at = clock_timestamp(),
      accounts_total = (select coalesce(sum(accounts), 0) from batches)
    where bill_run_id = ${billRunId}::uuid
  `.execute(tx);
}

/** What was billed already is not caught up with. */
const neverBilled = ({ billRunType }: BillRunPlan) =>
  billRunType === "Regular"
    ? sql``
    : sql`and not exists (
        select from invoices
        where invoices.account_id = accounts.account_id and invoices.status <> 'Canceled'
      )`;

function dueAccounts(plan: BillRunPlan) {
  const parts = [
    ...(plan.includeSubscriptions ? [accountsWithCharges(plan)] : []),
    ...(billsLineItems(plan) ? [accountsWithLineItems(plan)] : []),
  ];
  return parts.length === 0 ? sql`select null::uuid` : sql.join(parts, sql` union `);
}

const accountsWithCharges = (plan: BillRunPlan) => sql`
  select subscriptions.account_id
  from subscriptions join rate_plan_charges charges using (account_id, subscription_id)
  where ${IS_BILLED} and ${mayBeDue(plan)} ${ownedByFiltered(plan)}
  ${subscriptionsOfRun(plan)} ${chargesOfRun(plan)}`;

function ownedByFiltered(plan: BillRunPlan) {
  const accountIds = filteredAccountIds(plan);
  return accountIds.length === 0
    ? sql``
    : sql`and subscriptions.account_id = any (${accountIds}::uuid[])`;
}

/** A run that is about some subscriptions bills them alone; line items are like one-time charges. */
export const billsLineItems = (
  run: Omit<BillRunOrder, "name" | "autoEmail" | "autoRenewal" | "scheduled">,
): boolean =>
  run.includeOrderLineItems &&
  run.billRunType === "Regular" &&
  !run.chargeTypeToExclude.includes("OneTime") &&
  !filtersSubscriptions(run);

function accountsWithLineItems(plan: BillRunPlan) {
  const accountIds = filteredAccountIds(plan);
  return sql`
    select account_id from order_line_items
    where item_state = 'SentToBilling' and billed_item_id is null
    and bill_target_date <= ${plan.targetDate}::date
    ${accountIds.length === 0 ? sql`` : sql`and account_id = any (${accountIds}::uuid[])`}`;
}

export type SubscriptionToRenew = {
  readonly accountId: string;
  readonly accountNumber: string;
  readonly subscriptionNumber: string;
};

/** Subscriptions of the run that renew by themselves, and whose term has ended by its target date. */
export async function listSubscriptionsToRenew(
  tx: Transaction,
  plan: BillRunOrder,
): Promise<SubscriptionToRenew[]> {
  if (!plan.includeSubscriptions) return [];
  const { rows } = await sql<
    Record<"account_id" | "account_number" | "subscription_number", string>
  >`
    select account_id, account_number, subscription_number
    from subscriptions join accounts using (account_id)
    where changes_by_itself_on <= ${plan.targetDate}::date and auto_renew
    and term_end_date <= ${plan.targetDate}::date and accounts.status = 'Active'
    ${accountsOfRun(plan)} ${subscriptionsOfRun(plan)}
    order by changes_by_itself_on, subscription_number
  `.execute(tx);
  return rows.map((row) => ({
    accountId: row.account_id,
    accountNumber: row.account_number,
    subscriptionNumber: row.subscription_number,
  }));
}

export type BillRunBatch = {
  readonly batchNumber: number;
  readonly accountIds: readonly string[];
};

/**
 * The next batch that is neither finished nor in somebody's hands, held until the transaction ends;
 * undefined when there is none.
 */
export async function takeBillRunBatch(
  tx: Transaction,
  billRunId: string,
): Promise<BillRunBatch | undefined> {
  const { rows } = await sql<{ batch_number: number; account_ids: string }>`
    with taken as materialized (
      select batch_number from bill_run_batches
      where bill_run_id = ${billRunId}::uuid and finished_at is null
      order by batch_number limit 1
      for update skip locked
    )
    select batch_number, account_ids::text from bill_run_batches
    where bill_run_id = ${billRunId}::uuid and batch_number = (select batch_number from taken)
  `.execute(tx);
  const [row] = rows;
  if (!row) return undefined;
  const accountIds = row.account_ids.slice(1, -1).replaceAll("-", "").split(",");
  return { batchNumber: row.batch_number, accountIds };
}

export type BatchResult = {
  readonly invoicesGenerated: number;
  readonly creditMemosGenerated: number;
  readonly invoiced: Amounts;
  readonly credited: Amounts;
  readonly errors: readonly BillRunError[];
};

export async function saveFinishedBatch(
  tx: Transaction,
  billRunId: string,
  batchNumber: number,
  { invoicesGenerated, creditMemosGenerated, invoiced, credited, errors }: BatchResult,
): Promise<void> {
  await sql`
    update bill_run_batches set finished_at = now(), errors = ${JSON.stringify(errors)}::jsonb,
      invoiced = ${JSON.stringify(invoiced)}::jsonb, credited = ${JSON.stringify(credited)}::jsonb,
      invoices_generated = ${invoicesGenerated}, credit_memos_generated = ${creditMemosGenerated}
    where bill_run_id = ${billRunId}::uuid and batch_number = ${batchNumber}
  `.execute(tx);
}
