import type { Subscription } from "#engine/model/subscription.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";
import type { SubscriptionRow } from "./subscription-rows.ts";
import { withRatePlans } from "./subscriptions.ts";

/** A version of a subscription with who made and changed it, and when. */
export type SubscriptionObject = {
  readonly accountId: string;
  readonly subscription: Subscription;
  readonly isLatestVersion: boolean;
  readonly previousSubscriptionId: string | null;
  readonly createdById: string;
  readonly createdAt: Date;
  readonly updatedById: string;
  readonly updatedAt: Date;
  /** When the first version was made. */
  readonly originalCreatedAt: Date;
};

type ObjectRow = SubscriptionRow & {
  is_latest_version: boolean;
  previous_subscription_id: string | null;
  created_by_id: string;
  created_at: Date;
  updated_by_id: string;
  updated_at: Date;
  original_created_at: Date;
};

/** By the id of the version; undefined when there is none. */
export async function findSubscriptionObject(
  tx: Transaction,
  key: string,
): Promise<SubscriptionObject | undefined> {
  const { rows } = await sql<ObjectRow>`
    select * from subscriptions where subscription_id = ${idOf(key)}::uuid
  `.execute(tx);
  const [row] = rows;
  const [stored] = await withRatePlans(tx, rows);
  return (
    row &&
    stored && {
      ...stored,
      isLatestVersion: row.is_latest_version,
      previousSubscriptionId: row.previous_subscription_id,
      createdById: row.created_by_id,
      createdAt: row.created_at,
      updatedById: row.updated_by_id,
      updatedAt: row.updated_at,
      originalCreatedAt: row.original_created_at,
    }
  );
}
