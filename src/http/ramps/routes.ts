import { BillingError } from "#engine/errors.ts";
import {
  isRamped,
  orderRampMetrics,
  RAMP_SECTIONS,
  type RampedSubscription,
  rampMetrics,
} from "#engine/metrics/ramp-metrics.ts";
import type { BookedBilling } from "#engine/metrics/tcb.ts";
import type { Context } from "#operations/context.ts";
import { findAccount } from "#store/accounts.ts";
import { inTransaction, type Transaction } from "#store/database.ts";
import { findSubscriptionOfRamp, listRampedVersionsOfOrder } from "#store/ramps.ts";
import { findOrderSettings } from "#store/settings.ts";
import { findSubscription, type StoredSubscription } from "#store/subscriptions.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./contract.ts";
import { toOrderRampMetrics, toRamp, toRampMetrics } from "./to-wire.ts";

export const rampRoutes: readonly Route[] = [
  route(contract.getRamp, (context, { params: { rampNumber } }) =>
    read(context, async (tx) => {
      const { subscription } = await ofRamp(tx, rampNumber);
      return { ramp: toRamp(subscription) };
    }),
  ),
  route(contract.getRampMetrics, (context, { params: { rampNumber } }) =>
    read(context, async (tx) => ({
      rampMetrics: await metricsOf(tx, await ofRamp(tx, rampNumber)),
    })),
  ),
  route(contract.listRampsOfSubscription, (context, { params: { subscriptionKey } }) =>
    read(context, async (tx) => {
      const { subscription } = await ofSubscription(tx, subscriptionKey);
      return { ramps: isRamped(subscription) ? [toRamp(subscription)] : [] };
    }),
  ),
  route(contract.getRampMetricsOfSubscription, (context, { params: { subscriptionKey } }) =>
    read(context, async (tx) => {
      const { accountId, subscription } = await ofSubscription(tx, subscriptionKey);
      if (!isRamped(subscription)) return {};
      return { rampMetrics: await metricsOf(tx, { accountId, subscription }) };
    }),
  ),
  route(contract.listRampMetricsOfOrder, (context, { params: { orderNumber: key } }) =>
    read(context, async (tx) => {
      const versions = await listRampedVersionsOfOrder(tx, key);
      if (!versions) throw new BillingError("ENTITY_NOT_FOUND", { key });
      const [first] = versions;
      if (!first) return { rampMetrics: [] };
      const billing = await billingOf(tx, first);
      const metrics = versions.flatMap(
        ({ before, subscription }) =>
          orderRampMetrics(before, subscription, billing, RAMP_SECTIONS) ?? [],
      );
      return { rampMetrics: toOrderRampMetrics(metrics) };
    }),
  ),
];

const read = <Result>(
  { database, entityId }: Context,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> => inTransaction(database, entityId, work);

type StoredRamp = { readonly accountId: string; readonly subscription: RampedSubscription };

async function ofRamp(tx: Transaction, key: string): Promise<StoredRamp> {
  const found = await findSubscriptionOfRamp(tx, key);
  if (!found || !isRamped(found.subscription)) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return { accountId: found.accountId, subscription: found.subscription };
}

async function ofSubscription(tx: Transaction, key: string): Promise<StoredSubscription> {
  const found = await findSubscription(tx, key);
  if (!found) throw new BillingError("ENTITY_NOT_FOUND", { key });
  return found;
}

async function metricsOf(tx: Transaction, ramp: StoredRamp) {
  return toRampMetrics(rampMetrics(ramp.subscription, await billingOf(tx, ramp)));
}

/** All subscriptions of an order have one account and one currency. */
async function billingOf(
  tx: Transaction,
  { accountId: key, subscription }: StoredSubscription,
): Promise<BookedBilling> {
  const account = await findAccount(tx, key);
  if (!account) throw new BillingError("ENTITY_NOT_FOUND", { key });
  const { rules, currency } = await findOrderSettings(tx, subscription.currency);
  return { billCycleDay: account.billCycleDay, rules, currency };
}
