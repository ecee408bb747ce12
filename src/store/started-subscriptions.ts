/** Subscriptions that have waited for dates: the version that waits is the one that starts. */
import type { Subscription } from "#engine/model/subscription.ts";
import { CHARGE_COLUMNS, fromCharge } from "./charge-rows.ts";
import type { Transaction } from "./database.ts";
import { updateRows } from "./insert-rows.ts";
import type { ChangeAuthor } from "./order-changes.ts";

/** Writes what dates change of versions that no order has changed yet, in place. */
export async function saveStartedSubscriptions(
  tx: Transaction,
  accountId: string,
  subscriptions: readonly Subscription[],
  { userId, now }: ChangeAuthor,
): Promise<void> {
  await updateRows(
    tx,
    "subscriptions",
    { keys: SUBSCRIPTION_KEYS, sets: SUBSCRIPTION_SETS },
    subscriptions.map((subscription) => ({
      account_id: accountId,
      subscription_id: subscription.subscriptionId,
      status: subscription.status,
      service_activation_date: subscription.serviceActivationDate,
      customer_acceptance_date: subscription.customerAcceptanceDate,
      status_history: subscription.statusHistory,
      updated_by_id: userId,
      updated_at: now,
    })),
  );
  const charges = subscriptions.flatMap(({ subscriptionId, ratePlans }) =>
    ratePlans.flatMap(({ ratePlanId, charges }) =>
      charges.map((charge) => fromCharge({ accountId, subscriptionId, ratePlanId }, charge)),
    ),
  );
  const { account_id, subscription_id, charge_id, ...sets } = CHARGE_COLUMNS;
  const keys = { account_id, subscription_id, charge_id };
  await updateRows(tx, "rate_plan_charges", { keys, sets }, charges);
}

const SUBSCRIPTION_KEYS = { account_id: "uuid", subscription_id: "uuid" } as const;
const SUBSCRIPTION_SETS = {
  status: "text",
  service_activation_date: "date",
  customer_acceptance_date: "date",
  status_history: "jsonb",
  updated_by_id: "uuid",
  updated_at: "timestamptz",
} as const;
