/** Versions of subscriptions with what made them, each beside the one before it. */
import type { Subscription } from "#engine/model/subscription.ts";
import { type DateRange, NO_END } from "#engine/values/date-range.ts";
import { sql, type Transaction } from "./database.ts";
import type { SubscriptionRow } from "./subscription-rows.ts";
import { withRatePlans } from "./subscriptions.ts";

export type MadeVersion = {
  /** Of the account that has subscribed. */
  readonly accountNumber: string;
  /** Of the account on whose documents it goes. */
  readonly invoiceOwnerAccountNumber: string;
  readonly orderNumber: string;
  readonly createdAt: Date;
  readonly subscription: Subscription;
  /** Undefined of the first version. */
  readonly before: Subscription | undefined;
};

/** All of a subscription, the latest first. */
export const listVersionsOfSubscription = (
  tx: Transaction,
  subscriptionNumber: string,
): Promise<MadeVersion[]> =>
  listVersions(tx, sql`s.subscription_number = ${subscriptionNumber}`, sql`s.version desc`);

/** One of them; undefined when there is none. */
export async function findVersion(
  tx: Transaction,
  subscriptionNumber: string,
  version: number,
): Promise<MadeVersion | undefined> {
  const isIt = sql`s.subscription_number = ${subscriptionNumber} and s.version = ${version}`;
  const [found] = await listVersions(tx, isIt, sql`s.version`);
  return found;
}

/** Those that an order has made, by the numbers of their subscriptions. */
export const listVersionsOfOrder = (tx: Transaction, orderNumber: string): Promise<MadeVersion[]> =>
  listVersions(tx, sql`o.order_number = ${orderNumber}`, sql`s.subscription_number`);

type VersionRow = SubscriptionRow & {
  account_number: string;
  invoice_owner_account_number: string;
  order_number: string;
  created_at: Date;
  previous_subscription_id: string | null;
};

type Sql = ReturnType<typeof sql>;

async function listVersions(tx: Transaction, condition: Sql, order: Sql): Promise<MadeVersion[]> {
  const { rows } = await sql<VersionRow>`
    select s.*, owners.account_number, invoice_owners.account_number as invoice_owner_account_number,
      o.order_number
    from subscriptions s
      join accounts invoice_owners using (account_id)
      join accounts owners on owners.account_id = s.subscription_owner_id
      join orders o on o.order_id = s.order_id
    where ${condition}
    order by ${order}
  `.execute(tx);
  const listed = new Set(rows.map((row) => row.subscription_id));
  const beforeIds = rows
    .flatMap((row) => row.previous_subscription_id ?? [])
    .filter((id) => !listed.has(id));
  const { rows: beforeRows } = await sql<SubscriptionRow>`
    select * from subscriptions where subscription_id = any (${beforeIds}::uuid[])
  `.execute(tx);
  const stored = await withRatePlans(tx, [...rows, ...beforeRows]);
  const byId = new Map(
    stored.map(({ subscription }) => [subscription.subscriptionId, subscription]),
  );
  return rows.flatMap((row) => {
    const subscription = byId.get(row.subscription_id);
    if (!subscription) return [];
    return {
      accountNumber: row.account_number,
      invoiceOwnerAccountNumber: row.invoice_owner_account_number,
      orderNumber: row.order_number,
      createdAt: row.created_at,
      subscription,
      before: byId.get(row.previous_subscription_id ?? ""),
    };
  });
}

/**
 * The current terms of a subscription's versions, the first one first.
 *
 * @param through  the last version that counts; null: all
 */
export async function listCurrentTerms(
  tx: Transaction,
  subscriptionNumber: string,
  through: number | null,
): Promise<DateRange[]> {
  const { rows } = await sql<Pick<SubscriptionRow, "term_start_date" | "term_end_date">>`
    select term_start_date, term_end_date from subscriptions
    where subscription_number = ${subscriptionNumber}
    and version <= coalesce(${through}::integer, version)
    order by version
  `.execute(tx);
  return rows.map((row) => ({ start: row.term_start_date, end: row.term_end_date ?? NO_END }));
}
