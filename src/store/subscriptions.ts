import type { Charge } from "#engine/model/charge.ts";
import type { RatePlan, Subscription } from "#engine/model/subscription.ts";
import { CHARGE_COLUMNS, type ChargeRow, fromCharge, toCharge } from "./charge-rows.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";
import { insertRows } from "./insert-rows.ts";
import { findNumberInUse } from "./numbers.ts";
import { savePrepaidFunds } from "./prepaid-funds.ts";
import {
  fromRatePlan,
  fromSubscription,
  RATE_PLAN_COLUMNS,
  type RatePlanRow,
  SUBSCRIPTION_COLUMNS,
  type SubscriptionRow,
  toSubscription,
  type VersionOrigin,
} from "./subscription-rows.ts";

export type StoredSubscription = {
  /** Its invoice owner. */
  readonly accountId: string;
  readonly subscription: Subscription;
};

/** Latest versions by number, of whichever account. Unknown numbers are left out. */
export async function listLatestSubscriptions(
  tx: Transaction,
  subscriptionNumbers: readonly string[],
): Promise<StoredSubscription[]> {
  if (subscriptionNumbers.length === 0) return [];
  const { rows } = await sql<SubscriptionRow>`
    select * from subscriptions
    where is_latest_version and subscription_number = any (${subscriptionNumbers})
  `.execute(tx);
  return withRatePlans(tx, rows);
}

/** Latest versions of an account's subscriptions, by number. */
export async function listSubscriptionsOfAccount(
  tx: Transaction,
  accountId: string,
): Promise<StoredSubscription[]> {
  const { rows } = await sql<SubscriptionRow>`
    select * from subscriptions
    where is_latest_version and account_id = ${accountId}::uuid
    order by subscription_number
  `.execute(tx);
  return withRatePlans(tx, rows);
}

/** The latest version for a number, that very version for an id; undefined when there is none. */
export async function findSubscription(
  tx: Transaction,
  key: string,
): Promise<StoredSubscription | undefined> {
  const { rows } = await sql<SubscriptionRow>`
    select * from subscriptions
    where subscription_id = ${idOf(key)}::uuid
    or (is_latest_version and subscription_number = ${key})
  `.execute(tx);
  const [found] = await withRatePlans(tx, rows);
  return found;
}

/** Versions of subscriptions, latest or not, by their ids. */
export async function listVersions(
  tx: Transaction,
  subscriptionIds: readonly string[],
): Promise<Subscription[]> {
  const { rows } = await sql<SubscriptionRow>`
    select * from subscriptions where subscription_id = any (${subscriptionIds}::uuid[])
  `.execute(tx);
  const stored = await withRatePlans(tx, rows);
  return stored.map(({ subscription }) => subscription);
}

const TAKEN = {
  subscriptionNumber: ["subscriptions", "subscription_number"],
  subscriptionRatePlanNumber: ["rate_plans", "subscription_rate_plan_number"],
  chargeNumber: ["rate_plan_charges", "charge_number"],
} as const;

/** The first of these numbers that no subscription has. */
export async function findMissingSubscription(
  tx: Transaction,
  subscriptionNumbers: readonly string[],
): Promise<string | undefined> {
  if (subscriptionNumbers.length === 0) return undefined;
  const { rows } = await sql<{ subscription_number: string }>`
    select subscription_number from subscriptions
    where is_latest_version and subscription_number = any (${[...subscriptionNumbers]}::text[])
  `.execute(tx);
  const known = new Set(rows.map((row) => row.subscription_number));
  return subscriptionNumbers.find((number) => !known.has(number));
}

/** One of the numbers that is in use already; undefined when all are free. */
export async function findTakenNumber(
  tx: Transaction,
  field: keyof typeof TAKEN,
  numbers: readonly string[],
): Promise<string | undefined> {
  if (numbers.length === 0) return undefined;
  const [table, column] = TAKEN[field];
  return findNumberInUse(tx, table, column, numbers);
}

/** Completes version rows with their rate plans and charges: two queries, however many rows. */
export async function withRatePlans(
  tx: Transaction,
  rows: readonly SubscriptionRow[],
): Promise<StoredSubscription[]> {
  if (rows.length === 0) return [];
  const accountIds = rows.map((row) => row.account_id);
  const subscriptionIds = rows.map((row) => row.subscription_id);
  const wanted = sql`unnest(${accountIds}::uuid[], ${subscriptionIds}::uuid[])
    as wanted (account_id, subscription_id)`;
  const [ratePlans, charges] = await Promise.all([
    sql<RatePlanRow>`
      select rate_plans.* from ${wanted} join rate_plans using (account_id, subscription_id)
      order by subscription_rate_plan_number
    `.execute(tx),
    sql<ChargeRow>`
      select rate_plan_charges.* from ${wanted} join rate_plan_charges using (account_id, subscription_id)
      order by charge_number, segment
    `.execute(tx),
  ]);

  const chargesByPlan = Map.groupBy(charges.rows, (row) => row.rate_plan_id);
  const plansBySubscription = Map.groupBy(ratePlans.rows, (row) => row.subscription_id);
  return rows.map((row) => {
    const plans = plansBySubscription.get(row.subscription_id) ?? [];
    return {
      accountId: row.account_id,
      subscription: toSubscription(
        row,
        plans.map((plan) => toRatePlan(plan, chargesByPlan.get(plan.rate_plan_id) ?? [])),
      ),
    };
  });
}

const toRatePlan = (row: RatePlanRow, charges: readonly ChargeRow[]): RatePlan => ({
  ratePlanId: row.rate_plan_id,
  originalRatePlanId: row.original_rate_plan_id,
  subscriptionRatePlanNumber: row.subscription_rate_plan_number,
  productRatePlanId: row.product_rate_plan_id,
  name: row.name,
  lastChangeType: row.last_change_type,
  customFields: row.custom_fields,
  charges: charges.map(toCharge),
});

export type NewVersion = {
  readonly subscription: Subscription;
  /** The version that it replaces, perhaps of another account; undefined when it is the first. */
  readonly replaced: Pick<Subscription, "subscriptionId" | "invoiceOwnerId"> | undefined;
  /** What has made it, where that is not what has made the others. */
  readonly orderId?: string | undefined;
};

export type NewVersionOrigin = Omit<VersionOrigin, "previousSubscriptionId" | "originalCreatedAt">;

/** Saves new versions of subscriptions; those that they replace become Expired. */
export async function saveSubscriptionVersions(
  tx: Transaction,
  versions: readonly NewVersion[],
  origin: NewVersionOrigin,
): Promise<void> {
  const createdAt = await expireVersions(tx, versions);
  const subscriptions = versions.map(({ subscription, replaced, orderId = origin.orderId }) =>
    fromSubscription(subscription, {
      ...origin,
      orderId,
      previousSubscriptionId: replaced?.subscriptionId ?? null,
      originalCreatedAt: createdAt.get(replaced?.subscriptionId ?? "") ?? origin.now,
    }),
  );
  await insertRows(tx, "subscriptions", SUBSCRIPTION_COLUMNS, subscriptions);
  const ratePlans = versions.flatMap(({ subscription }) => {
    const { invoiceOwnerId: accountId, subscriptionId } = subscription;
    return subscription.ratePlans.map((ratePlan) => ({ accountId, subscriptionId, ratePlan }));
  });
  await insertRows(
    tx,
    "rate_plans",
    RATE_PLAN_COLUMNS,
    ratePlans.map(({ accountId, subscriptionId, ratePlan }) =>
      fromRatePlan(accountId, subscriptionId, ratePlan),
    ),
  );
  const charges = ratePlans.flatMap(({ accountId, subscriptionId, ratePlan }) => {
    const { ratePlanId } = ratePlan;
    const keys = { accountId, subscriptionId, ratePlanId };
    return ratePlan.charges.map((charge: Charge) => fromCharge(keys, charge));
  });
  await insertRows(tx, "rate_plan_charges", CHARGE_COLUMNS, charges);
  const { userId, now } = origin;
  await savePrepaidFunds(
    tx,
    versions.map(({ subscription }) => subscription),
    { userId, now },
  );
}

/** @returns when the first version of each was made, by the id of the version that is replaced. */
async function expireVersions(
  tx: Transaction,
  versions: readonly NewVersion[],
): Promise<Map<string, string>> {
  const replaced = versions.flatMap((version) => version.replaced ?? []);
  if (replaced.length === 0) return new Map();
  const { rows } = await sql<{ subscription_id: string; original_created_at: Date }>`
    update subscriptions set is_latest_version = false, status = 'Expired'
    from unnest(
      ${replaced.map(({ invoiceOwnerId }) => invoiceOwnerId)}::uuid[],
      ${replaced.map(({ subscriptionId }) => subscriptionId)}::uuid[]
    ) as replaced (account_id, subscription_id)
    where subscriptions.account_id = replaced.account_id
    and subscriptions.subscription_id = replaced.subscription_id
    returning subscriptions.subscription_id, original_created_at
  `.execute(tx);
  return new Map(rows.map((row) => [row.subscription_id, row.original_created_at.toISOString()]));
}
