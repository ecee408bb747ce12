import { BillingError } from "#engine/errors.ts";
import { inTransaction } from "#store/database.ts";
import { listLatestSubscriptions } from "#store/subscriptions.ts";
import { type Route, route } from "../route.ts";
import * as contract from "./metrics-contract.ts";
import { toMetrics } from "./metrics-to-wire.ts";

export const subscriptionMetricsRoutes: readonly Route[] = [
  route(contract.getMetricsBySubscriptionNumbers, async (context, { query }) => {
    const numbers = [...new Set(query["subscriptionNumbers[]"])];
    const stored = await inTransaction(context.database, context.entityId, (tx) =>
      listLatestSubscriptions(tx, numbers),
    );
    const found = new Map(
      stored.map(({ subscription }) => [subscription.subscriptionNumber, subscription]),
    );
    const subscriptionMetrics = numbers.map((subscriptionNumber) => {
      const subscription = found.get(subscriptionNumber);
      if (!subscription) throw new BillingError("ENTITY_NOT_FOUND", { key: subscriptionNumber });
      return {
        subscriptionNumber,
        ...toMetrics(subscription, query.asOfDay, context.today()),
      };
    });
    return { subscriptionMetrics };
  }),
];
