/** Applies the stored order actions of a subscription once more, from the first. */

import type { OrderAction, TriggerDates } from "#engine/model/order.ts";
import { chargesOf, type Subscription } from "#engine/model/subscription.ts";

import { DEFAULT_SUBSCRIPTION_SETTINGS } from "#engine/model/subscription-settings.ts";

import type { NamedAccount } from "#engine/order-actions/account-named.ts";

import { applyOrderAction } from "#engine/order-actions/index.ts";
import { nextVersion } from "#engine/order-actions/next-version.ts";
import type { Supply } from "#engine/order-actions/order-action.ts";
import { decimal } from "#engine/values/decimal.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { listProductRatePlans } from "#store/catalog.ts";
import { inTransaction, sql, type Transaction } from "#store/database.ts";
import { newId } from "#store/ids.ts";
import type { SubscriptionRow } from "#store/subscription-rows.ts";
import { withRatePlans } from "#store/subscriptions.ts";
import type { TestServer } from "./server.ts";

export type Replayed = {
  /** As the store has it: every version, the first one first. */
  readonly stored: Subscription;
  /** As its order actions make it. */
  readonly replayed: Subscription;
};

/** Every version of a subscription, stored and replayed. Ids and billing's dates differ. */
export const replay = (server: TestServer, subscriptionNumber: string): Promise<Replayed[]> =>
  inTransaction(server.database, server.entityId, async (tx) => {
    const versions = await storedVersions(tx, subscriptionNumber);
    const actions = await storedActions(tx, subscriptionNumber);
    const catalog = await catalogOf(tx, versions);
    const accounts = await accountsByNumber(tx);
    let before: Subscription | undefined;
    return versions.map((stored, index) => {
      const supply = supplyOf(stored, versions[index - 1]);
      const base = before && withThroughDates(before, versions[index - 1]);
      let replayed = base && nextVersion(base, supply);
      for (const row of actions.filter((each) => each.new_version === stored.version)) {
        replayed = applyOrderAction(replayed, revived(row.action), {
          orderDate: row.order_date,
          today: row.order_date,
          triggerDates: row.trigger_dates,
          changeReason: row.change_reason,
          requiredDates: DEFAULT_SUBSCRIPTION_SETTINGS,
          pendingCharges: "stay",
          accountId: (versions[index - 1] ?? stored).invoiceOwnerId,
          accountCurrency: stored.currency,
          accounts,
          catalog,
          originalRatePlanIds: new Map(),
          supply,
        });
      }
      if (!replayed) throw new Error(`version ${stored.version} has no actions`);
      before = replayed;
      return { stored, replayed };
    });
  });

async function accountsByNumber(tx: Transaction): Promise<Map<string, NamedAccount>> {
  const { rows } = await sql<NamedAccount>`
    select account_id as "accountId", account_number as "accountNumber", status, currency
    from accounts
  `.execute(tx);
  return new Map(rows.map((account) => [account.accountNumber, account]));
}

async function storedVersions(tx: Transaction, subscriptionNumber: string) {
  const { rows } = await sql<SubscriptionRow>`
    select * from subscriptions where subscription_number = ${subscriptionNumber} order by version
  `.execute(tx);
  return (await withRatePlans(tx, rows)).map(({ subscription }) => subscription);
}

type ActionRow = {
  new_version: number;
  action: OrderAction;
  trigger_dates: TriggerDates;
  change_reason: string | null;
  order_date: PlainDate;
};

async function storedActions(tx: Transaction, subscriptionNumber: string): Promise<ActionRow[]> {
  const { rows } = await sql<ActionRow>`
    select new_version, action, trigger_dates, change_reason, order_date
    from order_actions join orders using (account_id, order_id)
    where subscription_number = ${subscriptionNumber}
    order by new_version, sequence
  `.execute(tx);
  return rows;
}

async function catalogOf(tx: Transaction, versions: readonly Subscription[]) {
  const ids = versions.flatMap(({ ratePlans }) => ratePlans.map((each) => each.productRatePlanId));
  const plans = await listProductRatePlans(tx, [...new Set(ids)]);
  return new Map(plans.map((plan) => [plan.productRatePlanId, plan]));
}

const AMOUNTS = ["price", "quantity"];

/** Amounts are numbers in JSON. */
const revived = (action: OrderAction): OrderAction =>
  JSON.parse(JSON.stringify(action), (field, value) =>
    AMOUNTS.includes(field) && value !== null ? decimal(String(value)) : value,
  ) as OrderAction;

/** What billing found when the next order came decides what that order makes of it. */
function withThroughDates(replayed: Subscription, stored: Subscription | undefined): Subscription {
  const charges = stored ? chargesOf(stored) : [];
  return {
    ...replayed,
    ratePlans: replayed.ratePlans.map((ratePlan) => ({
      ...ratePlan,
      charges: ratePlan.charges.map((charge) => {
        const { chargedThroughDate = null, processedThroughDate = null } =
          charges.find(
            ({ chargeNumber, segment }) =>
              chargeNumber === charge.chargeNumber && segment === charge.segment,
          ) ?? {};
        return { ...charge, chargedThroughDate, processedThroughDate };
      }),
    })),
  };
}

/** The numbers that were drawn then: those that the version has and the one before it has not. */
function supplyOf(stored: Subscription, before: Subscription | undefined): Supply {
  const drawn = (numbersOf: (subscription: Subscription) => string[]) => {
    const known = new Set(before ? numbersOf(before) : []);
    const added = numbersOf(stored).filter((number) => !known.has(number));
    const numbers = [...new Set(added)].sort().values();
    return () => numbers.next().value ?? "";
  };
  return {
    newId,
    subscriptionNumber: () => stored.subscriptionNumber,
    ratePlanNumber: drawn(({ ratePlans }) =>
      ratePlans.map((ratePlan) => ratePlan.subscriptionRatePlanNumber),
    ),
    chargeNumber: drawn((subscription) =>
      chargesOf(subscription).map(({ chargeNumber }) => chargeNumber),
    ),
    rampNumber: () => stored.ramp?.rampNumber ?? "",
  };
}
