import { BillingError } from "#engine/errors.ts";
import { netMetrics } from "#engine/metrics/net-metrics.ts";
import type { NetRules } from "#engine/metrics/net-revenue.ts";
import { mrrOn } from "#engine/metrics/subscription-metrics.ts";
import type { Subscription } from "#engine/model/subscription.ts";
import { currency, roundToCurrency } from "#engine/values/currency.ts";
import type { PlainDate } from "#engine/values/plain-date.ts";
import { inTransaction } from "#store/database.ts";
import { discountRulesFor } from "#store/subscription-pages.ts";
import { listLatestSubscriptions } from "#store/subscriptions.ts";
import { type Route, route } from "../route.ts";
import { contracted } from "../subscriptions/create-routes.ts";
import { listSubscriptionMetrics } from "./contract.ts";

export const subscriptionMetricsRoutes: readonly Route[] = [
  route(listSubscriptionMetrics, async (context, { query }) => {
    const given = [query["subscriptionNumbers[]"] ?? [], query.subscriptionNumbers ?? []].flat();
    const numbers = [...new Set(given)];
    const { database, entityId } = context;
    const { subscriptions, rules } = await inTransaction(database, entityId, async (tx) => {
      const stored = await listLatestSubscriptions(tx, numbers);
      const subscriptions = stored.map(({ subscription }) => subscription);
      return { subscriptions, rules: await discountRulesFor(tx, subscriptions) };
    });
    const found = new Map(subscriptions.map((each) => [each.subscriptionNumber, each]));
    const today = context.today();
    const asOfDay = query.asOfDay ?? today;
    const metricsOf = (key: string) => {
      const subscription = found.get(key);
      if (!subscription) throw new BillingError("ENTITY_NOT_FOUND", { key });
      return toMetrics(subscription, rules, { today, asOfDay });
    };
    return { subscriptionMetrics: numbers.map(metricsOf) };
  }),
];

function toMetrics(
  subscription: Subscription,
  rules: NetRules,
  days: { readonly today: PlainDate; readonly asOfDay: PlainDate },
) {
  const { contractedMrr, totalContractedValue } = contracted(subscription, days.today);
  const of = currency(subscription.currency);
  const net = netMetrics(subscription, subscription, rules, days);
  const { netTotalContractedValue: value } = net;
  return {
    subscriptionNumber: subscription.subscriptionNumber,
    contractedMrr,
    contractedNetMrr: roundToCurrency(net.contractedNetMrr, of),
    asOfDayGrossMrr: roundToCurrency(mrrOn(subscription, days.asOfDay), of),
    asOfDayNetMrr: roundToCurrency(net.asOfDayNetMrr, of),
    netTotalContractedValue: value && roundToCurrency(value, of),
    totalContractedValue,
  };
}
