import { BillingError } from "#engine/errors.ts";
import type { CustomFields } from "#engine/model/custom-fields.ts";
import { lockAccount } from "#store/accounts.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import {
  type ChargeKey,
  findVersionKeys,
  saveChargeCustomFields,
  saveRatePlanCustomFields,
  saveSubscriptionDetails,
  type VersionKeys,
} from "#store/subscription-details.ts";
import { authorOf, type Context } from "./context.ts";

export type SubscriptionCustomFields = {
  readonly customFields: CustomFields;
  readonly ratePlans: readonly {
    /** In any version of the subscription. */
    readonly ratePlanId: string;
    readonly customFields: CustomFields;
    readonly charges: readonly { readonly key: ChargeKey; readonly customFields: CustomFields }[];
  }[];
};

/**
 * Adds custom fields to a version of a subscription, to its rate plans and to all segments of their
 * charges; those of the same name are replaced.
 *
 * @param version  null: the latest
 *
 * Errors: ENTITY_NOT_FOUND for the subscription, a rate plan or a charge. Nothing is written then.
 */
export const updateSubscriptionCustomFields = (
  context: Context,
  key: string,
  version: number | null,
  { customFields, ratePlans }: SubscriptionCustomFields,
): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const keys = await lockVersion(tx, key, version);
    const author = authorOf(context);
    await saveSubscriptionDetails(tx, keys, { customFields }, author);
    for (const { ratePlanId, customFields: ofPlan, charges } of ratePlans) {
      const found = await saveRatePlanCustomFields(tx, keys, ratePlanId, ofPlan);
      if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key: ratePlanId });
      for (const { key: chargeKey, customFields: ofCharge } of charges) {
        if (await saveChargeCustomFields(tx, { ...keys, ...found }, chargeKey, ofCharge)) continue;
        throw new BillingError("ENTITY_NOT_FOUND", { key: Object.values(chargeKey).join() });
      }
    }
  });

/** Read again once the account is locked: an order may have made another version the latest. */
async function lockVersion(
  tx: Transaction,
  key: string,
  version: number | null,
): Promise<VersionKeys> {
  const found = await findVersionKeys(tx, key, version);
  if (found) await lockAccount(tx, { accountId: found.accountId });
  const keys = found && (await findVersionKeys(tx, key, version));
  if (!keys) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return keys;
}
