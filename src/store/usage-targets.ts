/** What records of usage may be for, by the names that callers give. */
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";

export type UsageTargets = {
  /** Account ids by id and by number. */
  readonly accounts: ReadonlyMap<string, string>;
  /** By original id and by number. */
  readonly subscriptions: ReadonlyMap<string, UsageSubscription>;
  /** By original id and by number. */
  readonly charges: ReadonlyMap<string, UsageCharge>;
};

export type UsageSubscription = { readonly subscriptionNumber: string; readonly ownerId: string };

export type UsageCharge = UsageSubscription & { readonly chargeNumber: string };

/** Finds many at once, in three queries. Only usage charges are charges here. */
export async function findUsageTargets(
  tx: Transaction,
  names: {
    readonly accounts: readonly string[];
    readonly subscriptions: readonly string[];
    readonly charges: readonly string[];
  },
): Promise<UsageTargets> {
  const accounts = new Map<string, string>();
  for (const row of await accountsNamed(tx, [...new Set(names.accounts)])) {
    accounts.set(row.account_number, row.account_id);
    accounts.set(row.account_id, row.account_id);
  }
  const subscriptions = new Map<string, UsageSubscription>();
  for (const row of await subscriptionsNamed(tx, [...new Set(names.subscriptions)])) {
    const found = { subscriptionNumber: row.subscription_number, ownerId: row.owner_id };
    subscriptions.set(row.subscription_number, found);
    subscriptions.set(row.original_id, found);
  }
  const charges = new Map<string, UsageCharge>();
  for (const row of await chargesNamed(tx, [...new Set(names.charges)])) {
    const { subscription_number: subscriptionNumber, owner_id: ownerId } = row;
    const found = { subscriptionNumber, ownerId, chargeNumber: row.charge_number };
    charges.set(row.charge_number, found);
    charges.set(row.original_charge_id, found);
  }
  return { accounts, subscriptions, charges };
}

const idsOf = (names: readonly string[]): string[] => names.flatMap((name) => idOf(name) ?? []);

async function accountsNamed(tx: Transaction, names: readonly string[]) {
  if (names.length === 0) return [];
  const { rows } = await sql<{ account_id: string; account_number: string }>`
    select account_id, account_number from accounts
    where account_number = any (${names}::text[]) or account_id = any (${idsOf(names)}::uuid[])
  `.execute(tx);
  return rows;
}

async function subscriptionsNamed(tx: Transaction, names: readonly string[]) {
  if (names.length === 0) return [];
  const { rows } = await sql<{
    subscription_number: string;
    original_id: string;
    owner_id: string;
  }>`
    select subscription_number, original_id, subscription_owner_id as owner_id
    from subscriptions where is_latest_version and (
      subscription_number = any (${names}::text[])
      or original_id = any (${idsOf(names)}::uuid[]))
  `.execute(tx);
  return rows;
}

async function chargesNamed(tx: Transaction, names: readonly string[]) {
  if (names.length === 0) return [];
  const { rows } = await sql<{
    charge_number: string;
    original_charge_id: string;
    subscription_number: string;
    owner_id: string;
  }>`
    select distinct charge_number, original_charge_id, subscription_number,
      subscription_owner_id as owner_id
    from rate_plan_charges charges join subscriptions using (account_id, subscription_id)
    where is_latest_version and charge_type = 'Usage' and (
      charge_number = any (${names}::text[])
      or original_charge_id = any (${idsOf(names)}::uuid[]))
  `.execute(tx);
  return rows;
}
