import { BillingError } from "#engine/errors.ts";
import { lockAccount } from "#store/accounts.ts";
import { inTransaction } from "#store/database.ts";
import { type SubscriptionDetails, saveSubscriptionDetails } from "#store/subscription-details.ts";
import { findSubscription } from "#store/subscriptions.ts";
import { authorOf, type Context } from "./context.ts";

/**
 * Changes what is in no contract in the version that has the id.
 *
 * Errors: ENTITY_NOT_FOUND. Nothing is written then.
 */
export const updateSubscriptionDetails = (
  context: Context,
  key: string,
  details: SubscriptionDetails,
): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const found = await findSubscription(tx, key);
    const account = found && (await lockAccount(tx, { accountId: found.accountId }));
    if (!account) throw new BillingError("ENTITY_NOT_FOUND", { key });
    const { subscriptionId } = found.subscription;
    const keys = { accountId: found.accountId, subscriptionId };
    const author = authorOf(context);
    await saveSubscriptionDetails(tx, keys, details, author);
  });
