import type { RunDates } from "#engine/billing/bill-run-schedule.ts";
import { BillingError } from "#engine/errors.ts";
import type {
  BillRunFilter,
  FilterCondition,
  FilteredObject,
} from "#engine/model/bill-run-filter.ts";
import { findAccount } from "#store/accounts.ts";
import type { Transaction } from "#store/database.ts";
import { wrongWith } from "#store/filter-conditions.ts";
import { findSubscription } from "#store/subscriptions.ts";

/** As asked for: ids or numbers, and nothing looked up yet. */
export type RequestedFilter =
  | {
      readonly filterType: "Account" | "Subscription";
      readonly accountId: string;
      readonly subscriptionId?: string | undefined;
    }
  | Extract<BillRunFilter, { filterType: "FilterCondition" }>;

const MOST_SUBSCRIPTIONS = 50;
const MOST_CONDITIONS = 10;

/**
 * One account, or up to 50 subscriptions of one account, or conditions on accounts, subscriptions and
 * charges, one of each.
 *
 * Errors: INVALID_VALUE, MISSING_FIELD, ENTITY_NOT_FOUND, SUBSCRIPTION_NOT_OF_ACCOUNT.
 */
export async function checkBillRunFilters(
  tx: Transaction,
  requested: readonly RequestedFilter[],
  dates: RunDates,
): Promise<BillRunFilter[]> {
  const filters: BillRunFilter[] = [];
  for (const filter of requested.slice(0, MOST_SUBSCRIPTIONS)) {
    filters.push(await checkedFilter(tx, filter, dates));
  }
  const accounts = new Set(filters.map((each) => ("accountId" in each ? each.accountId : null)));
  const of = (type: BillRunFilter["filterType"]) =>
    filters.flatMap((filter) => (filter.filterType === type ? filter : []));
  if (of("FilterCondition").length > 0) refuseMixed(filters);
  else if (accounts.size > 1) refuse("A bill run can be filtered by one account");
  if (of("Account").length > 0 && filters.length > 1) refuse("A filter by account stands alone");
  if (requested.length > MOST_SUBSCRIPTIONS) {
    refuse(`At most ${MOST_SUBSCRIPTIONS} subscriptions can be filtered by`);
  }
  return filters;
}

function refuseMixed(filters: readonly BillRunFilter[]): void {
  const objects = filters.map((each) =>
    each.filterType === "FilterCondition" ? each.objectType : null,
  );
  if (objects.includes(null))
    refuse("Conditions stand alone: accounts are named by conditions too");
  if (new Set(objects).size < objects.length) refuse("Each objectType is filtered by once");
}

async function checkedFilter(
  tx: Transaction,
  filter: RequestedFilter,
  dates: RunDates,
): Promise<BillRunFilter> {
  if (filter.filterType === "FilterCondition") {
    checkCondition(filter.objectType, filter.condition, dates, 1);
    return filter;
  }
  const account = await findAccount(tx, filter.accountId);
  if (!account) throw new BillingError("ENTITY_NOT_FOUND", { key: filter.accountId });
  const { accountId, accountNumber } = account;
  const { subscriptionId: key } = filter;
  if (filter.filterType === "Account") {
    if (key !== undefined) refuse("A filter of filterType Account names no subscriptionId");
    return { filterType: "Account", accountId };
  }
  if (key === undefined) {
    throw new BillingError("MISSING_FIELD", { field: "billRunFilters[0].subscriptionId" });
  }
  const found = await findSubscription(tx, key);
  if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key });
  const { subscriptionId, subscriptionNumber } = found.subscription;
  // Whoever was billed for the version that the id names: who is billed now is what counts.
  const latest = await findSubscription(tx, subscriptionNumber);
  if (latest?.accountId !== accountId) {
    throw new BillingError("SUBSCRIPTION_NOT_OF_ACCOUNT", { subscriptionNumber, accountNumber });
  }
  return { filterType: "Subscription", accountId, subscriptionId };
}

/** Groups in a group, and no deeper: two layers. */
function checkCondition(
  objectType: FilteredObject,
  condition: FilterCondition,
  dates: RunDates,
  layer: number,
): void {
  if (!("relation" in condition)) {
    const wrong = wrongWith(objectType, condition, dates);
    if (wrong !== undefined) refuse(wrong);
    return;
  }
  const { conditions } = condition;
  if (layer > 2) refuse("Conditions have two layers at most");
  if (conditions.length === 0) refuse("A group has at least one condition");
  if (conditions.length > MOST_CONDITIONS) {
    refuse(`A group has at most ${MOST_CONDITIONS} conditions`);
  }
  for (const each of conditions) checkCondition(objectType, each, dates, layer + 1);
}

function refuse(message: string): never {
  throw new BillingError("INVALID_VALUE", { field: "billRunFilters", message });
}
