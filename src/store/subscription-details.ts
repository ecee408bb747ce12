/** What can change of a subscription version that is there: nothing that is in a contract. */
import type { CustomFields } from "#engine/model/custom-fields.ts";
import type { AppStore } from "#engine/model/subscription.ts";
import { sql, type Transaction } from "./database.ts";
import { idOf } from "./ids.ts";
import type { ChangeAuthor } from "./order-changes.ts";

export type VersionKeys = { readonly accountId: string; readonly subscriptionId: string };

/** What is absent stays as it is. */
export type SubscriptionDetails = {
  readonly notes?: string;
  readonly invoiceSeparately?: boolean;
  readonly externallyManagedBy?: AppStore;
  /** Replace those of the same name. */
  readonly customFields?: CustomFields;
};

/** Changes details of this very version. The caller has locked the account. */
export async function saveSubscriptionDetails(
  tx: Transaction,
  { accountId, subscriptionId }: VersionKeys,
  { notes, invoiceSeparately, externallyManagedBy, customFields = {} }: SubscriptionDetails,
  { userId, now }: ChangeAuthor,
): Promise<void> {
  await sql`
    update subscriptions set
      notes = coalesce(${notes ?? null}::text, notes),
      invoice_separately = coalesce(${invoiceSeparately ?? null}::boolean, invoice_separately),
      externally_managed_by = coalesce(${externallyManagedBy ?? null}, externally_managed_by),
      custom_fields = custom_fields || ${JSON.stringify(customFields)}::jsonb,
      updated_by_id = ${userId}::uuid, updated_at = ${now}::timestamptz
    where account_id = ${accountId}::uuid
    and subscription_id = ${subscriptionId}::uuid
  `.execute(tx);
}

/** The latest version, or the one of a number. @param key  the subscription's number, or an id of it */
export async function findVersionKeys(
  tx: Transaction,
  key: string,
  version: number | null,
): Promise<VersionKeys | undefined> {
  const isVersion = version === null ? sql`is_latest_version` : sql`version = ${version}`;
  const { rows } = await sql<{ account_id: string; subscription_id: string }>`
    select account_id, subscription_id from subscriptions
    where ${isVersion} and subscription_number = coalesce((
      select subscription_number from subscriptions where subscription_id = ${idOf(key)}::uuid
    ), ${key})
  `.execute(tx);
  const [row] = rows;
  return row && { accountId: row.account_id, subscriptionId: row.subscription_id };
}

/**
 * Adds to the custom fields of a rate plan in this version, whichever version the id is of.
 *
 * @returns undefined when the version has no such rate plan
 */
export async function saveRatePlanCustomFields(
  tx: Transaction,
  { accountId, subscriptionId }: VersionKeys,
  ratePlanId: string,
  customFields: CustomFields,
): Promise<{ readonly ratePlanId: string } | undefined> {
  const { rows } = await sql<{ rate_plan_id: string }>`
    update rate_plans set custom_fields = custom_fields || ${JSON.stringify(customFields)}::jsonb
    where account_id = ${accountId}::uuid and subscription_id = ${subscriptionId}::uuid
    and original_rate_plan_id = (
      select original_rate_plan_id from rate_plans where rate_plan_id = ${idOf(ratePlanId)}::uuid
    )
    returning rate_plan_id
  `.execute(tx);
  const [row] = rows;
  return row && { ratePlanId: row.rate_plan_id };
}

/** By its number, or by its id in any version. */
export type ChargeKey = { readonly chargeNumber: string } | { readonly chargeId: string };

/** The same for all segments of a charge of the rate plan. False when it has no such charge. */
export async function saveChargeCustomFields(
  tx: Transaction,
  { accountId, subscriptionId, ratePlanId }: VersionKeys & { readonly ratePlanId: string },
  key: ChargeKey,
  customFields: CustomFields,
): Promise<boolean> {
  const chargeNumber =
    "chargeNumber" in key
      ? sql`${key.chargeNumber}`
      : sql`(select charge_number from rate_plan_charges
          where charge_id = ${idOf(key.chargeId)}::uuid)`;
  const { rows } = await sql`
    update rate_plan_charges
    set custom_fields = custom_fields || ${JSON.stringify(customFields)}::jsonb
    where account_id = ${accountId}::uuid and subscription_id = ${subscriptionId}::uuid
    and rate_plan_id = ${ratePlanId}::uuid and charge_number = ${chargeNumber}
    returning charge_id
  `.execute(tx);
  return rows.length > 0;
}
