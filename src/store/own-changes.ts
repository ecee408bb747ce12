import type { PlainDate } from "#engine/values/plain-date.ts";
import { sql, type Transaction } from "./database.ts";

/** A subscription to which something may have to happen by itself. */
export type DueSubscription = {
  readonly accountId: string;
  readonly subscriptionNumber: string;
  /** Who has ordered the version that it happens to. */
  readonly userId: string;
};

/**
 * Subscriptions to which something happens by itself through `day`, those first that wait longest.
 * Of accounts that take no orders there are none.
 */
export async function listDueSubscriptions(
  tx: Transaction,
  day: PlainDate,
): Promise<DueSubscription[]> {
  const { rows } = await sql<DueRow>`
    select account_id, subscription_number, subscriptions.created_by_id
    from subscriptions join accounts using (account_id)
    where changes_by_itself_on <= ${day}::date and accounts.status = 'Active'
    order by changes_by_itself_on, subscription_number
  `.execute(tx);
  return rows.map((row) => ({
    accountId: row.account_id,
    subscriptionNumber: row.subscription_number,
    userId: row.created_by_id,
  }));
}

type DueRow = { account_id: string; subscription_number: string; created_by_id: string };
