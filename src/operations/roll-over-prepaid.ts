import { BillingError } from "#engine/errors.ts";
import { NO_PREPAID_HISTORY, type RolloverApply } from "#engine/model/prepaid.ts";
import type { Subscription } from "#engine/model/subscription.ts";
import {
  type RolloverPeriods,
  reverseRollover,
  rollOver,
  type WhoRollsOver,
} from "#engine/prepaid/roll-over.ts";
import { lockAccount } from "#store/accounts.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import {
  deletePrepaidRollover,
  listPrepaidHistories,
  type RolloverKey,
  savePrepaidRollover,
} from "#store/prepaid.ts";
import { savePrepaidFunds } from "#store/prepaid-funds.ts";
import { listLatestSubscriptions } from "#store/subscriptions.ts";
import { authorOf, type Context } from "./context.ts";

/** Two validity periods of the units of one subscription. */
export type PrepaidRollover = RolloverPeriods & { readonly subscriptionNumber: string };

/**
 * Moves what is left of a validity period to the next one, for charges that do not do so by themselves.
 *
 * Errors: ENTITY_NOT_FOUND and those of rollOver. Nothing is written then.
 *
 * @returns how many funds had something left
 */
export const rollOverPrepaid = (
  context: Context,
  asked: PrepaidRollover,
  apply: RolloverApply,
): Promise<number> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { subscription, history } = await lockedSubscription(tx, asked);
    const { rollover, funds } = rollOver({ subscription, history }, asked, apply);
    if (!rollover) return funds;
    await savePrepaidRollover(tx, keyOf(subscription, asked), rollover, authorOf(context));
    await savePrepaidFunds(tx, [subscription], authorOf(context));
    return funds;
  });

/**
 * Moves it back, as long as nothing has drawn it.
 *
 * Errors: ENTITY_NOT_FOUND and those of reverseRollover. Nothing is written then.
 *
 * @returns of how many funds
 */
export const reversePrepaidRollover = (context: Context, asked: PrepaidRollover): Promise<number> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const { subscription, history } = await lockedSubscription(tx, asked);
    const { funds } = reverseRollover({ subscription, history }, asked);
    await deletePrepaidRollover(tx, keyOf(subscription, asked));
    await savePrepaidFunds(tx, [subscription], authorOf(context));
    return funds;
  });

/** Read again once the account is locked: an order may have made another version the latest. */
async function lockedSubscription(
  tx: Transaction,
  { subscriptionNumber }: PrepaidRollover,
): Promise<WhoRollsOver & { readonly subscription: Subscription }> {
  const [found] = await listLatestSubscriptions(tx, [subscriptionNumber]);
  if (found) await lockAccount(tx, { accountId: found.accountId });
  const [locked] = found ? await listLatestSubscriptions(tx, [subscriptionNumber]) : [];
  if (!locked) throw new BillingError("ENTITY_NOT_FOUND", { key: subscriptionNumber });
  const histories = await listPrepaidHistories(tx, [subscriptionNumber]);
  const history = histories.get(subscriptionNumber) ?? NO_PREPAID_HISTORY;
  return { subscription: locked.subscription, history };
}

const keyOf = (
  { invoiceOwnerId, subscriptionNumber }: Subscription,
  { unitOfMeasure, source }: PrepaidRollover,
): RolloverKey => ({
  accountId: invoiceOwnerId,
  subscriptionNumber,
  unitOfMeasure,
  sourceStart: source.start,
});
