import { pendingDemands } from "#engine/billing/bill-drawdown.ts";
import { usageToBill } from "#engine/billing/bill-subscriptions.ts";
import { BillingError } from "#engine/errors.ts";
import { NO_PREPAID_HISTORY } from "#engine/model/prepaid.ts";
import type { Subscription } from "#engine/model/subscription.ts";
import type { Fund } from "#engine/prepaid/funds-of.ts";
import { type PrepaidPlan, planPrepaid } from "#engine/prepaid/prepaid-plan.ts";
import { isPositive } from "#engine/values/decimal.ts";
import { later } from "#engine/values/plain-date.ts";
import { type LockedAccount, lockAccountsById } from "#store/accounts.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { idOf } from "#store/ids.ts";
import {
  type Depletion,
  type KnownFund,
  listFunds,
  listPrepaidHistories,
  savePrepaidDepletions,
} from "#store/prepaid.ts";
import { findBillingRules, findCurrency } from "#store/settings.ts";
import { listLatestSubscriptions } from "#store/subscriptions.ts";
import { listUsageToBill } from "#store/usage-to-bill.ts";
import { authorOf, type Context } from "./context.ts";

/**
 * Lets expire what is left of prepaid funds. Usage that is recorded already, and not billed yet, draws
 * first: it takes the units that are kept free for it when it is billed.
 *
 * Errors: ENTITY_NOT_FOUND, of whatever fund: nothing is written then.
 */
export const depletePrepaidFunds = (context: Context, fundIds: readonly string[]): Promise<void> =>
  inTransaction(context.database, context.entityId, async (tx) => {
    const known = await listFunds(
      tx,
      fundIds.flatMap((key) => idOf(key) ?? []),
    );
    for (const key of fundIds) {
      if (known.some(({ fundId }) => fundId === idOf(key))) continue;
      throw new BillingError("ENTITY_NOT_FOUND", { key });
    }
    const numbers = [...new Set(known.map(({ subscriptionNumber }) => subscriptionNumber))];
    const found = await listLatestSubscriptions(tx, numbers);
    const accounts = await lockAccountsById(
      tx,
      found.map(({ accountId }) => accountId),
    );
    const byId = new Map(accounts.map((account) => [account.accountId, account]));
    const depletions: Depletion[] = [];
    for (const { accountId, subscription } of await listLatestSubscriptions(tx, numbers)) {
      const account = byId.get(accountId);
      if (!account) continue;
      const own = known.filter(
        (fund) => fund.subscriptionNumber === subscription.subscriptionNumber,
      );
      depletions.push(...(await depletionsOf(tx, context, { account, subscription }, own)));
    }
    await savePrepaidDepletions(tx, depletions, authorOf(context));
  });

type Owner = { readonly account: LockedAccount; readonly subscription: Subscription };

async function depletionsOf(
  tx: Transaction,
  context: Context,
  owner: Owner,
  known: readonly KnownFund[],
): Promise<Depletion[]> {
  const { accountId } = owner.account;
  const { subscriptionNumber } = owner.subscription;
  const plan = await planOf(tx, context, owner);
  return plan.funds
    .filter((fund) => known.some((each) => isSame(each, fund)))
    .flatMap((fund) => {
      const units = plan.leftOf(fund);
      if (!isPositive(units)) return [];
      const { chargeNumber, start } = fund;
      const depletedOn = context.today();
      return [{ accountId, subscriptionNumber, chargeNumber, start, units, depletedOn }];
    });
}

const isSame = (one: Pick<Fund, "chargeNumber" | "start">, other: Fund): boolean =>
  one.chargeNumber === other.chargeNumber && one.start === other.start;

/** With all usage that is recorded, of whatever days. */
async function planOf(
  tx: Transaction,
  context: Context,
  { account, subscription }: Owner,
): Promise<PrepaidPlan> {
  const { subscriptionNumber, currentTerm } = subscription;
  const prepaid = await listPrepaidHistories(tx, [subscriptionNumber]);
  const rules = await findBillingRules(tx);
  const currency = await findCurrency(tx, account.currency);
  const how = {
    account: { billCycleDay: account.billCycleDay, currency },
    rules,
    targetDate: later(currentTerm.end, context.today()),
    chargeTypesToExclude: ["Usage"] as const,
    subscriptions: [subscription],
    prepaid,
  };
  const usage = await listUsageToBill(tx, usageToBill(how));
  const creditDate = context.today();
  const billing = { ...how.account, rules, targetDate: how.targetDate, creditDate };
  return planPrepaid({
    subscription,
    history: prepaid.get(subscriptionNumber) ?? NO_PREPAID_HISTORY,
    pending: pendingDemands(billing, subscription, usage),
    creditDate,
  });
}
