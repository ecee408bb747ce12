/** What a bill run bills, as conditions on tables called accounts, subscriptions and charges. */
import { billCycleDaysOf } from "#engine/billing/bill-run-schedule.ts";
import type { BillRunFilter, FilteredObject } from "#engine/model/bill-run-filter.ts";
import type { BillRunOrder } from "./bill-run-rows.ts";
import { sql } from "./database.ts";
import { conditionSql } from "./filter-conditions.ts";

type Which = Pick<
  BillRunOrder,
  | "batches"
  | "billCycleDay"
  | "billRunFilters"
  | "billRunType"
  | "organizationIds"
  | "retriesBillRunId"
  | "runDate"
  | "targetDate"
  | "invoiceDate"
>;

/** On accounts. */
export const accountsOfRun = (run: Which) => sql`
  ${ofBatches(run)} ${ofBillCycleDays(run)} ${ofAccounts(run)} ${ofConditions(run, "Account")}
  ${ofOrganizations(run)}
  ${run.retriesBillRunId === null ? sql`` : ofFailures(run.retriesBillRunId)}`;

/** On subscriptions. */
export function subscriptionsOfRun(run: Which) {
  const subscriptionIds = run.billRunFilters.flatMap((filter) =>
    filter.filterType === "Subscription" ? filter.subscriptionId : [],
  );
  const named = subscriptionIds.length === 0 ? sql`` : isVersionOf(subscriptionIds);
  // The field says that catching up leaves out what is suspended.
  const statuses =
    run.billRunType === "CatchUp" ? sql`and subscriptions.status <> 'Suspended'` : sql``;
  return sql`${named} ${statuses} ${ofConditions(run, "Subscription")}`;
}

/** On charges, with all of their segments: billing one may need the others. */
export function chargesOfRun(run: Which) {
  const conditions = ofConditions(run, "RatePlanCharge");
  if (!hasConditions(run, "RatePlanCharge")) return sql``;
  return sql`and charges.charge_number in (
    select charges.charge_number from rate_plan_charges charges
    where charges.account_id = subscriptions.account_id
    and charges.subscription_id = subscriptions.subscription_id ${conditions}
  )`;
}

/** Ids of accounts that filters name; empty: they name none. */
export const filteredAccountIds = ({ billRunFilters }: Which): string[] =>
  billRunFilters.flatMap((filter) => ("accountId" in filter ? filter.accountId : []));

/** Whether filters are about anything that an account owns. */
export const filtersSubscriptions = ({ billRunFilters }: Which): boolean =>
  billRunFilters.some(
    (filter) =>
      filter.filterType === "Subscription" ||
      (filter.filterType === "FilterCondition" && filter.objectType !== "Account"),
  );

/** A condition on `subscriptions`. */
const isVersionOf = (subscriptionIds: readonly string[]) => sql`
  and subscriptions.subscription_number in (
    select wanted.subscription_number from subscriptions wanted
    where wanted.subscription_id = any (${[...subscriptionIds]}::uuid[])
  )`;

const ofBatches = ({ batches }: Which) =>
  batches === null || batches.includes("AllBatches")
    ? sql``
    : sql`and accounts.batch = any (${[...batches]}::text[])`;

function ofBillCycleDays({ billCycleDay, runDate }: Which) {
  if (billCycleDay === null || billCycleDay === "AllBillCycleDays") return sql``;
  const days = billCycleDay === "AsRunDay" ? billCycleDaysOf(runDate) : [Number(billCycleDay)];
  return sql`and accounts.bill_cycle_day = any (${days}::integer[])`;
}

function ofAccounts(run: Which) {
  const accountIds = filteredAccountIds(run);
  return accountIds.length === 0
    ? sql``
    : sql`and accounts.account_id = any (${accountIds}::uuid[])`;
}

/** An account of no organization is anybody's to name, and in no organization's runs otherwise. */
function ofOrganizations(run: Which) {
  if (run.organizationIds === null) return sql``;
  const isOfThem = sql`accounts.organization_id = any (${[...run.organizationIds]}::uuid[])`;
  return filteredAccountIds(run).length === 0
    ? sql`and ${isOfThem}`
    : sql`and (${isOfThem} or accounts.organization_id is null)`;
}

const ofFailures = (billRunId: string) => sql`
  and accounts.account_id in (
    select account_id from bill_run_failures where bill_run_id = ${billRunId}::uuid
  )`;

const hasConditions = ({ billRunFilters }: Which, objectType: FilteredObject): boolean =>
  billRunFilters.some((filter) => isOn(filter, objectType));

const isOn = (filter: BillRunFilter, objectType: FilteredObject): boolean =>
  filter.filterType === "FilterCondition" && filter.objectType === objectType;

function ofConditions(run: Which, objectType: FilteredObject) {
  const conditions = run.billRunFilters.flatMap((filter) =>
    filter.filterType === "FilterCondition" && filter.objectType === objectType
      ? sql`and ${conditionSql(objectType, filter.condition, run)}`
      : [],
  );
  return conditions.length === 0 ? sql`` : sql.join(conditions, sql` `);
}
