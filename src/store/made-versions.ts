/** Versions that orders have made, with who has owned and paid for them since. */
import type { Subscription } from "#engine/model/subscription.ts";
import { sql, type Transaction } from "./database.ts";
import type { SubscriptionRow } from "./subscription-rows.ts";
import { withRatePlans } from "./subscriptions.ts";

export const versionKey = (subscriptionNumber: string, version: number) =>
  `${version} ${subscriptionNumber}`;

type ActionThatMakes = {
  readonly subscription_number: string | null;
  readonly new_version: number | null;
};

/** By `versionKey`. */
export async function madeBy(
  tx: Transaction,
  actions: readonly ActionThatMakes[],
): Promise<Map<string, MadeVersion>> {
  const { rows } = await sql<VersionRow>`
    select s.*, owner.account_number as owner_number, payer.account_number as payer_number
    from (
      select distinct * from unnest(
        ${actions.map((action) => action.subscription_number)}::text[],
        ${actions.map((action) => action.new_version)}::integer[]
      ) as named (subscription_number, version)
    ) wanted
    join subscriptions s using (subscription_number, version)
    join accounts owner on owner.account_id = s.subscription_owner_id
    join accounts payer on payer.account_id = s.account_id
  `.execute(tx);
  const stored = await withRatePlans(tx, rows);
  return new Map(
    stored.map(({ subscription: made }, index) => [
      versionKey(made.subscriptionNumber, made.version),
      {
        made,
        subscriptionOwnerNumber: rows[index]?.owner_number ?? "",
        invoiceOwnerNumber: rows[index]?.payer_number ?? "",
      },
    ]),
  );
}

type VersionRow = SubscriptionRow & { owner_number: string; payer_number: string };

export type MadeVersion = {
  readonly made: Subscription;
  readonly subscriptionOwnerNumber: string;
  readonly invoiceOwnerNumber: string;
};
