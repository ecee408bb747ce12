import { BillingError } from "#engine/errors.ts";
import { mrrOn } from "#engine/metrics/subscription-metrics.ts";
import type { Subscription } from "#engine/model/subscription.ts";
import { currency, roundToCurrency } from "#engine/values/currency.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { inTransaction } from "#store/database.ts";
import { listLatestSubscriptions } from "#store/subscriptions.ts";
import { type Route, route } from "../route.ts";
import { contracted } from "../subscriptions/create-routes.ts";
import { listSubscriptionMetrics } from "./contract.ts";

export const subscriptionMetricsRoutes: readonly Route[] = [
  route(listSubscriptionMetrics, async (context, { query }) => {
    const given = [query["subscriptionNumbers[]"] ?? [], query.subscriptionNumbers ?? []].flat();
    const numbers = [...new Set(given)];
    const { database, entityId } = context;
    const stored = await inTransaction(database, entityId, (tx) =>
      listLatestSubscriptions(tx, numbers),
    );
    const found = new Map(
      stored.map(({ subscription }) => [subscription.subscriptionNumber, subscription]),
    );
    const today = context.today();
    const asOfDay = query.asOfDay ?? today;
    const metricsOf = (key: string) => {
      const subscription = found.get(key);
      if (!subscription) throw new BillingError("ENTITY_NOT_FOUND", { key });
      return toMetrics(subscription, today, asOfDay);
    };
    return { subscriptionMetrics: numbers.map(metricsOf) };
  }),
];

/** Without discounts, net is gross. */
function toMetrics(subscription: Subscription, today: PlainDate, asOfDay: PlainDate) {
  const { contractedMrr, totalContractedValue } = contracted(subscription, today);
  const mrr = roundToCurrency(mrrOn(subscription, asOfDay), currency(subscription.currency));
  return {
    subscriptionNumber: subscription.subscriptionNumber,
    contractedMrr,
    contractedNetMrr: contractedMrr,
    asOfDayGrossMrr: mrr,
    asOfDayNetMrr: mrr,
    netTotalContractedValue: totalContractedValue,
    totalContractedValue,
  };
}
