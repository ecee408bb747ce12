import { type OrderMetrics, orderMetrics } from "#engine/metrics/order-metrics.ts";
import type { OrderAction } from "#engine/model/order.ts";
import { chargesOf } from "#engine/model/subscription.ts";
import type { DateRange } from "#engine/values/date-range.ts";
import { findBillCycleDays } from "#store/accounts.ts";
import type { Transaction } from "#store/database.ts";
import { findBasesOf, findListPrices } from "#store/order-bases.ts";
import type { OrderPage } from "#store/order-pages.ts";
import { findOrderSettings } from "#store/settings.ts";

/** By the order's subscriptions, and by their actions. */
export type MetricsOfOrder = readonly (readonly (readonly OrderMetrics[])[])[];

/**
 * What an order changed, from the versions before and after it. Neither of one that was reverted nor
 * of the one that has reverted it; of one that is Pending only what it has created: charges that have
 * their dates already.
 *
 * @param within  the days that are asked for; undefined: all
 */
export async function metricsOfOrder(
  tx: Transaction,
  order: OrderPage,
  within?: DateRange,
): Promise<MetricsOfOrder> {
  const { status, subscriptions } = order;
  const isDone = status === "Completed" || status === "Pending";
  if (!isDone || order.revertsOrderNumber !== null) return [];
  const billCycleDays = await findBillCycleDays(
    tx,
    subscriptions.flatMap((each) => each.made?.invoiceOwnerId ?? []),
  );
  const bases = await findBasesOf(tx, order);
  const made = subscriptions.flatMap(({ made: version }) => (version ? chargesOf(version) : []));
  const ids = new Set(made.map(({ productRatePlanChargeId }) => productRatePlanChargeId));
  const listPrices = await findListPrices(tx, [...ids], order.currency);
  const { requiredDates: _, ...booked } = await findOrderSettings(tx, order.currency);
  return subscriptions.map(({ made: next, baseVersion, orderActions }) => {
    if (!next || (status === "Pending" && baseVersion !== null)) return [];
    const base = bases.get(next.subscriptionNumber);
    // Data enters: what the store has kept is an action of the engine; its amounts are not read.
    const actions = orderActions.map(({ action }) => action as OrderAction);
    const billing = { ...booked, billCycleDay: billCycleDays.get(next.invoiceOwnerId) ?? 0 };
    return orderMetrics(
      { base, next, actions },
      { billing, listPrices, ...(within && { within }) },
    );
  });
}
